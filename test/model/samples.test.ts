import { describe, expect, it } from "vitest";
import { rationalText } from "../../src/exact/rational.js";
import { parseSamples } from "../../src/model/samples.js";
import type { GivenMomentsSpec, NamedMomentsSpec } from "../../src/model/spec.js";

const parsed = (samples: unknown, centred?: boolean) =>
  parseSamples({ samples, ...(centred === undefined ? {} : { centred }) }, ["model"]);
const entries = (matrix: { get(i: number, j: number): Parameters<typeof rationalText>[0] }) =>
  rationalText(matrix.get(0, 0));

describe("samples in a model", () => {
  it("are Γ and Σ of their views, with numbers as they are written", () => {
    // 0.1 · 0.3 and (0.01 + 0.09)/2.
    const spec = parsed([[[0.1], ["3/10"]]]) as GivenMomentsSpec;
    expect(spec).toMatchObject({
      kind: "moments",
      exact: true,
      samples: { count: 1, views: [2, 2], centred: false },
    });
    expect([entries(spec.moments.gamma), entries(spec.moments.sigma)]).toEqual(["3/100", "1/20"]);
  });

  it("are Σ alone with one view each, in brackets of their own or not", () => {
    for (const samples of [
      [[1], [2]],
      [[[1]], [[2]]],
    ]) {
      const spec = parsed(samples) as NamedMomentsSpec;
      expect(spec.kind).toBe("named-moments");
      expect([...spec.named].map(([name, matrix]) => [name, entries(matrix)])).toEqual([["Sigma", "5/2"]]);
    }
  });

  it("are Γ_XY, Σ_X, Σ_Y of two modalities, each with its own number of views", () => {
    // x̄ȳ = 2 · 3, Σ_X = (1 + 9)/2.
    const spec = parsed({ x: [[[1], [3]]], y: [[3]] }) as NamedMomentsSpec;
    expect(spec.samples).toEqual({ count: 1, views: [1, 2], centred: false });
    expect([...spec.named].map(([name, matrix]) => [name, entries(matrix)])).toEqual([
      ["GammaXY", "6"],
      ["SigmaX", "5"],
      ["SigmaY", "9"],
    ]);
  });

  it("are taken about their means where that is asked for", () => {
    // μ = 2: 3 − 4 and 5 − 4.
    const spec = parsed([[[1], [3]]], true) as GivenMomentsSpec;
    expect([entries(spec.moments.gamma), entries(spec.moments.sigma)]).toEqual(["-1", "1"]);
  });
});

describe("other samples are refused with their place:", () => {
  it.each<[string, unknown, string]>([
    ["no list", 3, 'model.samples: expected an array of samples, or {"x": …, "y": …} of two modalities, got 3'],
    ["none", [], "model.samples: expected a non-empty array of samples, got []"],
    ["a number for a sample", [1], "model.samples[0]: expected a view, a non-empty array of numbers, got 1"],
    ["an empty sample", [[[1]], []], "model.samples[1]: expected a non-empty array of views, got []"],
    ["a view among samples with views", [[[1]], [1]], "model.samples[1][0]: expected a view, a non-empty array of numbers, got 1"],
    ["a ragged view", [[1, 2], [3]], "model.samples[1]: expected 2 entries as in the first view, got 1"],
    ["no number", [[1, "NaN"]], 'model.samples[0][1]: expected a number or text such as "3/7" or "0.05", got "NaN"'],
    ["a double that is none", [[Number.NaN]], 'model.samples[0][0]: expected a number or text such as "3/7" or "0.05", got NaN'],
    ["one view where others have two", [[[1], [2]], [[1]]], "model.samples[1]: expected two or more views as of others, got one"],
    ["modalities of different numbers", { x: [[1]], y: [[1], [2]] }, "model.samples.y: expected 1 samples as in x, got 2"],
    ["one modality", { x: [[1]] }, "model.samples.y: expected a non-empty array of samples, got nothing"],
    ["a mistyped field", { fil: "a.csv" }, 'model.samples.fil: expected only the fields x, y, file, columns, sample, modality, header, separator (did you mean file?), got "a.csv"'],
    ["a table, in a program", { file: "a.csv" }, "model.samples.file: expected samples in their place (commands read the file themselves, inlineSamples does in a program), got \"a.csv\""],
    ["too many", Array.from({ length: 100_001 }, () => [0]), "model.samples: expected at most 100000 samples, got 100001 of them"],
    ["too much work", Array.from({ length: 101 }, () => new Array(1000).fill(0)), "model.samples: expected at most 100000000 products of two entries (views times their length squared), got 101000000"],
    ["a view that is too long", [new Array(1001).fill(0)], "model.samples[0]: expected at most 1000 entries, got 1001 of them"],
    ["entries without a common denominator of some size", [Array.from({ length: 200 }, (_, k) => `1/${10 ** 12 + 2 * k + 1}`)], "model.samples: expected entries with a common denominator below 2^4096"],
    ["moments that are no number of a file", [["1e50"]], 'model.samples: expected entries whose products have as mean zero or a magnitude between 1e-60 and 1e60'],
  ])("%s", (_, samples, message) => {
    expect(() => parsed(samples)).toThrow(message);
  }); // biome-ignore format: a table
});
