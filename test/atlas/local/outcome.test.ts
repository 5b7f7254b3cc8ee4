import { describe, expect, it } from "vitest";
import { EncoderScale, median } from "../../../src/atlas/local/outcome.js";
import { inverse } from "../../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { toNumber } from "../../../src/exact/rational.js";
import { leastSquares, symmetricEigen } from "../../../src/numeric/linalg/decompositions.js";
import { fromRows, generate, type Matrix, multiply, transpose } from "../../../src/numeric/linalg/dense.js";
import { randomFrame } from "../../../src/objectives/build.js";
import { diag, type Entry, given, oneHot, problem } from "../../support/problems.js";

const scaleOf = (model: object) =>
  new EncoderScale(problem(model, { kind: "cross-correlation", embedding: 1 }).model);

const gaussian = (random: Random, rows: number, columns: number): Matrix =>
  generate(rows, columns, () => random.normal());

describe("retained signal", () => {
  it("is the share of a known subspace, whatever the basis, the redundancy and the rank", () => {
    // Γ = diag(5, 4, 3, 2, 1)/10, Σ = I: an encoder that sees the coordinates K retains Σ_K γ of the best m.
    const gamma = [0.5, 0.4, 0.3, 0.2, 0.1];
    const scale = scaleOf(given(diag("1/2", "2/5", "3/10", "1/5", "1/10"), diag(1, 1, 1, 1, 1)));
    const random = new Random(7);
    for (let run = 0; run < 300; run++) {
      const rank = random.integer(1, 5);
      const chosen = [0, 1, 2, 3, 4].sort(() => random.next() - 0.5).slice(0, rank);
      const m = random.integer(1, 8);
      const w = multiply(
        gaussian(random, m, rank),
        generate(rank, 5, (i, j) => (chosen[i] === j ? 1 : 0)),
      );
      if (m < rank) continue;
      const best = gamma.slice(0, m).reduce((sum, x) => sum + x, 0);
      const share = chosen.reduce((sum, k) => sum + gamma[k]!, 0) / best;
      // Small singular values of the mixing amplify rounding: 1e-6 is far above that, far below a wrong mode.
      expect([m, rank, scale.assess(w).retained]).toEqual([m, rank, expect.closeTo(share, 6)]);
    }
  });

  it("agrees with tr((WΣWᵀ)⁻¹WΓWᵀ) by solving, for wide encoders and general Σ", () => {
    const sigma: Entry[][] = [
      [3, 1, 0],
      [1, 3, 1],
      [0, 1, 3],
    ];
    const gamma: Entry[][] = [
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 1],
    ];
    const [s, g] = [sigma, gamma].map((a) => fromRows(a as number[][]));
    const scale = scaleOf(given(gamma, sigma));
    // a_k: eigenvalues of Λ^{-1/2} Vᵀ Γ V Λ^{-1/2} with Σ = V Λ Vᵀ.
    const { values, vectors } = symmetricEigen(s!);
    const white = generate(3, 3, (i, k) => vectors.data[i * 3 + k]! / Math.sqrt(values[k]!));
    const a = symmetricEigen(multiply(multiply(transpose(white), g!), white)).values;
    const random = new Random(9);
    for (let run = 0; run < 20; run++) {
      const m = random.integer(1, 2);
      const w = gaussian(random, m, 3);
      const left = multiply(multiply(w, s!), transpose(w));
      const { solution } = leastSquares(left, multiply(multiply(w, g!), transpose(w)));
      let kept = 0;
      for (let i = 0; i < m; i++) kept += solution.data[i * m + i]!;
      const available = a.slice(0, m).reduce((sum, v) => sum + v, 0);
      expect(scale.assess(w).retained).toBeCloseTo(kept / available, 10);
    }
  });

  it("agrees with the definition in exact arithmetic where W is rank-deficient and Σ is general", () => {
    // Rows of W = A V span those of V, whatever the invertible-on-its-image A: ρ is that of V, whose WΣWᵀ is invertible.
    const sigma: Entry[][] = [
      [3, 1, 0, 0],
      [1, 4, 1, 0],
      [0, 1, 5, 1],
      [0, 0, 1, 2],
    ];
    const gamma: Entry[][] = [
      [2, 1, 0, 0],
      [1, 2, 0, 0],
      [0, 0, 3, 1],
      [0, 0, 1, 1],
    ];
    const [s, g] = [RationalMatrix.from(sigma as number[][]), RationalMatrix.from(gamma as number[][])];
    const scale = scaleOf(given(gamma, sigma));
    const { values, vectors } = symmetricEigen(fromRows(sigma as number[][]));
    const white = generate(4, 4, (i, k) => vectors.data[i * 4 + k]! / Math.sqrt(values[k]!));
    const form = multiply(multiply(transpose(white), fromRows(gamma as number[][])), white);
    const a = symmetricEigen(form).values;
    const random = new Random(11);
    for (let run = 0; run < 200; run++) {
      const m = random.integer(2, 6);
      const r = random.integer(1, Math.min(m, 4) - 1);
      // Ones on a staircase make V of full rank.
      const v = RationalMatrix.from(
        Array.from({ length: r }, (_, i) =>
          Array.from({ length: 4 }, (_, j) => (j < i ? 0 : j === i ? 1 : random.integer(-3, 3))),
        ),
      );
      const sandwich = (x: RationalMatrix) => v.multiply(x).multiply(v.transpose());
      const kept = inverse(sandwich(s)).multiply(sandwich(g)).trace();
      const available = a.slice(0, m).reduce((sum, x) => sum + x, 0);
      const w = multiply(gaussian(random, m, r), { rows: r, columns: 4, data: v.toNumbers() });
      expect([m, r, scale.assess(w).retained]).toEqual([m, r, expect.closeTo(toNumber(kept) / available, 6)]);
      expect(scale.assess(w).rank).toBe(r);
    }
  });

  it("does not change when Γ is made smaller", () => {
    const w = fromRows([[1, 0.5]]);
    const share = (factor: string) =>
      scaleOf(given(diag(`2${factor}`, `1${factor}`), diag(3, 3))).assess(w).retained;
    expect(share("e-4")).toBeCloseTo(share("e0")!, 12);
    expect(share("e-9")).toBeCloseTo(share("e0")!, 12);
  });
});

describe("recovery", () => {
  it("is max_i |cos(W_i, M_j)| over the atoms", () => {
    const scale = scaleOf({
      dictionary: {
        kind: "matrix",
        rows: [
          [1, 1],
          [0, 1],
          [0, 0],
        ],
      },
      latent: { kind: "one-hot" },
      noise: { variance: 1 },
      augmentation: { kind: "none" },
    });
    const { recovery } = scale.assess(
      fromRows([
        [3, 0, 4],
        [0, -1, 0],
      ]),
    );
    // Atom e1: 3/5 against row 1. Atom (1,1,0)/√2: 3/(5√2) and 1/√2.
    expect(recovery).toEqual({
      min: expect.closeTo(0.6, 14),
      median: expect.closeTo((0.6 + Math.SQRT1_2) / 2, 14),
      max: expect.closeTo(Math.SQRT1_2, 14),
    });
  });

  it("is zero for the zero encoder and absent without a dictionary", () => {
    const zero = fromRows([[0, 0]]);
    expect(scaleOf(oneHot(["1/2", "1/2"])).assess(zero).recovery).toEqual({ min: 0, median: 0, max: 0 });
    expect(scaleOf(given(diag(1, 1))).assess(zero).recovery).toBeUndefined();
  });
});

describe("the outcome", () => {
  const scale = scaleOf(oneHot(["1/2", "1/3", "1/6"]));
  const outcome = (rows: number[][]) => scale.assess(fromRows(rows)).outcome;

  it("names each of the cases", () => {
    expect(outcome([[0, 0, 0]])).toBe("collapsed");
    expect(
      outcome([
        [1, 1, 0],
        [2, 2, 0],
      ]),
    ).toBe("dimensional-collapse");
    expect(
      outcome([
        [0, -2, 0],
        [1, 0, 0],
        [0, 0, 3],
      ]),
    ).toBe("ground-truth");
    expect(
      outcome([
        [1, 1, 0],
        [1, -1, 0],
        [1, 1, 1],
      ]),
    ).toBe("optimal-subspace");
  });

  // √u on either side: 1 − c = δ²/2 for a row off its atom by δ, and a row δ away from another one.
  it.each([
    [1e-3, "optimal-subspace"],
    [2e-5, "ground-truth"],
  ])("a row that is off its atom by %d is the %s", (off, expected) => {
    expect(
      outcome([
        [1, off, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).toBe(expected);
  });

  it.each([
    [1e-7, 2],
    [1e-9, 1],
  ])("two rows %d apart have rank %d", (off, rank) => {
    expect(
      scale.assess(
        fromRows([
          [1, 0, 0],
          [1, off, 0],
        ]),
      ).rank,
    ).toBe(rank);
  });

  it("rows are directions down to 1e-12 of the longest", () => {
    const least = (length: number) =>
      scale.assess(
        fromRows([
          [1, 0, 0],
          [0, length, 0],
          [0, 0, 1],
        ]),
      ).recovery!.min;
    expect([least(1e-11), least(1e-13)]).toEqual([1, 0]);
  });

  it("is bad for a subspace that is not optimal, although nothing collapsed", () => {
    const noisy = scaleOf(given(diag(3, 2, 1), diag(4, 4, 4)));
    expect(noisy.assess(fromRows([[0, 0, 1]]))).toMatchObject({
      outcome: "non-collapsed-bad",
      retained: expect.closeTo(1 / 3, 12),
    });
    expect(noisy.assess(fromRows([[5, 0, 0]])).outcome).toBe("optimal-subspace");
  });

  it("of an optimal subspace does not depend on the rotation of a redundant embedding", () => {
    const random = new Random(5);
    const noisy = scaleOf(given(diag(1, "1/2"), diag(1, 1)));
    for (let run = 0; run < 40; run++)
      expect(noisy.assess(randomFrame(random, 4, 2)).outcome).toBe("optimal-subspace");
  });

  it("is not called bad where ρ was lost to the scale of Γ", () => {
    const tiny = scaleOf(given(diag("2e-9", "1e-9"), diag(1, 1)));
    expect(tiny.assess(fromRows([[1, 0]])).outcome).toBe("optimal-subspace");
  });

  it("comes with the condition number of W Σ^{1/2}", () => {
    expect(
      scaleOf(given(diag(1, 1), diag(4, 1))).assess(
        fromRows([
          [1, 0],
          [0, 1],
        ]),
      ).conditionNumber,
    ).toBeCloseTo(2, 12);
    expect(
      scale.assess(
        fromRows([
          [1, 0, 0],
          [2, 0, 0],
        ]),
      ).conditionNumber,
    ).toBeUndefined();
  });
});

describe("the condition number", () => {
  it("is that of the Gram matrix, square-rooted, whether rows are orthogonal or not", () => {
    const scale = scaleOf(given(diag(1, 1, 1), diag(1, 1, 1)));
    const random = new Random(3);
    for (let run = 0; run < 20; run++) {
      const m = random.integer(1, 4);
      const w =
        run % 2 === 0 || m > 3
          ? gaussian(random, m, 3)
          : transpose(
              multiply(
                randomFrame(random, 3, m),
                generate(m, m, (i, j) => (i === j ? i + 1 : 0)),
              ),
            );
      const gram = m <= 3 ? multiply(w, transpose(w)) : multiply(transpose(w), w);
      const { values } = symmetricEigen(gram);
      expect(scale.assess(w).conditionNumber).toBeCloseTo(Math.sqrt(values[0]! / values.at(-1)!), 5);
      expect(scale.assess(w, { condition: false }).conditionNumber).toBeUndefined();
    }
  });
});

describe("median", () => {
  it("is the middle, or the mean of the two in the middle", () => {
    expect(median([1, 2, 10])).toBe(2);
    expect(median([1, 2, 4, 10])).toBe(3);
  });
});
