import { describe, expect, test } from "vitest";
import {
  asin,
  atan2,
  binaryExponent,
  cos,
  euclideanNorm,
  exp,
  expm1,
  hypot,
  log,
  log1p,
  log2,
  log10,
  pow,
  powerOfTwo,
  sin,
  tanh,
} from "../../src/elementary/elementary.js";
import { Random } from "../../src/exact/random.js";

/**
 * The functions over integers, x held as ⌊x·2^BITS⌋, by the exponential and sine series alone: no table, no reduction but halving,
 * nothing in common with the implementation. Inverse functions are checked by what they invert.
 */
const BITS = 1600n;
const ONE = 1n << BITS;
const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;

/** Exact: doubles here are multiples of 2^−1074. */
function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = (bits >> 52n) & 0x7ffn;
  const size = (bits & 0xfffffffffffffn) | (biased === 0n ? 0n : 1n << 52n);
  const shift = BITS + (biased === 0n ? 1n : biased) - 1075n;
  return (x < 0 ? -size : size) << shift;
}

/** Σ of the terms from the first on, until they vanish. */
function series(first: bigint, step: (term: bigint, k: bigint) => bigint): bigint {
  let term = first;
  let sum = 0n;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    sum += term;
    term = step(term, k);
  }
  return sum;
}

function exponential(x: bigint): bigint {
  const halvings = 20n;
  let value = series(ONE, (term, k) => times(term, x >> halvings) / k);
  for (let k = 0n; k < halvings; k++) value = times(value, value);
  return value;
}

const sine = (x: bigint): bigint =>
  series(x, (term, k) => -times(times(term, x), x) / (2n * k * (2n * k + 1n)));
const cosine = (x: bigint): bigint =>
  series(ONE, (term, k) => -times(times(term, x), x) / ((2n * k - 1n) * 2n * k));

/** |value − exact| in units in the last place of the value. */
function error(value: number, exact: bigint): number {
  const gap = fixed(value) - exact;
  const unit = fixed(2 ** Math.max(-1074, binaryExponent(value) - 52));
  return Number(((gap < 0n ? -gap : gap) * 1000n) / unit) / 1000;
}

/** An error of y = ln x, from e^y against x: δy = (e^y − x)/x. */
const logError = (y: number, x: bigint): number => {
  const gap = exponential(fixed(y)) - x;
  const relative = ((gap < 0n ? -gap : gap) << BITS) / x;
  return Number((relative * 1000n) / fixed(2 ** (binaryExponent(y) - 52))) / 1000;
};

function worst(count: number, draw: () => number, errorAt: (x: number) => number): number {
  let largest = 0;
  for (let k = 0; k < count; k++) largest = Math.max(largest, errorAt(draw()));
  return largest;
}

describe("elementary functions lie within their bounds of enclosures over integers", () => {
  const random = new Random(11).fork("elementary");
  const between = (a: number, b: number) => () => a + (b - a) * random.next();

  test("exp is right to 0.6 units in the last place", () => {
    expect(worst(60, between(-300, 300), (x) => error(exp(x), exponential(fixed(x))))).toBeLessThan(0.6);
    expect(worst(200, between(-1, 1), (x) => error(exp(x), exponential(fixed(x))))).toBeLessThan(0.6);
  });

  test("ln is right to 0.6 units in the last place, next to 1 too", () => {
    expect(
      worst(60, between(-290, 290), (t) => logError(log(2 ** Math.round(t)), fixed(2 ** Math.round(t)))),
    ).toBeLessThan(0.6);
    expect(worst(150, between(0.4, 3), (x) => logError(log(x), fixed(x)))).toBeLessThan(0.6);
    expect(
      worst(
        150,
        () => 1 + random.normal() * powerOfTwo(-random.integer(4, 40)),
        (x) => logError(log(x), fixed(x)),
      ),
    ).toBeLessThan(0.6);
  });

  test("sin and cos are right to 0.75 units in the last place, where they nearly vanish too", () => {
    const near = () =>
      random.integer(-40, 40) * (Math.PI / 2) + random.normal() * powerOfTwo(-random.integer(0, 30));
    for (const draw of [between(-10, 10), between(-60, 60), near]) {
      expect(worst(100, draw, (x) => error(sin(x), sine(fixed(x))))).toBeLessThan(0.75);
      expect(worst(100, draw, (x) => error(cos(x), cosine(fixed(x))))).toBeLessThan(0.75);
    }
  });

  test("large arguments are reduced exactly", () => {
    // 10²² lies next to no multiple of π: sin = −0.8522008497671888018 (Muller, "Elementary functions", §11).
    expect(sin(1e22)).toBe(-0.8522008497671888);
    for (const x of [2 ** 20 + 0.5, 1e9, 123456789.125, 1e22, 1e300]) {
      const [s, c] = [sin(x), cos(x)];
      expect(Math.abs(s * s + c * c - 1)).toBeLessThan(4 * 2 ** -53);
      expect(sin(-x)).toBe(-s);
      expect(cos(-x)).toBe(c);
      // Both ways to reduce agree where both apply.
      expect(Math.abs(sin(2 * x) - 2 * s * c)).toBeLessThan(4 * 2 ** -53);
    }
  });

  test("atan2 gives the angle of a point in every quadrant to two units in the last place", () => {
    const angle = between(-3.1, 3.1);
    for (let k = 0; k < 200; k++) {
      const t = angle();
      const [x, y] = [cos(t), sin(t)];
      const theta = atan2(y, x);
      // tan(θ) = y/x exactly ⇔ x sin θ − y cos θ = 0, whose slope in θ is 1.
      const gap = times(fixed(x), sine(fixed(theta))) - times(fixed(y), cosine(fixed(theta)));
      expect(Number((gap * 1000n) / fixed(2 ** (binaryExponent(theta) - 52))) / 1000, `${t}`).toSatisfy(
        (u: number) => Math.abs(u) < 2,
      );
    }
    expect(atan2(0, 1)).toBe(0);
    expect(atan2(1, 0)).toBe(Math.PI / 2);
    expect(atan2(0, -1)).toBe(Math.PI);
    expect(atan2(-1, -1)).toBe((-3 * Math.PI) / 4);
    expect(atan2(-0, 1)).toBe(-0);
    expect(asin(1)).toBe(Math.PI / 2);
    expect(asin(0.5)).toBeCloseTo(Math.PI / 6, 15);
  });

  test("powers, expm1, log1p, tanh and hypot are right to two or three units in the last place", () => {
    for (let k = 0; k < 60; k++) {
      const x = between(0.01, 50)();
      const cubed = times(times(fixed(x), fixed(x)), fixed(x));
      expect(error(pow(x, 3), cubed)).toBeLessThan(2);
      // (x^{1/2})² = x.
      const root = fixed(pow(x, 0.5));
      const defect = Number(((times(root, root) - fixed(x)) << 80n) / fixed(x)) * 2 ** -80;
      expect(Math.abs(defect)).toBeLessThan(4 * 2 ** -53);
      const reciprocal =
        Number(((times(fixed(pow(x, -3.5)), fixed(pow(x, 3.5))) - ONE) << 80n) / ONE) * 2 ** -80;
      expect(Math.abs(reciprocal)).toBeLessThan(4 * 2 ** -53);
      const small = x / 100;
      expect(error(expm1(small), exponential(fixed(small)) - ONE)).toBeLessThan(2);
      expect(logError(log1p(small), ONE + fixed(small))).toBeLessThan(2.5);
      const e = exponential(2n * fixed(small));
      expect(error(tanh(small), ((e - ONE) << BITS) / (e + ONE))).toBeLessThan(3);
      expect(error(hypot(3 * x, 4 * x), 5n * fixed(x))).toBeLessThan(2);
    }
  });
});

describe("special values are those of IEEE 754", () => {
  test("of exp, ln and powers", () => {
    expect(exp(0)).toBe(1);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-746)).toBe(0);
    expect(exp(-745)).toBe(Number.MIN_VALUE);
    expect(exp(Number.NaN)).toBeNaN();
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(log2(1024)).toBe(10);
    expect(log10(1000)).toBeCloseTo(3, 14);
    expect(pow(2, 10)).toBe(1024);
    expect(pow(2, -2)).toBe(0.25);
    expect(pow(-3, 3)).toBe(-27);
    expect(pow(5, 0)).toBe(1);
    expect(pow(0, 0.5)).toBe(0);
    expect(pow(-1, 0.5)).toBeNaN();
    expect(pow(1e200, 2)).toBe(Number.POSITIVE_INFINITY);
  });

  test("of powers of two, binary exponents and norms", () => {
    for (let k = -1074; k <= 1023; k++) {
      expect(powerOfTwo(k)).toBe(2 ** k);
      expect(binaryExponent(powerOfTwo(k))).toBe(k);
    }
    expect(powerOfTwo(1024)).toBe(Number.POSITIVE_INFINITY);
    expect(powerOfTwo(-1075)).toBe(0);
    expect(binaryExponent(-3)).toBe(1);
    expect(hypot(3e200, 4e200) / 5e200).toBeCloseTo(1, 15);
    expect(hypot(3e-200, 4e-200) / 5e-200).toBeCloseTo(1, 15);
    expect(hypot(0, 0)).toBe(0);
    expect(hypot(3 * 2 ** -1074, 2 ** -1072)).toBe(5 * 2 ** -1074);
    expect(hypot(0, -Number.MIN_VALUE)).toBe(Number.MIN_VALUE);
    expect(hypot(2 ** 1023, 0)).toBe(2 ** 1023);
    expect(euclideanNorm([Number.MIN_VALUE, 0])).toBe(Number.MIN_VALUE);
    expect(hypot(0, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(euclideanNorm([2, 3, 6])).toBe(7);
    expect(euclideanNorm([2e300, 3e300, 6e300]) / 7e300).toBeCloseTo(1, 15);
    expect(euclideanNorm([])).toBe(0);
  });
});
