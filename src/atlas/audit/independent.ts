/**
 * A second opinion on a list that no theorem proves complete.
 *
 * Running the same method with the same seed again repeats its mistakes. So a stored atlas that claims a complete list without
 * a proof is held against critical points that are found in another way, with a seed that follows from the file's:
 *
 *   a list of the closed form   Newton's method from random starts (`search.ts`)
 *   a list of the solver        the closed form, where the problem has one, else the solver with the other seed, which gives
 *                               other start systems and other paths
 *
 * Entries agree if value, index, nullity and rank do. Four outcomes:
 *
 *   confirmed      the other list is complete by itself, and each entry of one agrees with one of the other
 *   consistent     random starts, which are never complete, led to entries of the list only
 *   refuted        the other way found a component, with a certificate of its existence, that is not on the list
 *   inconclusive   it is incomplete or not available, missed entries, or found something without a certificate
 */

import { Random } from "../../exact/random.js";
import { isUnavailable } from "../../objectives/objective.js";
import type { Problem } from "../../objectives/problem.js";
import { type AnalyzeOptions, analyze } from "../analyze.js";
import { isCertified } from "../certify/certified.js";
import { Certifier } from "../certify/certify.js";
import { LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import { EncoderScale } from "../local/outcome.js";
import type { Atlas, CriticalComponent } from "../record/types.js";
import { searchCriticalPoints } from "./search.js";
import { type Finding, sameFinding, valueRoundingIn } from "./verdict.js";

/** What came of the second opinion: see the header. */
export type IndependentOutcome =
  | { readonly kind: "confirmed" }
  | { readonly kind: "consistent"; readonly points: number }
  | { readonly kind: "refuted"; readonly missing: readonly Finding[] }
  | { readonly kind: "inconclusive"; readonly reason: InconclusiveReason };

/** Why the other way settles nothing. */
export type InconclusiveReason =
  /** It is not complete itself, for the reason its audit gives. */
  | { readonly kind: "incomplete"; readonly text: string | undefined }
  /** It lists entries that are not on the list, without a certificate; or misses some that are. */
  | { readonly kind: "uncertified"; readonly ids: readonly string[] }
  | { readonly kind: "missed"; readonly ids: readonly string[] }
  | { readonly kind: "other-count"; readonly found: bigint; readonly listed: bigint }
  /** Points of a search that are off the list, and uncertified. */
  | { readonly kind: "off-the-list"; readonly open: number; readonly points: number }
  | { readonly kind: "no-convergence" };

/** What another way says of a list that is not proved. */
export interface Independent {
  readonly method: "closed-form" | "solve" | "paths" | "search";
  readonly seed: number;
  readonly outcome: IndependentOutcome;
}

/** A seed that follows from another one and is not it. */
export function otherSeed(seed: number): number {
  const random = new Random(seed).fork("independent check");
  for (;;) {
    const other = random.integer(0, 2 ** 31 - 1);
    if (other !== seed) return other;
  }
}

/** Random starts of a search. */
const STARTS = 64;

const isOn = (
  list: readonly CriticalComponent[],
  found: Finding,
  rounding: (listed: CriticalComponent) => number,
): boolean => list.some((listed) => sameFinding(listed, found, () => rounding(listed)));

/**
 * The second opinion; null where none is needed: the list is proved, cut short, or not said to be complete.
 *
 * @param stored the list that is claimed.
 * @param proved whether the list is proved complete by what was recomputed.
 * @param compute what makes the other list.
 */
export async function independently(
  stored: Atlas,
  problem: Problem,
  proved: boolean,
  options: Pick<AnalyzeOptions, "signal" | "threads" | "onProgress">,
  compute: typeof analyze = analyze,
): Promise<Independent | null> {
  if (proved || stored.truncated || !stored.audit.complete) return null;
  const seed = otherSeed(stored.seed);
  if (stored.method === "closed-form")
    return problem.objective.landscape === undefined
      ? null
      : { method: "search", seed, outcome: searched(stored, problem, seed) };
  const method = !isUnavailable(problem.objective.closedForm())
    ? "closed-form"
    : stored.audit.by.includes("elimination")
      ? "paths"
      : "solve";
  const other = await compute(problem, { ...options, method, seed });
  return { method, seed, outcome: compared(stored, other, landscapeSystemOf(problem.objective)) };
}

const inconclusive = (reason: InconclusiveReason): IndependentOutcome => ({ kind: "inconclusive", reason });

function compared(stored: Atlas, other: Atlas, system: LandscapeSystem | null): IndependentOutcome {
  const roundingOf = valueRoundingIn(system);
  const isIn = ({ components }: Atlas, found: CriticalComponent) =>
    isOn(components, found, (listed) => roundingOf(listed) + roundingOf(found));
  const missing = other.components.filter((found) => !isIn(stored, found));
  const certified = missing.filter(({ certificate }) => certificate.proven?.includes("existence"));
  if (certified.length > 0 && other.audit.failures.length === 0)
    return { kind: "refuted", missing: certified };
  if (!other.audit.complete) return inconclusive({ kind: "incomplete", text: other.audit.reason });
  if (missing.length > 0) return inconclusive({ kind: "uncertified", ids: missing.map(({ id }) => id) });
  const missed = stored.components.filter((listed) => !isIn(other, listed));
  if (missed.length > 0) return inconclusive({ kind: "missed", ids: missed.map(({ id }) => id) });
  const [here, there] = [stored.census?.total, other.census?.total];
  if (here !== undefined && there !== undefined && here !== there)
    return inconclusive({ kind: "other-count", found: there, listed: here });
  return { kind: "confirmed" };
}

/** Random starts of the size of what is listed. */
function searched(stored: Atlas, problem: Problem, seed: number): IndependentOutcome {
  const { landscape, symmetries, encoder } = problem.objective;
  const system = new LandscapeSystem(landscape!);
  const roundingOf = valueRoundingIn(system);
  const scale = new EncoderScale(problem.model);
  const size = stored.components.reduce(
    (max, { representative }) =>
      Object.values(representative).reduce(
        (most, { data }) => data.reduce((x, y) => Math.max(x, Math.abs(y)), most),
        max,
      ),
    0,
  );
  const found = searchCriticalPoints(system, symmetries, {
    starts: STARTS,
    seed,
    ...(size > 0 ? { spread: size } : {}),
  });
  const certifier = new Certifier(landscape!, symmetries, system);
  const missing: Finding[] = [];
  let open = 0;
  for (const { x, value, index, nullity } of found) {
    const w = system.unflatten(x)[encoder]!;
    const rank = scale.fits(w) ? scale.assess(w, { condition: false }).rank : undefined;
    const finding = {
      ...(value === undefined ? {} : { value }),
      ...(index === undefined ? {} : { index }),
      ...(nullity === undefined ? {} : { nullity }),
      ...(rank === undefined ? {} : { rank }),
    };
    const rounding = system.isField ? 0 : system.valueRounding(x);
    if (isOn(stored.components, finding, (listed) => roundingOf(listed) + rounding)) continue;
    const certified = certifier.certify(x, nullity);
    if (isCertified(certified) && certified.index === index && certified.nullity === nullity)
      missing.push(finding);
    else open++;
  }
  if (missing.length > 0) return { kind: "refuted", missing };
  if (open > 0) return inconclusive({ kind: "off-the-list", open, points: found.length });
  return found.length === 0
    ? inconclusive({ kind: "no-convergence" })
    : { kind: "consistent", points: found.length };
}
