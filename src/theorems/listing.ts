/**
 * A closed form against the list that a theorem states: what is proposed, how often, with which value, index, nullity,
 * dimension and Euler characteristic.
 *
 *   Σ multiplicity over proposals of one kind = Σ copies over claimed components of that kind, for every kind,
 *   kind = (value, dimension, index, nullity, χ, global minimum)
 *
 * Neither side knows how the other groups its entries: a proposal may stand for many claims or the other way round.
 * Not covered: closed forms with values that are not rational, or whose proposals are too many to list.
 */
import { census } from "../atlas/census.js";
import { LandscapeSystem } from "../atlas/system.js";
import type { CriticalComponent } from "../atlas/types.js";
import { RationalMatrix } from "../exact/matrix.js";
import { Random } from "../exact/random.js";
import { type Rational, rational, rationalText } from "../exact/rational.js";
import type { ClosedForm, ComponentProposal, Point } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { exactValue } from "../symbolic/evaluate.js";
import { isExactlyCritical, landscapeOf, searchFindsOnly } from "./critical.js";
import { all, type Check, fails, holds, require, within } from "./theorem.js";

/** Components of the critical set that share all their numbers. */
export interface ClaimedComponents {
  readonly value: Rational;
  readonly dimension: number;
  readonly index: number;
  readonly nullity: number;
  /** Connected components. */
  readonly copies: bigint;
  /** χ of one copy; absent for singular sets, where the closed form must not state one either. */
  readonly euler?: bigint;
  readonly globalMinimum: boolean;
}

/** χ of a connected component of S^n: a point of S^0, else 1 + (−1)^n. */
export const sphereCharacteristic = (n: number): bigint => (n === 0 ? 1n : n % 2 === 0 ? 2n : 0n);

/** The closed form of a problem that has one. @throws RangeError if it has none. */
export function closedFormOf(problem: Problem): ClosedForm {
  const closed = problem.objective.closedForm();
  if ("unavailable" in closed)
    throw new RangeError(`${problem.title}: expected a closed form, got "${closed.unavailable}"`);
  return closed;
}

type Tally = ReadonlyMap<string, bigint>;

function tally<T>(items: Iterable<T>, key: (item: T) => string, count: (item: T) => bigint): Tally {
  const counts = new Map<string, bigint>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0n) + count(item));
  return counts;
}

const kindOf = (value: string, c: Omit<ClaimedComponents, "value" | "copies" | "euler">, euler?: bigint) =>
  `value ${value}, dimension ${c.dimension}, index ${c.index}, nullity ${c.nullity}, ` +
  `χ ${euler ?? "none"}${c.globalMinimum ? ", global minimum" : ""}`;

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
    ({ id, exactRepresentative, representative, index, nullity, ...rest }) => {
      if (exactRepresentative === undefined) return holds();
      const point = Object.fromEntries(exactRepresentative);
      const twin = Object.entries(point).every(([name, a]) =>
        a.toNumbers().every((x, k) => x === representative[name]!.data[k]),
      );
      if (!twin) return fails(`${id}: the exact representative is another point`);
      return isExactlyCritical(problem, point, {
        ...(rest.exactValue === undefined ? {} : { value: rest.exactValue }),
        ...(index === undefined ? {} : { index }),
        ...(nullity === undefined ? {} : { nullity }),
      });
    },
  );
  proposals.forEach(({ id, exactValue: value }, k) => {
    const before = proposals[k - 1]?.exactValue;
    if (value !== undefined && before !== undefined && before.compare(value) > 0)
      checks.push(fails(`${id}: listed after a component of larger value`));
  });
  return all(...checks);
}

/**
 * The closed form lists exactly the claimed components, counts them by index in the same way, and its Euler sum is
 * that of the manifold.
 *
 * @param manifoldEuler χ of the manifold (1 for coercive losses on R^n); absent where no audit is due.
 */
export function closedFormLists(
  problem: Problem,
  claims: readonly ClaimedComponents[],
  manifoldEuler?: bigint,
): Check {
  const closed = closedFormOf(problem);
  const proposals = [...closed.proposals()];
  const nameless = proposals.find(({ exactValue: value }) => value === undefined);
  if (nameless !== undefined) return fails(`${nameless.id}: expected an exact value`);
  const listed = tally(
    proposals,
    (p) =>
      kindOf(
        rationalText(p.exactValue!),
        { ...p, index: p.index!, nullity: p.nullity!, globalMinimum: p.globalMinimum === true },
        p.eulerCharacteristic,
      ),
    ({ multiplicity }) => multiplicity,
  );
  const claimed = tally(
    claims,
    (c) => kindOf(rationalText(c.value), c, c.euler),
    ({ copies }) => copies,
  );
  const byIndex = tally(
    claims,
    ({ index }) => `index ${index}`,
    ({ copies }) => copies,
  );
  const counted = census(problem).census;
  const { morseEuler } = closed;
  const total = claims.reduce((sum, { copies }) => sum + copies, 0n);
  const euler = claims.reduce(
    (sum, { index, copies, euler: chi = 0n }) => sum + (index % 2 === 0 ? 1n : -1n) * copies * chi,
    0n,
  );
  return all(
    sameTally(listed, claimed, "components"),
    sameTally(
      new Map([...(counted?.byIndex ?? [])].map(([index, count]) => [`index ${index}`, count])),
      byIndex,
      "census",
    ),
    require(counted?.total === total, `census: total ${counted?.total}, claimed ${total}`),
    require(morseEuler?.expected ===
      manifoldEuler, `the manifold has χ = ${manifoldEuler}, the closed form says ${morseEuler?.expected}`),
    require(manifoldEuler === undefined ||
      (morseEuler?.found === euler &&
        euler ===
          manifoldEuler), `Morse–Euler: ${morseEuler?.found} by the closed form, ${euler} by the claims, χ = ${manifoldEuler}`),
    proposalsAreSound(problem, proposals),
  );
}

/**
 * Random points of every listed component satisfy the constraints and the stationarity conditions, have the
 * component's value, and differ from its representative; components of positive dimension have such points.
 */
export function samplesAreCritical(problem: Problem, seed: number, limit = 40): Check {
  const system = new LandscapeSystem(landscapeOf(problem));
  const random = new Random(seed).fork("samples");
  const checks: Check[] = [];
  const vector = (point: Point) => system.flatten(point);
  for (const { id, dimension, sample, representative, value } of closedFormOf(problem).proposals()) {
    if (checks.length >= limit) break;
    if (sample === undefined) {
      checks.push(require(dimension === 0, `${id}: dimension ${dimension}, and no way to draw points`));
      continue;
    }
    const x = vector(sample(random));
    const [feasible, centre] = [Float64Array.from(x), vector(representative)];
    system.retract(feasible);
    const off = Math.max(...x.map((v, k) => Math.abs(v - feasible[k]!)));
    const moved = Math.max(...x.map((v, k) => Math.abs(v - centre[k]!)));
    const scale = Math.max(1, Math.abs(value ?? 0));
    // Bases of singular spaces carry rounding of about ε/gap; rationals of small height have gaps above 1e-4.
    checks.push(
      within(off, 1e-11, `${id}: distance of a sample from the constraints`),
      within(system.gradient(x).residual, 1e-10, `${id}: residual of a sample`),
      within(Math.abs(system.value(x) - (value ?? 0)) / scale, 1e-10, `${id}: value of a sample`),
      require(dimension === 0 || moved > 1e-9, `${id}: a sample is the representative`),
    );
  }
  return all(...checks);
}

/**
 * Random-start Newton lands on listed components only, and on each kind (value, index, nullity) of them at least once.
 *
 * A kind that the first starts miss is given sixteen times as many before it counts as unreachable: for small problems.
 */
export function searchCovers(
  problem: Problem,
  components: readonly CriticalComponent[],
  { starts, seed, singular = false }: { starts: number; seed: number; singular?: boolean },
): Check {
  const kind = ({ value, index, nullity }: CriticalComponent) => `${value?.toFixed(6)}/${index}/${nullity}`;
  const wanted = new Set(components.map(kind));
  let check: Check = holds();
  for (const [round, count] of [starts, 16 * starts].entries()) {
    const report = searchFindsOnly(problem, components, { starts: count, seed: seed + round, singular });
    const reached = new Set(components.filter(({ id }) => report.hits.has(id)).map(kind));
    const missed = [...wanted].find((k) => !reached.has(k));
    check = all(
      report.check,
      require(missed === undefined, `no start reached the kind ${missed} (value/index/nullity)`),
    );
    if (report.check.verdict === "fails" || missed === undefined) return check;
  }
  return check;
}

/** No exact point has a value below the bound. */
export function valuesAtLeast(
  problem: Problem,
  points: readonly Readonly<Record<string, RationalMatrix>>[],
  bound: Rational,
): Check {
  const landscape = landscapeOf(problem);
  const below = points
    .map((point) => exactValue(landscape, new Map(Object.entries(point))))
    .find((value) => value.compare(bound) < 0);
  return require(below ===
    undefined, `value ${below === undefined ? "" : rationalText(below)} below ${rationalText(bound)}`);
}

/** The matrix with the given rows. */
export const fromRows = (rows: readonly (readonly Rational[])[]): RationalMatrix => RationalMatrix.from(rows);

/** m×p with the given p columns of length m. */
export const fromColumns = (columns: readonly (readonly Rational[])[]): RationalMatrix =>
  RationalMatrix.from(columns).transpose();

/** Σ of rationals. */
export const sumOf = (values: readonly Rational[]): Rational =>
  values.reduce((sum, value) => sum.add(value), rational(0));
