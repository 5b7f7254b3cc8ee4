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

/**
 * The verdict of a check that found the claim true.
 *
 * @param residual how nearly it failed, ≥ 0; 0 for exact checks.
 * @returns the verdict as data.
 * @example holds() // { verdict: "holds", residual: 0 }
 */
export const holds = (residual = 0): Check => ({ verdict: "holds", residual });
/**
 * The verdict of a check that found the claim false.
 *
 * @param detail what was found in place of what, in words.
 * @returns the verdict as data.
 * @example fails("rank 1").verdict // "fails"
 */
export const fails = (detail: string): Check => ({ verdict: "fails", detail });
/**
 * The verdict of a check that could not decide.
 *
 * @param detail why not, in words.
 * @returns the verdict as data.
 * @example undecided("an eigenvalue near 0").verdict // "undecided"
 */
export const undecided = (detail: string): Check => ({ verdict: "undecided", detail });

/**
 * Any value as part of a message.
 *
 * @returns its beginning as one line.
 * @example returned([1, 2]) // "[1, 2]"
 */
export const returned = (value: unknown): string => (value === undefined ? "undefined" : show(value));

/**
 * What a check returned, as a verdict.
 *
 * @throws TypeError that names what was returned, if it is neither a boolean nor a verdict with its residual or detail.
 * @param outcome a boolean, or a verdict.
 * @returns the verdict; true holds with residual 0.
 * @example readOutcome(true).verdict // "holds"
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

/**
 * All of several checks.
 *
 * @param outcomes booleans or verdicts.
 * @returns the first failure, else the first indecision, else the worst residual; with none, it holds.
 * @throws TypeError if one of them is neither.
 * @example all(holds(), fails("rank 1"), undecided("?")).verdict // "fails"
 */
export function all(...outcomes: readonly Outcome[]): Check {
  const checks = outcomes.map(readOutcome);
  const failure = checks.find(({ verdict }) => verdict === "fails");
  if (failure !== undefined) return failure;
  const open = checks.find(({ verdict }) => verdict === "undecided");
  if (open !== undefined) return open;
  return holds(Math.max(0, ...checks.map((check) => (check.verdict === "holds" ? check.residual : 0))));
}

/**
 * A check that a condition is true.
 *
 * @param detail what to say if it is not.
 * @returns residual 0, or a failure.
 * @throws TypeError if the condition is no boolean.
 * @example require(1 + 1 === 2, "arithmetic").verdict // "holds"
 */
export function require(condition: boolean, detail: string): Check {
  if (typeof condition !== "boolean")
    throw new TypeError(`require: expected true or false, got ${returned(condition)}`);
  return condition ? holds() : fails(detail);
}

/**
 * A check that a floating residual is within its tolerance; within a factor 10 beyond it, undecided. NaN fails.
 *
 * @param residual what is negative, an excess over a bound that is kept with room, counts as 0.
 * @param what is measured, for the message.
 * @returns the verdict with the residual.
 * @example within(5e-9, 1e-9, "gradient").verdict // "undecided"
 */
export function within(residual: number, tolerance: number, what: string): Check {
  if (residual <= tolerance) return holds(Math.max(0, residual));
  const detail = `${what}: ${residual.toExponential(2)} exceeds ${tolerance.toExponential(1)}`;
  return residual <= UNDECIDED * tolerance ? undecided(detail) : fails(detail);
}
