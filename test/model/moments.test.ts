import fc from "fast-check";
import { expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { ZERO } from "../../src/exact/rational.js";
import { inputMoment } from "../../src/model/moments.js";
import { entry, rationalMatrix, semidefinite } from "./support/arbitraries.js";

it("computes X = M S Mᵀ + s² I like the product of matrices, and exactly symmetric", () => {
  const shapes = fc.constantFrom([1, 1], [3, 2], [2, 3], [4, 4]);
  const instance = shapes.chain(([p, d]) => fc.tuple(rationalMatrix(p!, d!), semidefinite(d!, 2), entry));
  fc.assert(
    fc.property(instance, ([m, s, sigma]) => {
      const variance = sigma.mul(sigma);
      const x = inputMoment(m, s, variance);
      const product = m.multiply(s).multiply(m.transpose());
      expect(x.equals(product.add(RationalMatrix.identity(m.rows).scale(variance)))).toBe(true);
      expect(x.isSymmetric()).toBe(true);
    }),
    { seed: 7, numRuns: 50 },
  );
});

it("leaves S alone under the identity dictionary", () => {
  const s = RationalMatrix.from([
    ["1/2", "1/3"],
    ["1/3", 2],
  ]);
  expect(inputMoment(RationalMatrix.identity(2), s, ZERO).equals(s)).toBe(true);
});

it("refuses a latent moment of another size than the dictionary's columns", () => {
  expect(() => inputMoment(RationalMatrix.zero(3, 2), RationalMatrix.identity(3), ZERO)).toThrow(
    "latent moment: expected 2×2, got 3×3",
  );
});
