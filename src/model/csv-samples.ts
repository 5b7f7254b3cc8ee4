/**
 * Samples in a table (CSV), and the model of their moments in its place:
 *
 *   "samples": {"file": "data.csv", "columns": ["u", "v"], "sample": "image"}
 *   "samples": {"file": "data.csv", "x": ["u", "v"], "y": ["w"]}
 *   "samples": {"file": "data.csv", "sample": "image", "modality": "kind", "x": ["u", "v"], "y": ["u"]}
 *
 * A row is a view, of its own sample or of the one that the column `sample` names; with `x` and `y` a view of either modality, or of
 * the one that the column `modality` names, which holds x or y. Left out, the columns are all that have no other role. A column is its name in the
 * first row or its number; `"header": false` if the first row is one of numbers. `"separator"` is `,`, `;` or a tab.
 *
 * What takes the place of `samples` are the exact moments and where they come from, so that a stored result is checked without the table.
 * Rows are counted from 1 as an editor counts lines, the first row included.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational, rationalText } from "../exact/rational.js";
import { type CsvRecord, readCsv, SEPARATORS } from "../files/csv.js";
import { type ColumnInput, copyJson, decimal, object, ownField, parse } from "../files/fields.js";
import { suggestion } from "../files/nearest.js";
import { ProblemError, show } from "../files/problem-error.js";
import type { PairedViews, Views } from "./sample-moments.js";
import { type Samples, specOfSamples, TABLE_FIELDS } from "./samples.js";

const request = object(TABLE_FIELDS);
type Request = z.output<typeof request>;

const PATH = ["model", "samples"];

/**
 * The name of the table that a problem file has its samples in; undefined where it names none.
 *
 * @param json of a problem file, of unknown shape.
 * @throws ProblemError where the name is no text.
 */
export function samplesFile(json: unknown): string | undefined {
  const samples = ownField(ownField(json, "model"), "samples");
  if (typeof samples !== "object" || samples === null || Array.isArray(samples)) return undefined;
  return ownField(samples, "file") === undefined ? undefined : parse(request, samples, PATH).file;
}

/**
 * A problem file whose samples are in a table, with their exact moments in place of them, and with the name of the file and the
 * SHA-256 of its bytes as `source`.
 *
 * @param json of the problem file, which names a table.
 * @param bytes of the table.
 * @throws ProblemError naming the row and column of the first cell that is not as expected.
 * @returns plain JSON, for `parseProblemFile`.
 * @example
 * const file = inlineSamples({ model: { samples: { file: "a.csv", sample: "s" } } }, Buffer.from("s,u\n1,1\n1,3"));
 * JSON.stringify((file.model as { moments: unknown }).moments) // '{"gamma":[["3"]],"sigma":[["5"]]}'
 */
export function inlineSamples(json: unknown, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const file = copyJson(json);
  const model = parse(
    object({ samples: z.unknown(), centred: z.boolean().optional() }),
    ownField(file, "model"),
    ["model"],
  );
  const asked = parse(request, model.samples, PATH);
  const { samples, sampleAt } = samplesOfTable(
    asked,
    readCsv(bytes, asked.separator ?? ",", [...PATH, "file"]),
  );
  const place = [...PATH, "file"];
  const spec = specOfSamples(samples, model.centred ?? false, place, (k) => [place, sampleAt(k)]);
  const moments =
    spec.kind === "moments"
      ? { gamma: rows(spec.moments.gamma), sigma: rows(spec.moments.sigma) }
      : Object.fromEntries([...spec.named].map(([name, matrix]) => [lowerFirst(name), rows(matrix)]));
  return {
    ...(file as Record<string, unknown>),
    model: {
      moments,
      source: {
        ...(model.samples as Record<string, unknown>),
        ...(model.centred === undefined ? {} : { centred: model.centred }),
        sha256: createHash("sha256").update(bytes).digest("hex"),
        samples: samples.list.length,
        views: spec.samples!.views,
      },
    },
  };
}

const rows = (matrix: RationalMatrix): string[][] =>
  Array.from({ length: matrix.rows }, (_, i) =>
    Array.from({ length: matrix.columns }, (_, j) => rationalText(matrix.get(i, j))),
  );

const lowerFirst = (name: string): string => name[0]!.toLowerCase() + name.slice(1);

/** Places of columns in a record, by what they are for. */
interface Roles {
  readonly names: readonly string[];
  readonly sample: number | undefined;
  readonly modality: number | undefined;
  /** Of views of one modality, or of x. */
  readonly own: readonly number[];
  /** Of views of y, where there are two modalities. */
  readonly other: readonly number[] | undefined;
}

/** The samples of a table, and the name of each for refusals. */
function samplesOfTable(
  asked: Request,
  records: readonly CsvRecord[],
): { readonly samples: Samples; readonly sampleAt: (k: number) => string } {
  const hasHeader = asked.header ?? true;
  const roles = rolesOf(asked, records[0]!, hasHeader);
  const body = hasHeader ? records.slice(1) : records;
  if (body.length === 0) throw new ProblemError([...PATH, "file"], "rows below the first, the names", "none");
  const groups = new Map<string, { x: Rational[][]; y: Rational[][]; line: number }>();
  for (const [k, record] of body.entries()) {
    const key =
      roles.sample === undefined ? `${k}` : filled(record, roles.sample, roles, "the name of a sample");
    const group = groups.get(key) ?? { x: [], y: [], line: record.line };
    groups.set(key, group);
    const modality = modalityOf(record, roles);
    if (modality !== "y") group.x.push(numbersOf(record, roles.own, roles));
    if (modality !== "x" && roles.other !== undefined) group.y.push(numbersOf(record, roles.other, roles));
  }
  const names = [...groups].map(([key, { line }]) =>
    roles.sample === undefined ? ` in row ${line}` : ` of sample ${show(key)} (row ${line})`,
  );
  const list = [...groups.values()];
  if (roles.other === undefined)
    return { samples: { kind: "views", list: list.map(({ x }): Views => x) }, sampleAt: (k) => names[k]! };
  const lone = list.findIndex(({ x, y }) => x.length === 0 || y.length === 0);
  if (lone >= 0)
    throw new ProblemError(
      [...PATH, "file"],
      `views of both modalities${names[lone]}`,
      `${list[lone]!.x.length === 0 ? "y" : "x"} alone`,
    );
  const pairs = list.map(({ x, y }): PairedViews => ({ x, y }));
  return { samples: { kind: "pairs", list: pairs }, sampleAt: (k) => names[k]! };
}

function rolesOf(asked: Request, first: CsvRecord, hasHeader: boolean): Roles {
  const names = hasHeader ? first.cells : first.cells.map((_, j) => `${j + 1}`);
  if (hasHeader && first.cells.every(isNumber))
    throw new ProblemError(
      [...PATH, "file"],
      'names of columns in the first row (or "header": false)',
      first.cells.join(", "),
    );
  const place = (given: ColumnInput, at: readonly PropertyKey[]) =>
    placeOf(given, names, hasHeader, [...PATH, ...at]);
  const one = (key: "sample" | "modality") =>
    asked[key] === undefined ? undefined : place(asked[key], [key]);
  const [sample, modality] = [one("sample"), one("modality")];
  const rest = names.map((_, j) => j).filter((j) => j !== sample && j !== modality);
  if (rest.length === 0) throw new ProblemError([...PATH, "file"], columnsExpected(asked, first), "no other");
  const several = (key: "columns" | "x" | "y") =>
    asked[key]?.map((given, i) => place(given, [key, i])) ?? rest;
  const refuse = (key: string, expected: string) => {
    throw new ProblemError([...PATH, key], expected, show((asked as Record<string, unknown>)[key]));
  };
  const isPaired = asked.x !== undefined || asked.y !== undefined || modality !== undefined;
  if (!isPaired) return { names, sample, modality, own: several("columns"), other: undefined };
  if (asked.columns !== undefined) refuse("columns", "x and y, the columns of either modality, in its place");
  if (modality !== undefined && sample === undefined)
    refuse("sample", "the column that says which rows of x and y belong together");
  if (modality === undefined)
    for (const key of ["x", "y"] as const)
      if (asked[key] === undefined) refuse(key, `the columns of ${key}, beside those of the other modality`);
  return { names, sample, modality, own: several("x"), other: several("y") };
}

/** One column with separators in it is a table that was read with another one. */
function columnsExpected({ separator = "," }: Request, { cells: [cell = ""] }: CsvRecord): string {
  const used = SEPARATORS.find((other) => other !== separator && cell.includes(other));
  const hint =
    used === undefined ? "" : ` (cells seem to be separated by ${show(used)}: "separator": ${show(used)})`;
  return `a column of numbers beside the names of samples${hint}`;
}

/** The place of a column that is given by its name or its number. */
function placeOf(
  given: ColumnInput,
  names: readonly string[],
  hasHeader: boolean,
  path: readonly PropertyKey[],
): number {
  if (typeof given === "number") {
    if (given > names.length) throw new ProblemError(path, `a column from 1 to ${names.length}`, `${given}`);
    return given - 1;
  }
  if (!hasHeader)
    throw new ProblemError(
      path,
      `the number of a column, from 1 to ${names.length}, without a header`,
      show(given),
    );
  const [found, another] = names.flatMap((name, j) => (name === given.trim() ? [j] : []));
  if (found === undefined)
    throw new ProblemError(
      path,
      `a column of the file, ${names.join(", ")}${suggestion(given, names)}`,
      show(given),
    );
  if (another !== undefined)
    throw new ProblemError(path, "a column whose name no other has (or its number)", show(given));
  return found;
}

const modalityOf = (record: CsvRecord, roles: Roles): string | undefined => {
  if (roles.modality === undefined) return undefined;
  const cell = record.cells[roles.modality]!;
  return cell === "x" || cell === "y" ? cell : refuseCell(record, roles.modality, roles, "x or y");
};

function filled(record: CsvRecord, j: number, roles: Roles, expected: string): string {
  const cell = record.cells[j]!;
  return cell === "" ? refuseCell(record, j, roles, expected) : cell;
}

const numbersOf = (record: CsvRecord, places: readonly number[], roles: Roles): Rational[] =>
  places.map((j) => {
    const cell = record.cells[j]!;
    if (cell === "") return refuseCell(record, j, roles, "a number");
    try {
      return decimal(cell, []);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return refuseCell(record, j, roles, isNumber(cell) ? error.expected : "a number");
    }
  });

function refuseCell({ line, cells }: CsvRecord, j: number, { names }: Roles, expected: string): never {
  const cell = cells[j]!;
  throw new ProblemError(
    [...PATH, "file"],
    `${expected} in row ${line}, column ${names[j]}`,
    cell === "" ? "an empty cell" : show(cell),
  );
}

function isNumber(cell: string): boolean {
  try {
    rational(cell);
    return true;
  } catch {
    return false;
  }
}
