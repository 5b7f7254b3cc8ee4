import "../../src/theorems/matchers.js";
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { loadProblem } from "../../src/objectives/problem.js";

const crossCorrelation = (m: number) => ({
  model: {
    moments: {
      gamma: [
        ["1/4", 0, 0],
        [0, "1/9", 0],
        [0, 0, 1],
      ],
    },
  },
  objective: { kind: "cross-correlation", embedding: m },
});
/** γ_k w² = 1 on one coordinate: critical of rank one. */
const rankOne = {
  W: RationalMatrix.from([
    [2, 0, 0],
    [0, 0, 0],
  ]),
};

const predictor = {
  model: { moments: { gamma: [[3]], sigma: [[2]] } },
  objective: { kind: "predictor", embedding: 1, weightDecay: 1, stopGradient: true },
};

const contrastive = {
  model: {
    dictionary: { kind: "identity", size: 2 },
    latent: { kind: "one-hot" },
    augmentation: { kind: "independent-masks", keep: "1/2" },
  },
  objective: { kind: "relu-contrastive", embedding: 2, temperature: 1, negatives: "distinct" },
};

describe("toBeCriticalFor", () => {
  it("is exact for exact points: a change of 1e-30 is no longer critical", () => {
    expect(rankOne).toBeCriticalFor(crossCorrelation(2));
    const off = {
      W: rankOne.W.add(
        RationalMatrix.from([
          ["1e-30", 0, 0],
          [0, 0, 0],
        ]),
      ),
    };
    expect(off).not.toBeCriticalFor(crossCorrelation(2));
  });

  it("takes rows and doubles with a tolerance of rounding, and refuses more", () => {
    expect({ W: [[0, 3 * (1 + 1e-15), 0]] }).toBeCriticalFor(crossCorrelation(1));
    expect({ W: [[0, 3 * (1 + 1e-9), 0]] }).not.toBeCriticalFor(crossCorrelation(1));
  });

  it("wants the constraints satisfied", () => {
    const rows = {
      model: { moments: { gamma: [[1]] } },
      objective: { kind: "bilinear", embedding: 1, normalize: "rows" },
    };
    expect({ Wo: [[1]], Wt: [[-1]] }).toBeCriticalFor(rows);
    expect({ Wo: [[2]], Wt: [[2]] }).not.toBeCriticalFor(rows);
    const two = { Wo: RationalMatrix.from([[2]]), Wt: RationalMatrix.from([[2]]) };
    expect(() => expect(two).toBeCriticalFor(rows)).toThrow(/critical for .*violates its constraints/);
  });

  it("reads one-sided slopes where the loss has kinks", () => {
    expect({
      W: [
        [1, 0],
        [0, 1],
      ],
    }).toBeCriticalFor(contrastive);
    expect({
      W: [
        [1, 0.8],
        [0, 0.6],
      ],
    }).not.toBeCriticalFor(contrastive);
  });

  it("says which variable moves, and refuses points of another shape", () => {
    const point = { W: RationalMatrix.from([[1, 1, 1]]) };
    expect(() => expect(point).toBeCriticalFor(crossCorrelation(1))).toThrow(/nonzero gradient in W/);
    expect(() => expect({ V: [[1]] }).toBeCriticalFor(crossCorrelation(1))).toThrow(/W: expected a matrix/);
    expect(() => expect({ W: [[1]] }).toBeCriticalFor(crossCorrelation(1))).toThrow(/expected shape 1×3/);
  });
});

describe("toHaveInertia", () => {
  it("counts eigenvalues exactly at exact points, and in doubles at others", () => {
    // r = 1, m = 2, p = 3: index (m − r)(p − r) = 2, dimension r(p − r) + (m − r) r = 3.
    const problem = loadProblem(JSON.stringify(crossCorrelation(2)));
    const doubles = { W: { rows: 2, columns: 3, data: rankOne.W.toNumbers() } };
    for (const point of [rankOne, doubles]) {
      expect(point).toHaveInertia(problem, { index: 2, nullity: 3 });
      expect(point).not.toHaveInertia(problem, { index: 1 });
      expect(point).toHaveInertia(problem, { nullity: 3 });
    }
    expect(() => expect(rankOne).toHaveInertia(problem, { index: 0 })).toThrow(
      /of index 0, got index 2, nullity 3/,
    );
  });

  it("counts unstable directions of a field", () => {
    // p = (3 ± 1)/4 with Γ = 3, Σ = 2, η = 1: the larger root is stable, the smaller is not.
    const point = (x: string) => ({ W: RationalMatrix.from([[x]]), P: RationalMatrix.from([[x]]) });
    expect(point("1")).toBeCriticalFor(predictor);
    expect(point("1")).toHaveInertia(predictor, { index: 0, nullity: 0 });
    expect(point("1/2")).toHaveInertia(predictor, { index: 1, nullity: 0 });
  });

  it("throws, also under not, where an eigenvalue is undecided or there is no Hessian", () => {
    // An eigenvalue is −3γ: γ = 1e-13 is neither clearly zero nor clearly not.
    const problem = {
      model: {
        moments: {
          gamma: [
            [1, 0],
            [0, "1e-13"],
          ],
        },
      },
      objective: { kind: "cross-correlation", embedding: 1 },
    };
    expect(() => expect({ W: [[0.5, 0]] }).not.toHaveInertia(problem, { index: 5 })).toThrow(
      /neither clearly/,
    );
    expect({ W: RationalMatrix.from([[0, 0]]) }).toHaveInertia(problem, { index: 2, nullity: 0 });
    expect(() =>
      expect({
        W: [
          [1, 0],
          [0, 1],
        ],
      }).toHaveInertia(contrastive, {}),
    ).toThrow(/grammar/);
  });
});
