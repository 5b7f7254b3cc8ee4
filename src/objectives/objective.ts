/**
 * What an objective tells the rest of the house: its loss as an expression, its symmetry, and, where the theory has
 * one, its critical set in closed form, as proposals that the atlas refines, classifies and audits.
 */
import type { AlgebraicNumber } from "../algebra/algebraic-number.js";
import type { CountPolynomial } from "../exact/counting.js";
import type { RationalMatrix } from "../exact/matrix.js";
import type { Random } from "../exact/random.js";
import type { Rational } from "../exact/rational.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import type { Frame } from "../numeric/linalg/frame.js";
import type { NumericSystem } from "../numeric/polynomial/system.js";
import type { Box } from "../numeric/rigorous/all-zeros.js";
import type { Interval } from "../numeric/rigorous/interval.js";
import { isUnavailable as hasNoValue, type Unavailable as NoValue, type Result } from "../result.js";
import type { AnalyticLoss } from "../symbolic/analytic-loss.js";
import type { Landscape, Printed } from "../symbolic/landscape.js";

/** A value of every variable, by name. */
export type Point = Readonly<Record<string, Matrix>>;

/** A critical component as a closed form or the solver proposes it; everything here is checked against the symbolic layer. */
export interface Proposal {
  readonly id: string;
  readonly family: string;
  readonly representative: Point;
  /** The same point exactly, where it is rational. */
  readonly exactRepresentative?: ReadonlyMap<string, RationalMatrix>;
  /** Coordinates in which the Hessian is sparse. */
  readonly frames?: readonly Frame[];
  readonly value?: number;
  readonly exactValue?: Rational;
  readonly dimension: number;
  /** Negative directions (unstable ones for a field); absent where there is no formula. */
  readonly index?: number;
  readonly nullity?: number;
  /** Connected components that it stands for; absent where these are not told apart. */
  readonly multiplicity?: bigint;
  /** χ of one copy. */
  readonly eulerCharacteristic?: bigint;
  /** Proven to minimise globally (where the Hessian alone cannot tell). */
  readonly globalMinimum?: boolean;
  /** Not a smooth point of the loss: the Hessian is not defined here. */
  readonly nonsmooth?: boolean;
  /** A random point of the component, uniform under its symmetry; absent for isolated points. */
  readonly sample?: (random: Random) => Point;
  /**
   * A point of the component, in whichever of its copies, nearest to a point that obeys the constraints (Frobenius
   * norm); absent where there is no formula.
   */
  readonly nearest?: (point: Point) => Point;
  /**
   * The point is located exactly, its representative is the nearest doubles, and the signs of the spectrum, negative (unstable), zero and
   * positive (stable), are decided exactly there, or not decided: nothing of it is to be read off the doubles.
   */
  readonly exactSigns?:
    | { readonly index: number; readonly nullity: number; readonly positive: number }
    | "undecided";
  /** The place of its value among the different values of the list, from below, as far as exact data tell them apart. */
  readonly valueOrder?: number;
  /** The value as an algebraic number, where the proposer knows it. */
  readonly algebraicValue?: AlgebraicNumber;
  /** Whether it is compact; absent where that is not known, or clear. */
  readonly extent?: "bounded" | "unbounded";
  /** Index or nullity change along it. */
  readonly varies?: boolean;
  readonly notes?: readonly string[];
}

/** As a closed form states it: it knows the number of connected components. */
export interface ComponentProposal extends Proposal {
  readonly multiplicity: bigint;
}

/** The critical set, or families of it, as a theorem states them. */
export interface ClosedForm {
  /** One sentence: which theorem applies. */
  readonly statement: string;
  /** Whether every hypothesis was decided exactly, not in floating point; absent where that cannot be said. */
  readonly decided?: () => boolean;
  /** Why the families are not the whole critical set; absent when they are. */
  readonly gap?: string;
  /** In order of value (for fields: of rank). */
  proposals(): Iterable<ComponentProposal>;
  /** Connected components by index, exactly; absent where indices have no formula. */
  readonly byIndex?: CountPolynomial;
  /** All connected components, where they are finitely many and counted. */
  readonly total?: bigint;
  /** Σ (−1)^index χ over all components against χ of the manifold (1 for coercive polynomials). */
  readonly morseEuler?: { readonly expected: bigint; readonly found: bigint };
}

/** Why there is no closed form. */
export interface Unavailable extends NoValue<string> {
  /** The data are undecided in double precision: the solver, which works in it too, could not decide them either. */
  readonly undecided?: true;
}

/** There would be a closed form, if double precision could decide the data. */
export const undecided = (reason: string): Unavailable => ({ unavailable: reason, undecided: true });

/** Whether there is no closed form. */
export const isUnavailable = (form: Result<ClosedForm, string>): form is Unavailable => hasNoValue(form);

/** A group that acts on the variables and leaves the loss as it is: what is critical comes in its orbits. */
export type Symmetry =
  /** X ↦ R X for the listed variables, P ↦ R P Rᵀ for the conjugated ones, R ∈ O(m). */
  {
    readonly kind: "left-orthogonal";
    readonly left: readonly string[];
    readonly conjugated: readonly string[];
  };

/** A square system with one real solution for each critical orbit of a kind. */
export interface OrbitSystem {
  /** Rank of the encoder on these orbits; points of lower rank may be among the solutions. */
  readonly rank: number;
  readonly system: NumericSystem;
  /** Proven bounds of |x_v| at the solutions with critical points over them; ∞ where there is none. */
  readonly bounds: Float64Array;
  /** A critical point of the orbit that belongs to a real solution; null where no real one does. */
  lift(x: Float64Array): Point | null;
}

/** Proven: every critical orbit, however far out, is that of one of the points or belongs to a real solution of one of the systems. */
export interface OrbitStrata {
  readonly points: readonly Point[];
  readonly systems: readonly OrbitSystem[];
}

/** What of a matrix has unit norm: every column, every row, the whole, or nothing. */
export type Normalization = "none" | "columns" | "rows" | "frobenius";

/** What training rules that do more than follow the gradient have to know of a loss. */
export interface TrainingForm {
  /** λ or η, which enters step sizes. */
  readonly weightDecay: Rational;
  /**
   * How the branches of the loss are related, where a rule can treat them apart: two encoders Wo, Wt, coupled as −2 tr(Wo Γ Wtᵀ)
   * under a normalisation; one encoder in both places; or a predictor P on the online branch, the gradient being stopped at the other.
   */
  readonly branches?: { readonly two: Normalization } | { readonly one: Normalization } | "stopped";
}

/** Stationarity where it is no equation of gradients, in words of text and TeX. */
export interface DescribedConditions {
  readonly stationarity: readonly (Printed & { readonly variable: string })[];
  readonly constraints: readonly Printed[];
  /** Why there is no Hessian. */
  readonly hessian: Printed;
}

/** A loss with exponentials and logarithms, and the box in which its critical points are looked for. */
export interface AnalyticProblem {
  readonly loss: AnalyticLoss;
  /** Of the entries of the variables, row by row. */
  readonly box: Box;
}

/** A loss, or a field, on the data of one model; see the header. */
export interface Objective {
  readonly kind: string;
  /** One line for captions. */
  readonly title: string;
  /** The smooth loss or field in the grammar of the symbolic layer. */
  readonly landscape?: Landscape;
  /** The loss in words of TeX and text: as its user wrote it, or where it lies outside the grammar. */
  readonly describedLoss?: Printed;
  /** Present where there is no landscape to derive them from. */
  readonly describedConditions?: DescribedConditions;
  /** A loss outside the grammar: value, and the smallest directional derivative over unit tangent directions. */
  readonly oracle?: {
    value(point: Point): number;
    descent(point: Point): number;
    /** An enclosure of the value at a point that a theorem proves to be a global minimum; null at others. */
    provenMinimum?(point: Point): Interval | null;
  };
  /** A smooth loss outside the grammar of landscapes. */
  readonly analytic?: AnalyticProblem;
  /** The variable whose rows are the features. */
  readonly encoder: string;
  readonly symmetries: readonly Symmetry[];
  /** Absent where rules can only follow the gradient, without weight decay. */
  readonly training?: TrainingForm;
  /** The critical orbits as solutions of systems smaller than the stationarity conditions; null where there are none. */
  strata?(random: Random): OrbitStrata | null;
  closedForm(): ClosedForm | Unavailable;
}
