import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  solveUnivariate,
  solveUnivariateNow,
  solveUnivariateSystem,
  type UnivariateRoot,
} from "../../../src/algebra/univariate/solve.js";
import { ONE, type Rational, ratio, rational, rationalText, ZERO } from "../../../src/exact/rational.js";
import {
  chebyshev,
  linear,
  mignotte,
  product,
  randomPolynomial,
  sturmCount,
  wilkinson,
} from "./polynomials.js";

type Coefficients = readonly (bigint | Rational)[];

function roots(coefficients: Coefficients, digits?: number): readonly UnivariateRoot[] {
  const solution = solveUnivariateNow(coefficients, digits);
  if (solution.kind !== "finite") throw new Error("finitely many roots expected");
  return solution.roots;
}

/** Real rational roots as `value^multiplicity`. */
const exactly = (coefficients: Coefficients): string[] =>
  roots(coefficients).map(({ re, radius, real, multiplicity }) => {
    expect(radius.n).toBe(0n);
    expect(real).toBe(true);
    return `${rationalText(re)}^${multiplicity}`;
  });

const text = (...values: string[]): Rational[] => values.map((value) => rational(value));

const squareOf = (x: Rational): Rational => x.mul(x);

/** The discs are pairwise disjoint, exactly: compared as integers over a common denominator. */
function expectDisjoint(all: readonly UnivariateRoot[]): void {
  const denominator = all.reduce((most, { re, im, radius }) => lcm(most, re.d, im.d, radius.d), 1n);
  const whole = ({ s, n, d }: Rational) => (s * n * denominator) / d;
  const discs = all.map(({ re, im, radius }) => [whole(re), whole(im), whole(radius)] as const);
  for (const [i, [x, y, r]] of discs.entries())
    for (const [u, v, q] of discs.slice(0, i))
      if ((x - u) ** 2n + (y - v) ** 2n <= (r + q) ** 2n) expect.fail(`disc ${i} meets another`);
}

/** Denominators are powers of two and small numbers: the least common multiple, by the larger where it is one. */
function lcm(...values: bigint[]): bigint {
  return values.reduce((a, b) => (a % b === 0n ? a : b % a === 0n ? b : a * b), 1n);
}

/** f changes its sign over the interval, or has the exact root; by Horner's rule in integers. */
function expectSignChange(f: readonly bigint[], { interval }: UnivariateRoot): void {
  const at = ({ s, n, d }: Rational) => {
    let [value, power] = [0n, 1n];
    for (const c of f.toReversed()) [value, power] = [value * s * n + c * power, power * d];
    return value;
  };
  const { lower, upper } = interval!;
  const [low, high] = [at(lower), at(upper)];
  if (low === 0n) expect(lower.equals(upper)).toBe(true);
  else expect(low < 0n).not.toBe(high < 0n);
}

describe("one root or two", () => {
  it("finds the orbit radius, the cube root of 7.5369137e22, with its pair", () => {
    const all = roots([-75369137000000000000000n, 0n, 0n, 1n]);
    expect(all.map(({ real }) => real)).toEqual([true, false, false]);
    // 42240707.2217758…³ brackets the number; the double is the nearest one.
    const { lower, upper } = all[0]!.interval!;
    const target = rational("75369137000000000000000");
    expect(lower.pow(3)!.compare(target)).toBe(-1);
    expect(upper.pow(3)!.compare(target)).toBe(1);
    expect(upper.sub(lower).compare(rational("1e-8"))).toBe(-1);
    expect(all[0]!.double.re).toBeCloseTo(42240707.2217758, 6);
  });

  it("gives integers exactly, beyond 2^53 too", () => {
    expect(exactly([-1000000000000n, 1n])).toEqual(["1000000000000^1"]);
    expect(exactly([-9007199254740993n, 1n])).toEqual(["9007199254740993^1"]);
    expect(exactly(product(linear(9007199254740993n), linear(1n, 3n)))).toEqual([
      "1/3^1",
      "9007199254740993^1",
    ]);
  });

  it("finds ±√(10^15)", () => {
    const all = roots([-(10n ** 15n), 0n, 1n]);
    expect(all.map(({ double }) => double.re)).toEqual([-Math.sqrt(1e15), Math.sqrt(1e15)]);
  });

  it("finds both roots of 10^-10 x² + x − 1, ten orders of magnitude apart", () => {
    const all = roots(text("-1", "1", "1e-10"));
    // 2/(1 + √(1 + 4e-10)) = 1 − 1e-10 + 2e-20 − …, and −1e10 less that, by the sum of the roots.
    expect(all.map(({ double }) => double.re)).toEqual([-10000000001, 0.9999999999]);
    for (const root of all) expectSignChange([-(10n ** 10n), 10n ** 10n, 1n], root);
  });

  it("finds ±10^-20 exactly", () => {
    expect(exactly(text("-1e-40", "0", "1"))).toEqual([
      "-1/100000000000000000000^1",
      "1/100000000000000000000^1",
    ]);
  });

  it("finds roots at 1e8 and 1e-8 together", () => {
    expect(exactly(product(linear(10n ** 8n), linear(1n, 10n ** 8n), linear(-3n)))).toEqual([
      "-3^1",
      "1/100000000^1",
      "100000000^1",
    ]);
  });
});

describe("multiplicities and clusters", () => {
  it.each([
    ["(x−1)³(x−501/500)", product(linear(1n, 1n, 3), linear(501n, 500n)), ["1^3", "501/500^1"]],
    ["(x−1)²(x−1001/1000)²", product(linear(1n, 1n, 2), linear(1001n, 1000n, 2)), ["1^2", "1001/1000^2"]],
    ["(x−1)²(x−20001/20000)", product(linear(1n, 1n, 2), linear(20001n, 20000n)), ["1^2", "20001/20000^1"]],
    ["(x−1)³(x−201/200)", product(linear(1n, 1n, 3), linear(201n, 200n)), ["1^3", "201/200^1"]],
    ["(x−1000)(x−1000.001)", product(linear(1000n), linear(1000001n, 1000n)), ["1000^1", "1000001/1000^1"]],
    ["(x−1000)²(x−1001)", product(linear(1000n, 1n, 2), linear(1001n)), ["1000^2", "1001^1"]],
    ["(x−1)⁷(x−2)³", product(linear(1n, 1n, 7), linear(2n, 1n, 3)), ["1^7", "2^3"]],
    ["(x−1)¹⁰", linear(1n, 1n, 10), ["1^10"]],
    [
      "a gap of 1e-8",
      product(linear(1n), linear(100000001n, 100000000n), linear(-1n)),
      ["-1^1", "1^1", "100000001/100000000^1"],
    ],
    [
      "a gap of 1e-12",
      product(linear(1n), linear(1000000000001n, 1000000000000n), linear(-1n)),
      ["-1^1", "1^1", "1000000000001/1000000000000^1"],
    ],
    [
      "three within 1e-4",
      product(linear(1n), linear(10001n, 10000n), linear(9999n, 10000n), linear(-1n)),
      ["-1^1", "9999/10000^1", "1^1", "10001/10000^1"],
    ],
    ["x³(x−1)", [0n, 0n, 0n, -1n, 1n], ["0^3", "1^1"]],
  ] as const)("gives the roots of %s with their multiplicities", (_name, f, expected) => {
    expect(exactly(f)).toEqual(expected);
  });

  it("separates irrational clusters of different multiplicity", () => {
    // x² − 2 squared beside x² − 2 − 10^-15: four real roots, gaps 3.5e-16.
    const near = [-(2n * 10n ** 15n + 1n), 0n, 10n ** 15n];
    const all = roots(product([-2n, 0n, 1n], [-2n, 0n, 1n], near));
    expect(all.map(({ multiplicity }) => multiplicity)).toEqual([1, 2, 2, 1]);
    expectDisjoint(all);
  });
});

describe("classical hard polynomials", () => {
  it.each([12, 15, 20, 30])("finds the roots 1, …, %i of Wilkinson's polynomial exactly", (n) => {
    expect(exactly(wilkinson(n))).toEqual(Array.from({ length: n }, (_, k) => `${k + 1}^1`));
  });

  it.each([
    [10, 100n],
    [25, 100n],
    [50, 100n],
    [49, 12345n],
    [50, 10n ** 9n],
  ])("separates the two close roots of Mignotte's x^%i − 2(%ix − 1)²", (n, a) => {
    const f = mignotte(n, a);
    const all = roots(f);
    expect(all.length).toBe(n);
    const real = all.filter((root) => root.real);
    expect(real.length).toBe(sturmCount(f));
    for (const root of real) expectSignChange(f, root);
    // 1/a lies between the two, where f is positive: a^-n.
    const below = real.filter(({ re }) => re.n !== 0n && re.s > 0n && re.compare(ratio(1n, a)) < 0);
    expect(below.length).toBe(1);
    const { upper } = below[0]!.interval!;
    expect(upper.compare(ratio(1n, a))).toBe(-1);
    // Both are within √2 a^{-n/2 - 1} of 1/a up to a factor near 1.
    expect(squareOf(ratio(1n, a).sub(below[0]!.re)).compare(ratio(3n, a ** BigInt(n + 2)))).toBe(-1);
    expectDisjoint(all);
  });

  it("finds the forty Chebyshev nodes", () => {
    const all = roots(chebyshev(40));
    expect(all.length).toBe(40);
    for (const [k, { double, real }] of all.entries()) {
      expect(real).toBe(true);
      const node = Math.cos(((79 - 2 * k) * Math.PI) / 80);
      // The angle, at most π, carries two roundings: the cosine may be off by 2π·2⁻⁵³ and its own rounding.
      expect(Math.abs(double.re - node)).toBeLessThan(2 ** -50);
    }
  });

  it("finds the 17th roots of unity", () => {
    const all = roots([-1n, ...new Array<bigint>(16).fill(0n), 1n]);
    expect(all.filter(({ real }) => real).map(({ re }) => rationalText(re))).toEqual(["1"]);
    expect(all.length).toBe(17);
    for (const { double } of all) {
      const angle = Math.atan2(double.im, double.re) * (17 / (2 * Math.PI));
      expect(Math.abs(angle - Math.round(angle))).toBeLessThan(1e-14);
      expect(Math.abs(Math.hypot(double.re, double.im) - 1)).toBeLessThan(1e-15);
    }
    expect(
      new Set(all.map(({ double }) => Math.round((Math.atan2(double.im, double.re) * 17) / (2 * Math.PI))))
        .size,
    ).toBe(17);
  });

  it("knows which real parts are exactly 0", () => {
    // (x² + 1)(x² + 2)(x² − 3)(x² + x + 1)
    const all = roots(product([1n, 0n, 1n], [2n, 0n, 1n], [-3n, 0n, 1n], [1n, 1n, 1n]));
    const zero = all.filter(({ imaginary }) => imaginary);
    expect(zero.map(({ re, double }) => [re.n, double.re, double.im])).toEqual(
      [-1, 1, -Math.SQRT2, Math.SQRT2].map((y) => [0n, 0, y]),
    );
    // A real part that is tiny but not 0 is no zero: x² − 2·10^-30 x + 1.
    const tilted = roots(text("1", "-2e-30", "1"));
    expect(tilted.map(({ imaginary, double }) => [imaginary, double.re])).toEqual([
      [false, 1e-30],
      [false, 1e-30],
    ]);
  });

  it("tells two nearly real roots from two real ones", () => {
    // (x − 1)² + 10^-40 and (x − 1)² − 10^-40.
    const shifted = (sign: bigint) => [10n ** 40n + sign, -2n * 10n ** 40n, 10n ** 40n];
    expect(roots(shifted(1n)).map(({ real, double }) => [real, double.re, double.im])).toEqual([
      [false, 1, -1e-20],
      [false, 1, 1e-20],
    ]);
    expect(roots(shifted(-1n)).map(({ real }) => real)).toEqual([true, true]);
  });

  it("works where roots lie beyond the range of doubles", () => {
    const all = roots([-1n, 0n, 10n ** 800n]);
    expect(all.map(({ re }) => rationalText(re))).toHaveLength(2);
    expect(all.every(({ double }) => Math.abs(double.re) === 0)).toBe(true);
    const wide = roots([-(10n ** 400n), 10n ** 800n, 1n, 0n, 0n, 1n]);
    expect(wide.length).toBe(5);
    expectDisjoint(wide);
  });
});

describe("random polynomials", () => {
  it("has all 200 roots of one of degree 200", () => {
    const f = randomPolynomial(200, 20, 5n);
    const all = roots(f);
    expect(all.length).toBe(200);
    for (const root of all) if (root.real) expectSignChange(f, root);
    expectDisjoint(all);
  });

  it("agrees with Sturm's count at degree 50", () => {
    for (const seed of [1n, 2n, 3n]) {
      const f = randomPolynomial(50, 10, seed);
      expect(roots(f).filter(({ real }) => real).length).toBe(sturmCount(f));
    }
  });

  it.each([
    ["dense", randomPolynomial(1000, 20, 6n)],
    ["sparse", randomPolynomial(1000, 10, 7n, 20)],
  ])("has all 1000 roots of a %s one of degree 1000", { timeout: 120_000 }, (_name, f) => {
    const all = roots(f);
    const zero = f.findIndex((c) => c !== 0n);
    expect(all.reduce((sum, { multiplicity }) => sum + multiplicity, 0)).toBe(1000);
    expect(zero).toBe(0);
    for (const { re, im, radius } of all)
      expect(
        squareOf(radius).compare(
          squareOf(re)
            .add(squareOf(im))
            .mul(ratio(1n, 1n << 118n)),
        ),
      ).toBe(-1);
  });

  it("gives planted linear and quadratic factors back with their multiplicities", () => {
    const factor = fc.tuple(fc.bigInt(-40n, 40n), fc.bigInt(1n, 30n), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(
        fc.array(factor, { maxLength: 4 }),
        fc.array(fc.tuple(fc.bigInt(-9n, 9n), fc.bigInt(1n, 9n), fc.integer({ min: 1, max: 2 })), {
          maxLength: 2,
        }),
        (lines, quadratics) => {
          // (x − a)² + b² has the roots a ± ib.
          const f = product(
            ...lines.map(([p, d, power]) => linear(p, d, power)),
            ...quadratics.flatMap(([a, b, power]) =>
              Array.from({ length: power }, () => [a * a + b * b, -2n * a, 1n]),
            ),
          );
          const expected = new Map<string, number>();
          const plant = (key: string, power: number) => expected.set(key, (expected.get(key) ?? 0) + power);
          for (const [p, d, power] of lines) plant(rationalText(ratio(p, d)), power);
          for (const [a, b, power] of quadratics) for (const y of [b, -b]) plant(`${a} ${y}`, power);
          const found = new Map<string, number>();
          for (const { re, im, real, double, multiplicity, radius } of roots(f)) {
            if (!real) {
              const key = `${double.re} ${double.im}`;
              expect(
                squareOf(re.sub(rational(double.re)))
                  .add(squareOf(im.sub(rational(double.im))))
                  .compare(squareOf(radius)),
              ).not.toBe(1);
              found.set(key, multiplicity);
            } else found.set(rationalText(re), multiplicity);
          }
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("satisfies Vieta's sum and product within the discs, and Sturm's count", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-(10n ** 6n), 10n ** 6n), { minLength: 2, maxLength: 12 }),
        fc.bigInt(1n, 1000n),
        (lower, lead) => {
          const f = [...lower, lead];
          const all = roots(f, 30);
          let sum = ZERO;
          let slack = ZERO;
          for (const { re, radius, multiplicity } of all) {
            const times = rational(multiplicity);
            sum = sum.add(re.mul(times));
            slack = slack.add(radius.mul(times));
          }
          const n = f.length - 1;
          const target = ratio(-f[n - 1]!, lead);
          expect(sum.sub(target).abs().compare(slack)).not.toBe(1);
          expect(slack.compare(rational("1e-18"))).toBe(-1);
          expect(all.reduce((count, { multiplicity }) => count + multiplicity, 0)).toBe(n);
          expect(all.filter(({ real }) => real).length).toBe(sturmCount(f));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("systems and border cases", () => {
  it("finds no common root of x² − 2 and x² − 2 − 10^-15", async () => {
    const solution = await solveUnivariateSystem([
      text("-2", "0", "1"),
      text("-2.000000000000001", "0", "1"),
    ]);
    expect(solution).toEqual({ kind: "finite", degree: 0, roots: [] });
  });

  it("finds the shared factor of several polynomials", async () => {
    const shared = product([-2n, 0n, 1n], linear(3n, 7n, 2));
    const solution = await solveUnivariateSystem([
      product(shared, linear(1n)),
      product(shared, [1n, 0n, 1n]),
      [],
      product(shared, linear(3n, 7n)),
    ]);
    if (solution.kind !== "finite") throw new Error("finite expected");
    expect(solution.degree).toBe(4);
    expect(solution.roots.map(({ double, multiplicity }) => [double.re, multiplicity])).toEqual([
      [-Math.SQRT2, 1],
      [3 / 7, 2],
      [Math.SQRT2, 1],
    ]);
  });

  it("tells the zero polynomial from constants", async () => {
    expect(await solveUnivariate([])).toEqual({ kind: "everything" });
    expect(await solveUnivariate([0n, ZERO])).toEqual({ kind: "everything" });
    expect(await solveUnivariateSystem([])).toEqual({ kind: "everything" });
    expect(await solveUnivariate([ONE])).toEqual({ kind: "finite", degree: 0, roots: [] });
  });

  it("gives as many digits as asked", () => {
    const [, root] = roots([-2n, 0n, 1n], 200);
    const { lower, upper } = root!.interval!;
    expect(squareOf(lower).compare(rational(2))).toBe(-1);
    expect(squareOf(upper).compare(rational(2))).toBe(1);
    expect(upper.sub(lower).compare(ratio(1n, 10n ** 200n))).toBe(-1);
    expect(() => roots([-2n, 0n, 1n], 0)).toThrow("digits: expected a positive integer, got 0");
  });

  it("gives the double nearest to each root", () => {
    // The doubles next to the answer are farther from √m: compare squares of midpoints with m, exactly.
    for (let m = 2n; m < 60n; m++) {
      const root = roots([-m, 0n, 1n]).at(-1)!;
      const here = rational(root.double.re);
      const ulp = rational(2 ** (Math.floor(Math.log2(root.double.re)) - 53));
      if (root.radius.n === 0n) expect(squareOf(here).compare(ratio(m, 1n))).toBe(0);
      else {
        expect(squareOf(here.sub(ulp)).compare(ratio(m, 1n))).toBe(-1);
        expect(squareOf(here.add(ulp)).compare(ratio(m, 1n))).toBe(1);
      }
    }
  });

  it("stops when the signal is aborted, and reports progress before", async () => {
    const f = randomPolynomial(600, 20, 8n);
    const controller = new AbortController();
    const stages = new Set<string>();
    const work = solveUnivariate(f, {
      signal: controller.signal,
      onProgress: ({ stage, done, total }) => {
        expect(done).toBeLessThanOrEqual(total);
        stages.add(stage);
        if (stage === "refining") controller.abort(new Error("enough"));
      },
    });
    await expect(work).rejects.toThrow("enough");
    expect(stages).toContain("approximating");
  });
});
