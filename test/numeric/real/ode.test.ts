import { describe, expect, it } from "vitest";
import { integrate } from "../../../src/numeric/real/ode.js";

describe("integrate", () => {
  it("follows linear systems to their exponential", () => {
    // x' = Ax with A = [[-1, 2], [-2, -1]]: a spiral e^{-t}(cos 2t, −sin 2t).
    const { x, outcome, time } = integrate(
      ([a, b], out) => out.set([-a! + 2 * b!, -2 * a! - b!]),
      Float64Array.of(1, 0),
      { time: 3 },
    );
    expect(outcome).toBe("time");
    expect(time).toBe(3);
    expect(x[0]).toBeCloseTo(Math.exp(-3) * Math.cos(6), 8);
    expect(x[1]).toBeCloseTo(-Math.exp(-3) * Math.sin(6), 8);
  });

  it("closes Kepler's ellipse after one period", () => {
    const { x } = integrate(
      ([a, b, u, v], out) => {
        const cube = Math.hypot(a!, b!) ** 3;
        out.set([u!, v!, -a! / cube, -b! / cube]);
      },
      Float64Array.of(0.5, 0, 0, Math.sqrt(3)),
      { time: 2 * Math.PI, relativeTolerance: 1e-12, absoluteTolerance: 1e-13 },
    );
    for (const [k, value] of [0.5, 0, 0, Math.sqrt(3)].entries()) expect(x[k]).toBeCloseTo(value, 9);
  });

  it("gets better with the tolerance", () => {
    const errors = [1e-5, 1e-8, 1e-11].map((tolerance) => {
      const { x } = integrate(([a], out) => out.set([a! * (1 - a!)]), Float64Array.of(0.01), {
        time: 8,
        relativeTolerance: tolerance,
        absoluteTolerance: tolerance,
      });
      return Math.abs(x[0]! - 1 / (1 + 99 * Math.exp(-8)));
    });
    expect(errors[1]).toBeLessThan(errors[0]!);
    expect(errors[2]).toBeLessThan(1e-10);
  });

  it("survives rates that span a factor of 300", () => {
    const { x, outcome } = integrate(
      ([a, b], out) => out.set([-a!, -300 * (b! - a! ** 2)]),
      Float64Array.of(1, 0.5),
      { time: 10 },
    );
    expect(outcome).toBe("time");
    expect(x[0]).toBeCloseTo(Math.exp(-10), 12);
    // b settles at 300/298 a².
    expect(x[1]! / ((300 / 298) * Math.exp(-20))).toBeCloseTo(1, 2);
  });

  it("stops when it is told to, and says when", () => {
    const { outcome, time, x } = integrate(([a], out) => out.set([-a!]), Float64Array.of(1), {
      time: 100,
      onStep: (_, y) => y[0]! < 0.1,
    });
    expect(outcome).toBe("stopped");
    expect(time).toBeLessThan(5);
    expect(x[0]).toBeCloseTo(Math.exp(-time), 8);
  });

  it("says that a solution blows up, that steps ran out, and refuses nonsense", () => {
    const blow = integrate(([a], out) => out.set([a! ** 2]), Float64Array.of(1), { time: 2 });
    expect(blow.outcome).toBe("diverged");
    expect(blow.time).toBeCloseTo(1, 6);
    const short = integrate(([a], out) => out.set([-a!]), Float64Array.of(1), { time: 1e6, maxSteps: 5 });
    expect(short.outcome).toBe("steps");
    expect(() => integrate(() => {}, Float64Array.of(1), { time: 0 })).toThrow(RangeError);
    expect(() => integrate(() => {}, Float64Array.of(Number.NaN), { time: 1 })).toThrow(RangeError);
  });
});
