/**
 * A closed form against a list of components that a record writes down on its own: families, dimensions, indices,
 * nullities, values, multiplicities, Euler characteristics and the census, all before any refinement.
 */
import { LandscapeSystem } from "../atlas/system.js";
import { Random } from "../exact/random.js";
import { type Rational, rationalText, toNumber } from "../exact/rational.js";
import { type ComponentProposal, isUnavailable } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { landscapeOf } from "./critical.js";
import { all, type Check, fails, holds, require, within } from "./theorem.js";

/** What a record claims of one component; a field left out is claimed to be left out by the closed form as well. */
export interface ClaimedComponent {
  readonly value?: Rational;
  readonly dimension: number;
  readonly index?: number;
  readonly nullity?: number;
  readonly multiplicity: bigint;
  /** χ of one copy. */
  readonly euler?: bigint;
  readonly globalMinimum?: boolean;
}

const DRAWS = 2;

const describe = ({ value, dimension, index, nullity, multiplicity, euler }: ClaimedComponent): string =>
  `value ${value === undefined ? "none" : rationalText(value)}, dimension ${dimension}, index ${index}, ` +
  `nullity ${nullity}, ${multiplicity} copies, χ = ${euler}`;

function agrees(claim: ClaimedComponent, proposal: ComponentProposal): boolean {
  if (
    claim.dimension !== proposal.dimension ||
    claim.index !== proposal.index ||
    claim.nullity !== proposal.nullity ||
    claim.multiplicity !== proposal.multiplicity ||
    claim.euler !== proposal.eulerCharacteristic ||
    (claim.globalMinimum ?? false) !== (proposal.globalMinimum ?? false)
  )
    return false;
  if (claim.value === undefined || proposal.value === undefined) return claim.value === proposal.value;
  const value = toNumber(claim.value);
  return proposal.exactValue === undefined
    ? Math.abs(proposal.value - value) <= 1e-10 * Math.max(1, Math.abs(value))
    : proposal.exactValue.equals(claim.value);
}

/**
 * The closed form proposes exactly the claimed components, in order of value; its representatives and random points
 * are critical as they stand; its census counts the claims.
 *
 * @param problem its moments must be exact for values to be compared as fractions.
 */
export function closedFormIs(problem: Problem, claims: readonly ClaimedComponent[]): Check {
  const form = problem.objective.closedForm();
  if (isUnavailable(form)) return fails(`no closed form: ${form.unavailable}`);
  const proposals = [...form.proposals()];
  const unmatched = [...claims];
  for (const proposal of proposals) {
    const k = unmatched.findIndex((claim) => agrees(claim, proposal));
    if (k < 0)
      return fails(
        `${proposal.id} is not claimed: value ${proposal.value}, dimension ${proposal.dimension}, index ${proposal.index}, ` +
          `nullity ${proposal.nullity}, ${proposal.multiplicity} copies, χ = ${proposal.eulerCharacteristic}`,
      );
    unmatched.splice(k, 1);
  }
  if (unmatched.length > 0) return fails(`not proposed: ${describe(unmatched[0]!)}`);
  const checks: Check[] = [proposalsAreCritical(problem, proposals)];
  const values = proposals.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const unordered = values.findIndex((v, k) => k > 0 && v < values[k - 1]! - 1e-9 * Math.abs(v));
  checks.push(require(unordered < 0, `proposal ${unordered} is out of order by value`));
  const total = claims.reduce((sum, { multiplicity }) => sum + multiplicity, 0n);
  if (form.total !== undefined)
    checks.push(require(form.total === total, `total ${form.total}, claimed ${total}`));
  if (form.byIndex !== undefined) {
    const counts = new Map<number, bigint>();
    for (const { index, multiplicity } of claims)
      counts.set(index!, (counts.get(index!) ?? 0n) + multiplicity);
    const census = form.byIndex.toMap();
    const wrong = [...new Set([...counts.keys(), ...census.keys()])].find(
      (index) => counts.get(index) !== census.get(index),
    );
    checks.push(
      require(wrong ===
        undefined, `census: ${census.get(wrong!)} of index ${wrong}, claimed ${counts.get(wrong!)}`),
    );
  }
  if (form.morseEuler !== undefined) {
    const { expected, found } = form.morseEuler;
    const sum = claims.reduce(
      (s, { index, euler, multiplicity }) => s + (index! % 2 === 0 ? 1n : -1n) * euler! * multiplicity,
      0n,
    );
    checks.push(
      require(found === sum && sum === expected, `Morse–Euler: ${found}, claimed ${sum}, due ${expected}`),
    );
  }
  return all(...checks);
}

/** Representatives and random points of the proposals are critical and have the proposed value, before refinement. */
export function proposalsAreCritical(problem: Problem, proposals: Iterable<ComponentProposal>): Check {
  const system = new LandscapeSystem(landscapeOf(problem));
  const checks: Check[] = [];
  for (const proposal of proposals) {
    const random = new Random(1).fork(proposal.id);
    const { sample, representative } = proposal;
    const points = [
      representative,
      ...(sample === undefined ? [] : Array.from({ length: DRAWS }, () => sample(random))),
    ];
    for (const point of points) {
      const x = system.flatten(point);
      const { residual } = system.gradient(x);
      // At the origin every term vanishes and the scale-free residual is 0 by convention.
      checks.push(within(residual, 1e-10, `${proposal.id}: residual of a proposed point`));
      if (system.isField || proposal.value === undefined) continue;
      const gap = Math.abs(system.value(x) - proposal.value) / Math.max(1, Math.abs(proposal.value));
      checks.push(within(gap, 1e-10, `${proposal.id}: value of a proposed point`));
    }
  }
  return checks.length === 0 ? holds() : all(...checks);
}

/** Beyond its hypotheses a closed form must decline, or name the gap in its list. */
export function closedFormDeclines(problem: Problem): Check {
  const form = problem.objective.closedForm();
  return require(isUnavailable(form) || form.gap !== undefined, "the closed form claims to be complete");
}
