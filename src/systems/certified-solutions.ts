/**
 * All solutions of a system of dimension 0 that are simple, without a representation over Q:
 *
 *   D = dim F_p[x]/I,   D certified distinct solutions over C,   a proof that there are no more than D   ⇒   the list is complete
 *
 * 1. Eigenvectors of approximate multiplication matrices (`algebra/numeric-quotient.ts`) give approximate solutions, in scalings that suit
 *    their sizes; Newton's method refines them.
 * 2. Krawczyk's test on the exact equations certifies each (`numeric/rigorous/certify-solutions.ts`); discs that do not meet hold
 *    distinct solutions. The conjugate of a solution that is not real is one.
 * 3. Each is brought to 40 digits with a proved radius (`refined-solution.ts`).
 * 4. That there are no others is proved by a bound (`algebra/completeness.ts`).
 * 5. Coordinates that may be zero are, if as many solutions are proved to have x_i = 0. A real point near rational numbers
 *    of few digits is theirs if they satisfy the equations.
 *
 * Where fewer than D are certified, or no bound is proved, there is no answer: `rational-univariate.ts` has one.
 * Not covered: more equations than unknowns, for which a zero of some of them proves nothing; multiple solutions.
 */

import type { SolutionBound } from "../algebra/bound.js";
import { type CertifiedCount, proveCertified } from "../algebra/completeness.js";
import { algebraKernel } from "../algebra/elimination-kernel.js";
import { countAtZero } from "../algebra/mixed-volume-bound.js";
import { type FormPower, type NumericQuotient, numericQuotient } from "../algebra/numeric-quotient.js";
import { kernelBytes, whyUnavailable } from "../algebra/over-prime.js";
import type { CompletenessProof } from "../algebra/proof.js";
import { SOLVERS, type UnivariateOptions } from "../algebra/rational-univariate.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations, primesFor } from "../algebra/system.js";
import { Work } from "../algebra/work.js";
import { atan2, cos, hypot, log2, pow, sin, squared } from "../elementary/elementary.js";
import { parts } from "../elementary/fixed-point.js";
import { bitLength, nearestDouble, powerOfTwo, shifted } from "../exact/dyadic.js";
import { PrimeField } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { gcd, type Rational, ratio, rational, rationalText, ZERO } from "../exact/rational.js";
import { ComplexLU } from "../numeric/linalg/complex-lu.js";
import { type Eigenpair, eigenpairs } from "../numeric/linalg/nonsymmetric-eigenvectors.js";
import { monomialTable } from "../numeric/polynomial/monomials.js";
import { FamilyEvaluator } from "../numeric/polynomial/polynomial-family.js";
import type { ComplexPoint, NumericSystem } from "../numeric/polynomial/system.js";
import { scalingsOf } from "../numeric/polynomial/tropical-scalings.js";
import { apart, SolutionCertifier } from "../numeric/rigorous/certify-solutions.js";
import {
  type DiscCertificate,
  DiscSystem,
  type EnclosedSystem,
  enclosedCoefficient,
} from "../numeric/rigorous/disc-system.js";
import { ExactValues, type RefinedSolution, refineSolution } from "./refined-solution.js";
import { roundedUp, type SolvedPoint } from "./solved-system.js";
import { EIGENVECTORS } from "./tolerances.js";

/** All solutions, simple and certified, and why there are no others; or nothing. */
export type CertifiedSolutions =
  | { readonly kind: "points"; readonly points: readonly SolvedPoint[]; readonly proof: CompletenessProof }
  | { readonly kind: "unavailable" };

const UNAVAILABLE: CertifiedSolutions = { kind: "unavailable" };

/**
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example certifiedSolutions(x² + y² − 1, xy − 1/4) // four points; no more by `rank`: bound 4
 */
export function certifiedSolutions(
  system: AlgebraSystem,
  { budget, entries, signal, primes }: UnivariateOptions = {},
): CertifiedSolutions {
  const equations = integerEquations(system);
  if (equations.length !== system.variables || system.variables === 0) return UNAVAILABLE;
  const work = new Work(budget, entries, signal, primes);
  try {
    return algebraKernel().scope(() => search(equations, work), kernelBytes(entries));
  } catch (error) {
    if (whyUnavailable(error) === undefined) throw error;
    return UNAVAILABLE;
  }
}

function search(equations: readonly IntegerEquation[], work: Work): CertifiedSolutions {
  const found = certifyAll(equations, work);
  if (found === undefined) return UNAVAILABLE;
  const refined: Refined[] = [];
  for (const solution of found.solutions) {
    const fine = refine(solution);
    if (fine === null) return UNAVAILABLE;
    refined.push(fine);
    work.spend(PER_SOLUTION * squared(equations.length));
  }
  const points = refined.flatMap((point) => (point.real ? [point] : [point, conjugate(point)]));
  const count = { ...countOf(points), known: found.known };
  const proof = proveCertified(equations, equations.length, count, SOLVERS, work);
  if (typeof proof === "string") return UNAVAILABLE;
  const zeros = provedZeros(points, equations, work);
  if (zeros === undefined) return UNAVAILABLE;
  return { kind: "points", points: points.map((point) => solvedPoint(point, zeros, equations)), proof };
}

// ── Approximations, and certificates ────────────────────────────────────────────────────────────────────────────

/** A solution in the coordinates of a scaling: the real ones, and of each conjugate pair one. */
interface Certified {
  readonly box: DiscCertificate;
  readonly real: boolean;
  readonly run: Run;
}

/** The equations in y, x_v = 2^{k_v} y_v. */
interface Run {
  readonly exponents: readonly number[];
  readonly values: ExactValues;
  readonly certifier: SolutionCertifier;
  readonly map: DiscSystem;
}

interface AllCertified {
  readonly solutions: readonly Certified[];
  /** That there are no others, where the basis modulo a prime shows it. */
  readonly known: SolutionBound | undefined;
}

/** D certified solutions, pairs counted twice; undefined where fewer are found. */
function certifyAll(equations: readonly IntegerEquation[], work: Work): AllCertified | undefined {
  const n = equations.length;
  const found = new Distinct();
  for (const { variables } of scalingsOf(numericSystem(equations)).scalings) {
    const exponents = Array.from(variables, (x) => Math.round(log2(x)));
    const scaled = equations.map((f) => scaledEquation(f, exponents));
    const field = new PrimeField(primesFor(equations, work.primes).next().value!);
    const quotient = numericQuotient(equations, scaled, n, field, work);
    if (quotient === undefined) return undefined;
    const enclosed = enclosedSystem(scaled);
    const map = new DiscSystem(enclosed);
    const values = new ExactValues(scaled, n);
    const run: Run = { exponents, values, certifier: new SolutionCertifier(enclosed), map };
    const newton = new Newton(numericSystem(scaled));
    const add = (start: ComplexPoint): void => {
      const point = newton.refine(start);
      if (point !== null) found.add(point, run);
    };
    // The only point that ω x = x.
    if (quotient.period > 1) add({ re: new Float64Array(n), im: new Float64Array(n) });
    for (const { form, isRandom } of formsFor(quotient, n)) {
      const missing = quotient.degree - found.count;
      const power = quotient.power(form);
      for (const pair of eigenpairs(power.matrix, power.size, (count) => work.spend(count))) {
        for (const point of pointsOf(pair, power, quotient.period)) add(point);
        if (found.count >= quotient.degree)
          return found.count === quotient.degree
            ? { solutions: found.solutions, known: quotient.bound }
            : undefined;
      }
      // Where most are still missing, digits are, and hardly luck with the form: it is tried again where that is cheap.
      const most = 2 * (quotient.degree - found.count) > missing;
      if (isRandom && most && power.size > EIGENVECTORS.here) break;
    }
  }
  return undefined;
}

/** The last variable, where it takes different values at all solutions; random forms. */
function* formsFor(
  { lastSeparates }: NumericQuotient,
  n: number,
): Generator<{ readonly form: Float64Array; readonly isRandom: boolean }> {
  if (lastSeparates)
    yield { form: Float64Array.from({ length: n }, (_, i) => (i === n - 1 ? 1 : 0)), isRandom: false };
  const random = new Random(n).fork("eigenvectors");
  const coefficient = () => (0.25 + 0.75 * random.next()) * (random.next() < 0.5 ? -1 : 1);
  for (let k = 0; k < EIGENVECTORS.forms; k++)
    yield { form: Float64Array.from({ length: n }, coefficient), isRandom: true };
}

/**
 * The m points ω ξ whose values at B ∩ A_0 an eigenvector is, up to a factor: with v = b(ξ), v = 1 at 1, and u^m = λ,
 *
 *   ξ_i = (X_i · v) u / λ.
 */
function* pointsOf(
  { value, re, im }: Eigenpair,
  { coordinates }: FormPower,
  period: number,
): Generator<ComplexPoint> {
  const [one, size] = [{ re: re[0]!, im: -im[0]! }, re[0]! * re[0]! + im[0]! * im[0]!];
  const values = coordinates.map((row) => {
    let [a, b] = [0, 0];
    for (const [k, c] of row.entries()) {
      a += c * re[k]!;
      b += c * im[k]!;
    }
    const { re: x, im: y } = times({ re: a, im: b }, one);
    return { re: x / size, im: y / size };
  });
  for (const factor of period === 1 ? [{ re: 1, im: 0 }] : rootsOver(value, period)) {
    const point = values.map((x) => times(x, factor));
    yield { re: Float64Array.from(point, (x) => x.re), im: Float64Array.from(point, (x) => x.im) };
  }
}

type Complex = Eigenpair["value"];

const times = (x: Complex, y: Complex): Complex => ({
  re: x.re * y.re - x.im * y.im,
  im: x.re * y.im + x.im * y.re,
});

/** u / λ for the m roots of u^m = λ. */
function rootsOver({ re, im }: Complex, m: number): readonly Complex[] {
  const size = pow(hypot(re, im), 1 / m - 1);
  const angle = atan2(im, re);
  return Array.from({ length: m }, (_, k) => {
    const own = (angle + 2 * Math.PI * k) / m - angle;
    return { re: size * cos(own), im: size * sin(own) };
  });
}

/** Newton's method in doubles. */
class Newton {
  private readonly family: FamilyEvaluator;
  private readonly lu: ComplexLU;

  constructor(system: NumericSystem) {
    const { table, coefficients } = monomialTable([system]);
    this.family = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
    this.lu = new ComplexLU(system.variables);
  }

  /** Where the steps have come down to rounding; null where they do not. */
  refine(start: ComplexPoint): ComplexPoint | null {
    const { family, lu } = this;
    const [re, im] = [start.re.slice(), start.im.slice()];
    let last = Number.POSITIVE_INFINITY;
    for (let k = 0; k < EIGENVECTORS.steps; k++) {
      family.evaluate(re, im, 0, 0);
      if (!lu.factor(family.jacobianRe, family.jacobianIm)) return null;
      const [stepRe, stepIm] = [family.valueRe.slice(), family.valueIm.slice()];
      lu.solve(stepRe, stepIm);
      let [step, size] = [0, 0];
      for (let v = 0; v < re.length; v++) {
        re[v]! -= stepRe[v]!;
        im[v]! -= stepIm[v]!;
        step = Math.max(step, hypot(stepRe[v]!, stepIm[v]!));
        size = Math.max(size, hypot(re[v]!, im[v]!));
      }
      if (!Number.isFinite(step)) return null;
      if (step <= EIGENVECTORS.fine * size) return { re, im };
      if (step <= EIGENVECTORS.settled * size && step > last / 4) return { re, im };
      last = step;
    }
    return null;
  }
}

/** Certified solutions whose discs, and those of their conjugates, are pairwise disjoint. */
class Distinct {
  readonly solutions: Certified[] = [];
  private readonly boxes: DiscCertificate[] = [];
  /** Pairs twice. */
  count = 0;

  add({ re, im }: ComplexPoint, run: Run): void {
    const certified = run.certifier.certify(re, im);
    if (certified === null) return;
    const real = certified.reality !== "non-real";
    // What is known too badly for a real polydisc around it may be real, or may not.
    const own = certified.reality === "undecided" ? run.map.certify(certified.box.re, null) : certified.box;
    if (own === null) return;
    const box = unscaled(own, run.exponents);
    if (this.boxes.some((other) => !apart(box, other))) return;
    this.boxes.push(box);
    if (!real) this.boxes.push({ ...box, im: box.im.map((y) => -y) });
    this.count = this.boxes.length;
    this.solutions.push({ box: own, real, run });
  }
}

/** The disc in x, exactly: powers of two. */
const unscaled = (
  { re, im, radius, uniqueness }: DiscCertificate,
  exponents: readonly number[],
): DiscCertificate => {
  const times = (y: Float64Array) => y.map((value, v) => value * powerOfTwo(exponents[v]!));
  return { re: times(re), im: times(im), radius: times(radius), uniqueness: times(uniqueness) };
};

// ── Systems in other forms ──────────────────────────────────────────────────────────────────────────────────────

const factorsOf = (exponents: readonly number[]): number[] =>
  exponents.flatMap((e, v) => new Array<number>(e).fill(v));

/** Coefficients over the power of two above the largest of their equation. */
const numericSystem = (equations: readonly IntegerEquation[]): NumericSystem => ({
  variables: equations.length,
  equations: equations.map(({ exponents, coefficients }) => {
    const most = Math.max(...coefficients.map(bitLength));
    return exponents.map((a, k) => ({
      re: nearestDouble(coefficients[k]!, -most),
      im: 0,
      factors: factorsOf(a),
    }));
  }),
});

function enclosedSystem(equations: readonly IntegerEquation[]): EnclosedSystem {
  return {
    variables: equations.length,
    equations: equations.map(({ exponents, coefficients }) => {
      const unit = 1n << BigInt(Math.max(...coefficients.map(bitLength)));
      return exponents.map((a, k) => {
        const { high, low, error } = enclosedCoefficient(ratio(coefficients[k]!, unit));
        return { re: high, reLow: low, im: 0, imLow: 0, error, factors: factorsOf(a) };
      });
    }),
  };
}

/** f(2^k y) without a common power of two. */
function scaledEquation(
  { exponents, coefficients }: IntegerEquation,
  scale: readonly number[],
): IntegerEquation {
  const shifts = exponents.map((a) => a.reduce((sum, e, v) => sum + e * scale[v]!, 0));
  const least = Math.min(...shifts);
  const grown = coefficients.map((c, k) => c << BigInt(shifts[k]! - least));
  const content = grown.reduce(gcd, 0n);
  return { exponents, coefficients: grown.map((c) => c / content) };
}

// ── Digits ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A solution in x: coordinate v is (re_v + i·im_v)·2^{units[v]} up to radius_v·2^{units[v]}. */
interface Refined {
  readonly re: readonly bigint[];
  readonly im: readonly bigint[];
  readonly radius: readonly bigint[];
  readonly units: readonly number[];
  readonly real: boolean;
}

const conjugate = (point: Refined): Refined => ({ ...point, im: point.im.map((y) => -y) });

/** Operations of a refinement for each square of the number of variables: its integers are some hundred bits long. */
const PER_SOLUTION = 1e4;

function refine({ box, real, run }: Certified): Refined | null {
  const { perCoefficient, most, bits: usual, ties } = EIGENVECTORS;
  const { values, map } = run;
  const longest = Math.max(...values.sizes);
  const first = real ? Math.max(usual, Math.min(most, perCoefficient * longest)) : usual;
  for (let bits = first; ; bits *= 2) {
    const fine = refineSolution(map, values, box, bits);
    if (fine === null) return null;
    if (bits > ties * first || hasNearestDoubles(fine))
      return {
        re: fine.re,
        im: fine.im,
        radius: fine.radius,
        units: run.exponents.map((k) => k - fine.bits),
        real,
      };
  }
}

/** Whether all points of the discs have the same nearest doubles, but for parts that may be 0. */
const hasNearestDoubles = ({ re, im, radius, bits }: RefinedSolution): boolean =>
  radius.every((r, v) =>
    [re[v]!, im[v]!].every(
      (part) => mayVanish(part, r) || nearestDouble(part - r, -bits) === nearestDouble(part + r, -bits),
    ),
  );

const mayVanish = (part: bigint, radius: bigint): boolean => (part < 0n ? -part : part) <= radius;

const mayBeZero = ({ re, im, radius }: Refined, v: number): boolean =>
  mayVanish(re[v]!, radius[v]!) && mayVanish(im[v]!, radius[v]!);

/** How many there are, and how many certainly have no zero coordinate. */
const countOf = (points: readonly Refined[]): CertifiedCount => ({
  total: points.length,
  inTorus: points.filter((point) => point.re.every((_, v) => !mayBeZero(point, v))).length,
});

/**
 * The coordinates that are zero wherever they may be, of a complete list: where one may be, the point is a rational one with x_v = 0, or
 * as many solutions with x_v = 0 are verified as may have it; more there are not, the list being complete. Undefined where that is not so.
 */
function provedZeros(
  points: readonly Refined[],
  equations: readonly IntegerEquation[],
  work: Work,
): ReadonlySet<number> | undefined {
  const zeros = new Set<number>();
  const known = new Map<Refined, boolean>();
  const isRational = (point: Refined): boolean => {
    const isZero = point.re.map((_, v) => mayBeZero(point, v));
    const found = known.get(point) ?? (point.real && rationalPoint(point, isZero, equations) !== null);
    known.set(point, found);
    return found;
  };
  for (let v = 0; v < equations.length; v++) {
    const candidates = points.filter((point) => mayBeZero(point, v));
    if (
      !candidates.every(isRational) &&
      countAtZero(v, equations, equations.length, SOLVERS.countVerified, work) !== candidates.length
    )
      return undefined;
    zeros.add(v);
  }
  return zeros;
}

// ── The answer ──────────────────────────────────────────────────────────────────────────────────────────────────

function solvedPoint(
  point: Refined,
  zeros: ReadonlySet<number>,
  equations: readonly IntegerEquation[],
): SolvedPoint {
  const { units, real } = point;
  const isZero = point.re.map((_, v) => zeros.has(v) && mayBeZero(point, v));
  const exact = real ? rationalPoint(point, isZero, equations) : null;
  const double = (part: bigint, v: number): number =>
    isZero[v] || mayVanish(part, point.radius[v]!) ? 0 : nearestDouble(part, units[v]!);
  const re = Float64Array.from(point.re, double);
  const im = Float64Array.from(point.im, double);
  const radii = Float64Array.from(re, (x, v) => {
    if (exact !== null) return roundedUp(exact[v]!.sub(rational(x)).abs());
    if (isZero[v]) return 0;
    const unit = units[v]!;
    const [right, up] = [lost(point.re[v]!, x, unit), lost(point.im[v]!, im[v]!, unit)];
    const least = Math.min(right.unit, up.unit, unit);
    const radius =
      shifted(right.size, right.unit - least) +
      shifted(up.size, up.unit - least) +
      shifted(point.radius[v]!, unit - least);
    return nearestDouble(radius, least) * (1 + 2 ** -51) + Number.MIN_VALUE;
  });
  return {
    re,
    im,
    real,
    singular: false,
    multiplicity: 1,
    certified: true,
    radius: Math.max(...radii),
    radii,
    ...(exact === null ? {} : { exact: exact.map(rationalText) }),
  };
}

/** |part·2^unit − x|, exactly. */
function lost(part: bigint, x: number, unit: number): { readonly size: bigint; readonly unit: number } {
  const { mantissa, exponent } = parts(x);
  const least = Math.min(unit, exponent);
  const gap = shifted(part, unit - least) - shifted(mantissa, exponent - least);
  return { size: gap < 0n ? -gap : gap, unit: least };
}

/** The point as rational numbers, where short ones lie in its box and satisfy the equations: a box holds one solution. */
function rationalPoint(
  { re, radius, units }: Refined,
  isZero: readonly boolean[],
  equations: readonly IntegerEquation[],
): Rational[] | null {
  const point: Rational[] = [];
  for (const [v, x] of re.entries()) {
    const near = isZero[v] ? ZERO : shortFraction(x, radius[v]!, units[v]!);
    if (near === null) return null;
    point.push(near);
  }
  return equations.every((f) => vanishesAt(f, point)) ? point : null;
}

/** The first convergent of x·2^unit within the radius, if it has clearly fewer digits than any number there has one of. */
function shortFraction(x: bigint, radius: bigint, unit: number): Rational | null {
  const [scale, over] = unit < 0 ? [1n, 1n << BigInt(-unit)] : [1n << BigInt(unit), 1n];
  const [top, reach] = [x * scale, radius * scale];
  let [a, b] = [top < 0n ? -top : top, over];
  const target = a;
  let [h, k, h0, k0] = [1n, 0n, 0n, 1n];
  const longest = bitLength(over) - bitLength(reach) - EIGENVECTORS.shorter;
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [h, h0] = [quotient * h + h0, h];
    [k, k0] = [quotient * k + k0, k];
    if (2 * bitLength(k) > longest) return null;
    const gap = target * k - h * over;
    if ((gap < 0n ? -gap : gap) <= reach * k) return ratio(top < 0n ? -h : h, k);
  }
  return null;
}

function vanishesAt({ exponents, coefficients }: IntegerEquation, point: readonly Rational[]): boolean {
  let sum = ZERO;
  for (const [k, a] of exponents.entries())
    sum = sum.add(factorsOf(a).reduce((term, v) => term.mul(point[v]!), rational(coefficients[k]!)));
  return sum.equals(ZERO);
}
