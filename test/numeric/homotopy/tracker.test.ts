import { describe, expect, it } from "vitest";
import { PATH_PRESETS } from "../../../src/numeric/homotopy/options.js";
import { PathTracker } from "../../../src/numeric/homotopy/tracker.js";
import { monomialTable } from "../../../src/numeric/polynomial/monomials.js";
import { FamilyEvaluator } from "../../../src/numeric/polynomial/polynomial-family.js";
import { type PlainTerm, system } from "../../support/polynomial-systems.js";

/** One equation in homogeneous coordinates (x, h): from F¹ at t = 1 to F⁰ at t = 0. */
function trackerOf(
  start: PlainTerm[],
  target: PlainTerm[],
  options = PATH_PRESETS.default.tracker,
): PathTracker {
  const { table, coefficients } = monomialTable([system(2, [start]), system(2, [target])]);
  return new PathTracker(
    new FamilyEvaluator(table, coefficients[0]!, coefficients[1]!),
    new Int32Array(2),
    1,
    options,
  );
}

/** x / h. */
function affine({ xRe, xIm }: PathTracker): { re: number; im: number } {
  const size = xRe[1]! ** 2 + xIm[1]! ** 2;
  return {
    re: (xRe[0]! * xRe[1]! + xIm[0]! * xIm[1]!) / size,
    im: (xIm[0]! * xRe[1]! - xRe[0]! * xIm[1]!) / size,
  };
}

describe("the path tracker", () => {
  it("follows x² = 1 + 3(1 − t) to 2, on the sphere of norm one", () => {
    const tracker = trackerOf(
      [
        [1, 0, 0],
        [-1, 1, 1],
      ],
      [
        [1, 0, 0],
        [-4, 1, 1],
      ],
    );
    tracker.setPoint([1, 1], [0, 0]);
    expect(tracker.track(1, 0, 0, 0)).toEqual({ outcome: "arrived", reached: 1 });
    tracker.polish(0, 0);
    expect(affine(tracker).re).toBeCloseTo(2, 13);
    expect(affine(tracker).im).toBeCloseTo(0, 13);
    expect(Math.hypot(...tracker.xRe, ...tracker.xIm)).toBeCloseTo(1, 14);
  });

  it("comes back as the other root after one loop around a branch point", () => {
    // x² = t, once around t = 0.
    const tracker = trackerOf(
      [
        [1, 0, 0],
        [-1, 1, 1],
      ],
      [[1, 0, 0]],
    );
    const around = () => {
      for (let k = 0; k < 8; k++) {
        const [a, b] = [(Math.PI * k) / 4, (Math.PI * (k + 1)) / 4];
        const { outcome } = tracker.track(Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b));
        expect(outcome).toBe("arrived");
      }
    };
    tracker.setPoint([1, 1], [0, 0]);
    around();
    expect(affine(tracker).re).toBeCloseTo(-1, 6);
    around();
    expect(affine(tracker).re).toBeCloseTo(1, 6);
  });

  it("arrives at infinity as at any other place: h = 0", () => {
    // (1 − t) h + t (x − h) = 0.
    const tracker = trackerOf(
      [
        [1, 0],
        [-1, 1],
      ],
      [[1, 1]],
    );
    tracker.setPoint([1, 1], [0, 0]);
    expect(tracker.track(1, 0, 0, 0).outcome).toBe("arrived");
    tracker.polish(0, 0);
    expect(Math.hypot(tracker.xRe[1]!, tracker.xIm[1]!)).toBeLessThan(1e-14);
    expect(Math.hypot(tracker.xRe[0]!, tracker.xIm[0]!)).toBeCloseTo(1, 14);
  });

  it("does not run through a branch point, and keeps to its budget of steps", () => {
    // x² = t − 1/2 is singular half way.
    const branch: [PlainTerm[], PlainTerm[]] = [
      [
        [1, 0, 0],
        [-0.5, 1, 1],
      ],
      [
        [1, 0, 0],
        [0.5, 1, 1],
      ],
    ];
    const tracker = trackerOf(...branch);
    tracker.setPoint([Math.SQRT1_2, 1], [0, 0]);
    const { outcome, reached } = tracker.track(1, 0, 0, 0);
    expect(outcome).not.toBe("arrived");
    expect(reached).toBeCloseTo(0.5, 3);
    const short = trackerOf(...branch, { ...PATH_PRESETS.default.tracker, maxSteps: 2 });
    short.setPoint([Math.SQRT1_2, 1], [0, 0]);
    expect(short.track(1, 0, 0, 0).outcome).toBe("too-many-steps");
    expect(short.steps).toBe(2);
  });

  it("reports ‖J⁻¹‖ at a regular point and that it grows towards a double root", () => {
    const inverseNorm = (c: number) => {
      const equation: PlainTerm[] = [
        [1, 0, 0],
        [-c, 1, 1],
      ];
      const tracker = trackerOf(equation, equation);
      tracker.setPoint([Math.sqrt(c), 1], [0, 0]);
      return tracker.polish(0, 0).inverseNorm;
    };
    expect(inverseNorm(1)).toBeLessThan(10);
    expect(inverseNorm(1e-8)).toBeGreaterThan(1e3);
  });

  it("refuses a family with another number of equations than unknowns", () => {
    const { table, coefficients } = monomialTable([system(3, [[[1, 0]]])]);
    const family = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
    expect(() => new PathTracker(family, new Int32Array(3), 1)).toThrow(/expected 2 equations, got 1/);
  });
});
