/**
 * Polynomial systems over polydiscs X = {z : |z_i − x_i| ≤ ρ_i} ⊂ Cⁿ: enclosures of F at the centre and of F′ over X, on the
 * monomial table of the solver.
 *
 * Coefficients are enclosed numbers (re + reLow) + i(im + imLow), each part with the same error bound: an exact rational is
 * known to about 2⁻¹⁰⁶ that way. |z| below is |re| + |im|, which bounds the modulus and is multiplicative as a bound.
 *
 * Slopes. A monomial k = a·b (b a variable) has a centre m_k as computed, a bound σ_k = σ_aσ_b + τ of |m_k| and of |x^k|, and
 * a radius: for z in X, with τ = 2⁻⁹⁶⁰ above what underflows,
 *
 *   |z^k − m_k| ≤ r_k = σ_a(r_b + 2⁻⁵¹σ_b) + r_a(σ_b + r_b) + τ,   as |fl(m_a m_b) − m_a m_b| ≤ 2u(1 + u)|m_a||m_b|, u = 2⁻⁵³,
 *
 * which for r_b = ρ_b covers both the disc and the rounding. An entry Σ_e c_e m_e of t terms, c_e the coefficient times an
 * exponent, rounded, is then off by Σ_e (|c_e| + |δc_e|) r_e + (|δc_e| + (t + 8)2⁻⁵²|c_e|)σ_e at most, δc_e what c_e lacks. The
 * centre of F′(X) is its value at x, the same for every ρ: another ρ costs the radii alone. At real x all of it is real
 * arithmetic, and the bounds hold in the complex polydisc all the same.
 *
 * Values at a point are evaluated in double-double, because a residual in double precision knows a badly conditioned zero to
 * half its digits only. One multiplication of complex double-doubles errs by 10u²|a||b| at most, one sum by 3u², so F_i,
 * of t terms of degree ≤ d, by less than 2⁻¹⁰³(8d + 4t + 16) Σ|terms|. (What underflows, 8·2⁻¹⁰⁷⁴ in each product, is below
 * 2⁻¹⁰³τ, which the sizes σ carry along; where splitting overflows the value is NaN and proves nothing.)
 *
 * The loops are compiled (`kernel/certificates.ts`); the last steps of bounds and their widening: `krawczyk.ts`.
 */

import { DD_UNIT, dd, sum } from "../../elementary/double-double.js";
import { type Rational, rational, toNumber } from "../../exact/rational.js";
import { ENTRY_BYTES, ENTRY_RECORD, NODE_BYTES, TERM_BYTES, TERM_RECORD } from "../kernel/layout.js";
import { BASE } from "../kernel/path-kernel.js";
import { monomialTable } from "../polynomial/monomials.js";
import type { NumericSystem } from "../polynomial/system.js";
import { up } from "./interval.js";
import { KrawczykTest } from "./krawczyk.js";
import { CERTIFICATE } from "./options.js";

/** A coefficient as a double-double with an error bound for each part. */
export interface EnclosedTerm {
  readonly re: number;
  readonly im: number;
  readonly reLow: number;
  readonly imLow: number;
  readonly error: number;
  readonly factors: readonly number[];
}

/** A polynomial system whose coefficients are enclosed. */
export interface EnclosedSystem {
  readonly variables: number;
  readonly equations: readonly (readonly EnclosedTerm[])[];
}

/** The system with its doubles taken as exact. */
export const asExact = ({ variables, equations }: NumericSystem): EnclosedSystem => ({
  variables,
  equations: equations.map((terms) =>
    terms.map(({ re, im, factors }) => ({ re, im, reLow: 0, imLow: 0, error: 0, factors })),
  ),
});

/** An exact rational as a double-double and a bound of what is left. */
export function enclosedCoefficient(value: Rational): { high: number; low: number; error: number } {
  const high = toNumber(value);
  const rest = value.sub(rational(high));
  if (rest.n === 0n) return { high, low: 0, error: 0 };
  const low = toNumber(rest);
  const left = rest.sub(rational(low)).abs();
  return { high, low, error: left.n === 0n ? 0 : up(up(toNumber(left))) };
}

const TERM_DOUBLES = TERM_BYTES / 8;
const ENTRY_DOUBLES = ENTRY_BYTES / 8;
/** Places in a term: coefficient as two double-doubles, bound of its size, error, whether it is ±2^k. */
const IM = TERM_RECORD.im / 8;
const SIZE = TERM_RECORD.size / 8;
const ERROR = TERM_RECORD.error / 8;
const PLAIN = TERM_RECORD.plain / 8;

/** There is exactly one zero z with |z_i − (re + i·im)_i| ≤ `uniqueness`, and it lies within `radius`: moduli, by coordinate. */
export interface DiscCertificate {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly radius: Float64Array;
  readonly uniqueness: Float64Array;
}

/** Krawczyk's test for polynomial systems, over polydiscs. */
export class DiscSystem extends KrawczykTest {
  /** Whether all coefficients are real. */
  readonly hasRealCoefficients: boolean;
  private readonly pointRe: number;
  private readonly pointIm: number;
  private readonly integers: [place: number, values: Int32Array][] = [];
  private readonly doubles: [place: number, values: Float64Array][] = [];

  /** @param system as many equations as variables. @throws RangeError otherwise. */
  constructor(system: EnclosedSystem) {
    super(system.variables, true);
    const n = system.variables;
    if (system.equations.length !== n)
      throw new RangeError(`disc system: expected ${n} equations, got ${system.equations.length}`);
    this.hasRealCoefficients = system.equations.every((terms) =>
      terms.every(({ im, imLow }) => im === 0 && imLow === 0),
    );
    const { table } = monomialTable([
      {
        variables: n,
        equations: system.equations.map((terms) => terms.map(({ factors }) => ({ re: 1, im: 0, factors }))),
      },
    ]);
    const { terms, rowError } = mergedTerms(system, table.termStart);
    this.setNumber("nodes", table.nodes);
    this.setNumber("places", table.placeAt.length);
    const bytes = (indices: Int32Array) => indices.map((k) => k * NODE_BYTES);
    this.table("parent", bytes(table.parent));
    this.table("factor", bytes(table.factor.map((v) => v + 1)));
    this.table("termStart", table.termStart);
    this.table("termNode", bytes(table.termNode));
    this.values("term", terms);
    this.values("rowError", rowError);
    this.table("placeAt", table.placeAt);
    this.table("placeStart", table.placeStart);
    this.table("entryNode", bytes(table.entryNode));
    this.values("entry", entriesOf(terms, table.placeStart, table.entryTerm, table.entryExponent));
    this.reserve("node", (table.nodes * NODE_BYTES) / 8);
    this.pointRe = this.reserve("pointRe", n);
    this.pointIm = this.reserve("pointIm", n);
    this.reserve("rounding", table.placeAt.length);
  }

  private table(
    field: "parent" | "factor" | "termStart" | "termNode" | "placeAt" | "placeStart" | "entryNode",
    values: Int32Array,
  ): void {
    this.integers.push([2 * this.reserve(field, (values.length + 1) >> 1), values]);
  }

  private values(field: "term" | "rowError" | "entry", values: Float64Array): void {
    this.doubles.push([this.reserve(field, values.length), values]);
  }

  /**
   * The certificate of a zero near re + i·im; null where the test fails. With im = null (real coefficients) the centre is
   * real, and the zero is if the polydisc holds it: so is its conjugate.
   *
   * @param reach radius that the polydisc of uniqueness should have at least: tried once.
   */
  certify(re: Float64Array, im: Float64Array | null, reach = 0): DiscCertificate | null {
    const { size: n } = this;
    this.begin(re, im);
    let found: DiscCertificate | null = null;
    let spread = Number.POSITIVE_INFINITY;
    for (let centre = 0; centre < CERTIFICATE.centres; centre++) {
      this.kernel.centre(BASE);
      this.kernel.residual(BASE);
      if (!this.invert()) return found;
      let size = 0;
      for (let v = 0; v < n; v++)
        size = Math.max(
          size,
          Math.abs(this.memory[this.pointRe + v]!),
          im === null ? 0 : Math.abs(this.memory[this.pointIm + v]!),
        );
      // The box has to hold the rounding of its own centre.
      if (this.inflate(32 * size)) {
        let widest = 0;
        for (let v = 0; v < n; v++) widest = Math.max(widest, this.memory[this.spread + v]!);
        if (widest < spread) found = this.certificate(re, im, reach) ?? found;
        if (widest <= CERTIFICATE.small * size || !(widest < spread / 2)) return found;
        spread = widest;
      } else if (found !== null) return found;
      if (!this.recentre()) return found;
    }
    return found;
  }

  /** Takes a point as the centre. */
  private begin(re: Float64Array, im: Float64Array | null): void {
    if (this.claim()) {
      for (const [place, values] of this.integers) this.words.set(values, place);
      for (const [place, values] of this.doubles) this.memory.set(values, place);
    }
    this.setReal(im === null);
    this.memory.set(re, this.pointRe);
    if (im !== null) this.memory.set(im, this.pointIm);
  }

  /** Moves the centre by Newton's step; false if it is not finite. */
  private recentre(): boolean {
    const { memory, size: n, pointRe, pointIm, stepRe, stepIm } = this;
    for (let v = 0; v < n; v++) {
      memory[pointRe + v]! += memory[stepRe + v]!;
      if (!Number.isFinite(memory[pointRe + v]!)) return false;
      if (this.isReal) continue;
      memory[pointIm + v]! += memory[stepIm + v]!;
      if (!Number.isFinite(memory[pointIm + v]!)) return false;
    }
    return true;
  }

  /**
   * The image of the polydisc, around its rounded centre; uniqueness around that as far as the polydisc reaches, which is made
   * to hold the image. Null if the test fails for one that does.
   */
  private certificate(
    startRe: Float64Array,
    startIm: Float64Array | null,
    reach: number,
  ): DiscCertificate | null {
    const { memory, size: n, pointRe, pointIm, stepRe, stepIm, spread, rho } = this;
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    const radius = new Float64Array(n);
    const moved = new Float64Array(n);
    const least = new Float64Array(n);
    let cover = reach;
    for (let v = 0; v < n; v++) {
      const [x, d] = [memory[pointRe + v]!, memory[stepRe + v]!];
      re[v] = x + d;
      let lost = lowPart(x, d);
      let by = Math.abs(re[v]! - x);
      let far = Math.abs(re[v]! - startRe[v]!);
      if (startIm !== null) {
        const [y, e] = [memory[pointIm + v]!, memory[stepIm + v]!];
        im[v] = y + e;
        lost += lowPart(y, e);
        by += Math.abs(im[v]! - y);
        far = Math.max(far, Math.abs(im[v]! - startIm[v]!));
      }
      radius[v] = (memory[spread + v]! + lost) * (1 + 2 ** -50) + 2 ** -1070;
      moved[v] = by * (1 + 2 ** -50);
      least[v] = Math.max(memory[rho + v]!, (moved[v]! + radius[v]!) * (1 + 2 ** -40));
      cover = Math.max(cover, 4 * far);
    }
    if (!this.widen(least, cover) && !this.widen(least, 0)) return null;
    const uniqueness = new Float64Array(n);
    for (let v = 0; v < n; v++) uniqueness[v] = (memory[rho + v]! - moved[v]!) * (1 - 2 ** -50);
    return { re, im, radius, uniqueness };
  }

  /** Whether the test holds for ρ = max(least, cover), which it is told to hold for ρ as it is. */
  private widen(least: Float64Array, cover: number): boolean {
    const { memory, rho, size: n } = this;
    let same = true;
    for (let v = 0; v < n; v++) {
      const wanted = Math.max(least[v]!, cover);
      if (memory[rho + v] === wanted) continue;
      memory[rho + v] = wanted;
      same = false;
    }
    return same || this.contracts();
  }

  /** F at a point, and its derivative over the polydisc around it, as centres and bounds of what they lack. */
  enclosure(re: Float64Array, im: Float64Array | null, rho: Float64Array) {
    const { size: n } = this;
    this.begin(re, im);
    this.memory.set(rho, this.rho);
    this.kernel.centre(BASE);
    this.kernel.residual(BASE);
    this.radii();
    const part = (place: number, length: number) => this.memory.slice(place, place + length);
    const zero = (length: number) => new Float64Array(length);
    return {
      valueRe: part(this.placeOf("valueRe"), n),
      valueIm: im === null ? zero(n) : part(this.placeOf("valueIm"), n),
      valueError: part(this.placeOf("valueError"), n),
      slopeRe: part(this.centreRe, n * n),
      slopeIm: im === null ? zero(n * n) : part(this.centreIm, n * n),
      slopeError: part(this.slack, n * n),
    };
  }

  protected radii(): void {
    this.kernel.radii(BASE);
  }
}

/** |x + d − fl(x + d)|, exactly. */
function lowPart(x: number, d: number): number {
  const s = x + d;
  const t = s - x;
  return Math.abs(x - (s - t) + (d - t));
}

/**
 * Terms of equal support as one, in the order of the table: coefficient as two double-doubles, bound of its size, error, and
 * whether it is ±2^k; and the factor of the rounding of each equation.
 */
function mergedTerms(
  { equations }: EnclosedSystem,
  termStart: Int32Array,
): { terms: Float64Array; rowError: Float64Array } {
  const terms = new Float64Array(TERM_DOUBLES * termStart[equations.length]!);
  const rowError = new Float64Array(equations.length);
  equations.forEach((list, i) => {
    const known = new Map<string, number>();
    let degree = 0;
    for (const { re, im, reLow, imLow, error, factors } of list) {
      degree = Math.max(degree, factors.length);
      const key = factors.join();
      let k = known.get(key);
      if (k === undefined) {
        k = termStart[i]! + known.size;
        known.set(key, k);
      }
      accumulate(terms, TERM_DOUBLES * k, re, reLow, error);
      accumulate(terms, TERM_DOUBLES * k + IM, im, imLow, im === 0 && imLow === 0 ? 0 : error);
    }
    for (let k = termStart[i]!; k < termStart[i + 1]!; k++) {
      const at = TERM_DOUBLES * k;
      const [re, reLow, im, imLow, , error] = terms.subarray(at, at + 6);
      terms[at + SIZE] = up(
        up(up(Math.abs(re!) + Math.abs(im!)) + up(Math.abs(reLow!) + Math.abs(imLow!))) + error!,
      );
      terms[at + PLAIN] = reLow === 0 && im === 0 && imLow === 0 && isPowerOfTwo(Math.abs(re!)) ? 1 : 0;
    }
    rowError[i] = DD_UNIT * (8 * degree + 4 * list.length + 16);
  });
  return { terms, rowError };
}

/** Adds hi + lo to the double-double at a place, and what is known no better to the error of its term. */
function accumulate(terms: Float64Array, at: number, high: number, low: number, error: number): void {
  const [a, b] = [terms[at]!, terms[at + 1]!];
  let unknown = error;
  if (a === 0 && b === 0) {
    terms[at] = high;
    terms[at + 1] = low;
  } else if (high !== 0 || low !== 0) {
    sum(a, b, high, low);
    terms[at] = dd.hi;
    terms[at + 1] = dd.lo;
    unknown = up(error + up(DD_UNIT * (Math.abs(a) + Math.abs(high))));
  }
  const errorAt = at - (at % TERM_DOUBLES) + ERROR;
  if (unknown > 0) terms[errorAt] = up(terms[errorAt]! + unknown);
}

/** Of moderate size, so that products with it are exact. */
function isPowerOfTwo(x: number): boolean {
  if (!(x >= 2 ** -100 && x <= 2 ** 100)) return false;
  let rest = x;
  while (rest > 1) rest /= 2;
  while (rest < 1) rest *= 2;
  return rest === 1;
}

/** Coefficients times exponents, and the bounds that go with them. */
function entriesOf(
  terms: Float64Array,
  placeStart: Int32Array,
  entryTerm: Int32Array,
  exponent: Float64Array,
): Float64Array {
  const out = new Float64Array(ENTRY_DOUBLES * entryTerm.length);
  for (let p = 0; p + 1 < placeStart.length; p++) {
    const rounding = (placeStart[p + 1]! - placeStart[p]! + 8) * 2 ** -52;
    for (let e = placeStart[p]!; e < placeStart[p + 1]!; e++) {
      const [re, reLow, im, imLow, size, error] = terms.subarray(TERM_DOUBLES * entryTerm[e]!);
      const at = ENTRY_DOUBLES * e;
      const lacking = up(up(Math.abs(reLow!) + Math.abs(imLow!)) + error!);
      const onRadius = up(size! * exponent[e]!);
      out[at + ENTRY_RECORD.re / 8] = re! * exponent[e]!;
      out[at + ENTRY_RECORD.im / 8] = im! * exponent[e]!;
      out[at + ENTRY_RECORD.onRadius / 8] = onRadius;
      out[at + ENTRY_RECORD.onSize / 8] = up(up(lacking * exponent[e]!) + up(rounding * onRadius));
    }
  }
  return out;
}
