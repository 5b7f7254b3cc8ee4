import { describe, expect, it } from "vitest";
import { approximateInDoubles, startingPoints } from "../../../src/algebra/univariate/approximate.js";
import { complexRoots } from "../../../src/algebra/univariate/complex-roots.js";
import {
  contains,
  type Disc,
  disjoint,
  overlaps,
  pointFrom,
  polish,
} from "../../../src/algebra/univariate/discs.js";
import { EvaluablePolynomial } from "../../../src/algebra/univariate/evaluate.js";
import { drive, finish, type Work } from "../../../src/algebra/univariate/progress.js";
import { linear, mignotte, product, randomPolynomial, wilkinson } from "./polynomials.js";

const disc = (re: bigint, im: bigint, radius: bigint, unit = 0): Disc => ({ re, im, radius, unit });

describe("discs", () => {
  it("are compared exactly, touching ones not disjoint", () => {
    expect(disjoint(disc(0n, 0n, 2n), disc(3n, 4n, 3n))).toBe(false);
    expect(disjoint(disc(0n, 0n, 2n), disc(3n << 90n, 4n << 90n, (3n << 90n) - 1n, -90))).toBe(true);
    expect(contains(disc(0n, 0n, 5n), disc(3n, 0n, 2n))).toBe(true);
    expect(contains(disc(0n, 0n, 5n), disc(3n, 1n, 2n))).toBe(false);
  });

  it("are all found that overlap", () => {
    const discs = [disc(0n, 0n, 1n), disc(10n, 0n, 1n), disc(0n, 2n, 1n), disc(5n, 0n, 4n), disc(0n, 9n, 1n)];
    const pairs = [...overlaps(discs)].map(([a, b]) => `${a} ${b}`).sort();
    expect(pairs).toEqual(["0 2", "0 3", "1 3"].sort());
  });

  it("shrink onto the root by Newton's method, or not at all", () => {
    const f = new EvaluablePolynomial([-2n, 0n, 1n]);
    const found = polish(f, pointFrom({ re: 1.4, im: 0, e: 0 }), -500, "real")!;
    const [low, high] = [found.re - found.radius, found.re + found.radius];
    const two = 2n << BigInt(-2 * found.unit);
    expect(low * low < two && two < high * high).toBe(true);
    expect(found.radius < 1n << BigInt(-found.unit - 498)).toBe(true);
    // x² + 1 has no root on the real line.
    expect(
      polish(new EvaluablePolynomial([1n, 0n, 1n]), pointFrom({ re: 1.3, im: 0, e: 0 }), -60, "real"),
    ).toBeNull();
  });
});

describe("approximateInDoubles", () => {
  it("starts with as many points as roots, on circles of their size", () => {
    const start = startingPoints(
      new EvaluablePolynomial(product(linear(10n ** 9n), linear(1n, 10n ** 9n), [1n, 1n, 1n])),
    );
    expect(start.map(({ e }) => Math.round(e / 10) + 0).sort((a, b) => a - b)).toEqual([-3, 0, 0, 3]);
  });

  it("comes near all roots of a well-conditioned polynomial", () => {
    const f = new EvaluablePolynomial(product([1n, 0n, 1n], linear(3n), [5n, -2n, 1n]));
    const { re, im, shift } = finish(approximateInDoubles(f, startingPoints(f)))!;
    const found = Array.from(re, (x, i) =>
      `${(x * 2 ** shift).toFixed(9)} ${Math.abs(im[i]! * 2 ** shift).toFixed(9)}`.replace("-0.0", "0.0"),
    );
    expect(new Set(found)).toEqual(
      new Set(["0.000000000 1.000000000", "3.000000000 0.000000000", "1.000000000 2.000000000"]),
    );
  });
});

describe("complexRoots", () => {
  it.each([
    ["Wilkinson 15", wilkinson(15), 15, 0],
    ["Mignotte 20", mignotte(20, 100n), 4, 8],
    [
      "ill-conditioned, (x² + 1/4)…(x² + 100)",
      product(...Array.from({ length: 20 }, (_, k) => [BigInt((k + 1) ** 2), 0n, 4n])),
      0,
      20,
    ],
    ["random 60", randomPolynomial(60, 40, 11n), null, null],
  ])("has one root in each disc of %s, disjoint and small", (_name, f, real, upper) => {
    const pairs = upper === 20 ? 20 : 0;
    const roots = finish(complexRoots(f, pairs, 80));
    if (real !== null) expect([roots.real.length, roots.upper.length]).toEqual([real, upper]);
    expect(roots.real.length + 2 * roots.upper.length).toBe(f.length - 1);
    const all = [...roots.real, ...roots.upper, ...roots.upper.map((d) => ({ ...d, im: -d.im }))];
    for (const [i, a] of all.entries()) for (const b of all.slice(0, i)) expect(disjoint(a, b)).toBe(true);
    for (const { re, im, radius, axis } of all) {
      for (const part of [axis === "imaginary" ? 0n : re, axis === "real" ? 0n : im])
        if (part !== 0n) expect((part < 0n ? -part : part) > radius << 78n).toBe(true);
      if (axis === "imaginary") expect(re).toBe(0n);
      if (axis === "real") expect(im).toBe(0n);
    }
  });

  it("refuses a wrong count of imaginary roots instead of believing it", () => {
    // One pair on the axis, none off it: two cannot be.
    expect(() => finish(complexRoots([1n, 0n, 1n], 2, 60))).toThrow("fewer discs on the imaginary axis");
  });

  it("refines a disc inside itself", () => {
    const roots = finish(complexRoots(randomPolynomial(20, 20, 3n), 0, 60));
    for (const outer of [...roots.real, ...roots.upper]) {
      const inner = roots.refine(outer, -400);
      expect(contains(outer, inner)).toBe(true);
      expect(inner.radius.toString(2).length + inner.unit).toBeLessThanOrEqual(-398);
    }
  });
});

describe("drive", () => {
  function* count(): Work<number> {
    for (let done = 0; done < 50; done++) {
      const until = performance.now() + 2;
      while (performance.now() < until);
      yield { stage: "isolating", done, total: 50 };
    }
    return 50;
  }

  it("returns what the work returns and reports progress on the way", async () => {
    const seen: number[] = [];
    expect(await drive(count(), { onProgress: ({ done }) => seen.push(done) })).toBe(50);
    expect(seen.length).toBeGreaterThan(0);
    expect(finish(count())).toBe(50);
  });

  it("lets a timer abort the work", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("late")), 5);
    await expect(drive(count(), { signal: controller.signal })).rejects.toThrow("late");
  });
});

describe("clusters closer than doubles and first steps resolve", () => {
  const isolated = (f: readonly bigint[]) => {
    const { real, upper } = finish(complexRoots(f, 0, 64));
    return [real.length, upper.length];
  };

  it.each([31n, 60n, 100n])("K (x³ − 2)² − (x³ − 2), K = 10^%s: pairs of roots about 1/K apart", (d) => {
    const k = 10n ** d;
    // K x⁶ − (4K + 1) x³ + 4K + 2: x³ = 2 and x³ = 2 + 1/K.
    expect(isolated([4n * k + 2n, 0n, 0n, -4n * k - 1n, 0n, 0n, k])).toEqual([2, 2]);
  });

  it("a disc of one of two roots 10^−32 apart is refined", () => {
    // (x − 1)(K x − K − 1)(x² − 2) without a step that leaves the disc.
    const k = 10n ** 32n;
    const f = [-2n * k - 2n, 4n * k + 2n, -k + 1n, -2n * k - 1n, k];
    const { real, refine } = finish(complexRoots(f, 0, 10));
    for (const disc of real) {
      const finer = refine(disc, -600);
      expect(contains(disc, finer)).toBe(true);
      expect(finer.radius === 0n || finer.radius.toString(2).length + finer.unit <= -599 + 1).toBe(true);
    }
    expect(real).toHaveLength(4);
  });
});
