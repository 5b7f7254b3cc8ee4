import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { classify } from "../../../src/atlas/local/classify.js";
import { ExtendedJudge } from "../../../src/atlas/local/extended-judge.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { EncoderScale } from "../../../src/atlas/local/outcome.js";
import { inverse } from "../../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { type Rational, rational, rationalText, ZERO } from "../../../src/exact/rational.js";
import { isUnavailable } from "../../../src/objectives/objective.js";
import { diag, given, problem } from "../../support/problems.js";

/** (I − S)(I + S)⁻¹ for a random skew S (Cayley): a rational rotation. */
function rotationOf(random: Random, n: number): RationalMatrix {
  const entries = Array.from({ length: n }, () => new Array<Rational>(n).fill(ZERO));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const value = rational(`${random.integer(-3, 3)}/${random.integer(1, 4)}`);
      entries[i]![j] = value;
      entries[j]![i] = value.neg();
    }
  const skew = RationalMatrix.from(entries);
  const one = RationalMatrix.identity(n);
  return one.subtract(skew).multiply(inverse(one.add(skew)));
}

const texts = (a: RationalMatrix): string[][] => a.toRows().map((row) => row.map(rationalText));

/** Q diag(values) Qᵀ. */
const conjugate = (q: RationalMatrix, values: readonly Rational[]): RationalMatrix =>
  q.multiply(RationalMatrix.diagonal(values)).multiply(q.transpose());

const SPECTRA: Readonly<Record<string, readonly string[]>> = {
  "condition 10^5": ["1", "1e-2", "1e-5"],
  "condition 10^8": ["1", "1e-4", "1e-8"],
  "condition 10^12": ["1", "1e-6", "1e-12"],
  "two nearly equal": ["1.000000000000001", "1", "1e-3"],
  "two small and close": ["1", "1.1e-11", "1e-11"],
};

/**
 * By hand from the theorems, for three distinct positive eigenvalues and m = 2: index polynomials of one row are 2(1 + t + t²)
 * (tied), 2(1 + t + t² + t² + t³ + t⁴) (free signs); of the Frobenius pair one connected component each.
 */
const OBJECTIVES: readonly (readonly [string, object, Readonly<Record<number, number>>])[] = [
  [
    "tied rows",
    { kind: "bilinear", normalize: "rows", tied: true, embedding: 2 },
    { 0: 4, 1: 8, 2: 12, 3: 8, 4: 4 },
  ],
  [
    "rows",
    { kind: "bilinear", normalize: "rows", embedding: 2 },
    { 0: 4, 1: 8, 2: 20, 3: 24, 4: 32, 5: 24, 6: 20, 7: 8, 8: 4 },
  ],
  [
    "tied Frobenius",
    { kind: "bilinear", normalize: "frobenius", tied: true, embedding: 2 },
    { 0: 1, 2: 1, 4: 1 },
  ],
  [
    "Frobenius",
    { kind: "bilinear", normalize: "frobenius", embedding: 2 },
    { 0: 1, 2: 1, 4: 1, 5: 1, 7: 1, 9: 1 },
  ],
  ["unconstrained", { kind: "bilinear", normalize: "none", embedding: 2 }, { 6: 1 }],
  // Rank 0 at 2·3; rank 1 at 2 + (larger modes left out), connected for m = 2; rank 2 at 0, 1, 2, two copies each.
  [
    "spectral contrastive",
    { kind: "spectral-contrastive", embedding: 2 },
    { 0: 2, 1: 2, 2: 3, 3: 1, 4: 1, 6: 1 },
  ],
  ["cross-correlation", { kind: "cross-correlation", embedding: 2 }, { 0: 1, 2: 1, 6: 1 }],
];

describe.each(Object.entries(SPECTRA))("a rational Γ, %s", (_, spectrum) => {
  it.each(OBJECTIVES)("has the right indices and no false failure: %s", async (_, objective, byIndex) => {
    for (const [k, scale] of ["1", "1e20", "1e-30"].entries()) {
      const factor = rational(scale);
      const gamma = conjugate(
        rotationOf(new Random(11 + k), 3),
        spectrum.map((value) => rational(value).mul(factor)),
      );
      const sigma = RationalMatrix.identity(3).scale(factor.mul(2));
      const { audit, census, components } = await analyze(
        problem(given(texts(gamma), texts(sigma)), objective),
      );
      expect(audit.failures).toEqual([]);
      expect(audit).toMatchObject({ complete: true, proof: "proved" });
      expect(
        Object.fromEntries([...census!.byIndex].map(([index, count]) => [index, Number(count)])),
      ).toEqual(byIndex);
      const counted: Record<number, number> = {};
      for (const { index, multiplicity } of components)
        counted[index!] = (counted[index!] ?? 0) + Number(multiplicity);
      expect(counted).toEqual(byIndex);
    }
  });
});

describe("small instances with answers by hand", () => {
  it("eigenvalues 1 and 10^-5 rotated by (3/5, 4/5), tied unit row: 2 − 2γ at (3, 4)/5 and (−4, 3)/5", async () => {
    const gamma = [
      ["56251/156250", "299997/625000"],
      ["299997/625000", "1600009/2500000"],
    ];
    const { audit, components } = await analyze(
      problem(given(gamma, diag(99, 99)), { kind: "bilinear", normalize: "rows", tied: true, embedding: 1 }),
    );
    expect(audit).toMatchObject({ complete: true, proof: "proved", failures: [] });
    expect(components.map(({ exactValue, index }) => [exactValue, index])).toEqual([
      ["0", 0],
      ["99999/50000", 1],
    ]);
    const rows = components.map(({ representative }) => Array.from(representative.W!.data, Math.abs));
    // Both correct to the last bit or two: the eigenvectors are rational.
    for (const [k, expected] of [
      [0, [0.6, 0.8]],
      [1, [0.8, 0.6]],
    ] as const)
      for (const [i, x] of rows[k]!.entries())
        expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(2 ** -52);
  });

  it("entries 2^53 and 2^53 + 1, unit columns: the values 2 − 2Σ s γ, exactly", async () => {
    const { audit, components } = await analyze(
      problem(
        given(
          [
            ["9007199254740992", "0"],
            ["0", "9007199254740993"],
          ],
          diag("18014398509481986", "18014398509481986"),
        ),
        { kind: "bilinear", normalize: "columns", embedding: 2 },
      ),
    );
    expect(audit).toMatchObject({ complete: true, proof: "proved", failures: [] });
    expect(components.map(({ exactValue, value, index }) => [exactValue, value, index])).toEqual([
      ["-36028797018963968", -(2 ** 55), 0],
      ["0", 0, 1],
      ["4", 4, 1],
      ["36028797018963972", Number("36028797018963972"), 2],
    ]);
  });

  it("two unit rows at scale 10^20 with opposite signs: the value is 2, not what cancels", async () => {
    const { audit, components } = await analyze(
      problem(given(diag("3e20", "1e20"), diag("4e20", "4e20")), {
        kind: "bilinear",
        normalize: "rows",
        embedding: 2,
      }),
    );
    expect(audit).toMatchObject({ complete: true, failures: [] });
    expect(components.find(({ id }) => id === "rows=+1,-1")?.value).toBe(2);
  });
});

describe("planted faults at condition 10^12", () => {
  const instance = problem(
    given(
      texts(conjugate(rotationOf(new Random(3), 3), ["1", "1e-6", "1e-12"].map(rational))),
      diag(4, 4, 4),
    ),
    { kind: "bilinear", normalize: "rows", tied: true, embedding: 1 },
  );
  const system = new LandscapeSystem(instance.objective.landscape!);
  const judge = () => new ExtendedJudge(system.landscape, system.manifold);
  const form = instance.objective.closedForm();
  if (isUnavailable(form)) throw new Error(form.unavailable);
  const proposals = [...form.proposals()];
  const context = () => ({
    objective: instance.objective,
    system,
    scale: new EncoderScale(instance.model),
    seed: 7,
    judge: judge(),
  });

  it("the eigenvectors that are listed are exact to rounding, others are as far off as they are", () => {
    for (const [k, { representative }] of proposals.entries()) {
      const x = system.flatten(representative);
      expect(judge().judge(x)).toMatchObject({ critical: true });
      expect(judge().judge(x)!.distance).toBeLessThanOrEqual(2 ** -51);
      for (const [l, other] of proposals.entries()) {
        if (k === l) continue;
        // Turned by 10⁻⁶ towards another eigenvector: between the two small ones the gradient is 10⁻¹² of ‖Γ‖ at most.
        const y = system.flatten(other.representative);
        const wrong = x.map((value, i) => value + 1e-6 * y[i]!);
        system.retract(wrong);
        const { distance } = judge().judge(wrong)!;
        expect(distance).toBeGreaterThan(0.9e-6);
        expect(distance).toBeLessThan(1.1e-6);
      }
    }
  });

  it("a turned eigenvector, a swapped index and a wrong value are failures", () => {
    for (const [k, proposal] of proposals.entries()) {
      expect(classify(proposal, context()).failures).toEqual([]);
      const other = proposals[(k + 1) % proposals.length]!;
      const swapped = classify({ ...proposal, index: other.index! }, context());
      expect(swapped.failures).toContainEqual(expect.objectContaining({ kind: "index" }));
      const moved = classify({ ...proposal, representative: other.representative }, context());
      expect(moved.failures.length).toBeGreaterThan(0);
      const valued = classify(
        { ...proposal, exactValue: proposal.exactValue!.add(rational("1e-10")) },
        context(),
      );
      expect(valued.failures).toContainEqual(expect.objectContaining({ kind: "value" }));
    }
  });
});

it("fields, positive parts and many unknowns are left to doubles", () => {
  const field = problem(given(diag(1, 2), diag(3, 3)), {
    kind: "predictor",
    embedding: 1,
    weightDecay: "1/10",
    stopGradient: true,
  });
  const large = problem(given(diag(...Array.from({ length: 21 }, (_, k) => k + 1))), {
    kind: "bilinear",
    normalize: "rows",
    tied: true,
    embedding: 2,
  });
  for (const { objective } of [field, large]) {
    const { landscape, manifold, size } = new LandscapeSystem(objective.landscape!);
    expect(new ExtendedJudge(landscape, manifold).judge(new Float64Array(size))).toBeNull();
  }
});
