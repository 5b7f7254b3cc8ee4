/**
 * A point as files hold it: JSON (`{"W": [[…]], …}`; for a landscape in one variable its matrix alone, as NumPy's `tolist` gives
 * it), the text of `np.savetxt` (rows of numbers, commas or blanks between them, `#` before comments), or the bytes of `np.save`.
 */
import { parseJson } from "../files/json-text.js";
import { suggestion } from "../files/nearest.js";
import { isNpy, readNpy } from "../files/npy.js";
import { ProblemError, show } from "../files/problem-error.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import type { Point } from "../objectives/objective.js";
import type { Landscape } from "../symbolic/landscape.js";

/**
 * A point of a landscape from a file: JSON by variables, one matrix alone, rows of numbers, or NumPy's `.npy`.
 *
 * @param source the text or the bytes of the file.
 * @returns the matrices by the names of the variables, all there and of the right shapes.
 * @throws ProblemError naming the entry that is not as expected.
 * @example readPoint("0.5 0.1", problem.objective.landscape!).W!.data[1] // 0.1
 */
export function readPoint(source: string | Uint8Array, { variables }: Pick<Landscape, "variables">): Point {
  const names = variables.map(({ symbol }) => symbol.name);
  const json = typeof source !== "string" && isNpy(source) ? readNpy(source) : readText(source);
  const isRecord = typeof json === "object" && json !== null && !Array.isArray(json);
  if (!isRecord && names.length !== 1)
    throw new ProblemError(["point"], `an object with ${names.join(", ")}`, show(json));
  const given = new Map<string, unknown>(isRecord ? Object.entries(json) : [[names[0]!, json]]);
  for (const name of given.keys())
    if (!names.includes(name))
      throw new ProblemError(
        ["point", name],
        `only ${names.join(", ")}${suggestion(name, names)}`,
        show(given.get(name)),
      );
  return Object.fromEntries(
    variables.map(({ symbol: { name, rows, columns } }) => [
      name,
      matrixOf(given.get(name), name, rows, columns),
    ]),
  );
}

function readText(source: string | Uint8Array): unknown {
  const text = typeof source === "string" ? source : Buffer.from(source).toString("utf8");
  const first = text.replace(/^\ufeff/, "").trimStart()[0];
  return first === "{" || first === "["
    ? parseJson(text, { place: "point", megabytes: 64 })
    : readTable(text);
}

function matrixOf(value: unknown, name: string, rows: number, columns: number): Matrix {
  const refuse = (got: string): never => {
    throw new ProblemError(["point", name], `${rows}×${columns} finite numbers`, got);
  };
  // NumPy gives vectors and scalars without their outer brackets.
  const nested = Array.isArray(value) ? value : [value];
  const table: unknown[][] = nested.every((row) => Array.isArray(row))
    ? (nested as unknown[][])
    : columns === 1 && rows > 1
      ? nested.map((entry) => [entry])
      : [nested];
  if (table.length !== rows || table.some((row) => row.length !== columns))
    refuse(value === undefined ? "nothing" : `${table.length}×${table[0]?.length ?? 0}`);
  const data = table
    .flat()
    .map((entry) => (typeof entry === "number" && Number.isFinite(entry) ? entry : refuse(show(entry))));
  return { rows, columns, data: Float64Array.from(data) };
}

function readTable(text: string): number[][] {
  const table = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line, i) =>
      line.split(/[\s,;]+/).map((entry, j) => {
        const value = Number(entry);
        if (entry === "" || !Number.isFinite(value))
          throw new ProblemError(["point", i, j], "a number", show(entry));
        return value;
      }),
    );
  if (table.length === 0) throw new ProblemError(["point"], "JSON, or rows of numbers", "nothing");
  return table;
}
