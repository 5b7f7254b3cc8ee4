/**
 * A certified simple solution to as many digits as wanted, with a proved radius.
 *
 *   X = {z : |z_i − c_i| ≤ ρ_i} holds one zero ξ of F (Krawczyk's test),   E ≥ |I − Y J(z)| for all z in X, entry by entry,
 *   q = max_i (Eρ)_i / ρ_i < 1
 *
 * For z in X the mean value theorem gives z − ξ = Y F(z) + (I − Y J̄)(z − ξ), J̄ in the convex set that encloses J over X, so that
 *
 *   |z_i − ξ_i| ≤ v_i + (Eρ)_i m/(1 − q),   v = |Y F(z)|,   m = max_i v_i/ρ_i.
 *
 * z is dyadic and F has integer coefficients: F(z) is exact, and v is bounded from its 53 leading bits. z ← z − Y F(z) gains a
 * factor of about q each time.
 *
 * Rounding: as in `numeric/rigorous/krawczyk.ts`: I − YA is computed with an error of at most γ|Y||A|, γ = 2(n + 2)·2⁻⁵², |z| ≤ |re| + |im|, and
 * every bound that is a sum of products of bounds gets a factor of 1 + 2⁻³⁰.
 */

import type { IntegerEquation } from "../algebra/system.js";
import { totalDegree } from "../algebra/system.js";
import { log2 } from "../elementary/elementary.js";
import { toFixed } from "../elementary/fixed-point.js";
import { bitLength, nearestDouble } from "../exact/dyadic.js";
import { ComplexLU } from "../numeric/linalg/complex-lu.js";
import { type MonomialTable, monomialTable } from "../numeric/polynomial/monomials.js";
import type { DiscCertificate, DiscSystem } from "../numeric/rigorous/disc-system.js";
import { REFINEMENT } from "./tolerances.js";

/** |z_i − ξ_i| ≤ radius_i, z_i = re_i + i·im_i; all are integers times 2^{−bits}. */
export interface RefinedSolution {
  readonly re: readonly bigint[];
  readonly im: readonly bigint[];
  readonly radius: readonly bigint[];
  readonly bits: number;
}

/** Values of polynomials with integer coefficients at dyadic points, exactly. */
export class ExactValues {
  private readonly table: MonomialTable;
  private readonly coefficients: readonly bigint[];
  private readonly degreeOf: readonly number[];
  /** Of the equations. */
  readonly degrees: readonly number[];
  /** Bits of the largest coefficient of each equation. */
  readonly sizes: readonly number[];

  constructor(equations: readonly IntegerEquation[], variables: number) {
    const terms = equations.map(({ exponents }) =>
      exponents.map((a) => ({
        re: 1,
        im: 0,
        factors: a.flatMap((e, v) => new Array<number>(e).fill(v)),
      })),
    );
    const { table } = monomialTable([{ variables, equations: terms }]);
    const degreeOf = [0];
    for (let k = 1; k < table.nodes; k++) degreeOf.push(k <= variables ? 1 : degreeOf[table.parent[k]!]! + 1);
    this.table = table;
    this.degreeOf = degreeOf;
    this.degrees = equations.map(({ exponents }) => Math.max(...exponents.map(totalDegree)));
    this.sizes = equations.map(({ coefficients }) => Math.max(...coefficients.map(bitLength)));
    this.coefficients = equations.flatMap((f) => [...f.coefficients]);
  }

  /** F_i(z)·2^{bits·degrees[i]} at z = (re + i·im)·2^{−bits}; real points have im = null. */
  at(re: readonly bigint[], im: readonly bigint[] | null, bits: number) {
    const { table, degreeOf, degrees, coefficients } = this;
    const n = table.variables;
    const x: bigint[] = [1n, ...re];
    const y: bigint[] = [0n, ...(im ?? re.map(() => 0n))];
    for (let k = n + 1; k < table.nodes; k++) {
      const [p, v] = [table.parent[k]!, table.factor[k]! + 1];
      if (im === null) x.push(x[p]! * x[v]!);
      else {
        x.push(x[p]! * x[v]! - y[p]! * y[v]!);
        y.push(x[p]! * y[v]! + y[p]! * x[v]!);
      }
    }
    const values = { re: degrees.map(() => 0n), im: degrees.map(() => 0n) };
    for (const [i, degree] of degrees.entries())
      for (let term = table.termStart[i]!; term < table.termStart[i + 1]!; term++) {
        const node = table.termNode[term]!;
        const shift = BigInt(bits * (degree - degreeOf[node]!));
        values.re[i]! += (coefficients[term]! * x[node]!) << shift;
        if (im !== null) values.im[i]! += (coefficients[term]! * y[node]!) << shift;
      }
    return values;
  }
}

const UP = 1 + 2 ** -30;

/** Y, ρ, Eρ and q of a certified solution. */
interface Contraction {
  readonly yRe: Float64Array;
  readonly yIm: Float64Array;
  readonly rho: Float64Array;
  readonly image: Float64Array;
  readonly rate: number;
}

/** Null where the map does not contract, as far as doubles tell. */
function contractionOf(map: DiscSystem, box: DiscCertificate, rho: Float64Array): Contraction | null {
  const n = rho.length;
  const isReal = box.im.every((y) => y === 0);
  const { slopeRe, slopeIm, slopeError } = map.enclosure(box.re, isReal ? null : box.im, rho);
  const lu = new ComplexLU(n);
  if (!lu.factor(slopeRe, slopeIm)) return null;
  const yRe = new Float64Array(n * n);
  const yIm = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const [bRe, bIm] = [new Float64Array(n), new Float64Array(n)];
    bRe[j] = 1;
    lu.solve(bRe, bIm);
    for (let i = 0; i < n; i++) [yRe[i * n + j], yIm[i * n + j]] = [bRe[i]!, bIm[i]!];
  }
  const gamma = 2 * (n + 2) * 2 ** -52;
  const image = new Float64Array(n);
  let rate = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let [re, im, size] = [i === j ? 1 : 0, 0, 0];
      for (let k = 0; k < n; k++) {
        const [a, b] = [yRe[i * n + k]!, yIm[i * n + k]!];
        const [c, d] = [slopeRe[k * n + j]!, slopeIm[k * n + j]!];
        re -= a * c - b * d;
        im -= a * d + b * c;
        size += (Math.abs(a) + Math.abs(b)) * (gamma * (Math.abs(c) + Math.abs(d)) + slopeError[k * n + j]!);
      }
      image[i]! += (Math.abs(re) + Math.abs(im) + size) * rho[j]!;
    }
    image[i]! *= UP;
    rate = Math.max(rate, image[i]! / rho[i]!);
  }
  rate *= UP;
  return rate < REFINEMENT.rate ? { yRe, yIm, rho, image, rate } : null;
}

/**
 * The solution in a certified box, every coordinate to a radius of at most 2^{−bits} of its modulus, or, where that may be zero, of the largest
 * modulus; null where the iteration does not get there.
 *
 * @param map the system of the box: equation i of `values` times 2^{−sizes[i]}.
 */
export function refineSolution(
  map: DiscSystem,
  values: ExactValues,
  box: DiscCertificate,
  bits: number,
): RefinedSolution | null {
  const size = box.re.reduce((most, x, v) => Math.max(most, Math.abs(x), Math.abs(box.im[v]!)), 0);
  const near = box.radius.map((r) => REFINEMENT.reach * r + size * 2 ** -60 + 2 ** -300);
  const contraction = contractionOf(map, box, near) ?? contractionOf(map, box, box.uniqueness);
  if (contraction === null) return null;
  let least = size;
  for (const [v, r] of box.radius.entries()) {
    const own = Math.max(Math.abs(box.re[v]!), Math.abs(box.im[v]!));
    if (own > 2 * r) least = Math.min(least, own);
  }
  const placesFor = (modulus: number) => bits + REFINEMENT.guard + Math.max(0, -Math.floor(modulus));
  const first = new Refinement(contraction, values, box, placesFor(log2(least || 1)));
  const found = first.run(bits);
  if (found === null || first.isFine(found.radius, bits)) return found;
  // A coordinate that only digits tell from zero asks for more of them.
  const told = found.radius.flatMap((r, v) => {
    const own = larger(magnitude(found.re[v]!), magnitude(found.im[v]!));
    return own > r ? [bitLength(own) - found.bits] : [];
  });
  const second = new Refinement(contraction, values, box, placesFor(Math.min(...told)));
  const finer = second.run(bits);
  return finer !== null && second.isFine(finer.radius, bits) ? finer : null;
}

/** z as it moves. */
class Refinement {
  private readonly start: { readonly re: readonly bigint[]; readonly im: readonly bigint[] };
  private readonly re: bigint[];
  private readonly im: bigint[];
  private readonly isReal: boolean;

  constructor(
    private readonly contraction: Contraction,
    private readonly values: ExactValues,
    { re, im }: DiscCertificate,
    private readonly unit: number,
  ) {
    const fixed = (x: Float64Array) => Array.from(x, (part) => toFixed(part, BigInt(unit)));
    this.start = { re: fixed(re), im: fixed(im) };
    this.re = [...this.start.re];
    this.im = [...this.start.im];
    this.isReal = im.every((y) => y === 0);
  }

  /** Until the radii are as wanted, or the last digits are reached; null where the radii stop shrinking before. */
  run(bits: number): RefinedSolution | null {
    let last: bigint | null = null;
    for (;;) {
      const { radius, stepRe, stepIm, exponent } = this.step();
      if (radius.some((r, v) => r < 0n || !this.isInside(v))) return null;
      const widest = radius.reduce(larger, 0n);
      if (this.isFine(radius, bits) || widest <= REFINEMENT.last)
        return { re: this.re, im: this.im, radius, bits: this.unit };
      if (last !== null && 2n * widest > last) return null;
      last = widest;
      for (let v = 0; v < radius.length; v++) {
        this.re[v]! -= toFixed(stepRe[v]!, BigInt(this.unit + exponent));
        if (!this.isReal) this.im[v]! -= toFixed(stepIm[v]!, BigInt(this.unit + exponent));
      }
    }
  }

  /** Y F(z)·2^{−exponent}, and the radius that it proves; a negative one where numbers are not finite. */
  private step() {
    const { contraction, values, unit, isReal } = this;
    const { yRe, yIm, rho, image, rate } = contraction;
    const n = rho.length;
    const f = values.at(this.re, isReal ? null : this.im, unit);
    let exponent = Number.NEGATIVE_INFINITY;
    // F_i is an integer times 2^units[i].
    const units = values.degrees.map((degree, i) => -unit * degree - values.sizes[i]!);
    for (const [i, own] of units.entries())
      for (const part of [f.re[i]!, f.im[i]!])
        if (part !== 0n) exponent = Math.max(exponent, bitLength(part) + own);
    const stepRe = new Float64Array(n);
    const stepIm = new Float64Array(n);
    if (exponent === Number.NEGATIVE_INFINITY)
      return { radius: this.re.map(() => 0n), stepRe, stepIm, exponent: 0 };
    const sizes = new Float64Array(n);
    for (const [j, own] of units.entries()) {
      const a = nearestDouble(f.re[j]!, own - exponent);
      const b = nearestDouble(f.im[j]!, own - exponent);
      // What underflows is below the last term.
      const modulus = Math.abs(a) + Math.abs(b) + 2 ** -1000;
      for (let i = 0; i < n; i++) {
        const [c, d] = [yRe[i * n + j]!, yIm[i * n + j]!];
        stepRe[i]! += c * a - d * b;
        stepIm[i]! += c * b + d * a;
        sizes[i]! += (Math.abs(c) + Math.abs(d)) * modulus;
      }
    }
    let most = 0;
    for (let i = 0; i < n; i++) most = Math.max(most, (sizes[i]! * UP) / rho[i]!);
    const scale = BigInt(unit + exponent);
    const radius = Array.from(sizes, (own, i) => {
      const bound = (own + (image[i]! * most) / (1 - rate)) * UP * UP;
      return Number.isFinite(bound) ? toFixed(bound, scale) + 1n : -1n;
    });
    return { radius, stepRe, stepIm, exponent };
  }

  /** Whether z_v is in X. */
  private isInside(v: number): boolean {
    const away = (z: bigint, c: bigint) => Math.abs(nearestDouble(z - c, -this.unit));
    const distance = away(this.re[v]!, this.start.re[v]!) + away(this.im[v]!, this.start.im[v]!);
    return distance * UP < this.contraction.rho[v]!;
  }

  isFine(radius: readonly bigint[], bits: number): boolean {
    const moduli = this.re.map((x, v) => larger(magnitude(x), magnitude(this.im[v]!)));
    const largest = moduli.reduce(larger, 0n);
    return radius.every((r, v) => {
      const wanted = moduli[v]! > r ? moduli[v]! : largest;
      return r === 0n || bitLength(wanted) > bitLength(r) + bits;
    });
  }
}

const magnitude = (x: bigint): bigint => (x < 0n ? -x : x);
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
