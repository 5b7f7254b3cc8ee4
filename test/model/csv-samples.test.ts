import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { buildProblem, parseProblemFile } from "../../src/index.js";
import { inlineSamples, samplesFile } from "../../src/model/csv-samples.js";

const objective = { kind: "custom", loss: "x^2", variables: { x: [1] } };
const problem = (fields: object, centred?: boolean) => ({
  model: { samples: { file: "data.csv", ...fields }, ...(centred === undefined ? {} : { centred }) },
  objective,
});
type Inlined = { model: { moments: Record<string, string[][]>; source: Record<string, unknown> } };
const inlined = (table: string, fields: object = {}, centred?: boolean) =>
  inlineSamples(problem(fields, centred), Buffer.from(table)) as unknown as Inlined;
const moments = (table: string, fields?: object) => inlined(table, fields).model.moments;
/** The moments of samples that stand in the file. */
const inPlace = (samples: unknown) => {
  const { named } = buildProblem(parseProblemFile({ model: { samples }, objective })).model;
  return Object.fromEntries(
    [...named].map(([name, matrix]) => [
      name[0]!.toLowerCase() + name.slice(1),
      Array.from({ length: matrix.rows }, (_, i) =>
        Array.from({ length: matrix.columns }, (_, j) => matrix.get(i, j).toFraction()),
      ),
    ]),
  );
};

const IMAGES = "image,u,v,kind\nb,0.1,2,x\na,1,-1,x\nb,3,1/3,y\na,0,1e-1,y\nb,1,1,y\n";
const VIEWS = [
  [["0.1", 2], [3, "1/3"], [1, 1]],
  [[1, -1], [0, "0.1"]],
]; // biome-ignore format: samples

describe("a table in place of samples", () => {
  it("has rows as views of the sample that a column names, wherever they stand", () => {
    expect(moments(IMAGES, { columns: ["u", "v"], sample: "image" })).toEqual(inPlace(VIEWS));
  });

  it("has columns by name or number, in the order that is asked for; all others where none is", () => {
    const swapped = VIEWS.map((views) => views.map(([u, v]) => [v, u]));
    expect(moments(IMAGES, { columns: [3, "u"], sample: 1 })).toEqual(inPlace(swapped));
    expect(moments("s,u\n1,2\n1,3", { sample: "s" })).toEqual(inPlace([[[2], [3]]]));
  });

  it("has each row as a sample of its own where no column names one: Σ alone", () => {
    expect(moments("u,v\n1,2\n3,4")).toEqual(inPlace([[1, 2], [3, 4]])); // biome-ignore format: samples
    expect(moments("1;2\n3;4", { header: false, separator: ";" })).toEqual(
      inPlace([[1, 2], [3, 4]]), // biome-ignore format: samples
    );
  });

  it("has two modalities in each row, or in rows of their own", () => {
    const x = [[1], [3]];
    const y = [[2, 0], [4, 1]]; // biome-ignore format: samples
    expect(moments("u,v,w\n1,2,0\n3,4,1", { x: ["u"], y: ["v", "w"] })).toEqual(inPlace({ x, y }));
    const rows = "id,m,u,v\n1,x,1,\n2,y,4,1\n2,x,3,\n1,y,2,0\n";
    expect(moments(rows, { sample: "id", modality: "m", x: ["u"] })).toEqual(inPlace({ x, y }));
  });

  it("leaves a problem that names the file, its bytes and what was read of it, and that needs it no more", () => {
    const file = inlined(IMAGES, { columns: ["u", "v"], sample: "image" }, true);
    expect(file.model.source).toEqual({
      file: "data.csv",
      columns: ["u", "v"],
      sample: "image",
      centred: true,
      sha256: createHash("sha256").update(IMAGES).digest("hex"),
      samples: 2,
      views: [2, 3],
    });
    const { title, parsed } = buildProblem(parseProblemFile(JSON.parse(JSON.stringify(file))));
    expect(parsed.exact).toBe(true);
    expect(title).toContain(
      `moments of 2 samples with 2 to 3 views each, centred, from data.csv (SHA-256 ${String(file.model.source.sha256).slice(0, 12)}…), p = 2`,
    );
  });

  it("is named by the problem, if at all", () => {
    expect(samplesFile(problem({}))).toBe("data.csv");
    expect(samplesFile({ model: { samples: [[1]] } })).toBeUndefined();
    expect(samplesFile({ model: { samples: { x: [[1]], y: [[1]] } } })).toBeUndefined();
    expect(samplesFile({})).toBeUndefined();
    expect(() => samplesFile({ model: { samples: { file: 3 } } })).toThrow(
      "model.samples.file: expected text, got 3",
    );
  });
});

describe("other tables are refused with row and column:", () => {
  const FILE = "model.samples.file: expected";
  it.each<[string, string, object, string]>([
    ["NaN", "u,v\n1,2\n3,NaN", {}, `${FILE} a number in row 3, column v, got "NaN"`],
    ["an empty cell", "u,v\n1,", {}, `${FILE} a number in row 2, column v, got an empty cell`],
    ["a number that is too large", "u\n1e99", {}, `${FILE} zero or a magnitude between 1e-60 and 1e60 in row 2, column u, got "1e99"`],
    ["a cell without a header", "1,2\n3,x", { header: false }, `${FILE} a number in row 2, column 2, got "x"`],
    ["no name of a sample", "s,u\n,1", { sample: "s" }, `${FILE} the name of a sample in row 2, column s, got an empty cell`],
    ["names alone", "u,v\n", {}, `${FILE} rows below the first, the names, got none`],
    ["numbers for names", "1,2\n3,4", {}, `${FILE} names of columns in the first row (or "header": false), got 1, 2`],
    ["one view where others have two", "s,u\na,1\na,2\nb,3", { sample: "s" }, `${FILE} two or more views of sample "b" (row 4) as of others, got one`],
    ["no columns but samples", "s\n1", { sample: "s" }, `${FILE} a column of numbers beside the names of samples, got no other`],
    ["another separator", "s;u\n1;2", { sample: 1 }, `${FILE} a column of numbers beside the names of samples (cells seem to be separated by ";": "separator": ";"), got no other`],
    ["a modality that is neither", "s,m,u\n1,z,1", { sample: "s", modality: "m" }, `${FILE} x or y in row 2, column m, got "z"`],
    ["a sample of one modality", "s,m,u\n1,y,1", { sample: "s", modality: "m" }, `${FILE} views of both modalities of sample "1" (row 2), got y alone`],
    ["a mistyped column", "image,u\n1,2", { sample: "imag" }, 'model.samples.sample: expected a column of the file, image, u (did you mean image?), got "imag"'],
    ["a column beyond the last", "u\n1", { columns: [2] }, "model.samples.columns[0]: expected a column from 1 to 1, got 2"],
    ["a name twice", "u,u\n1,2", { columns: ["u"] }, 'model.samples.columns[0]: expected a column whose name no other has (or its number), got "u"'],
    ["a name without a header", "1\n2", { header: false, columns: ["u"] }, 'model.samples.columns[0]: expected the number of a column, from 1 to 1, without a header, got "u"'],
    ["columns beside modalities", "u,v\n1,2", { columns: ["u"], x: ["u"], y: ["v"] }, 'model.samples.columns: expected x and y, the columns of either modality, in its place, got ["u"]'],
    ["modalities without samples", "m,u\nx,1", { modality: "m" }, "model.samples.sample: expected the column that says which rows of x and y belong together, got nothing"],
    ["one modality", "u,v\n1,2", { x: ["u"] }, "model.samples.y: expected the columns of y, beside those of the other modality, got nothing"],
    ["an unknown separator", "u\n1", { separator: "|" }, 'model.samples.separator: expected "," or ";" or "\\t", got "|"'],
    ["no header or not", "u\n1", { header: "no" }, 'model.samples.header: expected true or false, got "no"'],
    ["no columns", "u\n1", { columns: [] }, "model.samples.columns: expected a non-empty array of columns, got []"],
    ["a column that is none", "u\n1", { columns: [null] }, "model.samples.columns[0]: expected the name of a column, or its number, got null"],
  ])("%s", (_, table, fields, message) => {
    expect(() => inlined(table, fields)).toThrow(message);
  }); // biome-ignore format: a table
});
