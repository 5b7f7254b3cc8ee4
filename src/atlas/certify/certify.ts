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
 *    the Riemannian Hessian has In(J) − (c, 0, c). In(K) is proven over the box, so index = In₋(K) − k − c; multipliers of equalities are
 *    among the x, with a shift of their own (`symbolic/lagrangian.ts`).
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
import type { RationalMatrix } from "../../exact/matrix.js";
import { rationalText, ZERO } from "../../exact/rational.js";
import type { Matrix } from "../../numeric/linalg/dense.js";
import { type BallMatrix, ballZero } from "../../numeric/rigorous/ball-matrix.js";
import { certifiedRegular } from "../../numeric/rigorous/certified-inertia.js";
import {
  type BoxCertificate,
  type EnclosedMap,
  krawczyk,
  symmetricKrawczyk,
} from "../../numeric/rigorous/krawczyk.js";
import type { Symmetry } from "../../objectives/objective.js";
import { EnclosedLandscape } from "../../symbolic/enclose.js";
import type { ExactPoint } from "../../symbolic/evaluate.js";
import {
  actionFields,
  commutantFields,
  quadraticForm,
  rightFields,
  type SymmetryFields,
} from "../../symbolic/generators.js";
import { isVectorField, type Landscape } from "../../symbolic/landscape.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { type Certification, type Certified, isCertified } from "./certified.js";
import { type SpectrumSigns, stability } from "./orbit-stability.js";
import { atRationalPoint, rationalPoint } from "./rational-point.js";
import { border, pairing, selectIndependent } from "./tangent-fields.js";
import { nearbyMultipliers, type SemidefiniteForm, semidefiniteForm, zeroSetRadius } from "./zero-set.js";

/** Unknowns (entries, multipliers, slices) beyond which no certificate is tried: the cost grows with the cube. */
const MAX_CERTIFIED_UNKNOWNS = 160;
/** Beyond this exact inertia costs more than it tells. */
const MAX_EXACT_ENTRIES = 40;

/**
 * The loss is smooth on each set of points whose entries behind max(X, 0) have given signs: the landscape on one of them. The quadratic
 * form and the fields are found when needed.
 */
interface SmoothPiece {
  /** 1 for entries that are positive; null where nothing is behind max(X, 0). */
  readonly open: Uint8Array | null;
  readonly enclosed: EnclosedLandscape;
  quadratic?: RationalMatrix | null;
  /** All symmetries, beyond the declared ones. */
  extended?: SymmetryFields;
  /** Independent rows of Q − Λ and its sign, by Λ; null where it is not semidefinite. */
  readonly semidefinite: Map<string, SemidefiniteForm | null>;
}

/**
 * Certifies points of one landscape; what depends on the landscape alone is prepared once.
 *
 * @example
 * const { landscape, symmetries } = problem.objective;
 * const certifier = new Certifier(landscape!, symmetries, new LandscapeSystem(landscape!));
 * isCertified(certifier.certify(Float64Array.of(0, 0), 0)) // true
 */
export class Certifier {
  private readonly isField: boolean;
  private readonly pieces = new Map<string, SmoothPiece>();
  private enclosed: EnclosedLandscape | null = null;
  private room: BallMatrix | null = null;
  private quadratic: RationalMatrix | null | undefined;
  /** Fields of the declared actions. */
  private declared: SymmetryFields | null = null;

  /**
   * @param landscape the loss with its derivatives and constraints.
   * @param symmetries under which the loss is invariant, as the objective declares them.
   * @param system the same landscape over doubles.
   */
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
   * @returns what holds in a box around the point, or the reason why nothing was proved.
   */
  certify(x: Float64Array, nullity?: number, exact?: ExactPoint): Certification {
    const { size } = this.system;
    const spheres = this.system.manifold.spheres;
    if (size + spheres.length > MAX_CERTIFIED_UNKNOWNS)
      return {
        failure: `${size + spheres.length} unknowns, certificates are tried up to ${MAX_CERTIFIED_UNKNOWNS}`,
      };
    const piece = this.pieceAt(x);
    if (piece === null) return { failure: "an entry lies on a kink of the loss" };
    const onOrbit = this.onOrbit(x, piece, nullity);
    if (isCertified(onOrbit)) return onOrbit;
    // Its quadratic forms are those of losses on spheres.
    const zeroSet = this.landscape.equalities === undefined ? this.onZeroSet(x, piece) : null;
    if (zeroSet !== null) return zeroSet;
    if (size <= MAX_EXACT_ENTRIES) {
      const rational = exact ?? rationalPoint(this.system, x);
      const point = rational === null ? null : atRationalPoint(this.system, x, rational);
      if (point !== null) return point;
    }
    return onOrbit;
  }

  /** The smooth piece that x is on; null on a kink. */
  private pieceAt(x: Float64Array): SmoothPiece | null {
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
    let piece = this.pieces.get(key);
    if (piece === undefined) {
      this.enclosed ??= new EnclosedLandscape(this.landscape, this.system.manifold.spheres);
      piece = { open, enclosed: this.enclosed.withGates(open), semidefinite: new Map() };
      this.pieces.set(key, piece);
    }
    return piece;
  }

  private fieldsAt(x: Float64Array, piece: SmoothPiece, nullity: number | undefined): SymmetryFields {
    this.declared ??= actionFields(this.landscape, this.symmetries);
    const { tangents } = this.declared;
    if (
      nullity === undefined ||
      (tangents.length >= nullity && selectIndependent(tangents, x).kept.length >= nullity)
    )
      return this.declared;
    piece.extended ??= this.extendedFields(piece, this.declared);
    return piece.extended;
  }

  /** A matrix of the order, for one use after another. */
  private roomOf(order: number): BallMatrix {
    if (this.room?.rows !== order) this.room = ballZero(order, order);
    return this.room;
  }

  /** The quadratic form of the loss, without the entries that are closed. */
  private quadraticAt(piece: SmoothPiece): RationalMatrix | null {
    if (piece.quadratic !== undefined) return piece.quadratic;
    if (this.quadratic === undefined) this.quadratic = quadraticForm(this.landscape);
    const { open } = piece;
    piece.quadratic =
      this.quadratic === null || open === null
        ? this.quadratic
        : this.quadratic.map((value, i, j) => (open[i] === 0 || open[j] === 0 ? ZERO : value));
    return piece.quadratic;
  }

  private extendedFields(piece: SmoothPiece, declared: SymmetryFields): SymmetryFields {
    if (this.isField) return declared;
    const quadratic = this.quadraticAt(piece);
    const commutant = quadratic === null ? null : commutantFields(quadratic, this.system.manifold.spheres);
    // The commutant holds every orthogonal symmetry of a quadratic loss on spheres.
    const all = commutant ?? [...declared.tangents, ...(rightFields(this.landscape) ?? [])];
    return { tangents: all, identities: all };
  }

  private onOrbit(x: Float64Array, piece: SmoothPiece, nullity: number | undefined): Certification {
    const { enclosed } = piece;
    const { lambda } = this.system.gradient(x);
    const spheres = lambda.length;
    if (this.isField && spheres > 0) return { failure: "a field on spheres: no argument is known" };
    const fields = this.fieldsAt(x, piece, nullity);
    const { kept: tangents, basis: b } = selectIndependent(fields.tangents, x);
    const { kept: identities, basis: c } = this.isField
      ? selectIndependent(fields.identities, x)
      : { kept: tangents, basis: b };
    const k = tangents.length;
    if (identities.length !== k)
      return { failure: `${k} symmetric directions, but ${identities.length} identities to release them` };

    const box = this.borderedBox(enclosed, x, lambda, b, c);
    if (box === null)
      return {
        failure:
          nullity !== undefined && nullity > k
            ? `the Hessian has ${nullity - k} zero directions that no known symmetry explains`
            : "interval Newton did not contract: the point is degenerate or too ill-conditioned",
      };
    if (!this.staysOnPiece(x, box.radius)) return { failure: "the box reaches a kink of the loss" };
    const position = box.radius.subarray(0, x.length);
    if (!certifiedRegular(pairing(c, identities, x, position)))
      return { failure: "the released equations do not follow from the symmetry" };
    if (this.isField && !certifiedRegular(pairing(b, tangents, x, position)))
      return { failure: "the slices are not transversal to the orbit" };
    const inertia = box.inertia !== undefined ? box.inertia : stability(enclosed, box, tangents, b, x);
    if (inertia === null) return { failure: "a zero of F is proven, the signs of its spectrum are not" };
    const shift = this.isField ? 0 : k + spheres;
    const { negative, positive } = this.system.shift;
    return {
      kind: "interval",
      of: k === 0 ? "isolated" : "orbit",
      index: inertia.negative - shift - negative,
      nullity: k,
      positive: inertia.positive - shift - positive,
      dimension: k,
      radius: Math.max(0, ...position),
      ...(this.isField ? {} : { value: enclosed.value(x, position) }),
      box,
    };
  }

  /**
   * The box of a zero of the conditions on the slices b, with a new unknown for each identity c; null where nothing contracts. At the
   * midpoint these are 0 and x = x₀: the slices and the new terms vanish exactly.
   *
   * @param b columns, k of them, normal to the slices. @param c columns of the same number, which the new unknowns multiply.
   */
  private borderedBox(
    enclosed: SmoothPiece["enclosed"],
    x: Float64Array,
    lambda: Float64Array,
    b: readonly Float64Array[],
    c: readonly Float64Array[],
  ): (BoxCertificate & { readonly inertia?: SpectrumSigns | null }) | null {
    const n = enclosed.size;
    const size = n + b.length;
    const start = new Float64Array(size);
    start.set(x);
    start.set(lambda, x.length);
    const room = this.roomOf(size);
    const map: EnclosedMap = {
      size,
      residual: (z) => {
        const out = ballZero(size, 1);
        const f = enclosed.conditions(z.subarray(0, n), new Float64Array(n));
        out.mid.set(f.mid);
        out.rad.set(f.rad);
        return out;
      },
      jacobian: (z, radius) => border(enclosed.jacobian(z.subarray(0, n), radius.subarray(0, n), room), b, c),
    };
    return this.isField ? krawczyk(map, start) : symmetricKrawczyk(map, start);
  }

  /** Whether no entry behind max(X, 0) changes its sign in the box. */
  private staysOnPiece(x: Float64Array, radius: Float64Array): boolean {
    let offset = 0;
    for (const { symbol, positivePart } of this.landscape.variables) {
      const end = offset + symbol.rows * symbol.columns;
      if (positivePart) for (let k = offset; k < end; k++) if (!(Math.abs(x[k]!) > radius[k]!)) return false;
      offset = end;
    }
    return true;
  }

  /** A critical manifold that no symmetry moves along; null where the loss is not quadratic, or not semidefinite at x. */
  private onZeroSet(x: Float64Array, piece: SmoothPiece): Certified | null {
    const { spheres } = this.system.manifold;
    if (spheres.reduce((sum, { length }) => sum + length, 0) !== x.length) return null;
    const quadratic = this.quadraticAt(piece);
    if (quadratic === null) return null;
    const { lambda } = this.system.gradient(x);
    const multipliers = nearbyMultipliers(lambda, quadratic);
    if (multipliers === null) return null;
    const key = multipliers.map(rationalText).join();
    let form = piece.semidefinite.get(key);
    if (form === undefined) {
      form = semidefiniteForm(quadratic, spheres, multipliers);
      piece.semidefinite.set(key, form);
    }
    if (form === null) return null;
    const radius = zeroSetRadius(piece.enclosed, x, multipliers, form.rows);
    if (radius === null || !this.staysOnPiece(x, radius)) return null;
    const rank = form.rows.length;
    const dimension = quadratic.rows - rank - spheres.length;
    return {
      kind: "interval",
      of: "zero-set",
      index: form.sign < 0 ? rank : 0,
      nullity: dimension,
      positive: form.sign < 0 ? 0 : rank,
      dimension,
      radius: Math.max(...radius),
      value: piece.enclosed.value(x, radius),
    };
  }
}
