/**
 * Reading an atlas file: the JSON of `docs/interface.md` back into an `Atlas`, every field checked for its type.
 *
 * Only the form is checked here; whether the content is true is for `check.ts`.
 */
import { z } from "zod";
import { copyJson, object, parse } from "../../files/fields.js";
import { parseJson } from "../../files/json-text.js";
import { ProblemError } from "../../files/problem-error.js";
import type { Matrix } from "../../numeric/linalg/dense.js";
import type { ProblemFile } from "../../objectives/schema.js";
import { type Atlas, type Census, USED_METHODS } from "./types.js";

/** A reading function as a schema; `undefined` from it is the refusal. */
const field = <T>(expected: string, read: (value: unknown) => T | undefined) =>
  z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });

const textField = field("text", (value) => (typeof value === "string" ? value : undefined));
const numberField = field("a finite number", (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined,
);
const nonNegative = field("a finite number from 0 on", (value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined,
);
const count = field("a non-negative integer", (value) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined,
);
const bigCount = field("text of a non-negative integer without leading zeros", (value) =>
  typeof value === "string" && /^(0|[1-9]\d{0,3999})$/.test(value) ? BigInt(value) : undefined,
);
const positiveCount = field("text of a positive integer without leading zeros", (value) =>
  typeof value === "string" && /^[1-9]\d{0,3999}$/.test(value) ? BigInt(value) : undefined,
);
const bigInteger = field("an integer, as a number or, where a double does not hold it, as text", (value) => {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value !== "string" || !/^-?[1-9]\d{0,3999}$/.test(value)) return undefined;
  const integer = BigInt(value);
  return Number.isSafeInteger(Number(integer)) ? undefined : integer;
});
const matrixField = field("a matrix: rows of finite numbers, equally long", (value): Matrix | undefined => {
  if (!Array.isArray(value) || !Array.isArray(value[0])) return undefined;
  const columns = (value[0] as unknown[]).length;
  const data: number[] = [];
  for (const row of value as unknown[]) {
    if (!Array.isArray(row) || row.length !== columns) return undefined;
    for (const entry of row as unknown[]) {
      if (typeof entry !== "number" || !Number.isFinite(entry)) return undefined;
      data.push(entry);
    }
  }
  return { rows: value.length, columns, data: Float64Array.from(data) };
});
const record = <T>(inner: z.ZodType<T>) => z.record(z.string(), inner);
const list = <T extends z.ZodType>(inner: T) => z.array(inner, { error: () => "a list" });
const flag = z.boolean({ error: () => "true or false" });

const componentField = object({
  id: textField,
  family: textField,
  representative: record(matrixField),
  value: numberField.optional(),
  exactValue: textField.optional(),
  dimension: count.optional(),
  index: count.optional(),
  nullity: count.optional(),
  morseBott: flag.optional(),
  kind: z
    .enum([
      "global-minimum",
      "local-minimum",
      "strict-saddle",
      "local-maximum",
      "global-maximum",
      "maximum",
      "degenerate",
      "undecided",
      "stable-equilibrium",
      "unstable-equilibrium",
    ])
    // Earlier atlases do not say which; what is global is local.
    .transform((kind) => (kind === "maximum" ? "local-maximum" : kind)),
  stability: object({ stable: count, zero: count, unstable: count }).optional(),
  rank: count.optional(),
  outcome: z
    .enum([
      "collapsed",
      "dimensional-collapse",
      "non-collapsed-bad",
      "optimal-subspace",
      "ground-truth",
      "varies",
    ])
    .optional(),
  recovery: object({ min: numberField, median: numberField, max: numberField }).optional(),
  retained: numberField.optional(),
  conditionNumber: numberField.optional(),
  multiplicity: positiveCount.optional(),
  eulerCharacteristic: bigInteger.optional(),
  residual: nonNegative,
  certificate: object({
    kind: z.enum(["exact", "interval", "closed-form", "numerical"]),
    detail: textField,
    proven: list(z.enum(["existence", "uniqueness", "dimension", "index", "nullity", "value"])).optional(),
    radius: nonNegative.optional(),
  }),
  notes: list(textField).optional(),
});

const evidenceField = z.union([
  object({ kind: z.literal("univariate"), points: count }),
  object({ kind: z.literal("rank"), points: count, prime: count, bound: count, atInfinity: count }),
  object({ kind: z.literal("modular"), points: count, solutions: flag, primes: count, bits: count }),
]);

const atlasField = object({
  schemaVersion: z.literal(1),
  package: field("landscape-atlas@VERSION", (value) =>
    typeof value === "string" && /^landscape-atlas@\d+\.\d+\.\d+[\w.+-]*$/.test(value) ? value : undefined,
  ),
  seed: count,
  method: z.enum(USED_METHODS),
  title: textField,
  problem: field("an object", (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ProblemFile) : undefined,
  ),
  isVectorField: flag,
  stationarity: list(object({ variable: textField, text: textField, tex: textField })),
  components: list(componentField),
  truncated: flag,
  census: object({
    byIndex: record(bigCount),
    total: bigCount,
    withoutIndex: bigCount.optional(),
  }).optional(),
  audit: object({
    complete: flag,
    proof: z.enum(["proved", "numerical", "incomplete"]),
    theorem: textField.optional(),
    reason: textField.optional(),
    by: list(z.enum(["closed-form", "path-count", "elimination", "morse-euler", "cross-check"])),
    morseEuler: object({ expected: bigInteger, found: bigInteger }).optional(),
    paths: object({ started: count, finite: count, atInfinity: count, failed: count }).optional(),
    evidence: evidenceField.optional(),
    failures: list(textField),
  }),
  warnings: list(textField),
});

const MAX_MEGABYTES = 256;

/**
 * The atlas of a file.
 *
 * @throws ProblemError, one line with the place and the expectation, for anything that has not the form of an atlas.
 */
export function readStoredAtlas(json: string): Atlas {
  const plain = parseJson(json, { place: "atlas", megabytes: MAX_MEGABYTES });
  const { schemaVersion: _, package: __, census, ...rest } = parse(atlasField, copyJson(plain), []);
  return {
    ...rest,
    ...(census === undefined ? {} : { census: readCensus(census) }),
  } as Atlas;
}

function readCensus(census: {
  readonly byIndex: Readonly<Record<string, bigint>>;
  readonly total: bigint;
  readonly withoutIndex?: bigint | undefined;
}): Census {
  const { total, withoutIndex } = census;
  const byIndex = new Map<number, bigint>();
  for (const [index, value] of Object.entries(census.byIndex)) {
    if (!/^(0|[1-9]\d{0,8})$/.test(index))
      throw new ProblemError(["census", "byIndex", index], "an index", JSON.stringify(index));
    byIndex.set(Number(index), value);
  }
  return {
    byIndex: new Map([...byIndex].sort(([a], [b]) => a - b)),
    total,
    ...(withoutIndex === undefined ? {} : { withoutIndex }),
  };
}
