/**
 * What a check says about one instance, and the checks that others are made of.
 *
 *   holds(r)     with the residual r, a finite number ≥ 0: 0 for exact checks
 *   fails(why)   refutes
 *   undecided    inside a tolerance
 *
 * A check may also return a boolean. NaN is a residual of nothing: what comes out as NaN fails or is an error.
 */
import { show } from "../files/problem-error.js";
import { UNDECIDED } from "./tolerances.js";

/** What checking the conclusion on one instance says. */
export type Check =
  | { readonly verdict: "holds"; readonly residual: number }
  | { readonly verdict: "fails"; readonly detail: string }
  | { readonly verdict: "undecided"; readonly detail: string };

/**
 * What a check may return: a verdict, whose residual is a finite number ≥ 0, or a boolean, where `true` holds with the
 * residual 0 and `false` refutes. Anything else, `undefined` and NaN included, verifies nothing: `verify` calls it an error.
 */
export type Outcome = Check | boolean;

/** The check found the claim true, to a residual. */
export const holds = (residual = 0): Check => ({ verdict: "holds", residual });
/** The check found the claim false. */
export const fails = (detail: string): Check => ({ verdict: "fails", detail });
/** The check could not decide. */
export const undecided = (detail: string): Check => ({ verdict: "undecided", detail });

/** Any value as part of a message. */
export const returned = (value: unknown): string => (value === undefined ? "undefined" : show(value));

/**
 * What a check returned, as a verdict.
 *
 * @throws TypeError that names what was returned, if it is neither a boolean nor a verdict with its residual or detail.
 */
export function readOutcome(outcome: unknown): Check {
  if (outcome === true) return holds();
  if (outcome === false) return fails("the check returned false");
  const refuse = (expected: string, got: unknown): never => {
    throw new TypeError(`check: expected ${expected}, got ${returned(got)}`);
  };
  const { verdict, residual, detail } = (outcome ?? {}) as Readonly<Record<string, unknown>>;
  if (verdict === "holds") {
    if (typeof residual !== "number" || !(residual >= 0 && residual < Number.POSITIVE_INFINITY))
      refuse("a residual that is a finite number of at least 0", residual);
  } else if (verdict === "fails" || verdict === "undecided") {
    if (typeof detail !== "string") refuse("a detail in words", detail);
  } else refuse("true, false or a verdict (holds, fails, undecided)", outcome);
  return outcome as Check;
}

/** All of several checks: the first failure, else the first indecision, else the worst residual. */
export function all(...outcomes: readonly Outcome[]): Check {
  const checks = outcomes.map(readOutcome);
  const failure = checks.find(({ verdict }) => verdict === "fails");
  if (failure !== undefined) return failure;
  const open = checks.find(({ verdict }) => verdict === "undecided");
  if (open !== undefined) return open;
  return holds(Math.max(0, ...checks.map((check) => (check.verdict === "holds" ? check.residual : 0))));
}

/** A check that a condition is true, with what to say if it is not. @throws TypeError if it is no boolean. */
export function require(condition: boolean, detail: string): Check {
  if (typeof condition !== "boolean")
    throw new TypeError(`require: expected true or false, got ${returned(condition)}`);
  return condition ? holds() : fails(detail);
}

/**
 * A check that a floating residual is within its tolerance; within a factor 10 beyond it, undecided. NaN fails. What is
 * negative, an excess over a bound that is kept with room, counts as 0.
 */
export function within(residual: number, tolerance: number, what: string): Check {
  if (residual <= tolerance) return holds(Math.max(0, residual));
  const detail = `${what}: ${residual.toExponential(2)} exceeds ${tolerance.toExponential(1)}`;
  return residual <= UNDECIDED * tolerance ? undecided(detail) : fails(detail);
}
