import { describe, expect, it } from "vitest";
import { MOST_PANEL_ENTRIES, TWISTS } from "../../src/algebra/options.js";
import { rationalUnivariate } from "../../src/algebra/rational-univariate.js";
import {
  dividesAll,
  primeSets,
  type Substituted,
  transformPrimes,
} from "../../src/algebra/residue-division.js";
import { type IntegerEquation, integerEquations } from "../../src/algebra/system.js";
import {
  derivativeOf,
  divideExactly,
  type IntegerPolynomial,
  multiply,
  norm1,
  primitivePart,
} from "../../src/algebra/univariate/integer-polynomial.js";
import { BudgetExceeded, Work } from "../../src/algebra/work.js";
import { isPrime } from "../../src/exact/prime-field.js";
import { Random } from "../../src/exact/random.js";
import { exactly } from "../support/algebra-system.js";
import { cyclic, katsura, noon } from "../support/polynomial-systems.js";

/** H itself as an equation in one unknown, for which T is substituted. */
const inT = (h: IntegerPolynomial): IntegerEquation => {
  const degrees = [...h.keys()].filter((k) => h[k] !== 0n);
  return { exponents: degrees.map((k) => [k]), coefficients: degrees.map((k) => h[k]!) };
};
const overT = (modulus: IntegerPolynomial): Substituted => ({
  modulus,
  denominator: [1n],
  numerators: [[0n, 1n]],
});
const divides = (q: IntegerPolynomial, h: IntegerPolynomial): boolean | undefined =>
  dividesAll([inT(h)], overT(q), new Work());

const random = new Random(8).fork("residue division");
const integer = (bits: number): bigint => {
  let value = 0n;
  for (let k = 0; k < bits; k += 32) value = (value << 32n) | BigInt(random.uint32());
  return BigInt.asIntN(bits + 1, value) || 1n;
};
const polynomial = (degree: number, bits: number): IntegerPolynomial =>
  primitivePart(Array.from({ length: degree + 1 }, () => integer(bits)));
const plus = (f: IntegerPolynomial, k: number, by: bigint): IntegerPolynomial => f.with(k, f[k]! + by);

describe("division by residues", () => {
  it("takes distinct primes between 2^27 and 2^28 that have the roots of unity", () => {
    for (const size of [8, 512]) {
      const primes = [...Array(40)].map(
        (
          (list) => () =>
            list.next().value!
        )(transformPrimes(size)),
      );
      expect(new Set(primes).size).toBe(40);
      for (const p of primes)
        expect([p % size, isPrime(p), p > 2 ** 27 && p < 2 ** 28]).toEqual([1, true, true]);
    }
    for (let size = 8; size < 2 ** 26; size *= 2)
      expect(transformPrimes(size).next().value, `${size}`).toBeLessThan(2 ** 28);
    expect([...transformPrimes(2 ** 20)].every((p) => p > 2 ** 27)).toBe(true);
  });

  it("accepts products, of any sizes, and refuses them with one coefficient off by one", () => {
    for (const [n, m, bits, wide] of [
      [1, 0, 5, 5],
      [1, 3, 300, 2],
      [3, 2, 1, 900],
      [7, 9, 40, 40],
      [20, 40, 200, 60],
      [33, 1, 3, 2000],
    ] as const) {
      const [q, s] = [polynomial(n, bits), polynomial(m, wide)];
      const h = multiply(q, s);
      expect(divides(q, h), `${n}, ${m}`).toBe(true);
      for (const k of [0, 1, Math.floor(h.length / 2), h.length - 1])
        for (const by of [1n, -1n]) expect(divides(q, plus(h, k, by)), `${n}, ${m}, ${k}`).toBe(false);
    }
  });

  it("is not deceived by a difference that vanishes modulo all of the first primes", () => {
    for (const [n, m, bits, wide] of [
      [1, 0, 3, 3],
      [2, 3, 20, 20],
      [5, 5, 300, 10],
      [4, 2, 10, 300],
    ] as const) {
      const [q, s] = [polynomial(n, bits), polynomial(m, wide)];
      let product = 1n;
      let count = 0;
      for (const p of transformPrimes(8 * Math.ceil((n + m + 1) / 8))) {
        product *= BigInt(p);
        for (const k of [0, n + m])
          expect(divides(q, plus(multiply(q, s), k, product)), `${count}`).toBe(false);
        if (++count === 40) break;
      }
    }
  });

  it("knows quotients that are much larger than the polynomial", () => {
    // (T^210 − 1) / Φ_210-like parts: Π (1 − T^d) over divisors has small coefficients, its quotient by (1 − T)^k does not.
    const oneMinus = (d: number): IntegerPolynomial =>
      Array.from({ length: d + 1 }, (_, k) => (k === 0 ? 1n : k === d ? -1n : 0n));
    const h = [2, 3, 5, 7, 11, 13, 17].map(oneMinus).reduce<IntegerPolynomial>(multiply, [1n]);
    const power = (k: number): IntegerPolynomial =>
      Array.from({ length: k }, () => [-1n, 1n]).reduce<IntegerPolynomial>(multiply, [1n]);
    expect(divides(power(7), h)).toBe(true);
    expect(divides(power(8), h)).toBe(false);
    expect(
      divides(
        power(7),
        h.map((c) => c * (1n << 500n)),
      ),
    ).toBe(true);
  });

  it("is not disturbed by roots of unity, zero or small integers among the roots of q", () => {
    for (const q of [
      [0n, 1n],
      [-1n, 1n],
      [1n, 1n],
      [1n, 0n, 1n],
      [-1n, 0n, 0n, 0n, 1n],
      [-3n, 1n],
      [0n, -6n, 11n, -6n, 1n],
    ]) {
      const h = multiply(q, polynomial(5, 30));
      expect(divides(q, h), q.join()).toBe(true);
      expect(divides(q, plus(h, 0, 1n)), q.join()).toBe(false);
    }
    // Leading coefficients and contents that are primes of the first set.
    const [p, r] = transformPrimes(16);
    const q = [5n, 7n, BigInt(p!) * BigInt(r!)];
    expect(divides(q, multiply(q, [3n, 1n, 4n]))).toBe(true);
    expect(divides(q, [3n, 1n, 4n])).toBe(false);
  });

  it("decides equations whose substitution has lower degree than q, constants and zero included", () => {
    expect(divides([-2n, 0n, 1n], [-2n, 1n])).toBe(false);
    expect(divides([-2n, 0n, 1n], [7n])).toBe(false);
    const [a] = transformPrimes(8);
    expect(divides([-2n, 0n, 1n], [BigInt(a!)])).toBe(false);
    // y − x at x = y = T: H is zero.
    const equal: IntegerEquation = {
      exponents: [
        [1, 0],
        [0, 1],
      ],
      coefficients: [1n, -1n],
    };
    const substituted = {
      modulus: [-2n, 0n, 1n],
      denominator: [1n],
      numerators: [
        [0n, 1n],
        [0n, 1n],
      ],
    };
    expect(dividesAll([equal], substituted, new Work())).toBe(true);
  });

  it("agrees with division of packed integers on representations and what is near them", () => {
    for (const system of [katsura(3), cyclic(5), noon(3)]) {
      const equations = integerEquations(exactly(system));
      const found = rationalUnivariate(exactly(system));
      if (found.kind !== "points") throw new Error(found.kind);
      const modulus = primitivePart(found.polynomial);
      const denominator = derivativeOf(found.polynomial);
      const { numerators } = found;
      const candidates: Substituted[] = [
        { modulus, denominator, numerators },
        { modulus, denominator: plus(denominator, 0, 1n), numerators },
        { modulus, denominator, numerators: numerators.with(0, plus(numerators[0]!, 1, -1n)) },
        { modulus: primitivePart(plus(modulus, 0, 1n)), denominator, numerators },
      ];
      for (const substituted of candidates)
        for (const equation of equations)
          expect(dividesAll([equation], substituted, new Work())).toBe(byDivision(equation, substituted));
      // All at once, and one wrong one among them.
      expect(dividesAll(equations, candidates[0]!, new Work())).toBe(true);
      const last = equations.at(-1)!;
      const wrong = { ...last, coefficients: last.coefficients.with(0, last.coefficients[0]! + 1n) };
      expect(dividesAll(equations.with(-1, wrong), candidates[0]!, new Work())).toBe(false);
    }
  });

  it("holds few quotients at a time, and answers the same", () => {
    const [q, s] = [polynomial(6, 50), polynomial(4, 50)];
    const right = inT(multiply(q, s));
    const wrong = inT(plus(multiply(q, s), 3, 1n));
    for (const most of [1, 10, MOST_PANEL_ENTRIES]) {
      expect(dividesAll([right, right, right], overT(q), new Work(), most)).toBe(true);
      expect(dividesAll([right, right, wrong], overT(q), new Work(), most)).toBe(false);
      expect(dividesAll([wrong, right, right], overT(q), new Work(), most)).toBe(false);
    }
  });

  it("says nothing where the work is too much, and stops at limits of memory", () => {
    const [q, s] = [polynomial(6, 500), polynomial(4, 50)];
    expect(dividesAll([inT(multiply(q, s))], overT(q), new Work(1000))).toBeUndefined();
    expect(() => dividesAll([inT(multiply(q, s))], overT(q), new Work(1e9, 100))).toThrow(BudgetExceeded);
  });

  it("has as many choices of points as make a failure impossible in practice", () => {
    // A twist fails for at most N of p − 1 points c: with 2^12 roots for one in 2^15 choices.
    expect((2 ** 12 / 2 ** 27) ** TWISTS).toBeLessThan(1e-40);
  });
});

/** H multiplied out, and divided in integers. */
function byDivision(
  { exponents, coefficients }: IntegerEquation,
  { modulus, denominator, numerators }: Substituted,
): boolean {
  const degree = Math.max(...exponents.map((a) => a.reduce((sum, e) => sum + e, 0)));
  const sum: bigint[] = [];
  for (const [t, a] of exponents.entries()) {
    const missing = degree - a.reduce((d, e) => d + e, 0);
    const factors = [
      ...a.flatMap((e, i) => new Array<readonly bigint[]>(e).fill(numerators[i]!)),
      ...new Array<readonly bigint[]>(missing).fill(denominator),
    ];
    const term = factors.reduce<readonly bigint[]>(multiply, [coefficients[t]!]);
    for (const [k, c] of term.entries()) sum[k] = (sum[k] ?? 0n) + c;
  }
  while (sum.at(-1) === 0n) sum.pop();
  return sum.length === 0 || divideExactly(sum, modulus) !== null;
}

it("as many primes are taken as both inequalities ask: those of the quotient first, then those of the identity", () => {
  const q = [-5n, 0n, 3n];
  const h = [1n << 300n, 0n, 0n, -(1n << 250n)];
  const { first, second } = primeSets([inT(h)], overT(q), 16)!;
  const product = [...first].reduce((all, p) => all * BigInt(p), 1n);
  const all = [...second].reduce((rest, p) => rest * BigInt(p), product);
  expect(product * 5n).toBeGreaterThan(4n * norm1(h) * 8n);
  expect(all).toBeGreaterThan(norm1(h) + product * norm1(q));
});

it("takes another prime where those of the identity are no more than what they have to exceed", () => {
  // 4 · 2^{193 + 1 + 1} / 2^28 for this and every q of its size: seven primes, 2^196. The next is ‖q‖_1, and ‖H‖_∞ < P_1 adds nothing.
  const [, , , , , , , next] = transformPrimes(16);
  const { first, second } = primeSets([inT([0n, (1n << 193n) - 1n])], overT([BigInt(next!) - 1n, 1n]), 16)!;
  expect([first.length, second.length, second[0]]).toEqual([7, 2, next]);
});

describe("quotients near the bound that the primes are chosen by", () => {
  it("are found: (T + 1)^n divides 127^2n (T² − 1)^n, whose factors are 2^n times larger than it is", () => {
    // Both factors have coefficients near C(n, n/2), and their product no larger ones: Mignotte's bound is nearly reached, and more than a factor of 2^(2n − 1) is not left.
    const n = 44;
    const binomials = [1n];
    for (let k = 1n; k <= BigInt(n); k++) binomials.push((binomials.at(-1)! * (BigInt(n) - k + 1n)) / k);
    // f = (x² − y²)^n with y the denominator: H = 127^2n (T² − 1)^n.
    const equation: IntegerEquation = {
      exponents: binomials.map((_, k) => [2 * k]),
      coefficients: binomials.map((c, k) => ((n - k) % 2 === 0 ? c : -c)),
    };
    const substituted = { denominator: [127n], numerators: [[0n, 127n]] };
    const over = (modulus: IntegerPolynomial) =>
      dividesAll([equation], { ...substituted, modulus }, new Work());
    expect(over(binomials)).toBe(true);
    expect(over(multiply(binomials, [1n, 1n]))).toBe(false);
  });
});
