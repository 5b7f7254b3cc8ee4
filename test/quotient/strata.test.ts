/** Normal forms: every point has exactly one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/exact/random.js";
import type { Rational } from "../../src/exact/rational.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { liftPoint } from "../../src/quotient/lift.js";
import { strataOf, stratumCount } from "../../src/quotient/strata.js";
import { ACTED, coordinatesOf, landscape } from "../support/landscapes.js";

const strata = (name: string) => strataOf(ACTED[name]!, orthogonalActions(ACTED[name]!));

/** Pivot columns of a matrix, by elimination in doubles with a threshold: an independent reduction. */
function pivotsOf(rows: readonly (readonly number[])[]): number[] {
  const a = rows.map((row) => [...row]);
  const pivots: number[] = [];
  for (let j = 0; j < (a[0]?.length ?? 0); j++) {
    const r = pivots.length;
    const best = a
      .slice(r)
      .reduce((most, row, k) => (Math.abs(row[j]!) > Math.abs(a[most]![j]!) ? k + r : most), r);
    if (r >= a.length || Math.abs(a[best]![j]!) < 1e-9) continue;
    [a[r], a[best]] = [a[best]!, a[r]!];
    for (let i = r + 1; i < a.length; i++) {
      const factor = a[i]![j]! / a[r]![j]!;
      for (let k = j; k < a[i]!.length; k++) a[i]![k]! -= factor * a[r]![k]!;
    }
    pivots.push(j);
  }
  return pivots;
}

const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k);

describe("strata of an orbit space", () => {
  it.each<[string, number]>([
    // Σ_r C(n, r), r ≤ m.
    ["spectral", 1 + binomial(3, 1) + binomial(3, 2)],
    ["two encoders", 1 + binomial(6, 1) + binomial(6, 2)],
    ["unit norm", 8],
    ["predictor", 7],
    ["hidden layer", 22],
    // A: ranks 0, 1, 2 with three columns; then B of 2×2.
    ["two groups", 7 * 4],
  ])("%s has %i", (name, expected) => {
    expect(strata(name)).toHaveLength(expected);
  });

  it.each(Object.keys(ACTED))(
    "%s: the point over coordinates of a stratum has the rank and the pivots of this one",
    (name) => {
      const random = new Random(3).fork(name);
      for (const stratum of strata(name)) {
        const point = liftPoint(stratum, coordinatesOf(stratum, random));
        for (const [k, { rank, pivots, action }] of stratum.forms.entries()) {
          const vectors = stratum.vectors[k]!;
          // The vectors of the group in the coordinates that earlier groups have fixed: of pure ones the matrices themselves.
          const isPure = vectors.every(({ name: x }) =>
            stratum.forms.every(
              ({ action: other }) => other === action || !(other.left.has(x) || other.right.has(x)),
            ),
          );
          if (!isPure) continue;
          const joined = Array.from({ length: action.size }, (_, i) =>
            vectors.flatMap(({ name: x, side }) => {
              const value = point.get(x)!;
              return (side === "left" ? value[i]! : value.map((row) => row[i]!)).map((c: Rational) =>
                c.valueOf(),
              );
            }),
          );
          expect(pivotsOf(joined)).toEqual([...pivots]);
          expect(rank).toBe(pivots.length);
        }
      }
    },
  );

  it.each(Object.keys(ACTED))("%s: as many as are counted before they are built", (name) => {
    expect(Number(stratumCount(ACTED[name]!, orthogonalActions(ACTED[name]!)))).toBe(strata(name).length);
  });

  it("every matrix lies in exactly one stratum: that of its rank and pivots, at E of its reduced echelon form and S = LᵀL", () => {
    const all = strata("spectral");
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 3, maxLength: 3 }), {
          minLength: 2,
          maxLength: 2,
        }),
        (x) => {
          const pivots = pivotsOf(x);
          const homes = all.filter(({ forms: [form] }) => form!.pivots.join() === pivots.join());
          expect(homes).toHaveLength(1);
          // XᵀX = EᵀSE with S the Gram matrix of the pivot columns, as E has a unit matrix there.
          const gram = (j: number, k: number) => x.reduce((sum, row) => sum + row[j]! * row[k]!, 0);
          const s = pivots.map((j) => pivots.map((k) => gram(j, k)));
          if (pivots.length === 2) expect(s[0]![0]! * s[1]![1]! - s[0]![1]! ** 2).toBeGreaterThan(0);
          if (pivots.length === 1) expect(s[0]![0]).toBeGreaterThan(0);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  it("coordinates: S, the free entries of E, all of what is conjugated", () => {
    const [, , , , generic] = strata("predictor")
      .sort((a, b) => a.names.length - b.names.length)
      .slice(-5);
    expect(generic!.names).toEqual([
      "S[1,1]",
      "S[1,2]",
      "S[2,2]",
      "E[1,3]",
      "E[2,3]",
      "P[1,1]",
      "P[1,2]",
      "P[2,1]",
      "P[2,2]",
    ]);
  });

  it("where nothing has vectors there is one stratum, of rank 0", () => {
    const l = landscape("norm2(P*P)", ["P", 2, 2]);
    const found = strataOf(l, orthogonalActions(l));
    expect(found).toHaveLength(1);
    expect(found[0]!.forms.map(({ rank }) => rank)).toEqual([0]);
  });
});
