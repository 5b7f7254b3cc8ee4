/**
 * `check` of a stored list of solutions: every statement of the file against the equations alone.
 *
 *   own arguments    points     a rational point satisfies the equations; of a simple one Krawczyk's test finds a zero in its box
 *                    distinct   no two boxes meet
 *                    summary    the numbers of points, of real and of singular ones; `complete` and `proof` agree
 *                    count      dimension and number of solutions modulo a prime that is not the one in the file
 *   recomputation    list       the points, one to one, each with its multiplicity, and whether it is real; the dimension
 *                    proof      completeness, with its evidence modulo other primes
 *
 * By other primes: rank bounds, consequences, multiplicities and representations are computed with another sequence (`primesFor`), which
 * has none of the first. Where as many points have a certificate of their own as paths have a bound, nothing is recomputed.
 *
 * What nothing here verifies is `open`: kinds of evidence that are not known, fields that are not known, and lists that could not be recomputed.
 * Of an incomplete list only what it says of its points is verified, and the count.
 */

import { boundSolutions, excludeInBox } from "../algebra/bound.js";
import { overPrime } from "../algebra/over-prime.js";
import { integerEquations, primesFor } from "../algebra/system.js";
import { isPrime, PRIME_BOUND } from "../exact/prime-field.js";
import { type Rational, rational } from "../exact/rational.js";
import { planOf } from "../numeric/homotopy/plan.js";
import { SystemRefusal } from "../numeric/homotopy/refusal.js";
import { SolutionCertifier } from "../numeric/rigorous/certify-solutions.js";
import { encloseSystem } from "../symbolic/enclose-system.js";
import { pairedPoints } from "./cross-check.js";
import { reduceSystem } from "./reduce-system.js";
import { algebraSystem, countsOf, limitsOf } from "./solution-counts.js";
import { solvePolynomials } from "./solve-polynomials.js";
import type { SolutionCounts, SolvedPoint, SolvedSystem } from "./solved-system.js";
import type { StoredLayer, StoredPoint, StoredSolutions } from "./stored-solutions.js";
import { SAME_COORDINATE } from "./tolerances.js";

/** What is compared; see the header. */
export type SolutionAudit = "points" | "distinct" | "summary" | "count" | "list" | "proof";

/** One statement of the file that is not so. */
export interface SolutionDiscrepancy {
  readonly audit: SolutionAudit;
  /** Where in the file, such as `points[3].multiplicity`. */
  readonly place: string;
  /** `expected X, got Y`. */
  readonly text: string;
}

/** What could not be verified. */
export type OpenStatement =
  /** A kind of evidence that is not known here. */
  | { readonly kind: "evidence"; readonly name: string }
  /** The list is proved, and by other evidence. */
  | { readonly kind: "other-evidence"; readonly name: string; readonly found: string }
  /** A field that is not known here. */
  | { readonly kind: "field"; readonly name: string }
  /** Neither elimination nor paths answered. */
  | { readonly kind: "list" };

/** What `check` found of a list of solutions. */
export interface SolutionsCheck {
  readonly discrepancies: readonly SolutionDiscrepancy[];
  readonly open: readonly OpenStatement[];
  readonly stored: StoredSolutions;
  /** Points that are verified by arguments of their own: exactly, or by Krawczyk's test. */
  readonly verified: number;
  /** The prime of the count; null where it was not taken. */
  readonly prime: number | null;
}

/** How `checkSolutions` works. */
export interface SolutionsCheckOptions {
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/**
 * Verifies a stored list of solutions from its equations.
 *
 * @param stored as `readStoredSolutions` gives it.
 * @returns the discrepancies, none where everything agrees, and what could not be verified.
 * @throws the signal's reason when cancelled.
 * @example
 * const system = parseSystem({ variables: ["x"], equations: ["x^2 - 2"] });
 * const result = await solvePolynomials(system, { seed: 7 });
 * const solutions = { variables: ["x"], equations: 1, sources: system.sources!, seed: 7, result };
 * const stored = readStoredSolutions(render({ kind: "solutions", solutions }, "json"));
 * (await checkSolutions(stored)).discrepancies // []
 */
export async function checkSolutions(
  stored: StoredSolutions,
  options: SolutionsCheckOptions = {},
): Promise<SolutionsCheck> {
  const found: SolutionDiscrepancy[] = [];
  const report: Report = (audit, place, expected, got) => {
    if (expected !== got)
      found.push({ audit, place, text: `expected ${expected ?? "nothing"}, got ${got ?? "nothing"}` });
  };
  const verified = checkPoints(stored, report);
  checkDistinct(stored.points, report);
  checkSummary(stored, report);
  const primes = otherSequence(stored);
  const counts = await checkCounts(stored, primes, options, report);
  const open: OpenStatement[] = stored.unknown.map((name) => ({ kind: "field", name }));
  options.signal?.throwIfAborted();
  if (stored.complete && !(found.length === 0 && isFull(stored, verified)))
    open.push(...(await checkList(stored, verified, primes, options, report)));
  else open.push(...uncertified(stored.points, verified));
  options.signal?.throwIfAborted();
  return { discrepancies: found, open, stored, verified: verified.size, prime: counts?.prime ?? null };
}

type Value = string | number | boolean | null | undefined;
type Report = (audit: SolutionAudit, place: string, expected: Value, got: Value) => void;

/** A sequence of primes that begins with none of those in the file. */
function otherSequence({ system, counts, evidence }: StoredSolutions): number {
  const equations = integerEquations(algebraSystem(system.equations, system.variables.length));
  for (let sequence = 1; ; sequence++) {
    const [first] = primesFor(equations, sequence);
    if (first !== counts?.prime && first !== evidence?.prime) return sequence;
  }
}

/** The points that are solutions, by arguments of their own. */
function checkPoints({ system, points }: StoredSolutions, report: Report): Set<StoredPoint> {
  const { equations, variables } = system;
  const certifier =
    equations.length === variables.length && equations.every((f) => !f.isZero())
      ? new SolutionCertifier(encloseSystem(equations, variables.length))
      : null;
  const verified = new Set<StoredPoint>();
  for (const [k, point] of points.entries()) {
    const place = `points[${k}]`;
    const { multiplicity, singular, radius, radii } = point;
    if (multiplicity !== undefined) {
      if (multiplicity < 1) report("points", `${place}.multiplicity`, "a positive integer", multiplicity);
      report("points", `${place}.singular`, multiplicity > 1, singular);
    }
    if (radii !== undefined) report("points", `${place}.radius`, Math.max(...radii), radius);
    const holds = point.exact === undefined ? holdsNear(point, certifier) : holdsAt(point, equations);
    if (holds === false) report("points", place, "a solution there", "none");
    if (holds === true) verified.add(point);
  }
  return verified;
}

/** Certificates of points that nothing here has. */
const uncertified = (
  points: readonly StoredPoint[],
  verified: ReadonlySet<StoredPoint>,
): readonly OpenStatement[] =>
  points.flatMap((point, k) =>
    point.certified && !verified.has(point) ? [{ kind: "field", name: `points[${k}].certified` }] : [],
  );

/** Whether a rational point satisfies the equations, and is the one that is given in doubles. */
function holdsAt(
  { exact, re, im, real, radii }: StoredPoint,
  equations: StoredSolutions["system"]["equations"],
): boolean {
  const values = exact!.map((text) => rational(text));
  const isThere = values.every((x, v) => {
    const gap = x.sub(rational(re[v]!)).abs();
    const room = rational(radii?.[v] ?? Math.abs(re[v]!) * 2 ** -52);
    return gap.compare(room) <= 0 && im[v] === 0;
  });
  return real && isThere && equations.every((f) => f.evaluate(values).equals(0));
}

/** Whether Krawczyk's test finds the zero in the box of a simple point; undefined where it finds nothing. */
function holdsNear(
  { re, im, real, singular, radii }: StoredPoint,
  certifier: SolutionCertifier | null,
): boolean | undefined {
  if (certifier === null || singular || radii === undefined) return undefined;
  const found = certifier.certify(re, im);
  if (found === null) return undefined;
  const { box, reality } = found;
  // The zero is within the radius of its centre, and within that of the file.
  const meets = re.every((x, v) => {
    const reach = (box.radius[v]! + radii[v]!) * (1 + 2 ** -50);
    return Math.abs(box.re[v]! - x) <= reach && Math.abs(box.im[v]! - im[v]!) <= reach;
  });
  return meets && (reality === "undecided" || (reality === "real") === real);
}

/** Boxes that meet leave open whether there are two points. */
function checkDistinct(points: readonly StoredPoint[], report: Report): void {
  const boxes = points.flatMap((point, k) =>
    point.radii === undefined ? [] : [{ ...point, radii: point.radii, k }],
  );
  boxes.sort((a, b) => a.re[0]! - b.re[0]!);
  const widest = boxes.reduce((most, { radii }) => Math.max(most, radii[0]!), 0);
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1)) {
      if (b.re[0]! - a.re[0]! > 4 * widest) break;
      const meet = a.re.every((x, v) => {
        const reach = a.radii[v]! + b.radii[v]!;
        return Math.abs(x - b.re[v]!) <= reach && Math.abs(a.im[v]! - b.im[v]!) <= reach;
      });
      const [first, second] = a.k < b.k ? [a.k, b.k] : [b.k, a.k];
      if (meet)
        report(
          "distinct",
          `points[${second}]`,
          `a box apart from that of points[${first}]`,
          "boxes that meet",
        );
    }
}

function checkSummary({ solutions, points, complete, proof }: StoredSolutions, report: Report): void {
  report("summary", "solutions.finite", points.length, solutions.finite);
  report("summary", "solutions.real", points.filter(({ real }) => real).length, solutions.real);
  report(
    "summary",
    "solutions.singular",
    points.filter(({ singular }) => singular).length,
    solutions.singular,
  );
  if (!["proved", "modular", "numerical", "incomplete"].includes(proof))
    report("summary", "proof", "proved, modular, numerical or incomplete", proof);
  report("summary", "complete", proof !== "incomplete", complete);
}

/** The count of the file, and the points, against the count modulo another prime. */
async function checkCounts(
  stored: StoredSolutions,
  primes: number,
  options: SolutionsCheckOptions,
  report: Report,
): Promise<SolutionCounts | null> {
  const { system, counts: claimed, points, complete } = stored;
  const counts = await countsOf(system.equations, system.variables.length, limitsOf({ ...options, primes }));
  if (claimed !== undefined && !isModulus(claimed.prime))
    report("count", "counts.prime", "a prime below 2^26", claimed.prime);
  if (counts === null) return null;
  if (claimed !== undefined) {
    report("count", "counts.dimension", counts.dimension, claimed.dimension);
    report("count", "counts.degree", counts.degree, claimed.degree);
    // The number of distinct ones may be left out.
    if (claimed.distinct !== null && counts.distinct !== null)
      report("count", "counts.distinct", counts.distinct, claimed.distinct);
  }
  if (!complete || counts.dimension > 0) return counts;
  report("count", "solutions.finite", counts.distinct ?? points.length, points.length);
  if (points.every(({ multiplicity }) => multiplicity !== undefined))
    report(
      "count",
      "points",
      `${counts.degree} with multiplicity`,
      `${points.reduce((sum, { multiplicity }) => sum + multiplicity!, 0)} with multiplicity`,
    );
  return counts;
}

const isModulus = (p: unknown): boolean => typeof p === "number" && p < PRIME_BOUND && isPrime(p);

/** Whether as many points are verified, in boxes apart, as paths have a bound: then they are simple, and all. */
function isFull(
  { system, points, dimension, proof, evidence }: StoredSolutions,
  verified: ReadonlySet<StoredPoint>,
): boolean {
  if (proof !== "proved" || evidence !== undefined || verified.size !== points.length) return false;
  if (dimension !== 0 || system.equations.length !== system.variables.length) return false;
  if (points.some(({ radii, singular }) => radii === undefined || singular)) return false;
  try {
    const plan = planOf(system.numeric, { seed: 1 });
    return "bound" in plan && plan.bound === BigInt(points.length);
  } catch (error) {
    if (error instanceof SystemRefusal) return false;
    throw error;
  }
}

/** Against the list that is found anew. */
async function checkList(
  stored: StoredSolutions,
  verified: ReadonlySet<StoredPoint>,
  primes: number,
  options: SolutionsCheckOptions,
  report: Report,
): Promise<readonly OpenStatement[]> {
  const { system, points, dimension } = stored;
  const seed = stored.seed + 1;
  let fresh = await solvePolynomials(system, { ...options, seed, primes, method: "algebra" });
  options.signal?.throwIfAborted();
  if (!fresh.complete) fresh = await solvePolynomials(system, { ...options, seed, primes, method: "paths" });
  options.signal?.throwIfAborted();
  if (!fresh.complete) return [{ kind: "list" }, ...uncertified(points, verified)];
  report("list", "dimension", fresh.dimension, dimension);
  const { pairs, strays, missing } = pairedPoints(points, fresh.solutions);
  for (const point of strays) report("list", `points[${points.indexOf(point)}]`, "a solution there", "none");
  for (const point of missing) report("list", "points", `a solution near ${placeOf(point)}`, "none");
  for (const [point, known] of pairs) checkClaims(`points[${points.indexOf(point)}]`, point, known, report);
  const certain = new Set([
    ...verified,
    ...pairs.flatMap(([point, known]) => (known.certified ? [point] : [])),
  ]);
  const open = uncertified(points, certain);
  return [
    ...open,
    ...checkProof(stored, fresh, certain, primes, report),
    ...checkPart(stored, fresh, report),
  ];
}

/** Layers and real points of what has positive dimension, against those found anew. */
function checkPart(
  { layers, realPart }: StoredSolutions,
  fresh: SolvedSystem,
  report: Report,
): readonly OpenStatement[] {
  const open: OpenStatement[] = [];
  const told = (list: readonly Pick<StoredLayer, "dimension" | "degree">[]) =>
    list.map(({ dimension, degree }) => `${degree} in dimension ${dimension}`).join(", ");
  if (layers !== undefined && fresh.layers === undefined) open.push({ kind: "field", name: "layers" });
  if (layers !== undefined && fresh.layers !== undefined) {
    report("list", "layers", told(fresh.layers), told(layers));
    for (const [k, { proof, reduced }] of layers.entries()) {
      const known = fresh.layers[k];
      if (known === undefined) continue;
      checkStrength(`layers[${k}].proof`, proof, known.proof, report);
      if (reduced !== undefined && known.reduced !== undefined)
        report("list", `layers[${k}].reduced`, known.reduced, reduced);
      else if (reduced !== undefined) open.push({ kind: "field", name: `layers[${k}].reduced` });
    }
  }
  if (realPart === undefined || realPart.kind === "undecided") return open;
  const known = fresh.realPart;
  if (known === undefined || known.kind === "undecided")
    return [...open, { kind: "field", name: "realPart" }];
  report("list", "realPart.kind", known.kind, realPart.kind);
  checkStrength("realPart.proof", realPart.proof, known.proof, report);
  if (known.kind !== "points") return open;
  report("list", "realPart.points", known.points.length, realPart.points.length);
  for (const [k, { re, exact, dimension }] of realPart.points.entries()) {
    const place = `realPart.points[${k}]`;
    const same = known.points.find((point) =>
      re.every((x, v) => Math.abs(x - point.re[v]!) <= SAME_COORDINATE * Math.max(Math.abs(x), 1)),
    );
    if (same === undefined) {
      report("list", place, "a point of the list", "another");
      continue;
    }
    if (exact !== undefined && same.exact !== undefined)
      report("list", `${place}.exact`, normal(same.exact), normal(exact));
    else if (exact !== undefined) open.push({ kind: "field", name: `${place}.exact` });
    if (dimension !== undefined && same.dimension !== undefined)
      report("list", `${place}.dimension`, same.dimension, dimension);
    else if (dimension !== undefined) open.push({ kind: "field", name: `${place}.dimension` });
  }
  return open;
}

/** What is said to be known better than it was found to be. */
function checkStrength(place: string, claimed: string | undefined, found: string, report: Report): void {
  if (claimed !== undefined && STRENGTH.indexOf(claimed) !== Math.min(strength(claimed), strength(found)))
    report("proof", place, found, claimed);
}

/** The place in `STRENGTH`; of what is none beyond all. */
const strength = (proof: string): number =>
  STRENGTH.includes(proof) ? STRENGTH.indexOf(proof) : STRENGTH.length;

function checkClaims(place: string, point: StoredPoint, known: SolvedPoint, report: Report): void {
  report("list", `${place}.real`, known.real, point.real);
  if (known.multiplicity !== undefined && point.multiplicity !== undefined)
    report("list", `${place}.multiplicity`, known.multiplicity, point.multiplicity);
  report("list", `${place}.singular`, known.singular, point.singular);
  if (point.exact !== undefined && known.exact !== undefined)
    report("list", `${place}.exact`, normal(known.exact), normal(point.exact));
  // Boxes may be left out where roots are too close for doubles.
  if (point.radii === undefined || known.radii === undefined) return;
  const outside = point.re.some((x, v) => {
    const reach = (point.radii![v]! + known.radii![v]!) * (1 + 2 ** -40);
    return Math.abs(x - known.re[v]!) > reach || Math.abs(point.im[v]! - known.im[v]!) > reach;
  });
  if (outside) report("list", `${place}.radii`, `a box that holds ${placeOf(known)}`, "another");
}

const normal = (exact: readonly string[]): string =>
  exact
    .map((text): Rational => rational(text))
    .map((x) => x.toFraction())
    .join(", ");

const placeOf = ({ re, im }: Pick<SolvedPoint, "re" | "im">): string =>
  `(${Array.from(re, (x, v) => (im[v] === 0 ? `${x}` : `${x}${im[v]! < 0 ? "-" : "+"}${Math.abs(im[v]!)}i`)).join(", ")})`;

/** What each proof says that no other primes may change, and what they do. */
const FIELDS: ReadonlyMap<
  string,
  { readonly invariant: readonly string[]; readonly own: readonly string[] }
> = new Map([
  ["rank", { invariant: ["bound", "atInfinity"], own: ["prime"] }],
  ["weighted-rank", { invariant: ["bound", "weights"], own: ["prime"] }],
  ["bernstein", { invariant: ["mixedVolume", "onHyperplanes"], own: [] }],
  ["consequences", { invariant: ["bound", "consequences", "degree"], own: ["prime"] }],
  ["components", { invariant: ["dimension", "degree", "unmixed", "generators"], own: [] }],
  ["modular", { invariant: ["solutions", "bits", "gap"], own: ["primes"] }],
]);

const STRENGTH = ["incomplete", "numerical", "modular", "proved"];

type Evidence = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What is said to be proved, and by what. */
function checkProof(
  stored: StoredSolutions,
  fresh: SolvedSystem,
  verified: ReadonlySet<StoredPoint>,
  primes: number,
  report: Report,
): readonly OpenStatement[] {
  const { proof, evidence, points } = stored;
  if (STRENGTH.indexOf(proof) > STRENGTH.indexOf(fresh.proof)) report("proof", "proof", fresh.proof, proof);
  if (evidence === undefined) {
    if (proof === "modular") report("proof", "evidence", "what primes agree on", "nothing");
    return [];
  }
  const { kind } = evidence;
  const fields = FIELDS.get(kind);
  if (fields === undefined) return [{ kind: "evidence", name: kind }];
  if (proof === "proved" && kind === "modular") report("proof", "evidence.kind", "a proof", kind);
  const total = points.reduce((sum, { multiplicity = 1 }) => sum + multiplicity, 0);
  const counted = {
    rank: evidence.bound,
    "weighted-rank": evidence.bound,
    consequences: evidence.bound,
    bernstein: Number(evidence.mixedVolume) + Number(evidence.onHyperplanes),
  };
  const own = Object.hasOwn(counted, kind) ? counted[kind as keyof typeof counted] : total;
  if (own !== total && fresh.dimension === 0) report("proof", "evidence.bound", total, `${own}`);
  const known = fresh.evidence as Evidence | undefined;
  return [
    ...checkFields(evidence, fields, report),
    ...checkVerifiedBy(stored, evidence, verified, report),
    ...(known?.kind === kind
      ? checkSameKind(evidence, known, fields.invariant, report)
      : checkOtherKind(stored, evidence, known?.kind ?? fresh.proof, primes, report)),
  ];
}

/** The fields that a kind of evidence has, as far as they need no other primes. */
function checkFields(
  evidence: Evidence,
  { invariant, own }: { readonly invariant: readonly string[]; readonly own: readonly string[] },
  report: Report,
): readonly OpenStatement[] {
  if (own.includes("prime") && !isModulus(evidence.prime))
    report("proof", "evidence.prime", "a prime below 2^26", `${evidence.prime}`);
  if (own.includes("primes") && !(Number.isSafeInteger(evidence.primes) && Number(evidence.primes) > 0))
    report("proof", "evidence.primes", "a positive integer", `${evidence.primes}`);
  const names = new Set(["kind", "verifiedBy", ...invariant, ...own]);
  return Object.keys(evidence)
    .filter((name) => !names.has(name))
    .map((name) => ({ kind: "field", name: `evidence.${name}` }));
}

/** Certificates are those of simple points, which Krawczyk's test finds again. */
function checkVerifiedBy(
  { points }: StoredSolutions,
  { verifiedBy }: Evidence,
  verified: ReadonlySet<StoredPoint>,
  report: Report,
): readonly OpenStatement[] {
  if (verifiedBy === undefined) return [];
  if (verifiedBy !== "certificates" || points.some(({ singular }) => singular)) {
    report("proof", "evidence.verifiedBy", "certificates of simple points, or nothing", `${verifiedBy}`);
    return [];
  }
  return uncertified(points, verified).length > 0 ? [{ kind: "field", name: "evidence.verifiedBy" }] : [];
}

function checkSameKind(
  evidence: Evidence,
  known: Evidence,
  invariant: readonly string[],
  report: Report,
): readonly OpenStatement[] {
  // Words as they are, lists as JSON: "2,3" is not [2, 3].
  const worded = (value: unknown): string =>
    typeof value === "object" ? JSON.stringify(value) : `${value as string}`;
  for (const name of invariant)
    if (JSON.stringify(evidence[name]) !== JSON.stringify(known[name]))
      report(
        "proof",
        `evidence.${name}`,
        worded(known[name]),
        evidence[name] === undefined ? undefined : worded(evidence[name]),
      );
  // Other primes may be fewer that are needed; that more agreed nobody has seen.
  return Number(evidence.primes) > Number(known.primes) ? [{ kind: "field", name: "evidence.primes" }] : [];
}

/**
 * Evidence of a kind by which the list is not found again. A rank is computed nevertheless, of the equations that elimination begins with: it is smaller
 * modulo no prime but finitely many, so that another one refutes what is claimed.
 */
function checkOtherKind(
  { system, points }: StoredSolutions,
  { kind, bound, atInfinity }: Evidence,
  found: string,
  primes: number,
  report: Report,
): readonly OpenStatement[] {
  const other: OpenStatement = { kind: "other-evidence", name: kind, found };
  if (kind !== "rank") return [other];
  const reduced = reduceSystem(system.equations, system.variables.length);
  if (reduced.kind === "inconsistent") return [other];
  const { equations, used } = reduced;
  const anew = overPrime(algebraSystem(equations, used.length), { primes }, (own, { variables, work }) => ({
    bound:
      (points.length === 0 ? excludeInBox(own, variables, work) : undefined)?.bound ??
      boundSolutions(own, variables, work)?.bound,
  }));
  if ("unavailable" in anew) return [other];
  if (anew.bound !== Number(bound) + Number(atInfinity)) {
    report("proof", "evidence.kind", found, kind);
    return [];
  }
  // Points at infinity would have to be verified.
  return atInfinity === 0 ? [] : [other];
}
