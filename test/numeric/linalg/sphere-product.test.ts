import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  manifoldDimension,
  multipliers,
  projectTangent,
  retract,
  type SphereProduct,
} from "../../../src/numeric/linalg/sphere-product.js";

/** Two spheres, interleaved, and one free coordinate. */
const MANIFOLD: SphereProduct = { size: 6, spheres: [Int32Array.of(0, 2, 5), Int32Array.of(1, 3)] };
const FREE = 4;
const vector = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 })
  .filter((v) => Math.hypot(v[0]!, v[2]!, v[5]!) > 0.1 && Math.hypot(v[1]!, v[3]!) > 0.1)
  .map((v) => Float64Array.from(v));
const onManifold = vector.map((x) => {
  const y = Float64Array.from(x);
  retract(MANIFOLD, y);
  return y;
});
const options = { seed: 7, numRuns: 100 };

describe("a product of spheres", () => {
  it("has the dimension of its coordinates less one per sphere", () => {
    expect(manifoldDimension(MANIFOLD)).toBe(4);
    expect(manifoldDimension({ size: 3, spheres: [] })).toBe(3);
  });

  it("retracts onto unit norm along rays, and leaves free coordinates alone", () => {
    fc.assert(
      fc.property(vector, fc.double({ min: 0.5, max: 9, noNaN: true }), (x, factor) => {
        const y = Float64Array.from(x);
        retract(MANIFOLD, y);
        expect(Math.hypot(y[0]!, y[2]!, y[5]!)).toBeCloseTo(1, 14);
        expect(Math.hypot(y[1]!, y[3]!)).toBeCloseTo(1, 14);
        expect(y[FREE]).toBe(x[FREE]);
        const scaled = x.map((t, k) => (k === FREE ? t : factor * t));
        retract(MANIFOLD, scaled);
        scaled.forEach((t, k) => {
          expect(t).toBeCloseTo(y[k]!, 13);
        });
      }),
      options,
    );
  });

  it("projects onto the tangent space: idempotent, orthogonal to the point, self-adjoint", () => {
    fc.assert(
      fc.property(onManifold, vector, vector, (x, u, v) => {
        const [pu, pv] = [u, v].map((t) => {
          const copy = Float64Array.from(t);
          projectTangent(MANIFOLD, x, copy);
          return copy;
        });
        for (const lambda of multipliers(MANIFOLD, x, pu!)) expect(lambda).toBeCloseTo(0, 12);
        const again = Float64Array.from(pu!);
        projectTangent(MANIFOLD, x, again);
        again.forEach((t, k) => {
          expect(t).toBeCloseTo(pu![k]!, 12);
        });
        const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, t, k) => sum + t * b[k]!, 0);
        expect(dot(pu!, v)).toBeCloseTo(dot(u, pv!), 11);
        expect(pu![FREE]).toBe(u[FREE]);
      }),
      options,
    );
  });

  it("has the derivative of the retraction as its projection", () => {
    const x = Float64Array.of(0.6, 1, 0.8, 0, 7, 0);
    const v = Float64Array.of(1, 2, 3, 4, 5, 6);
    const moved = (t: number) => {
      const y = x.map((value, k) => value + t * v[k]!);
      retract(MANIFOLD, y);
      return y;
    };
    const [plus, minus] = [moved(1e-5), moved(-1e-5)];
    const tangent = Float64Array.from(v);
    projectTangent(MANIFOLD, x, tangent);
    tangent.forEach((t, k) => {
      expect((plus[k]! - minus[k]!) / 2e-5).toBeCloseTo(t, 7);
    });
  });

  it("leaves a zero vector where it is", () => {
    const x = new Float64Array(6);
    retract(MANIFOLD, x);
    expect(x).toEqual(new Float64Array(6));
  });
});
