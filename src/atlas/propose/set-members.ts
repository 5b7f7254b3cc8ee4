/**
 * What critical sets larger than orbits are described from: points on them, and the strata of the orbit space that hold the points.
 */
import type { AlgebraicPoint } from "../../algebra/coordinates.js";
import type { Random } from "../../exact/random.js";
import { stiefelDimension } from "../../objectives/topology.js";
import type { SignChange } from "../../quotient/residual.js";
import type { Stratum } from "../../quotient/strata.js";
import type { Landscape } from "../../symbolic/landscape.js";
import type { Polynomial } from "../../symbolic/polynomial.js";
import type { AffineFlow } from "../group/affine-flow.js";
import type { Rotations } from "../group/rotations.js";
import type { ExactInertia, ExactSigns } from "../local/exact-inertia.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { Valued } from "./exact-values.js";

/** A stratum with a part of the critical set. */
export interface SetStratum {
  readonly stratum: Stratum;
  /** In its coordinates; null for fields. */
  readonly loss: Polynomial | null;
  /** Of its complex critical set. */
  readonly dimension: number;
}

/** A point of the critical set. */
export interface SetMember extends Valued {
  readonly solved: SetStratum;
  readonly point: AlgebraicPoint;
  readonly signs: ExactSigns | null;
  /** What the signs are decided by, on the whole stratum; null where it is not known. */
  readonly inertia: ExactInertia | null;
  /** The dimension of the stratum's set near it, at least. */
  readonly along: number;
  /** Whether it is all of the stratum's set near it. */
  readonly isIsolated: boolean;
  /** What the stratum leaves of the group. */
  readonly changes: readonly SignChange[];
  /** A point of the landscape over it. */
  readonly x: Float64Array;
}

/** What sets are told apart with. */
export interface SetSetting {
  readonly landscape: Landscape;
  readonly system: LandscapeSystem;
  /** Null where affine symmetries are not known. */
  readonly flow: AffineFlow | null;
  /** Null where affine symmetries are no rotations of one subspace. */
  readonly rotations: Rotations | null;
  readonly random: Random;
  /** Of coordinates, enough for the members. */
  readonly digits: number;
  readonly signal: AbortSignal | undefined;
}

/** Of the orbits of a stratum: Σ_g m r − r(r+1)/2. */
export const orbitDimension = ({ stratum: { forms } }: Pick<SetStratum, "stratum">): number =>
  forms.reduce((sum, { action, rank }) => sum + stiefelDimension(action.size, rank), 0);
