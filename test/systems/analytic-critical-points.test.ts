import { describe, expect, test } from "vitest";
import { exp, log } from "../../src/elementary/elementary.js";
import { Random } from "../../src/exact/random.js";
import { analyticCriticalPoints } from "../../src/systems/analytic-critical-points.js";

const coordinates = (points: ReturnType<typeof analyticCriticalPoints>["points"]) =>
  points.map(({ point }) => [...point.values()]);

/** The InfoNCE loss of z = w·x over three pairs in the plane, with weight decay, at temperature 1. */
const VIEWS: readonly (readonly [x: readonly number[], positive: readonly number[]])[] = [
  [
    [1, 0.5],
    [1, 0.25],
  ],
  [
    [-0.5, 1],
    [-0.75, 1],
  ],
  [
    [-0.5, -1.5],
    [-0.25, -1],
  ],
];
const DECAY = 0.25;
const inner = ([x, y]: readonly number[]) => `(${x}*a + ${y}*b)`;
const INFO_NCE = `(${VIEWS.map(([x, positive]) => {
  const scores = VIEWS.map(([, other]) => `${inner(x)}*${inner(other)}`);
  return `logsumexp(${scores.join(", ")}) - ${inner(x)}*${inner(positive)}`;
}).join(" + ")})/3 + ${DECAY}*(a^2 + b^2)`;

/** Its gradient in doubles, written out by hand. */
function gradientInDoubles([a, b]: readonly [number, number]): [number, number] {
  const z = (x: readonly number[]) => x[0]! * a + x[1]! * b;
  const g: [number, number] = [2 * DECAY * a, 2 * DECAY * b];
  for (const [x, positive] of VIEWS) {
    const weights = VIEWS.map(([, other]) => exp(z(x) * z(other)));
    const total = weights.reduce((sum, w) => sum + w, 0);
    for (const k of [0, 1] as const) {
      const slope = (y: readonly number[]) => x[k]! * z(y) + z(x) * y[k]!;
      g[k] +=
        (VIEWS.reduce((sum, [, y], j) => sum + (weights[j]! / total) * slope(y), 0) - slope(positive)) / 3;
    }
  }
  return g;
}

/** Zeros of the gradient by Newton's method with difference quotients, from random starts. */
function newtonFromMany(starts: number): [number, number][] {
  const random = new Random(11);
  const found: [number, number][] = [];
  for (let s = 0; s < starts; s++) {
    let p: [number, number] = [4 * random.next() - 2, 4 * random.next() - 2];
    for (let k = 0; k < 40; k++) {
      const [f, h] = [gradientInDoubles(p), 1e-6];
      const [u, v] = [gradientInDoubles([p[0] + h, p[1]]), gradientInDoubles([p[0], p[1] + h])];
      const [j11, j21, j12, j22] = [
        (u[0] - f[0]) / h,
        (u[1] - f[1]) / h,
        (v[0] - f[0]) / h,
        (v[1] - f[1]) / h,
      ];
      const det = j11 * j22 - j12 * j21;
      p = [p[0] - (j22 * f[0] - j12 * f[1]) / det, p[1] - (j11 * f[1] - j21 * f[0]) / det];
    }
    const isZero = Math.hypot(...gradientInDoubles(p)) < 1e-9 && p.every((x) => Math.abs(x) < 2);
    if (isZero && found.every((q) => Math.hypot(q[0] - p[0], q[1] - p[1]) > 1e-5)) found.push(p);
  }
  return found.sort(([x], [y]) => x - y);
}

describe("all critical points of an analytic loss", () => {
  test("exp(x) − 2x has its minimum at ln 2, enclosed", () => {
    const { points, complete } = analyticCriticalPoints("exp(x) - 2*x", { x: [-3, 3] });
    expect(complete).toBe(true);
    expect(points).toMatchObject([{ kind: "minimum", index: 0 }]);
    const { lo, hi } = points[0]!.enclosure.get("x")!;
    expect(lo <= Math.LN2 && Math.LN2 <= hi && hi - lo < 1e-12).toBe(true);
    // 2 − 2 ln 2.
    expect(points[0]!.value.lo).toBeLessThanOrEqual(0.6137056388801094);
    expect(points[0]!.value.hi).toBeGreaterThanOrEqual(0.6137056388801093);
  });

  test("tr(ΣX) − log det X has its one critical point at Σ⁻¹", () => {
    // Σ = (2, 1; 1, 2): Σ⁻¹ = (2, −1; −1, 2)/3; X = (a, c; c, b).
    const loss = "2*a + 2*b + 2*c - log(a) - log(b - c^2/a)";
    const { points, complete } = analyticCriticalPoints(loss, { a: [0.5, 1], b: [0.5, 1], c: [-0.45, 0] });
    expect(complete).toBe(true);
    expect(points).toMatchObject([{ kind: "minimum" }]);
    for (const [name, x] of [
      ["a", 2 / 3],
      ["b", 2 / 3],
      ["c", -1 / 3],
    ] as const)
      expect(points[0]!.point.get(name)).toBeCloseTo(x, 13);
    // tr I + log det Σ.
    expect(points[0]!.value.lo).toBeLessThanOrEqual(2 + log(3));
    expect(points[0]!.value.hi).toBeGreaterThanOrEqual(2 + log(3));
    // Where it is not, there is none.
    const beside = analyticCriticalPoints(loss, { a: [0.5, 1], b: [0.75, 1.5], c: [-0.45, 0] });
    expect(beside).toMatchObject({ complete: true, points: [] });
  });

  test("a logistic loss with decay is convex: one minimum, where its slope changes sign", () => {
    const loss = "softplus(-2*w) + softplus(w) + softplus(-w/2) + w^2/8";
    const { points, complete } = analyticCriticalPoints(loss, { w: [-10, 10] });
    expect(complete).toBe(true);
    expect(points.map(({ kind }) => kind)).toEqual(["minimum"]);
    const sigmoid = (u: number) => 1 / (1 + exp(-u));
    const slope = (w: number) => -2 * sigmoid(-2 * w) + sigmoid(w) - sigmoid(-w / 2) / 2 + w / 4;
    const w = points[0]!.point.get("w")!;
    expect(slope(w - 1e-9)).toBeLessThan(0);
    expect(slope(w + 1e-9)).toBeGreaterThan(0);
  });

  test("a double well under an exponential: two minima and a saddle between, by sign changes", () => {
    // ∂y: y = 0. ∂x: 4x³ − 4x + e^x/4 = 0 changes sign three times.
    const { points, complete } = analyticCriticalPoints("(x^2 - 1)^2 + exp(x)/4 + y^2", {
      x: [-2, 2],
      y: [-1, 1.25],
    });
    expect(complete).toBe(true);
    expect(points.map(({ kind }) => kind)).toEqual(["minimum", "saddle", "minimum"]);
    const slope = (x: number) => 4 * x ** 3 - 4 * x + exp(x) / 4;
    const changes: number[] = [];
    for (let x = -2; x < 2; x += 1e-3) if (slope(x) * slope(x + 1e-3) < 0) changes.push(x);
    expect(changes).toHaveLength(3);
    for (const [k, x] of changes.entries())
      expect(Math.abs(points[k]!.point.get("x")! - x)).toBeLessThan(2e-3);
  });

  test("InfoNCE of a one-dimensional representation of three pairs: as many as Newton's method finds from many starts", () => {
    const { points, complete } = analyticCriticalPoints(INFO_NCE, { a: [-2, 2], b: [-2, 2] });
    expect(complete).toBe(true);
    const found = newtonFromMany(200);
    expect(points.map(({ point }) => [...point.values()].map((x) => x.toFixed(6)).join()).sort()).toEqual(
      found.map((p) => p.map((x) => x.toFixed(6)).join()).sort(),
    );
    // w and −w have the same loss.
    const values = coordinates(points);
    for (const [a, b] of values)
      expect(values.some(([c, d]) => Math.abs(a! + c!) < 1e-9 && Math.abs(b! + d!) < 1e-9)).toBe(true);
    // Morse: the gradient points outwards on the boundary, so the indices sum up to 1.
    expect(points.reduce((sum, { index }) => sum + (-1) ** index!, 0)).toBe(1);
  });

  test("a circle of minima is undecided, never a list", () => {
    const { points, complete, undecided } = analyticCriticalPoints(
      "exp(x^2 + y^2) - 2*(x^2 + y^2)",
      { x: [-1.5, 1.25], y: [-1.25, 1.5] },
      { budget: 1500 },
    );
    expect(complete).toBe(false);
    // The maximum in the middle is a point of its own.
    expect(points.map(({ kind }) => kind)).toEqual(["maximum"]);
    const radius = Math.sqrt(log(2));
    expect(
      undecided.some(({ box }) => {
        const [x, y] = [box.get("x")!, box.get("y")!];
        return x.lo <= radius && radius <= x.hi && y.lo <= 0 && 0 <= y.hi;
      }),
    ).toBe(true);
  });

  test("too many unknowns, and ranges without interior, are refused", () => {
    const box = Object.fromEntries([..."abcdefg"].map((name) => [name, [0, 1] as const]));
    expect(() => analyticCriticalPoints("a", box)).toThrow("box: expected 1 to 6 unknowns, got 7");
    expect(() => analyticCriticalPoints("x", { x: [1, 0] })).toThrow(
      "box: expected finite lo < hi, got [1, 0] at 1",
    );
  });
});
