/**
 * The atlas of a landscape: every critical component of a problem, located, classified, counted and audited.
 *
 * index = negative eigenvalues, nullity = zero eigenvalues of the Riemannian Hessian; a component is Morse–Bott
 * when nullity = dimension. For a vector field (stop-gradient) index counts unstable directions.
 * The JSON form of these types is a contract (see `docs/interface.md`); fields that do not apply are absent.
 */
import type { PathCounts } from "../../numeric/homotopy/endpoints.js";
import type { Matrix } from "../../numeric/linalg/dense.js";
import type { ProblemFile } from "../../objectives/schema.js";

export type ComponentKind =
  | "global-minimum"
  | "local-minimum"
  | "strict-saddle"
  | "local-maximum"
  | "global-maximum"
  | "degenerate"
  | "undecided"
  /** Vector fields only: equilibria have no value. */
  | "stable-equilibrium"
  | "unstable-equilibrium";

export type Outcome =
  | "collapsed"
  | "dimensional-collapse"
  | "non-collapsed-bad"
  | "optimal-subspace"
  | "ground-truth"
  | "varies";

/** Per-atom recovery c_j = max_i |cos(W_i, M_j)|, summarised over the atoms j. */
export interface Recovery {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Eigenvalue counts of the Jacobian by the sign of the real part. */
export interface Stability {
  readonly stable: number;
  readonly zero: number;
  readonly unstable: number;
}

/** Statements that a certificate can prove of the exact critical point in its box. */
export type ProvenStatement =
  /** There is exactly one critical point in the box, up to the symmetry. */
  | "existence"
  | "uniqueness"
  /** The critical set near it is a manifold of the stated dimension, and Morse–Bott. */
  | "dimension"
  | "index"
  | "nullity"
  | "value";

/** What is proved of a component, and how. Without `proven` nothing is; that is no evidence against the component. */
export interface CertificateSummary {
  readonly kind: "exact" | "interval" | "closed-form" | "numerical";
  readonly detail: string;
  readonly proven?: readonly ProvenStatement[];
  /** The exact critical point is within this of the representative, in every entry. */
  readonly radius?: number;
}

/**
 * How components were located: by the closed form, by the solver in its own way (by elimination, or by paths), by elimination, by
 * paths, or by the closed form and paths.
 */
export const USED_METHODS = ["closed-form", "solve", "algebra", "paths", "both"] as const;
export type UsedMethod = (typeof USED_METHODS)[number];

/** What can be asked for: `auto` is the closed form where there is one, else the solver. */
export type Method = "auto" | UsedMethod;

/** How far completeness is proved, and by which theorem. */
export type CompletenessProof = "proved" | "numerical" | "incomplete";

/**
 * What elimination knows of its list being all, `points` of them over the complex numbers: everything, as they are the roots of one
 * polynomial; all, by a bound of their number modulo `prime` less points at infinity; or that they are verified, and that so many primes
 * of so many bits agree on their number.
 */
export type CompletenessEvidence =
  | { readonly kind: "univariate"; readonly points: number }
  | {
      readonly kind: "rank";
      readonly points: number;
      readonly prime: number;
      readonly bound: number;
      readonly atInfinity: number;
    }
  | {
      readonly kind: "modular";
      readonly points: number;
      readonly solutions: boolean;
      readonly primes: number;
      readonly bits: number;
    };

/** One connected component of the critical set, up to the copies counted by `multiplicity`. */
export interface CriticalComponent {
  readonly id: string;
  readonly family: string;
  /** One refined point of the component: variable name → matrix. */
  readonly representative: Readonly<Record<string, Matrix>>;
  readonly value?: number;
  readonly exactValue?: string;
  readonly dimension?: number;
  readonly index?: number;
  readonly nullity?: number;
  readonly morseBott?: boolean;
  readonly kind: ComponentKind;
  readonly stability?: Stability;
  readonly rank?: number;
  readonly outcome?: Outcome;
  /** At the representative; where the outcome varies, medians over uniformly random points. */
  readonly recovery?: Recovery;
  readonly retained?: number;
  /** cond(W Σ^{1/2}) of the encoder at the representative. */
  readonly conditionNumber?: number;
  /** Connected components that the entry stands for; absent where these are not told apart. */
  readonly multiplicity?: bigint;
  readonly eulerCharacteristic?: bigint;
  /** Relative norm of the symbolic stationarity residual after refinement. */
  readonly residual: number;
  readonly certificate: CertificateSummary;
  /** What the reader should know of this component: codimension of the good subset, why undecided, … */
  readonly notes?: readonly string[];
}

/** Exact counts of connected components. */
export interface Census {
  readonly byIndex: ReadonlyMap<number, bigint>;
  readonly total: bigint;
  /** Components whose index is not defined (degenerate or continuous families without one). */
  readonly withoutIndex?: bigint;
}

export interface Audit {
  readonly complete: boolean;
  /**
   * `proved`: by `theorem`, its hypotheses decided exactly; `numerical`: decided in floating point, or every path accounted
   * for, or modulo primes (`evidence`); `incomplete` otherwise.
   */
  readonly proof: CompletenessProof;
  readonly theorem?: string;
  /** Why `complete` is false, or what was left undecided. */
  readonly reason?: string;
  readonly by: readonly ("closed-form" | "path-count" | "elimination" | "morse-euler" | "cross-check")[];
  readonly morseEuler?: { readonly expected: bigint; readonly found: bigint };
  readonly paths?: PathCounts;
  /** Of elimination. */
  readonly evidence?: CompletenessEvidence;
  /** Disagreements between a closed form and the symbolic layer: any entry is a failed audit. */
  readonly failures: readonly string[];
}

export interface StationarityCondition {
  readonly variable: string;
  readonly text: string;
  readonly tex: string;
}

export interface Atlas {
  readonly problem: ProblemFile;
  readonly seed: number;
  /** How the components were located; never what was merely asked for. */
  readonly method: UsedMethod;
  /** One line naming objective, model and shapes, for captions. */
  readonly title: string;
  readonly isVectorField: boolean;
  readonly stationarity: readonly StationarityCondition[];
  readonly components: readonly CriticalComponent[];
  /** The limit, or an interrupt, kept components of the census out of the list (distinct entries are not counted, copies are). */
  readonly truncated: boolean;
  readonly census?: Census;
  readonly audit: Audit;
  readonly warnings: readonly string[];
}
