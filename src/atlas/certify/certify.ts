/**
 * Certificates of critical components: that a critical point is there, alone up to symmetry, with this index and nullity.
 *
 * z = (x, λ) are the entries and the multipliers, F(z) = 0 the Lagrange conditions, J their derivative (`symbolic/enclose.ts`).
 * Linear fields A_i x are tangent to the critical set, and ⟨F, A′_i x⟩ = 0 for all z (`symbolic/generators.ts`; for a
 * gradient A′ = A). Let k of them be independent at the representative x₀, with orthonormal b_j ≈ span A_i x₀ and c_j ≈
 * span A′_i x₀. The gauge is fixed by k affine slices and the k dependent equations are released by k new unknowns μ:
 *
 *   F(z) + Σ_j μ_j c_j = 0,   ⟨b_j, x − x₀⟩ = 0,        K = (J, C; Bᵀ, 0).
 *
 * 1. Krawczyk's test proves one solution (z*, μ*) in a box, and that K is regular over it.
 * 2. ⟨F(z*), A′_i x*⟩ = 0 gives Σ_j μ_j ⟨c_j, A′_i x*⟩ = 0. The k×k matrix is proven regular over the box, so μ* = 0 and
 *    F(z*) = 0: the n − k combinations off span C and the k fields are jointly of full rank.
 * 3. J(z*)A_i x* = 0, and with ⟨b_j, A_i x*⟩ regular the kernel of J(z*) is exactly span A_i x*: nullity k = dimension of
 *    the orbit through x*, which is therefore all of the critical set nearby, and Morse–Bott.
 * 4. Gradient: In(K) = In(J on B^⊥) + (k, 0, k), and In(J) = In(J on B^⊥) + (0, k, 0), as R^n = B^⊥ ⊕ ker J. With c spheres
 *    the Riemannian Hessian has In(J) − (c, 0, c). In(K) is proven over the box, so index = In₋(K) − k − c.
 *    Field: ker J is deflated, J′ = J + s A W Bᵀ with A W ≈ B: the eigenvalues of J′ are those of J off the kernel and those
 *    of s Bᵀ A W, proven to have positive real parts; the real parts of J′ are counted by Gershgorin's discs.
 *
 * Where the component is larger than any orbit: for a quadratic loss ½xᵀQx on spheres and rational multipliers Λ with Q − Λ
 * semidefinite, the set {(Q − Λ)x = 0} is critical; where it is cut out regularly (Krawczyk in the space of its normals) the
 * Hessian has rank Q − Λ eigenvalues of its sign, and zeros. Where the representative is rational: stationarity and inertia
 * over the rationals.
 *
 * A failure proves nothing. It says that the point is degenerate, too ill-conditioned, or part of a set that no known
 * symmetry moves along.
 */
import { inertia as exactInertiaOf } from "../../exact/inertia.js";
import { rank } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { ONE, type Rational, rational, rationalText, toNumber, ZERO } from "../../exact/rational.js";
import { solveLinear } from "../../numeric/linalg/decompositions.js";
import { type Matrix, matrix } from "../../numeric/linalg/dense.js";
import { independent } from "../../numeric/linalg/inertia.js";
import {
  addProduct,
  type BallMatrix,
  ballMultiply,
  ballZero,
  exactBall,
  rationalBall,
} from "../../numeric/rigorous/ball-matrix.js";
import { certifiedRealParts, certifiedRegular } from "../../numeric/rigorous/certified-inertia.js";
import { holds, type Interval } from "../../numeric/rigorous/interval.js";
import {
  type BoxCertificate,
  type EnclosedMap,
  krawczyk,
  symmetricKrawczyk,
} from "../../numeric/rigorous/krawczyk.js";
import type { Symmetry } from "../../objectives/objective.js";
import { EnclosedLandscape } from "../../symbolic/enclose.js";
import { type ExactPoint, exactInertia, exactStationarity, exactValue } from "../../symbolic/evaluate.js";
import {
  actionFields,
  commutantFields,
  type LinearField,
  quadraticForm,
  rightFields,
  type SymmetryFields,
} from "../../symbolic/generators.js";
import { isVectorField, type Landscape } from "../../symbolic/landscape.js";
import type { LandscapeSystem } from "../local/landscape-system.js";

/** Unknowns (entries, multipliers, slices) beyond which no certificate is tried: the cost grows with the cube. */
export const MAX_CERTIFIED_UNKNOWNS = 160;
/** Beyond this exact inertia costs more than it tells. */
const MAX_EXACT_ENTRIES = 40;
/** Tangents that lose more than this share of their length to the others count as dependent. */
const DEPENDENT = 1e-6;
/** More than what underflows in a few products of moderate numbers. */
const TINY = 2 ** -960;

/** What was proven of a component; every statement holds for the exact critical point in the box. */
export interface Certified {
  readonly kind: "interval" | "exact";
  /** "isolated": no symmetry moves the point; "orbit": of the symmetry; "zero-set": {Qx = 0}; "point": of this point alone. */
  readonly of: "isolated" | "orbit" | "zero-set" | "point";
  readonly index: number;
  readonly nullity: number;
  readonly positive: number;
  /** Of the critical set at the point; absent where only the point was looked at. */
  readonly dimension?: number;
  /** The exact critical point is within this of the representative, in every entry. */
  readonly radius: number;
  /** The loss there; absent for fields. */
  readonly value?: Interval;
  readonly box?: BoxCertificate;
}

export type Certification = Certified | { readonly failure: string };

export const isCertified = (a: Certification): a is Certified => !("failure" in a);

interface Inertia {
  readonly negative: number;
  readonly positive: number;
}

/** The landscape with the gates of its positive parts as they are at some points; the form and fields are found when needed. */
interface Gate {
  readonly open: Uint8Array | null;
  readonly enclosed: EnclosedLandscape;
  quadratic?: RationalMatrix | null;
  /** All symmetries, beyond the declared ones. */
  extended?: SymmetryFields;
  /** Independent rows of Q − Λ and its sign, by Λ; null where it is not semidefinite. */
  readonly reduced: Map<string, { readonly rows: readonly number[]; readonly sign: 1 | -1 } | null>;
}

/** Certifies points of one landscape; what depends on the landscape alone is prepared once. */
export class Certifier {
  private readonly isField: boolean;
  private readonly gates = new Map<string, Gate>();
  private enclosed: EnclosedLandscape | null = null;
  private room: BallMatrix | null = null;
  private quadratic: RationalMatrix | null | undefined;
  /** Fields of the declared actions. */
  private declared: SymmetryFields | null = null;

  constructor(
    private readonly landscape: Landscape,
    private readonly symmetries: readonly Symmetry[],
    private readonly system: LandscapeSystem,
  ) {
    this.isField = isVectorField(landscape);
  }

  /** The entries of a point in the order that `certify` takes them. */
  flatten(point: Readonly<Record<string, Matrix>>): Float64Array {
    return this.system.flatten(point);
  }

  /**
   * @param x the entries of a numerically critical point.
   * @param nullity the numerical nullity; symmetries beyond the declared ones are looked for where they do not explain it.
   * @param exact the same point over the rationals, if it is rational.
   */
  certify(x: Float64Array, nullity?: number, exact?: ExactPoint): Certification {
    const { size } = this.system;
    const spheres = this.system.manifold.spheres;
    if (size + spheres.length > MAX_CERTIFIED_UNKNOWNS)
      return {
        failure: `${size + spheres.length} unknowns, certificates are tried up to ${MAX_CERTIFIED_UNKNOWNS}`,
      };
    const gate = this.gateAt(x);
    if (gate === null) return { failure: "an entry lies on a kink of the loss" };
    const onOrbit = this.onOrbit(x, gate, nullity);
    if (isCertified(onOrbit)) return onOrbit;
    const zeroSet = this.onZeroSet(x, gate);
    if (zeroSet !== null) return zeroSet;
    if (size <= MAX_EXACT_ENTRIES) {
      const rational = exact ?? this.rationalPoint(x);
      const point = rational === null ? null : this.atRational(x, rational);
      if (point !== null) return point;
    }
    return onOrbit;
  }

  /** The landscape with the gates of its positive parts as they are at x; null on a kink. */
  private gateAt(x: Float64Array): Gate | null {
    let open: Uint8Array | null = null;
    let key = "";
    let offset = 0;
    for (const { symbol, positivePart } of this.landscape.variables) {
      const end = offset + symbol.rows * symbol.columns;
      if (positivePart) {
        open ??= new Uint8Array(x.length).fill(1);
        for (let k = offset; k < end; k++) {
          if (x[k] === 0) return null;
          open[k] = x[k]! > 0 ? 1 : 0;
        }
        key += open.subarray(offset, end).join("");
      }
      offset = end;
    }
    let gate = this.gates.get(key);
    if (gate === undefined) {
      this.enclosed ??= new EnclosedLandscape(this.landscape, this.system.manifold.spheres);
      gate = { open, enclosed: this.enclosed.withGates(open), reduced: new Map() };
      this.gates.set(key, gate);
    }
    return gate;
  }

  private fieldsAt(x: Float64Array, gate: Gate, nullity: number | undefined): SymmetryFields {
    this.declared ??= actionFields(this.landscape, this.symmetries);
    const { tangents } = this.declared;
    if (
      nullity === undefined ||
      (tangents.length >= nullity && selectIndependent(tangents, x).kept.length >= nullity)
    )
      return this.declared;
    gate.extended ??= this.extendedFields(gate, this.declared);
    return gate.extended;
  }

  /** A matrix of the order, for one use after another. */
  private roomOf(order: number): BallMatrix {
    if (this.room?.rows !== order) this.room = ballZero(order, order);
    return this.room;
  }

  /** The quadratic form of the loss, without the entries that are closed. */
  private quadraticAt(gate: Gate): RationalMatrix | null {
    if (gate.quadratic !== undefined) return gate.quadratic;
    if (this.quadratic === undefined) this.quadratic = quadraticForm(this.landscape);
    const { open } = gate;
    gate.quadratic =
      this.quadratic === null || open === null
        ? this.quadratic
        : this.quadratic.map((value, i, j) => (open[i] === 0 || open[j] === 0 ? ZERO : value));
    return gate.quadratic;
  }

  private extendedFields(gate: Gate, declared: SymmetryFields): SymmetryFields {
    if (this.isField) return declared;
    const quadratic = this.quadraticAt(gate);
    const commutant = quadratic === null ? null : commutantFields(quadratic, this.system.manifold.spheres);
    // The commutant holds every orthogonal symmetry of a quadratic loss on spheres.
    const all = commutant ?? [...declared.tangents, ...(rightFields(this.landscape) ?? [])];
    return { tangents: all, identities: all };
  }

  private onOrbit(x: Float64Array, gate: Gate, nullity: number | undefined): Certification {
    const { enclosed } = gate;
    const n = enclosed.size;
    const { lambda } = this.system.gradient(x);
    const spheres = lambda.length;
    if (this.isField && spheres > 0) return { failure: "a field on spheres: no argument is known" };
    const fields = this.fieldsAt(x, gate, nullity);
    const { kept: tangents, basis: b } = selectIndependent(fields.tangents, x);
    const { kept: identities, basis: c } = this.isField
      ? selectIndependent(fields.identities, x)
      : { kept: tangents, basis: b };
    const k = tangents.length;
    if (identities.length !== k)
      return { failure: `${k} symmetric directions, but ${identities.length} identities to release them` };

    const start = new Float64Array(n + k);
    start.set(x);
    start.set(lambda, x.length);
    const room = this.roomOf(n + k);
    const bordered = (z: Float64Array, radius: Float64Array) =>
      border(enclosed.jacobian(z.subarray(0, n), radius.subarray(0, n), room), b, c);
    const map: EnclosedMap = {
      size: n + k,
      // At the midpoint μ = 0 and x = x₀: the slices and the new terms vanish exactly.
      residual: (z) => {
        const out = ballZero(n + k, 1);
        const f = enclosed.conditions(z.subarray(0, n), new Float64Array(n));
        out.mid.set(f.mid);
        out.rad.set(f.rad);
        return out;
      },
      jacobian: bordered,
    };
    const box: (BoxCertificate & { readonly inertia?: Inertia | null }) | null = this.isField
      ? krawczyk(map, start)
      : symmetricKrawczyk(map, start);
    if (box === null)
      return {
        failure:
          nullity !== undefined && nullity > k
            ? `the Hessian has ${nullity - k} zero directions that no known symmetry explains`
            : "interval Newton did not contract: the point is degenerate or too ill-conditioned",
      };
    if (!this.keepsGates(x, box.radius)) return { failure: "the box reaches a kink of the loss" };
    const position = box.radius.subarray(0, x.length);
    if (!certifiedRegular(pairing(c, identities, x, position)))
      return { failure: "the released equations do not follow from the symmetry" };
    if (this.isField && !certifiedRegular(pairing(b, tangents, x, position)))
      return { failure: "the slices are not transversal to the orbit" };
    const inertia = box.inertia !== undefined ? box.inertia : this.stability(enclosed, box, tangents, b, x);
    if (inertia === null) return { failure: "a zero of F is proven, the signs of its spectrum are not" };
    const shift = this.isField ? 0 : k + spheres;
    return {
      kind: "interval",
      of: k === 0 ? "isolated" : "orbit",
      index: inertia.negative - shift,
      nullity: k,
      positive: inertia.positive - shift,
      dimension: k,
      radius: Math.max(0, ...position),
      ...(this.isField ? {} : { value: enclosed.value(x, position) }),
      box,
    };
  }

  /** Numbers of eigenvalues of minus the Jacobian by the sign of their real parts, the k zero ones left out. */
  private stability(
    enclosed: EnclosedLandscape,
    { midpoint, radius }: BoxCertificate,
    tangents: readonly LinearField[],
    b: readonly Float64Array[],
    x: Float64Array,
  ): Inertia | null {
    const n = enclosed.size;
    const k = b.length;
    const position = radius.subarray(0, n);
    const j = enclosed.jacobian(midpoint.subarray(0, n), position);
    if (k === 0) return certifiedRealParts(j);
    const a = tangentBall(tangents, x, position);
    // W = (BᵀA)⁻¹ at the midpoint, so that AW ≈ B there.
    const w = solveLinear(
      gramOf(b, tangents, x),
      matrix(
        k,
        k,
        Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0)),
      ),
    );
    const moved = ballMultiply(a, exactBall(w));
    let s = 0;
    for (const value of j.mid) s = Math.max(s, Math.abs(value));
    const shifted = ballMultiply(moved, exactBall(scaledRows(b, s)));
    for (let i = 0; i < shifted.mid.length; i++) addProduct(j, i, 1, 0, shifted.mid[i]!, shifted.rad[i]!);
    const inner = ballMultiply(exactBall(scaledRows(b, s)), moved);
    // Strict diagonal dominance with a positive diagonal: all real parts are positive.
    for (let i = 0; i < k; i++) {
      let off = 0;
      for (let l = 0; l < k; l++)
        if (l !== i) off += (Math.abs(inner.mid[i * k + l]!) + inner.rad[i * k + l]!) * (1 + 2 ** -40);
      if (!(inner.mid[i * k + i]! * (1 - 2 ** -40) - inner.rad[i * k + i]! > off)) return null;
    }
    const parts = certifiedRealParts(j);
    return parts === null ? null : { negative: parts.negative, positive: parts.positive - k };
  }

  /** Whether no entry of a positive part changes its sign in the box. */
  private keepsGates(x: Float64Array, radius: Float64Array): boolean {
    let offset = 0;
    for (const { symbol, positivePart } of this.landscape.variables) {
      const end = offset + symbol.rows * symbol.columns;
      if (positivePart) for (let k = offset; k < end; k++) if (!(Math.abs(x[k]!) > radius[k]!)) return false;
      offset = end;
    }
    return true;
  }

  /** The regular part of {(Q − Λ)x = 0} for a semidefinite Q − Λ with rational Λ; null where that is not the case at x. */
  private onZeroSet(x: Float64Array, gate: Gate): Certified | null {
    const { enclosed } = gate;
    const spheres = this.system.manifold.spheres;
    if (spheres.reduce((sum, { length }) => sum + length, 0) !== x.length) return null;
    const { lambda } = this.system.gradient(x);
    const q = this.quadraticAt(gate);
    if (q === null) return null;
    const size = Math.max(largestOf(lambda), largestOf(q.toNumbers()));
    const multipliers = [...lambda].map((value) => nearbyRational(value, size));
    if (multipliers.some((value) => value === null)) return null;
    const key = multipliers.map((value) => rationalText(value!)).join();
    let reduced = gate.reduced.get(key);
    if (reduced === undefined) {
      const shift = new Map<number, Rational>();
      spheres.forEach((sphere, s) => {
        for (const k of sphere) shift.set(k, multipliers[s]!);
      });
      reduced = semidefiniteRows(q.map((value, i, j) => (i === j ? value.sub(shift.get(i)!) : value)));
      gate.reduced.set(key, reduced);
    }
    if (reduced === null) return null;
    const { rows, sign } = reduced;
    const n = q.rows;
    const r = rows.length;
    const m = r + spheres.length;
    const zeros = new Float64Array(enclosed.size);
    const point = new Float64Array(enclosed.size);
    point.set(x);
    multipliers.forEach((value, s) => {
      const { mid, rad } = rationalBall(value!);
      point[n + s] = mid;
      zeros[n + s] = rad;
    });
    // With λ = Λ the conditions off the spheres are (Q − Λ)x.
    const here = enclosed.conditions(point, zeros);
    if (rows.some((i) => !(Math.abs(here.mid[i]!) <= 1e-9))) return null;
    const pick = (a: BallMatrix, columns: number): BallMatrix => {
      const out = ballZero(m, columns);
      const source = [...rows, ...spheres.map((_, s) => n + s)];
      source.forEach((from, to) => {
        for (let j = 0; j < columns; j++) {
          out.mid[to * columns + j] = a.mid[from * a.columns + j]!;
          out.rad[to * columns + j] = a.rad[from * a.columns + j]!;
        }
      });
      return out;
    };
    const slope = pick(enclosed.jacobian(point, zeros), n);
    const normals = independent(
      Array.from({ length: m }, (_, i) => slope.mid.slice(i * n, (i + 1) * n)),
      DEPENDENT,
    );
    if (normals.length !== m) return null;
    const basis = matrix(
      n,
      m,
      Float64Array.from({ length: n * m }, (_, k) => normals[k % m]![Math.floor(k / m)]!),
    );
    /** x₀ + N u for u in a box around 0. */
    const reach = (u: Float64Array): Float64Array => {
      const out = new Float64Array(enclosed.size);
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += Math.abs(basis.data[i * m + j]!) * u[j]!;
        out[i] = sum * (1 + (m + 4) * 2 ** -51) + 2 ** -1070;
      }
      out.set(zeros.subarray(n), n);
      return out;
    };
    const box = krawczyk(
      {
        size: m,
        residual: () => pick(here, 1),
        jacobian: (_, u) => ballMultiply(pick(enclosed.jacobian(point, reach(u)), n), exactBall(basis)),
      },
      new Float64Array(m),
    );
    if (box === null) return null;
    const radius = reach(box.radius).subarray(0, n);
    if (!this.keepsGates(x, radius)) return null;
    const free = n - m;
    return {
      kind: "interval",
      of: "zero-set",
      index: sign < 0 ? r : 0,
      nullity: free,
      positive: sign < 0 ? 0 : r,
      dimension: free,
      radius: Math.max(...radius),
      value: enclosed.value(x, radius),
    };
  }

  /** The rational point that x rounds, if its entries are short fractions. */
  private rationalPoint(x: Float64Array): ExactPoint | null {
    const point = new Map<string, RationalMatrix>();
    const size = largestOf(x);
    for (const { name, offset, rows, columns } of this.system.layout) {
      const entries = Array.from(x.subarray(offset, offset + rows * columns), (value) =>
        nearbyRational(value, size),
      );
      if (entries.some((value) => value === null)) return null;
      point.set(
        name,
        RationalMatrix.generate(rows, columns, (i, j) => entries[i * columns + j]!),
      );
    }
    return point;
  }

  private atRational(x: Float64Array, exact: ExactPoint): Certified | null {
    const { landscape } = this;
    let radius = 0;
    for (const { name, offset } of this.system.layout)
      exact
        .get(name)
        ?.toNumbers()
        .forEach((entry, k) => {
          radius = Math.max(radius, Math.abs(entry - x[offset + k]!));
        });
    const near = radius <= 1e-12 * largestOf(x);
    if (!near || !onConstraints(landscape, exact)) return null;
    if (!exactStationarity(landscape, exact).every((g) => g.isZero())) return null;
    if (this.isField) return null;
    const { negative, zero, positive } = exactInertia(landscape, exact);
    const value = toNumber(exactValue(landscape, exact));
    const slack = Math.abs(value) * 2 ** -50;
    return {
      kind: "exact",
      of: "point",
      index: negative,
      nullity: zero,
      positive,
      radius: radius === 0 ? 0 : 2 * radius,
      value: { lo: value - slack, hi: value + slack },
    };
  }
}

const largestOf = (x: Float64Array): number => x.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** A fraction of denominator at most 1000 within rounding of the value, a part of something of `size`; null if there is none. */
function nearbyRational(value: number, size: number): Rational | null {
  for (let d = 1; d <= 1000; d++) {
    const n = Math.round(value * d);
    if (Math.abs(n / d - value) <= 2 ** -48 * size) return rational(BigInt(n)).div(rational(BigInt(d)));
  }
  return null;
}

/** Independent rows of a semidefinite Q and its sign; null if Q is indefinite or zero. */
function semidefiniteRows(q: RationalMatrix): { rows: number[]; sign: 1 | -1 } | null {
  if (q.isZero() || !q.isSymmetric()) return null;
  const { negative, positive } = exactInertiaOf(q);
  if (negative > 0 && positive > 0) return null;
  const rows: number[] = [];
  const target = negative + positive;
  for (let i = 0; i < q.rows && rows.length < target; i++) {
    const candidate = [...rows, i];
    const part = RationalMatrix.generate(candidate.length, q.columns, (a, j) => q.get(candidate[a]!, j));
    if (rank(part) === candidate.length) rows.push(i);
  }
  return { rows, sign: negative > 0 ? -1 : 1 };
}

function onConstraints(landscape: Landscape, point: ExactPoint): boolean {
  return landscape.variables.every(({ symbol, constraint }) => {
    const x = point.get(symbol.name)!;
    if (constraint === "none") return true;
    if (constraint === "unit-norm") return x.norm2().equals(ONE);
    const gram = constraint === "unit-columns" ? x.transpose().multiply(x) : x.multiply(x.transpose());
    return gram.diagonalEntries().every((d) => d.equals(ONE));
  });
}

/** A x. */
export function apply({ rows, columns, values }: LinearField, x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let k = 0; k < rows.length; k++) out[rows[k]!]! += values[k]! * x[columns[k]!]!;
  return out;
}

/** As many fields as have independent values at x, and an orthonormal basis of these, by Gram–Schmidt with one repetition. */
function selectIndependent(
  fields: readonly LinearField[],
  x: Float64Array,
): { readonly kept: readonly LinearField[]; readonly basis: readonly Float64Array[] } {
  const kept: LinearField[] = [];
  const basis: Float64Array[] = [];
  /** Nonzero places of each: fields move few entries. */
  const supports: Int32Array[] = [];
  const least = 1e-9 * Math.max(1, lengthOf(x));
  for (const field of fields) {
    const v = apply(field, x);
    const length = lengthOf(v);
    if (!(length > least)) continue;
    for (let pass = 0; pass < 2; pass++)
      for (let b = 0; b < basis.length; b++) {
        const [q, places] = [basis[b]!, supports[b]!];
        let dot = 0;
        for (let t = 0; t < places.length; t++) dot += q[places[t]!]! * v[places[t]!]!;
        if (dot !== 0) for (let t = 0; t < places.length; t++) v[places[t]!]! -= dot * q[places[t]!]!;
      }
    const left = lengthOf(v);
    if (left <= DEPENDENT * length) continue;
    let count = 0;
    for (let i = 0; i < v.length; i++) {
      if (v[i] === 0) continue;
      v[i]! /= left;
      count++;
    }
    const places = new Int32Array(count);
    for (let i = 0, t = 0; i < v.length; i++) if (v[i] !== 0) places[t++] = i;
    basis.push(v);
    supports.push(places);
    kept.push(field);
  }
  return { kept, basis };
}

function lengthOf(v: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < v.length; i++) squares += v[i]! * v[i]!;
  return Math.sqrt(squares);
}

/** Completes J, in the corner of a larger matrix, to (J, C; Bᵀ, 0), the vectors padded with zeros for the multipliers. */
function border(j: BallMatrix, b: readonly Float64Array[], c: readonly Float64Array[]): BallMatrix {
  const { rows: size, mid } = j;
  const n = size - b.length;
  for (let k = 0; k < b.length; k++) {
    const [slice, release] = [b[k]!, c[k]!];
    for (let i = 0; i < slice.length; i++) {
      mid[(n + k) * size + i] = slice[i]!;
      mid[i * size + n + k] = release[i]!;
    }
  }
  return j;
}

/** The n×k matrix of A_i x over a box. */
function tangentBall(fields: readonly LinearField[], x: Float64Array, radius: Float64Array): BallMatrix {
  const k = fields.length;
  const out = ballZero(x.length, k);
  fields.forEach(({ rows, columns, values }, f) => {
    rows.forEach((row, t) => {
      const from = columns[t]!;
      addProduct(out, row * k + f, values[t]!, 0, x[from]!, radius[from]!);
    });
  });
  return out;
}

/** The vectors as rows, times s. */
function scaledRows(vectors: readonly Float64Array[], s: number): Matrix {
  const columns = vectors[0]?.length ?? 0;
  const data = new Float64Array(vectors.length * columns);
  for (let k = 0; k < vectors.length; k++)
    for (let i = 0; i < columns; i++) data[k * columns + i] = vectors[k]![i]! * s;
  return { rows: vectors.length, columns, data };
}

/** ⟨c_j, A_i x⟩ over a box, row j: sums of few products, their rounding bounded by γ = (terms + 4)·2⁻⁵² of their sizes. */
function pairing(
  c: readonly Float64Array[],
  fields: readonly LinearField[],
  x: Float64Array,
  radius: Float64Array,
): BallMatrix {
  const k = fields.length;
  const out = ballZero(c.length, k);
  for (let f = 0; f < k; f++) {
    const { rows, columns, values } = fields[f]!;
    const gamma = (rows.length + 4) * 2 ** -52;
    for (let j = 0; j < c.length; j++) {
      const v = c[j]!;
      let sum = 0;
      let bound = 0;
      for (let t = 0; t < rows.length; t++) {
        const weight = v[rows[t]!]! * values[t]!;
        if (weight === 0) continue;
        const entry = x[columns[t]!]!;
        sum += weight * entry;
        bound += Math.abs(weight) * (radius[columns[t]!]! + gamma * Math.abs(entry) + TINY);
      }
      out.mid[j * k + f] = sum;
      out.rad[j * k + f] = bound * (1 + 2 ** -30) + TINY;
    }
  }
  return out;
}

function gramOf(b: readonly Float64Array[], fields: readonly LinearField[], x: Float64Array): Matrix {
  const { mid } = pairing(b, fields, x, new Float64Array(x.length));
  return { rows: b.length, columns: fields.length, data: mid };
}

/**
 * Whether a listed value is one that the certified point can have, to the rounding of the loss.
 *
 * @param rounding a bound of it, where it is known; 10⁻¹¹ of the value, or of 1, at least.
 */
export const valueAgrees = ({ value }: Certified, listed: number, rounding = 0): boolean => {
  if (value === undefined) return true;
  const slack = Math.max(rounding, 1e-11 * Math.max(1, Math.abs(listed)));
  return holds({ lo: value.lo - slack, hi: value.hi + slack }, listed);
};
