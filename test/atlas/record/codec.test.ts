import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { Findings } from "../../../src/atlas/audit/discrepancy.js";
import {
  bigInteger,
  type Codec,
  choice,
  field,
  indexed,
  matrix,
  number,
  object,
  optional,
  positiveCount,
  type RecordOf,
  text,
  variants,
} from "../../../src/atlas/record/codec.js";
import { ATLAS_FIELDS, COMPONENT_FIELDS } from "../../../src/atlas/record/fields.js";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import { parse } from "../../../src/files/fields.js";
import { fromRows } from "../../../src/numeric/linalg/dense.js";
import { loadProblem } from "../../../src/objectives/problem.js";
import { atlasJson } from "../../../src/report/atlas.js";
import { buildTable } from "../../../src/report/columns.js";
import { jsonText } from "../../../src/report/json.js";
import { recordColumns } from "../../../src/report/record-table.js";
import { component } from "../../report/fixtures.js";

/** A component with one field more: this row is all there is of it. */
const EXTENDED = {
  ...COMPONENT_FIELDS,
  curvature: optional(number, {
    comparison: "point",
    columns: [{ header: "curvature", cell: "number", digits: 3, meaning: "mean curvature" }],
  }),
};
type Extended = RecordOf<typeof EXTENDED>;

const codec = object(EXTENDED);
const extended = (curvature?: number): Extended => ({
  ...component({ value: 1.5, dimension: 2, index: 0, multiplicity: 12n, eulerCharacteristic: -2n }),
  ...(curvature === undefined ? {} : { curvature }),
});
const read = <T>({ schema }: Codec<T>, json: unknown): T => parse(schema, json, []);

describe("a field that is one row of the table", () => {
  it("is written to JSON, after the others, and read back", () => {
    const json = JSON.parse(jsonText(codec.write(extended(0.25))));
    expect(Object.keys(json).at(-1)).toBe("curvature");
    expect(json).toMatchObject({ curvature: 0.25, multiplicity: "12", eulerCharacteristic: -2 });
    expect(read(codec, json)).toEqual(extended(0.25));
    expect(read(codec, JSON.parse(jsonText(codec.write(extended()))))).toEqual(extended());
  });

  it("is refused by its place where it is no number, and where no row says of it", () => {
    const json = codec.write(extended(0.25)) as Record<string, unknown>;
    expect(() => read(codec, { ...json, curvature: "flat" })).toThrow(
      'curvature: expected a finite number, got "flat"',
    );
    expect(() => read(object(COMPONENT_FIELDS), json)).toThrow(/^curvature: expected only the fields id, /);
  });

  it("is a column, with its digits", () => {
    const { columns, rows } = buildTable([extended(0.25), extended()], recordColumns(EXTENDED));
    const at = columns.findIndex(({ key }) => key === "curvature");
    expect(columns[at]).toEqual({
      key: "curvature",
      header: "curvature",
      align: "right",
      meaning: "mean curvature",
    });
    expect(rows.map((row) => row[at])).toEqual([
      { kind: "number", value: 0.25, digits: 3 },
      { kind: "none" },
    ]);
    expect(buildTable([extended()], recordColumns(EXTENDED)).columns.map(({ key }) => key)).not.toContain(
      "curvature",
    );
  });

  it("is compared by `check`: at the same point exactly, at another one with what it is there", () => {
    const found = (stored: Extended, recomputed: Extended, elsewhere?: readonly Extended[]) => {
      const findings = new Findings();
      findings.sameFields("claims", "components[0]", EXTENDED, stored, recomputed, elsewhere);
      return findings.found.map(({ place, text }) => `${place}: ${text}`);
    };
    expect(found(extended(0.25), extended(0.25))).toEqual([]);
    expect(found(extended(0.5), extended(0.25))).toEqual(["components[0].curvature: expected 0.25, got 0.5"]);
    expect(found(extended(), extended(0.25))).toEqual([
      "components[0].curvature: expected 0.25, got nothing",
    ]);
    expect(found(extended(0.5 + 1e-12), extended(0.25), [extended(0.5)])).toEqual([]);
    expect(found(extended(0.75), extended(0.25), [extended(0.5)])).toHaveLength(1);
    // What is true of the whole component is the same wherever its representative is.
    expect(found({ ...extended(), index: 1 }, extended(), [{ ...extended(), index: 1 }])).toEqual([
      "components[0].index: expected 0, got 1",
    ]);
  });
});

describe("codecs", () => {
  it("write what they read", () => {
    const map = new Map([
      [2, 5n],
      [0, 1n],
    ]);
    expect(jsonText(indexed(positiveCount).write(map))).toBe('{\n  "0": "1",\n  "2": "5"\n}\n');
    expect([...read(indexed(positiveCount), { 2: "5", 0: "1" })]).toEqual([
      [0, 1n],
      [2, 5n],
    ]);
    expect(read(matrix, matrix.write(fromRows([[1, 2.5]])))).toEqual(fromRows([[1, 2.5]]));
    for (const value of [0n, -3n, 2n ** 53n - 1n, -(2n ** 64n)])
      expect(read(bigInteger, bigInteger.write(value))).toBe(value);
    const shape = variants({ disc: { radius: field(number) }, box: { name: field(text) } });
    expect(shape.write({ kind: "box", name: "b" })).toEqual({ kind: "box", name: "b" });
    expect(read(shape, { kind: "disc", radius: 2 })).toEqual({ kind: "disc", radius: 2 });
  });

  it("refuse what has another form", () => {
    const refusal = (c: Codec<unknown>, json: unknown) => () => read(object({ x: field(c) }), { x: json });
    expect(refusal(bigInteger, "7")).toThrow("x: expected an integer");
    expect(refusal(positiveCount, "07")).toThrow("x: expected text of a positive integer");
    expect(refusal(matrix, [[1], [1, 2]])).toThrow("x: expected a matrix: rows of finite numbers");
    expect(refusal(choice(["a", "b"]), "c")).toThrow('x: expected "a" or "b"');
    expect(refusal(indexed(positiveCount), { "01": "1" })).toThrow('x.01: expected an index, got "01"');
  });
});

describe("the table of an atlas", () => {
  it("reads what it writes, every field of it", async () => {
    const problem = loadProblem(
      JSON.stringify({
        objective: { kind: "custom", loss: "x^4 - 2*x^2 + y^2", variables: { x: [1, 1], y: [1, 1] } },
      }),
    );
    const atlas = await analyze(problem);
    const json = jsonText(atlasJson(atlas));
    const stored = readStoredAtlas(json);
    expect(Object.keys(stored)).toEqual(Object.keys(ATLAS_FIELDS).filter((name) => name in atlas));
    expect(jsonText(atlasJson(stored))).toBe(json);
  });
});
