import { describe, expect, it } from "vitest";
import { Random } from "../../src/exact/random.js";

const draw = (random: Random, n = 8) => Array.from({ length: n }, () => random.uint32());

describe("the random stream", () => {
  it("is determined by the seed, and differs between seeds", () => {
    const seeds = [0, 1, -1, 7, 2 ** 32, 2 ** 32 + 7, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    for (const seed of seeds) expect(draw(new Random(seed))).toEqual(draw(new Random(seed)));
    expect(new Set(seeds.map((seed) => draw(new Random(seed)).join())).size).toBe(seeds.length);
  });

  it("refuses seeds and labels that are not safe integers", () => {
    for (const seed of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => new Random(seed)).toThrow("seed: expected a safe integer");
    expect(() => new Random(7).fork(0.5)).toThrow("label: expected a safe integer");
  });

  it("follows the recurrence of xoshiro128**", () => {
    // The recurrence as published, in integers of arbitrary size, run from the state of a fresh stream.
    const random = new Random(7);
    const state = (["s0", "s1", "s2", "s3"] as const).map((name) =>
      BigInt((random as unknown as Record<string, number>)[name]! >>> 0),
    );
    const word = (x: bigint) => x & 0xffffffffn;
    const rotate = (x: bigint, k: bigint) => word((x << k) | (x >> (32n - k)));
    const published = Array.from({ length: 100 }, () => {
      const result = word(rotate(word(state[1]! * 5n), 7n) * 9n);
      const t = word(state[1]! << 9n);
      state[2]! ^= state[0]!;
      state[3]! ^= state[1]!;
      state[1]! ^= state[2]!;
      state[0]! ^= state[3]!;
      state[2]! ^= t;
      state[3] = rotate(state[3]!, 11n);
      return Number(result);
    });
    expect(draw(random, 100)).toEqual(published);
  });
});

describe("a fork", () => {
  it("depends on key and label, not on what was drawn", () => {
    const used = new Random(7);
    draw(used, 100);
    expect(draw(used.fork("a"))).toEqual(draw(new Random(7).fork("a")));
  });

  it("differs between labels, orders of labels, and kinds of labels", () => {
    const root = new Random(7);
    const streams = [
      root,
      root.fork("a"),
      root.fork("b"),
      root.fork(""),
      root.fork(1),
      root.fork("1"),
      root.fork(-1),
      root.fork("a").fork("b"),
      root.fork("b").fork("a"),
      root.fork("ab"),
    ];
    expect(new Set(streams.map((stream) => draw(stream).join())).size).toBe(streams.length);
  });

  it("is uncorrelated with its parent", () => {
    const parent = new Random(7);
    const child = parent.fork(0);
    const n = 20_000;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (parent.next() - 0.5) * (child.next() - 0.5);
    // The summands have variance 1/144: five standard deviations.
    expect(Math.abs(sum)).toBeLessThan((5 * Math.sqrt(n)) / 12);
  });
});

describe("the distributions", () => {
  it("draw numbers in [0, 1) with the moments of the uniform law", () => {
    const random = new Random(1);
    const n = 20_000;
    let sum = 0;
    let squares = 0;
    let outside = 0;
    for (let i = 0; i < n; i++) {
      const x = random.next();
      if (!(x >= 0 && x < 1)) outside++;
      sum += x;
      squares += x * x;
    }
    expect(outside).toBe(0);
    expect(Math.abs(sum / n - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(squares / n - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n));
  });

  it("draw integers that are equally likely, both ends included", () => {
    const random = new Random(2);
    const counts = new Map<number, number>();
    const n = 14_000;
    for (let i = 0; i < n; i++) {
      const k = random.integer(-3, 3);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - n / 7) ** 2 / (n / 7);
    // Six degrees of freedom: the 99.9 % quantile is 22.5.
    expect(chiSquare).toBeLessThan(22.5);
    expect(random.integer(5, 5)).toBe(5);
    expect(random.integer(0, 2 ** 32 - 1)).toBeLessThan(2 ** 32);
  });

  it("refuse empty and oversized ranges of integers", () => {
    const random = new Random(3);
    for (const [lo, hi] of [
      [1, 0],
      [0, 2 ** 32],
      [0.5, 2],
      [0, Number.NaN],
    ] as const)
      expect(() => random.integer(lo, hi)).toThrow("random: expected integers lo ≤ hi");
  });

  it("draw normal numbers with the moments 0, 1, 0, 3", () => {
    const random = new Random(4);
    const n = 40_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      for (let k = 0; k < 4; k++) moments[k]! += x ** (k + 1) / n;
    }
    // Standard errors √(E x^{2k} − (E x^k)²)/√n with E x², x⁴, x⁶, x⁸ = 1, 3, 15, 105.
    const errors = [1, Math.sqrt(2), Math.sqrt(15), Math.sqrt(96)];
    for (const [k, expected] of [0, 1, 0, 3].entries())
      expect(Math.abs(moments[k]! - expected)).toBeLessThan((5 * errors[k]!) / Math.sqrt(n));
  });
});
