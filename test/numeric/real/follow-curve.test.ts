import { describe, expect, it } from "vitest";
import { followCurve, type Gauge, joins } from "../../../src/numeric/real/follow-curve.js";
import { RealSystem, type Resolved, resolve } from "../../../src/numeric/real/real-system.js";

/** No symmetry. */
const NO_GAUGE: Gauge = { tangents: () => [], align: (q) => q };

const systemOf = (variables: number, terms: [number, number[]][]): RealSystem =>
  new RealSystem({
    variables,
    equations: [terms.map(([re, factors]) => ({ re, im: 0, factors }))],
  });

const courseOf = (system: RealSystem, start: number[], targets: number[][]) => {
  const again = (z: Float64Array): Resolved | null => resolve(system, z, 1e-2);
  return followCurve(
    again(Float64Array.from(start))!,
    targets.map((target) => Float64Array.from(target)),
    { gauge: NO_GAUGE, bound: 100, again, accuracy: targets.map(() => 1e-12) },
  );
};

describe("followCurve", () => {
  it("around a circle: closed, past the points on it and no others", async () => {
    const circle = systemOf(2, [
      [1, [0, 0]],
      [1, [1, 1]],
      [-1, []],
    ]);
    const { end, met } = await courseOf(
      circle,
      [1, 0],
      [
        [-1, 0],
        [0.6, -0.8],
        [0.6, -0.79],
        [0, 0],
      ],
    );
    expect(end).toBe("closed");
    expect([...met].sort()).toEqual([0, 1]);
  });

  it("two circles at a distance of 10⁻³ are not confused", async () => {
    // (ρ − 1)(ρ − 1.002), ρ = x² + y².
    const two = systemOf(2, [
      [1, [0, 0, 0, 0]],
      [2, [0, 0, 1, 1]],
      [1, [1, 1, 1, 1]],
      [-2.002, [0, 0]],
      [-2.002, [1, 1]],
      [1.002, []],
    ]);
    const outer = Math.sqrt(1.002);
    const { end, met } = await courseOf(
      two,
      [1, 0],
      [
        [-1, 0],
        [-outer, 0],
      ],
    );
    expect(end).toBe("closed");
    expect([...met]).toEqual([0]);
  });

  it("a hyperbola is unbounded, its other branch is not met", async () => {
    const hyperbola = systemOf(2, [
      [1, [0, 1]],
      [-1, []],
    ]);
    const { end, met } = await courseOf(
      hyperbola,
      [1, 1],
      [
        [2, 0.5],
        [-1, -1],
      ],
    );
    expect(end).toBe("unbounded");
    expect([...met]).toEqual([0]);
  });

  it("a figure of eight ends at its crossing", async () => {
    // x⁴ − x² + y².
    const eight = systemOf(2, [
      [1, [0, 0, 0, 0]],
      [-1, [0, 0]],
      [1, [1, 1]],
    ]);
    expect((await courseOf(eight, [1, 0], [])).end).toBe("singular");
  });
});

describe("joins", () => {
  it("opposite points of a sphere, not those of two spheres", async () => {
    const sphere = systemOf(3, [
      [1, [0, 0]],
      [1, [1, 1]],
      [1, [2, 2]],
      [-1, []],
    ]);
    let k = 0;
    const normal = () => Math.sin(++k * 12.9898) * 2;
    const from = resolve(sphere, Float64Array.of(1, 0, 0), 1e-2)!;
    expect(joins(from, Float64Array.of(-1, 0, 0), 1e-12, NO_GAUGE, normal)).toBe(true);
    expect(joins(from, Float64Array.of(-2, 0, 0), 1e-12, NO_GAUGE, normal)).toBe(false);
  });
});
