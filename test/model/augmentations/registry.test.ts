import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertia } from "../../../src/exact/inertia.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { isZero, ONE } from "../../../src/exact/rational.js";
import { AUGMENTATIONS, type AugmentationSpec } from "../../../src/model/augmentations/registry.js";
import { entry, probability, semidefinite } from "../support/arbitraries.js";
import { type Outcome, outer, type Vector, views } from "../support/exhaustive.js";

const viewMoments = (spec: AugmentationSpec, x: RationalMatrix) => AUGMENTATIONS.of(spec).moments(spec, x);

const table: Record<AugmentationSpec["kind"], fc.Arbitrary<AugmentationSpec>> = {
  "independent-masks": probability.map((keep) => ({ kind: "independent-masks", keep })),
  "complementary-masks": fc
    .tuple(
      probability,
      entry.filter((value) => !isZero(value)),
    )
    .map(([keep, scale]) => ({ kind: "complementary-masks", keep, scale })),
  "additive-gaussian": entry.map((sigma) => ({ kind: "additive-gaussian", variance: sigma.mul(sigma) })),
  none: fc.constant({ kind: "none" }),
};

/** Two equally likely inputs in Q³: X = (x xᵀ + y yᵀ)/2. */
const inputs = fc
  .array(entry, { minLength: 6, maxLength: 6 })
  .map((entries): Vector[] => [entries.slice(0, 3), entries.slice(3)]);

const half = ONE.div(2);

describe.each(Object.entries(table))("the moments of the two views under %s", (_, arbitrary) => {
  it("are the sums over all inputs, masks and signs of the noise", () => {
    fc.assert(
      fc.property(arbitrary, inputs, (spec, xs) => {
        const x = outer(xs.map((value) => ({ value: [value, value], weight: half })));
        const pairs = xs.flatMap((value) =>
          views(spec, value).map((pair) => ({ value: pair.value, weight: pair.weight.mul(half) })),
        );
        const select = (i: 0 | 1, j: 0 | 1): RationalMatrix =>
          outer(
            pairs.map(
              ({ value, weight }): Outcome<readonly [Vector, Vector]> => ({
                value: [value[i], value[j]],
                weight,
              }),
            ),
          );
        const { gamma, sigma, sigmaSecond } = viewMoments(spec, x);
        expect(gamma.toRows()).toEqual(select(0, 1).toRows());
        expect(sigma.toRows()).toEqual(select(0, 0).toRows());
        expect(sigmaSecond.toRows()).toEqual(select(1, 1).toRows());
      }),
      { seed: 7, numRuns: 12 },
    );
  });

  it("form one positive semidefinite moment of the stacked views, with symmetric blocks", () => {
    fc.assert(
      fc.property(arbitrary, semidefinite(3, 2), (spec, x) => {
        const { gamma, sigma, sigmaSecond } = viewMoments(spec, x);
        expect(gamma.isSymmetric()).toBe(true);
        const stacked = RationalMatrix.generate(6, 6, (i, j) => {
          const block = i < 3 ? (j < 3 ? sigma : gamma) : j < 3 ? gamma : sigmaSecond;
          return block.get(i % 3, j % 3);
        });
        expect(inertia(stacked).negative).toBe(0);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  it("have a second view like the first, except under complementary masks with keep ≠ 1/2", () => {
    fc.assert(
      fc.property(arbitrary, semidefinite(3, 3), (spec, x) => {
        const { sigma, sigmaSecond } = viewMoments(spec, x);
        const alike = spec.kind !== "complementary-masks" || spec.keep.equals(half) || x.isZero();
        expect(sigmaSecond.equals(sigma)).toBe(alike);
      }),
      { seed: 7, numRuns: 25 },
    );
  });
});

it("gives Γ a zero diagonal under complementary masks", () => {
  fc.assert(
    fc.property(table["complementary-masks"], semidefinite(3, 3), (spec, x) => {
      expect(viewMoments(spec, x).gamma.diagonalEntries().every(isZero)).toBe(true);
    }),
    { seed: 7, numRuns: 25 },
  );
});
