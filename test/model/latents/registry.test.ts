import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertia } from "../../../src/exact/inertia.js";
import { rational } from "../../../src/exact/rational.js";
import { LATENTS, type LatentSpec } from "../../../src/model/latents/registry.js";
import { distribution, probability, semidefinite } from "../support/arbitraries.js";
import { latents, outer } from "../support/exhaustive.js";

const latentMoment = (spec: LatentSpec, d: number) => LATENTS.of(spec).moment(spec, d);
const describeLatent = (spec: LatentSpec) => LATENTS.of(spec).describe(spec);

type Finite = Exclude<LatentSpec, { kind: "moment" }>;

const sized = (kinds: (d: number) => fc.Arbitrary<Finite>) =>
  fc.integer({ min: 1, max: 4 }).chain((d) => kinds(d).map((spec) => ({ d, spec })));

const table: Record<Finite["kind"], fc.Arbitrary<{ d: number; spec: Finite }>> = {
  "one-hot": sized((d) => distribution(d).map((probabilities) => ({ kind: "one-hot", probabilities }))),
  bernoulli: sized(() => probability.map((value) => ({ kind: "bernoulli", probability: value }))),
  "signed-bernoulli": sized(() =>
    probability.map((value) => ({ kind: "signed-bernoulli", probability: value })),
  ),
  "k-sparse": sized((d) => fc.integer({ min: 1, max: d }).map((active) => ({ kind: "k-sparse", active }))),
  "signed-pattern": sized((d) =>
    fc.integer({ min: 1, max: d }).chain((active) =>
      fc.integer({ min: 0, max: active }).map((positive) => ({
        kind: "signed-pattern",
        positive,
        negative: active - positive,
      })),
    ),
  ),
};

describe.each(Object.entries(table))("the second moment of the %s latent", (_, arbitrary) => {
  it("is the sum over all latents", () => {
    fc.assert(
      fc.property(arbitrary, ({ d, spec }) => {
        const sum = outer(latents(spec, d).map(({ value, weight }) => ({ value: [value, value], weight })));
        expect(latentMoment(spec, d).toRows()).toEqual(sum.toRows());
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  it("is symmetric positive semidefinite", () => {
    fc.assert(
      fc.property(arbitrary, ({ d, spec }) => {
        expect(inertia(latentMoment(spec, d)).negative).toBe(0);
      }),
      { seed: 7, numRuns: 25 },
    );
  });
});

it("passes a given second moment through", () => {
  fc.assert(
    fc.property(semidefinite(3, 2), (matrix) => {
      expect(latentMoment({ kind: "moment", matrix }, 3).equals(matrix)).toBe(true);
    }),
    { seed: 7, numRuns: 10 },
  );
});

it("describes a latent in a few words", () => {
  const third = rational("1/3");
  expect(describeLatent({ kind: "one-hot", probabilities: [third, third, third] })).toBe("one-hot");
  expect(describeLatent({ kind: "one-hot", probabilities: [third, rational("2/3")] })).toBe(
    "one-hot (1/3, 2/3)",
  );
  expect(describeLatent({ kind: "k-sparse", active: 2 })).toBe("exactly 2 ones");
});
