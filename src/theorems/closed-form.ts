/**
 * A closed form against the list that a theorem states: what is proposed, how often, with which value, index, nullity,
 * dimension and Euler characteristic, all before any refinement.
 *
 *   Σ multiplicity over proposals of one kind = Σ copies over claimed components of that kind, for every kind,
 *   kind = (value, dimension, index, nullity, χ, global minimum)
 *
 * Neither side knows how the other groups its entries: a proposal may stand for many claims or the other way round.
 * Not covered: closed forms whose proposals are too many to list.
 */

import { census } from "../atlas/census.js";
import { LandscapeSystem } from "../atlas/local/landscape-system.js";
import { valuesAgree } from "../atlas/tolerances.js";
import { Random } from "../exact/random.js";
import { type Rational, rationalText, toNumber } from "../exact/rational.js";
import { independent } from "../numeric/linalg/gram-schmidt.js";
import {
  type ClosedForm,
  type ComponentProposal,
  isUnavailable,
  type Point,
} from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { isExactlyCritical, landscapeOf } from "./critical.js";
import { all, type Check, fails, holds, require, within } from "./outcome.js";
import { PROPOSAL, VALUE_ORDER } from "./tolerances.js";

/** Components of the critical set that share all their numbers; what is left out the closed form must not state. */
export interface ClaimedComponents {
  readonly value?: Rational;
  readonly dimension: number;
  readonly index?: number;
  readonly nullity?: number;
  /** Connected components. */
  readonly copies: bigint;
  /** χ of one copy. */
  readonly euler?: bigint;
  readonly globalMinimum?: boolean;
}

/**
 * The Euler characteristic of a connected component of S^n, n ≥ 0; `sphereEuler` takes S^0 as a whole.
 *
 * @returns 1 for a point of S^0, else 1 + (−1)^n.
 * @example sphereCharacteristic(0) // 1n
 */
export const sphereCharacteristic = (n: number): bigint => (n === 0 ? 1n : n % 2 === 0 ? 2n : 0n);

/**
 * The closed form of a problem that has one.
 *
 * @returns the critical families with their counts.
 * @throws RangeError if it has none, with the reason.
 * @example
 * closedFormOf(problem).gap // undefined
 */
export function closedFormOf(problem: Problem): ClosedForm {
  const closed = problem.objective.closedForm();
  if (isUnavailable(closed))
    throw new RangeError(`${problem.title}: expected a closed form, got "${closed.unavailable}"`);
  return closed;
}

type Tally = ReadonlyMap<string, bigint>;

function tally<T>(items: Iterable<T>, key: (item: T) => string, count: (item: T) => bigint): Tally {
  const counts = new Map<string, bigint>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0n) + count(item));
  return counts;
}

/** The kind that a claim and a proposal have in common if they agree. */
const kindOf = (value: string, c: Omit<ClaimedComponents, "value" | "copies">): string =>
  `value ${value}, dimension ${c.dimension}, index ${c.index ?? "none"}, nullity ${c.nullity ?? "none"}, ` +
  `χ ${c.euler ?? "none"}${c.globalMinimum === true ? ", global minimum" : ""}`;

const valueText = ({ value }: ClaimedComponents): string =>
  value === undefined ? "none" : rationalText(value);

/** A value as exact text; one that is known in floating point only takes the text of the claim it is rounded from. */
function proposedValue(
  { exactValue, value }: ComponentProposal,
  claims: readonly ClaimedComponents[],
): string {
  if (exactValue !== undefined) return rationalText(exactValue);
  if (value === undefined) return "none";
  const near = claims.find((claim) => {
    const x = claim.value === undefined ? Number.NaN : toNumber(claim.value);
    return valuesAgree(value, x);
  });
  return near === undefined ? `${value}` : valueText(near);
}

/** Equal counts of everything. */
function sameTally(found: Tally, claimed: Tally, what: string): Check {
  for (const key of new Set([...claimed.keys(), ...found.keys()])) {
    const [a, b] = [found.get(key) ?? 0n, claimed.get(key) ?? 0n];
    if (a !== b) return fails(`${what}: ${a} listed, ${b} claimed with ${key}`);
  }
  return holds();
}

/** Values in order, every exact representative exactly critical. */
function proposalsAreSound(problem: Problem, proposals: readonly ComponentProposal[]): Check {
  const checks: Check[] = proposals.map(
    ({ id, exactRepresentative, representative, index, nullity, exactValue }) => {
      if (exactRepresentative === undefined) return holds();
      const point = Object.fromEntries(exactRepresentative);
      const twin = Object.entries(point).every(([name, a]) =>
        a.toNumbers().every((x, k) => x === representative[name]!.data[k]),
      );
      if (!twin) return fails(`${id}: the exact representative is another point`);
      return isExactlyCritical(problem, point, {
        ...(exactValue === undefined ? {} : { value: exactValue }),
        ...(index === undefined ? {} : { index }),
        ...(nullity === undefined ? {} : { nullity }),
      });
    },
  );
  proposals.forEach((proposal, k) => {
    const before = proposals[k - 1];
    if (before !== undefined && isBelow(proposal, before))
      checks.push(fails(`${proposal.id}: listed after a component of larger value`));
  });
  return all(...checks);
}

function isBelow(a: ComponentProposal, b: ComponentProposal): boolean {
  if (a.exactValue !== undefined && b.exactValue !== undefined) return a.exactValue.compare(b.exactValue) < 0;
  // Fields have no value, and NaN is below nothing.
  return (a.value ?? Number.NaN) < b.value! - VALUE_ORDER * Math.abs(b.value!);
}

/**
 * The closed form lists exactly the claimed components, in order of value, counts them by index in the same way, and its
 * Euler sum is that of the manifold.
 *
 * @param manifoldEuler χ of the manifold (1 for coercive losses on R^n); absent where no audit is due.
 * @param complete false: the closed form names a gap in its list, and counts nothing.
 * @returns the first difference between the two lists, if there is one.
 * @example
 * const claim = { nullity: 0, copies: 1n, euler: 1n, dimension: 0 };
 * closedFormLists(problem, [{ ...claim, value: rational(0), index: 2 }]).verdict // "fails"
 */
export function closedFormLists(
  problem: Problem,
  claims: readonly ClaimedComponents[],
  manifoldEuler?: bigint,
  complete = true,
): Check {
  const closed = problem.objective.closedForm();
  if (isUnavailable(closed)) return fails(`no closed form: ${closed.unavailable}`);
  const proposals = [...closed.proposals()];
  const listed = tally(
    proposals,
    ({ eulerCharacteristic: euler, ...p }) =>
      kindOf(proposedValue(p, claims), { ...p, ...(euler === undefined ? {} : { euler }) }),
    ({ multiplicity }) => multiplicity,
  );
  const claimed = tally(
    claims,
    (c) => kindOf(valueText(c), c),
    ({ copies }) => copies,
  );
  const counted = census(problem).census;
  const total = claims.reduce((sum, { copies }) => sum + copies, 0n);
  // The equilibria of a field are counted, but not by index.
  const byIndex = claims.flatMap(({ index, copies }) => (index === undefined ? [] : [{ index, copies }]));
  const { morseEuler } = closed;
  const euler = claims.reduce(
    (sum, { index = 0, copies, euler: chi = 0n }) => sum + (index % 2 === 0 ? 1n : -1n) * copies * chi,
    0n,
  );
  return all(
    sameTally(listed, claimed, "components"),
    require((closed.gap === undefined) === complete, `gap in the list: ${closed.gap ?? "none"}`),
    require(counted?.total ===
      (complete ? total : undefined), `census: total ${counted?.total}, claimed ${total}`),
    !complete
      ? holds()
      : counted?.withoutIndex !== undefined
        ? require(isField(problem), "the census does not count by index")
        : sameTally(
            new Map([...(counted?.byIndex ?? [])].map(([index, count]) => [`index ${index}`, count])),
            tally(
              byIndex,
              ({ index }) => `index ${index}`,
              ({ copies }) => copies,
            ),
            "census",
          ),
    require(morseEuler?.expected ===
      manifoldEuler, `the manifold has χ = ${manifoldEuler}, the closed form says ${morseEuler?.expected}`),
    require(manifoldEuler === undefined ||
      (morseEuler?.found === euler &&
        euler ===
          manifoldEuler), `Morse–Euler: ${morseEuler?.found} by the closed form, ${euler} by the claims, χ = ${manifoldEuler}`),
    proposalsAreSound(problem, proposals),
  );
}

const isField = (problem: Problem): boolean => new LandscapeSystem(landscapeOf(problem)).isField;

/** Which components a check of points looks at; `seed` draws a random point on each. */
export interface PointOptions {
  readonly seed: number;
  /** At most this many components are looked at. Default 40. */
  readonly limit?: number;
}

/** Random points are drawn until they can span an affine hull of the component's dimension, up to this dimension. */
const MAX_HULL = 24;

/**
 * The representative and random points of every listed component satisfy the constraints and the stationarity
 * conditions and have the component's value, before refinement. There are random points exactly where the dimension is
 * positive, and their affine hull has at least that dimension. Exact values exist for exact moments only, and agree.
 *
 * @returns the largest residual, relative to its tolerance's scale, or the first component that fails.
 * @example
 * proposalsAreCritical(problem, { seed: 7 }).verdict // "holds"
 */
export function proposalsAreCritical(problem: Problem, { seed, limit = 40 }: PointOptions): Check {
  const closed = problem.objective.closedForm();
  if (isUnavailable(closed)) return fails(`no closed form: ${closed.unavailable}`);
  const system = new LandscapeSystem(landscapeOf(problem));
  const random = new Random(seed).fork("samples");
  const checks: Check[] = [];
  let looked = 0;
  for (const proposal of closed.proposals()) {
    const { id, dimension, sample, representative, value, exactValue } = proposal;
    if (looked++ === limit) break;
    if (exactValue !== undefined)
      checks.push(
        require(problem.model.moments.exact, `${id}: an exact value from moments that are not`),
        within(
          Math.abs(toNumber(exactValue) - value!) / Math.max(1, Math.abs(value!)),
          PROPOSAL.exactValue,
          `${id}: exact value`,
        ),
      );
    const look = (point: Point, what: string): Float64Array => {
      const x = system.flatten(point);
      const feasible = Float64Array.from(x);
      system.retract(feasible);
      const off = Math.max(...x.map((v, k) => Math.abs(v - feasible[k]!)));
      const { residual, noise } = system.gradient(x);
      checks.push(
        within(off, PROPOSAL.constraint, `${id}: distance of ${what} from the constraints`),
        within(noise <= PROPOSAL.noise ? 0 : residual, PROPOSAL.residual, `${id}: residual of ${what}`),
      );
      if (!system.isField && value !== undefined)
        checks.push(
          within(
            Math.abs(system.value(x) - value) / Math.max(1, Math.abs(value)),
            PROPOSAL.value,
            `${id}: value of ${what}`,
          ),
        );
      return x;
    };
    const centre = look(representative, "the representative");
    checks.push(
      require((sample !== undefined) === dimension > 0, `${id}: points to draw exactly if there are others`),
    );
    if (sample === undefined) continue;
    const wanted = Math.min(dimension, MAX_HULL);
    const moved = Array.from({ length: wanted }, () =>
      look(sample(random), "a sample").map((v, k) => v - centre[k]!),
    );
    checks.push(
      require(independent(moved, PROPOSAL.direction).length ===
        wanted, `${id}: samples in less than ${wanted} dimensions`),
    );
  }
  return all(...checks);
}

/**
 * Beyond its hypotheses a closed form must decline, or name the gap in its list.
 *
 * @returns a failure where the closed form claims to be complete.
 * @example
 * closedFormDeclines(problem).verdict // "fails"
 */
export function closedFormDeclines(problem: Problem): Check {
  const form = problem.objective.closedForm();
  return require(isUnavailable(form) || form.gap !== undefined, "the closed form claims to be complete");
}
