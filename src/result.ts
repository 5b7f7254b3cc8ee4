/**
 * What may be unavailable: the value itself, or why there is none, as data.
 *
 * The one form for answers that may be missing for a reason; `null` is left to what is missing without one.
 */

/** Why there is no value. */
export interface Unavailable<Reason> {
  readonly unavailable: Reason;
}

/** A value, or why there is none. */
export type Result<T extends object, Reason> = T | Unavailable<Reason>;

/** Whether there is a reason instead of a value. */
export const isUnavailable = <T extends object, Reason>(
  result: Result<T, Reason>,
): result is Unavailable<Reason> => "unavailable" in result;
