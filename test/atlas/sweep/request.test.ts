import { describe, expect, it } from "vitest";
import { exact, placeOf, problemAt, spanningProblems, valuesOf } from "../../../src/atlas/sweep/request.js";
import { type Rational, rational, rationalText } from "../../../src/exact/rational.js";
import { buildProblem, type Problem } from "../../../src/objectives/problem.js";

const problem: Problem = buildProblem({
  model: {
    dictionary: { kind: "identity", size: 2 },
    latent: { kind: "one-hot" },
    augmentation: { kind: "independent-masks", keep: "1/2" },
  },
  objective: { kind: "predictor", embedding: 1, weightDecay: "1/10", stopGradient: true },
});
const { file } = problem.parsed;
const texts = (values: readonly Rational[]) => values.map(rationalText);

describe("values of a sweep", () => {
  it("of a range are equally spaced, exactly, both ends included", () => {
    const range = { from: "1/10", to: 1, steps: 3 };
    expect(texts(valuesOf({ parameter: "keep", range }))).toEqual(["1/10", "2/5", "7/10", "1"]);
  });

  it("of a list are in ascending order, each once, whatever they are written as", () => {
    expect(texts(valuesOf({ parameter: "keep", values: ["0.5", 1, "1/4", 0.5] }))).toEqual([
      "1/4",
      "1/2",
      "1",
    ]);
  });

  it.each([
    [{ range: { from: 1, to: 1, steps: 2 } }, "to: expected a number above 1 (from), got 1"],
    [{ range: { from: 0, to: 1, steps: 0 } }, "steps: expected an integer from 1 to 9999, got 0"],
    [{ range: { from: 0, to: 1, steps: 1.5 } }, "steps: expected an integer"],
    [
      { range: { from: "x", to: 1, steps: 1 } },
      'from: expected a number or text such as "3/7" or "0.05", got "x"',
    ],
    [{ values: [] }, "values: expected from 1 to 10000 numbers, got 0"],
    [{ values: [Number.NaN] }, "values: expected a number"],
  ])("are refused: %j", (given, message) => {
    expect(() => valuesOf({ parameter: "keep", ...given })).toThrow(message);
  });

  it("exact names the field that the number stands in", () => {
    expect(rationalText(exact("width", "0.05"))).toBe("1/20");
    expect(() => exact("width", "a lot")).toThrow("width: expected");
  });
});

describe("place of a parameter", () => {
  it("is the whole place, or its last word where that is unique", () => {
    expect(placeOf(file, "objective.weightDecay")).toEqual(["objective", "weightDecay"]);
    expect(placeOf(file, "keep")).toEqual(["model", "augmentation", "keep"]);
  });

  it("of a word with two places is the one that the file has, if it has one", () => {
    const noisy = { ...file, model: { ...(file.model as object), noise: { variance: 0 } } } as typeof file;
    expect(placeOf(noisy, "variance")).toEqual(["model", "noise", "variance"]);
    expect(() => placeOf(file, "variance")).toThrow(
      "parameter: expected one of model.augmentation.variance, model.noise.variance",
    );
  });

  it("is none for what cannot be swept, own names of a custom loss included as such", () => {
    expect(() => placeOf(file, "embedding")).toThrow('got "embedding"');
    expect(() => placeOf(file, "constructor")).toThrow("parameter: expected one of");
    const custom = { objective: { kind: "custom", parameters: { a: 1 } } } as unknown as typeof file;
    expect(placeOf(custom, "a")).toEqual(["objective", "parameters", "a"]);
  });
});

describe("problems of a sweep", () => {
  it("have the value in its place, and leave the file as it is", () => {
    const moved = problemAt(problem, ["model", "augmentation", "keep"], rational("1/3"));
    // One-hot with d = 2 latents and masks of α = 1/3: Γ = α² I/2.
    expect(moved.model.moments.gamma.get(0, 0).toFraction()).toBe("1/18");
    expect(problem.model.moments.gamma.get(0, 0).toFraction()).toBe("1/8");
  });

  it("make what lies on the way", () => {
    const moved = problemAt(problem, ["model", "noise", "variance"], rational("1/4"));
    // Γ = α² (I/2 + I/4).
    expect(moved.model.moments.gamma.get(1, 1).toFraction()).toBe("3/16");
  });

  it("span a range by eight values strictly inside; those that are no problems are left out", () => {
    const at = (value: Rational) => problemAt(problem, ["model", "augmentation", "keep"], value);
    expect(spanningProblems([rational("1/4"), rational("1/2")], at)).toHaveLength(8);
    expect(spanningProblems([rational("1/2")], at)).toEqual([]);
    // A mask keeps with probability at most 1: of 1/8, 3/8, … 15/8 in [0, 2] four are.
    expect(spanningProblems([rational(0), rational(2)], at)).toHaveLength(4);
  });
});
