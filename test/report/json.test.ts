import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/files/json-text.js";
import { fromRows } from "../../src/numeric/linalg/dense.js";
import { jsonText } from "../../src/report/json.js";
import { render } from "../../src/report/render.js";
import { atlas, component, derivation } from "./fixtures.js";

const parsed = (changes = {}) => JSON.parse(render({ kind: "atlas", atlas: atlas(changes) }, "json"));

describe("JSON of an atlas", () => {
  it("has the fields of the contract, under their names and in their types", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    const output = parsed();
    expect(output).toMatchObject({
      schemaVersion: 1,
      package: `landscape-atlas@${version}`,
      seed: 7,
      problem: { objective: { kind: "bilinear" } },
      census: {
        byIndex: { "0": "1", "2": "123456789012345678901234567890" },
        total: "123456789012345678901234567892",
      },
      audit: {
        complete: false,
        reason: "the listing is cut",
        by: ["closed-form", "morse-euler"],
        morseEuler: { expected: 1, found: 1 },
        paths: { started: 81, finite: 25, atInfinity: 56, failed: 0 },
      },
    });
    expect(output.stationarity[0]).toEqual(atlas().stationarity[0]);
    expect(output.components[0]).toEqual({
      id: "s=++",
      family: "column-normalised bilinear, one sign per column",
      representative: { Wo: [[1, 0.5]], Wt: [[1, -0.5]] },
      value: 1.5,
      exactValue: "3/2",
      dimension: 3,
      index: 0,
      nullity: 3,
      morseBott: true,
      kind: "global-minimum",
      rank: 2,
      outcome: "varies",
      recovery: { min: 0.3123456, median: 0.7, max: 1 },
      retained: 0.83,
      conditionNumber: 12.5,
      multiplicity: "1",
      eulerCharacteristic: 0,
      residual: 1.1e-16,
      certificate: {
        kind: "interval",
        detail: "a critical orbit of dimension 3 & more",
        proven: ["existence", "index"],
        radius: 2.2e-16,
      },
      notes: ["the ground truth has codimension 3"],
    });
  });

  it("leaves out what does not apply", () => {
    const { census: _, ...rest } = atlas({ components: [component()] });
    const output = JSON.parse(render({ kind: "atlas", atlas: rest }, "json"));
    expect(Object.keys(output.components[0])).toEqual([
      "id",
      "family",
      "representative",
      "kind",
      "multiplicity",
      "residual",
      "certificate",
    ]);
    expect(output).not.toHaveProperty("census");
  });

  it("writes Euler characteristics as numbers while doubles are exact, as strings beyond", () => {
    const euler = (value: bigint) =>
      parsed({ components: [component({ eulerCharacteristic: value })] }).components[0].eulerCharacteristic;
    expect(euler(-(2n ** 50n))).toBe(-(2 ** 50));
    expect(euler(2n ** 60n)).toBe("1152921504606846976");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %d and names the place", (bad) => {
    const broken = atlas({ components: [component({ representative: { W: fromRows([[0, bad]]) } })] });
    expect(() => render({ kind: "atlas", atlas: broken }, "json")).toThrow(
      "components[0].representative.W[0][1]: expected a finite number",
    );
  });
});

describe("JSON of a derivation", () => {
  it("carries every formula in both notations", () => {
    expect(JSON.parse(render({ kind: "derivation", derivation }, "json"))).toMatchObject({ ...derivation });
  });
});

describe("jsonText", () => {
  it("writes JSON that reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON has one zero, and an own key "__proto__" that object literals cannot compare.
        const same = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(jsonText(value as Json))).toEqual(same);
      }),
    );
  });
});
