/**
 * Fields of a problem file: JSON in, exact numbers out, with a place and an expectation for everything refused.
 *
 * Number = a JSON number or text such as "3/7", "0.05", "1e-3"; matrix = a non-empty array of rows of equal length.
 * In these zod schemas every issue's message is the expectation alone; `parse` turns the first into a `ProblemError`.
 */
import { z } from "zod";
import { inertia } from "../exact/inertia.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, type Rational, rational, rationalText, sign, toNumber } from "../exact/rational.js";
import { suggestion } from "./nearest.js";
import { ProblemError, show } from "./problem-error.js";
import { textDefect } from "./text-field.js";

/** Largest number of rows, columns, features or latents. */
export const MAX_DIMENSION = 1000;
const MAX_NUMBER_LENGTH = 400;
/** Γ and Σ at the largest dimension have two million entries. */
const MAX_NODES = 2_500_000;
const MAX_DEPTH = 32;
const MAX_DENOMINATOR_BITS = 4096;

/** Beyond these a fourth power no longer fits a double, and an exact answer could not be shown as a number. */
const LARGEST = rational(10n ** 60n);
const SMALLEST = rational(1).div(LARGEST);

/** Ends the reading of a field: `fail("an integer")`, with the path below the field where it is nested. */
type Fail = (expected: string, path?: readonly PropertyKey[], got?: string) => never;

class Failure extends Error {
  constructor(
    readonly expected: string,
    readonly path: readonly PropertyKey[],
    readonly got: string | undefined,
  ) {
    super(expected);
  }
}

const fail: Fail = (expected, path = [], got) => {
  throw new Failure(expected, path, got);
};

/** A number as files hold it: integers and text such as "3/7" exactly, other JSON numbers as the doubles they are. */
export type NumberInput = number | string;
/** Rows of equal length. */
export type MatrixInput = readonly (readonly NumberInput[])[];

/**
 * A zod schema from a reading function; stops at the first defect, however long the input. `Input` is what it is meant to be
 * given: what typed callers are held to, and what is checked of everyone else.
 */
function field<T, Input>(read: (value: unknown) => T): z.ZodType<T, Input> {
  const schema = z.unknown().transform((value, context): T => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const params = error.got === undefined ? {} : { got: error.got };
      context.addIssue({ code: "custom", message: error.expected, path: [...error.path], params });
      return z.NEVER;
    }
  });
  return schema as unknown as z.ZodType<T, Input>;
}

function readNumber(value: unknown, path: readonly PropertyKey[] = []): Rational {
  const expected = 'a number or text such as "3/7" or "0.05"';
  if (typeof value === "string" && value.length > MAX_NUMBER_LENGTH)
    fail(`a number of at most ${MAX_NUMBER_LENGTH} characters`, path);
  if (typeof value !== "string" && typeof value !== "number") fail(expected, path);
  let number: Rational;
  try {
    number = rational(value as string | number);
  } catch {
    return fail(expected, path);
  }
  const magnitude = number.abs();
  if (!isZero(number) && (magnitude.compare(LARGEST) > 0 || magnitude.compare(SMALLEST) < 0))
    fail("zero or a magnitude between 1e-60 and 1e60", path);
  return number;
}

function readInteger(value: unknown, lo: number, hi: number, path: readonly PropertyKey[] = []): number {
  const expected = hi === Number.MAX_SAFE_INTEGER ? "a safe integer" : `an integer from ${lo} to ${hi}`;
  let number: Rational;
  try {
    number = readNumber(value, path);
  } catch (error) {
    if (error instanceof Failure) fail(expected, path);
    throw error;
  }
  const integer = toNumber(number);
  if (number.d !== 1n || !(integer >= lo && integer <= hi)) fail(expected, path);
  // −0 is a JSON number; as a seed or a size it is 0.
  return integer + 0;
}

/**
 * A number as it is written: text as ever, and a JSON number as its shortest decimal, so that 0.1 is 1/10.
 *
 * @param path where it stands.
 * @throws ProblemError for anything else, and beyond the limits of all numbers.
 * @example decimal(0.1, ["x"]).toFraction() // "1/10"
 */
export const decimal = (value: unknown, path: readonly PropertyKey[]): Rational =>
  refusedAt(path, () => readNumber(typeof value === "number" ? String(value) : value), value);

/**
 * Refuses entries whose common denominator is huge.
 *
 * @param path where they stand.
 * @throws ProblemError
 */
export const requireDenominator = (entries: Iterable<Rational>, path: readonly PropertyKey[]): void =>
  refusedAt(path, () => requireCommonDenominator(entries), "a larger one");

/** What `read` gives, its failure as the refusal of `value` at a place. */
function refusedAt<T>(path: readonly PropertyKey[], read: () => T, value: unknown): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new ProblemError([...path, ...error.path], error.expected, error.got ?? show(value));
  }
}

/** Entries whose common denominator is huge make every exact operation on the matrix unboundedly slow. */
function requireCommonDenominator(entries: Iterable<Rational>, path: readonly PropertyKey[] = []): void {
  const seen = new Set<bigint>();
  let common = 1n;
  for (const { d } of entries) {
    if (seen.has(d)) continue;
    seen.add(d);
    if (common % d !== 0n) common *= rational(d).div(rational(common)).n;
    if (common.toString(16).length * 4 > MAX_DENOMINATOR_BITS)
      fail(`entries with a common denominator below 2^${MAX_DENOMINATOR_BITS}`, path);
  }
}

function readArray(value: unknown, what: string, path: readonly PropertyKey[] = []): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) return fail(what, path);
  if (value.length > MAX_DIMENSION) fail(`at most ${MAX_DIMENSION} entries`, path, `${value.length} of them`);
  return value;
}

function readMatrix(value: unknown): RationalMatrix {
  const rows = readArray(value, "a non-empty array of rows").map((row, i) =>
    readArray(row, "a non-empty array of numbers", [i]).map((entry, j) => readNumber(entry, [i, j])),
  );
  const columns = rows[0]!.length;
  const ragged = rows.findIndex((row) => row.length !== columns);
  if (ragged >= 0) fail(`${columns} entries as in the first row`, [ragged], `${rows[ragged]!.length}`);
  requireCommonDenominator(rows.flat());
  return RationalMatrix.generate(rows.length, columns, (i, j) => rows[i]![j]!);
}

/** An exact number with `holds(value)`; `expected` says which numbers these are. */
const numberWhere = (expected: string, holds: (value: Rational) => boolean) =>
  field<Rational, NumberInput>((value) => {
    const number = readNumber(value);
    return holds(number) ? number : fail(expected);
  });

const ONE = rational(1);

/** An exact number. */
export const anyNumber = numberWhere("a number", () => true);
/** An exact number above 0. */
export const positiveNumber = numberWhere("a number > 0", (x) => sign(x) > 0);
/** An exact number that is 0 or more. */
export const nonnegativeNumber = numberWhere("a number ≥ 0", (x) => sign(x) >= 0);
/** An exact number that is not 0. */
export const nonzeroNumber = numberWhere("a nonzero number", (x) => !isZero(x));
/** An exact number from 0 to 1. */
export const probability = numberWhere("a number in (0, 1]", (x) => sign(x) > 0 && x.compare(ONE) <= 0);
/** An integer of a range. */
export const integer = (lo: number, hi: number) =>
  field<number, NumberInput>((value) => readInteger(value, lo, hi));
/** A seed of random numbers. */
export const seed = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
/** A positive integer that is the size of something. */
export const dimension = integer(1, MAX_DIMENSION);
/** A matrix of exact numbers, by rows. */
export const exactMatrix = field<RationalMatrix, MatrixInput>(readMatrix);

/** Probabilities in (0, 1]; their sum and number are checked where the dictionary is known. */
export const probabilities = field<readonly Rational[], readonly NumberInput[]>((value) => {
  const list = readArray(value, "a non-empty array of probabilities").map((entry, i) => {
    const number = readNumber(entry, [i]);
    return sign(number) > 0 && number.compare(ONE) <= 0 ? number : fail("a number in (0, 1]", [i]);
  });
  requireCommonDenominator(list);
  return list;
});

/** [rows, columns]; [rows] for a column. */
export const shape = field<
  readonly [number, number],
  readonly [NumberInput, NumberInput] | readonly [NumberInput]
>((value) => {
  if (!Array.isArray(value) || value.length === 0 || value.length > 2)
    return fail("a shape [rows, columns], or [rows] for a column");
  const columns = value.length === 1 ? 1 : readInteger(value[1], 1, MAX_DIMENSION, [1]);
  return [readInteger(value[0], 1, MAX_DIMENSION, [0]), columns];
});

/** What may be said of a constant matrix; it is held to it. */
const MATRIX_KINDS = ["symmetric", "positive-definite", "positive-semidefinite"] as const;
/** Largest size at which definiteness is decided exactly. */
const MAX_INERTIA = 60;

/** A matrix, or {"matrix": rows, "is": "symmetric"} with what it has to be. */
export const namedMatrix = field<
  RationalMatrix,
  MatrixInput | { readonly matrix: MatrixInput; readonly is: (typeof MATRIX_KINDS)[number] }
>((value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return readMatrix(value);
  const unknown = Object.keys(value).find((key) => key !== "matrix" && key !== "is");
  if (unknown !== undefined) fail("only the fields matrix, is", [unknown]);
  const { matrix: rows, is } = value as { matrix?: unknown; is?: unknown };
  const matrix = nested("matrix", () => readMatrix(rows));
  const kind =
    MATRIX_KINDS.find((known) => known === is) ?? fail(`one of ${MATRIX_KINDS.join(", ")}`, ["is"]);
  if (!matrix.isSymmetric()) fail(`a ${kind} matrix`, ["matrix"], "one that is not symmetric");
  if (kind === "symmetric") return matrix;
  if (matrix.rows > MAX_INERTIA)
    fail(`at most ${MAX_INERTIA} rows of a matrix that is held to be ${kind}`, ["matrix"]);
  const { negative, zero } = inertia(matrix);
  if (negative > 0 || (kind === "positive-definite" && zero > 0))
    fail(`a ${kind} matrix`, ["matrix"], `${negative} negative and ${zero} zero eigenvalues`);
  return matrix;
});

/** Failures of a part get its name before their place. */
function nested<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return fail(error.expected, [key, ...error.path], error.got);
  }
}

/** Exact text of a scalar: a JSON number is converted, an expression such as "1/(4*5)" is kept. */
export const scalarText = field<string, NumberInput>((value) => {
  if (typeof value !== "string") return rationalText(readNumber(value));
  if (value.length > MAX_NUMBER_LENGTH) fail(`a scalar of at most ${MAX_NUMBER_LENGTH} characters`);
  if (!/^[\w\s+\-*/^().]*\w[\w\s+\-*/^().]*$/.test(value) || /\b(nan|infinity)\b/i.test(value))
    fail('a number or a scalar expression such as "1/(4*5)"');
  return value;
});

/** A text. */
export const text = (maximum: number) =>
  field<string, string>((value) => {
    const defect = textDefect(value, maximum);
    return defect === undefined ? (value as string) : fail(defect);
  });

/** A column of a table: its name, or its place, counted from 1. */
export type ColumnInput = string | number;

function readColumn(value: unknown, path: readonly PropertyKey[] = []): ColumnInput {
  if (typeof value === "number") return readInteger(value, 1, MAX_DIMENSION, path);
  return textDefect(value, MAX_NUMBER_LENGTH) === undefined
    ? (value as string)
    : fail("the name of a column, or its number", path);
}

/** A column of a table. */
export const column = field<ColumnInput, ColumnInput>((value) => readColumn(value));
/** Columns of a table. */
export const columns = field<readonly ColumnInput[], readonly ColumnInput[]>((value) =>
  readArray(value, "a non-empty array of columns").map((entry, i) => readColumn(entry, [i])),
);

/** An object with these fields and no other. */
export const object = <Shape extends z.core.$ZodLooseShape>(fields: Shape) =>
  z.strictObject(fields, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `only the fields ${Object.keys(fields).join(", ")}${suggestion((issue as { keys?: readonly string[] }).keys?.[0], Object.keys(fields))}`
        : undefined,
  });

/** The kinds of a union, with the one that was meant, where the kind that was given is near to one. */
function oneOf(issue: z.core.$ZodRawIssue): string {
  const {
    options = [],
    discriminator,
    input,
  } = issue as {
    readonly options?: readonly unknown[];
    readonly discriminator?: string;
    readonly input?: unknown;
  };
  const given = discriminator === undefined ? undefined : ownField(input, discriminator);
  return `one of ${options.join(", ")}${suggestion(given, options.map(String))}`;
}

/** Expectations of the issues that zod itself raises. */
function expectation(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "invalid_union") return oneOf(issue);
  if (issue.code === "invalid_value") {
    const known = issue.values.map(String);
    return issue.values.map((value) => JSON.stringify(value)).join(" or ") + suggestion(issue.input, known);
  }
  if (issue.code !== "invalid_type") return "a valid value";
  return issue.expected === "boolean" ? "true or false" : "an object";
}

/**
 * `json` under `schema`.
 *
 * @param path where `json` stands in the problem file.
 * @throws ProblemError naming the first field that is not as expected.
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  path: readonly PropertyKey[],
): z.output<Schema> {
  const result = schema.safeParse(json, { error: expectation });
  if (result.success) return result.data;
  // A mistyped key is both a field too many and one too few: the first says more.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const place = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  const given: unknown = issue.code === "custom" ? issue.params?.got : undefined;
  const got = typeof given === "string" ? given : show(lookup(json, place));
  throw new ProblemError([...path, ...place], issue.message, got);
}

function lookup(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** A field of an object that came out of `copyJson`; never an inherited one. */
export const ownField = (json: unknown, key: string): unknown => lookup(json, [key]);

/**
 * The one key that is no name: assigned to, it changes what an object inherits. Any other, `constructor` and `toString` among
 * them, is an own property like all, and is only ever looked up as one.
 */
const FORBIDDEN = "__proto__";

/**
 * A deep copy of plain JSON (fields that are `undefined` are left out), so that later changes by the caller do not
 * reach a parsed problem.
 *
 * @throws ProblemError for anything else: functions, dates, cycles, prototype keys, excessive depth or size.
 */
export function copyJson(json: unknown): unknown {
  const path: PropertyKey[] = [];
  let nodes = 0;
  const below = (key: PropertyKey, value: unknown): unknown => {
    path.push(key);
    const result = copy(value);
    path.pop();
    return result;
  };
  const copy = (value: unknown): unknown => {
    if (++nodes > MAX_NODES) throw new ProblemError([], `at most ${MAX_NODES} values`, "more");
    const type = typeof value;
    if (value === null || type === "number" || type === "string" || type === "boolean") return value;
    if (typeof value !== "object") throw new ProblemError(path, "JSON", show(value));
    if (path.length >= MAX_DEPTH) throw new ProblemError([], `JSON at most ${MAX_DEPTH} levels deep`, "more");
    if (Array.isArray(value)) return Array.from(value, (entry, i) => below(i, entry));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new ProblemError(path, "JSON", show(value));
    const result: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(value)) {
      if (key === FORBIDDEN) throw new ProblemError(path, "names that are fields", JSON.stringify(key));
      if (entry !== undefined) result[key] = below(key, entry);
    }
    return result;
  };
  return copy(json);
}

/** Whether every number in the JSON stands for itself: a non-integer (or unsafe) double may have been rounded. */
export function isExactJson(json: unknown): boolean {
  if (typeof json === "number") return Number.isSafeInteger(json);
  if (typeof json !== "object" || json === null) return true;
  return Object.values(json).every(isExactJson);
}
