/**
 * What a certificate proves of a critical point, or why it proves nothing.
 */

import { holds, type Interval } from "../../numeric/rigorous/interval.js";
import type { BoxCertificate } from "../../numeric/rigorous/krawczyk.js";
import { VALUE_AGREEMENT } from "../tolerances.js";

/** What was proven of a component; every statement holds for the exact critical point in the box. */
export interface Certified {
  /** Of the rows of `kinds.ts`, or of a way from outside. */
  readonly kind: string;
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

/** What trying to certify a point came to: what is proved of a box around it, or in words why nothing is. */
export type Certification = Certified | { readonly failure: string };

/**
 * Whether a certification proves something; narrows the type.
 *
 * @returns false where it only says why nothing is proved.
 * @example isCertified({ failure: "the Hessian is singular" }) // false
 */
export const isCertified = (a: Certification): a is Certified => !("failure" in a);

/**
 * Whether a listed value is one that the certified point can have, to the rounding of the loss.
 *
 * @param rounding a bound of it, where it is known; that of `VALUE_AGREEMENT` at least.
 */
export const valueAgrees = ({ value }: Pick<Certified, "value">, listed: number, rounding = 0): boolean => {
  if (value === undefined) return true;
  const slack = Math.max(rounding, VALUE_AGREEMENT * Math.max(1, Math.abs(listed)));
  return holds({ lo: value.lo - slack, hi: value.hi + slack }, listed);
};
