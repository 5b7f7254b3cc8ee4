/**
 * Whether a list of components is complete, by what, and what contradicts it.
 *
 * Each proposer gives its share: the closed form, the solver, and the two lists against each other. A list is complete if one proposer's is
 * and nothing contradicts it; it is proved if a theorem says so whose hypotheses were decided exactly.
 */

import type { ClosedForm, Unavailable } from "../../objectives/objective.js";
import { isUnavailable } from "../../result.js";
import { type Contradiction, contradictionText } from "../contradictions.js";
import { missingExtremum, type ValueOrder } from "../group/kinds.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { LandscapeSolver } from "../propose/landscape-solver.js";
import type { Audit, Census, CriticalComponent } from "../record/types.js";
import { valuesAgree } from "../tolerances.js";
import { expectedEuler, morseEulerSum } from "./morse-euler.js";
import { type AuditReason, linesOf } from "./reasons.js";

/** Classified components of one proposer. */
export interface Listing {
  readonly components: readonly CriticalComponent[];
  readonly failures: readonly Contradiction[];
  /** The places of their values, where the proposer knows them exactly. */
  readonly order: ValueOrder;
  readonly truncated: boolean;
}

/** One audit's share of the verdict. */
interface PartialAudit {
  readonly reasons: readonly AuditReason[];
  readonly failures: readonly Contradiction[];
  readonly by: Audit["by"];
  readonly morseEuler?: Audit["morseEuler"];
  readonly paths?: Audit["paths"];
  readonly evidence?: Audit["evidence"];
  /** The theorem that proves the list complete, its hypotheses decided exactly. */
  readonly theorem?: string;
  /** Nothing was listed by this proposer. */
  readonly absent?: boolean;
  /** The work was cut short: nothing is complete. */
  readonly interrupted?: boolean;
}

const NOTHING_LISTED: AuditReason = { kind: "nothing-listed" };

type Disagreement = Extract<AuditReason, { kind: "disagreement" }>;

const disagreement = (between: Disagreement["between"], and: Disagreement["and"]): AuditReason => ({
  kind: "disagreement",
  between,
  and,
});

/** Why an atlas is not complete after an interrupt, whatever the proposers had done by then. */
export const interruption = (count: number): PartialAudit => ({
  reasons: [{ kind: "interrupted", components: count }],
  failures: [],
  by: [],
  interrupted: true,
});

/** Of what the solver found; a certificate may have decided it since. */
function inertiaReasons(components: readonly CriticalComponent[]): AuditReason[] {
  const count = components.filter(({ index }) => index === undefined).length;
  return count === 0 ? [] : [{ kind: "undecided-inertia", points: count }];
}

const undecidedReasons = (components: readonly CriticalComponent[]): AuditReason[] => {
  const undecided = components.filter(({ kind }) => kind === "undecided").length;
  return undecided === 0 ? [] : [{ kind: "undecided", components: undecided }];
};

/** The share of the closed form: what it leaves out, and whether its counts, indices and list agree. */
export function formulaAudit(
  form: ClosedForm | Unavailable,
  listing: Listing | null,
  counted: Census | undefined,
): PartialAudit {
  if (isUnavailable(form) || listing === null)
    return {
      reasons: [isUnavailable(form) ? { kind: "closed-form", text: form.unavailable } : NOTHING_LISTED],
      failures: [],
      by: [],
      absent: true,
    };
  const failures = [...listing.failures];
  const { morseEuler } = form;
  if (morseEuler !== undefined && morseEuler.expected !== morseEuler.found)
    failures.push({ kind: "morse-euler", of: "indices", ...morseEuler });
  if (!listing.truncated && counted !== undefined) {
    const listed = listing.components.reduce((sum, { multiplicity }) => sum + (multiplicity ?? 0n), 0n);
    for (const total of [counted.total, form.total])
      if (total !== undefined && listed !== total) failures.push({ kind: "census", counted: total, listed });
    const euler = morseEulerSum(listing.components);
    if (morseEuler !== undefined && euler !== null && euler !== morseEuler.expected)
      failures.push({ kind: "morse-euler", of: "list", found: euler, expected: morseEuler.expected });
  }
  const reasons: AuditReason[] = [
    ...(form.gap === undefined ? [] : [{ kind: "closed-form", text: form.gap } as const]),
    ...(failures.length === 0 ? [] : [disagreement("closed-form", "symbols")]),
    ...undecidedReasons(listing.components),
  ];
  return {
    reasons,
    ...(reasons.length === 0 && form.decided?.() === true ? { theorem: form.statement } : {}),
    failures,
    by: [
      "closed-form",
      ...(morseEuler === undefined || failures.length > 0 ? [] : (["morse-euler"] as const)),
    ],
    ...(morseEuler === undefined ? {} : { morseEuler }),
  };
}

/** The share of the solver: what it leaves open, and whether its list balances and has its extrema. */
export function solverAudit(
  solver: Awaited<ReturnType<LandscapeSolver>>,
  listing: Listing | null,
  system: LandscapeSystem | null,
): PartialAudit {
  if (isUnavailable(solver) || listing === null)
    return {
      reasons: [isUnavailable(solver) ? { kind: "solver", reasons: [solver.unavailable] } : NOTHING_LISTED],
      failures: [],
      by: [],
      absent: true,
    };
  const { components, truncated } = listing;
  const expected = expectedEuler(system);
  const missing = system === null ? null : missingExtremum(components, system);
  const found = expected === null || truncated ? null : morseEulerSum(components);
  const morseEuler = expected === null || found === null ? null : { expected, found };
  const balanced = morseEuler === null || morseEuler.expected === morseEuler.found;
  const reasons: AuditReason[] = [
    ...(solver.reasons.length === 0 ? [] : [{ kind: "solver", reasons: solver.reasons } as const]),
    // Both look at one point of one system, and rounding separates them: no contradiction of two derivations, as it is of a closed form.
    ...(listing.failures.length === 0 ? [] : [{ kind: "misjudged", failures: listing.failures } as const]),
    ...(balanced ? [] : [{ kind: "morse-euler", ...morseEuler } as const]),
    ...(missing === null || listing.truncated ? [] : [{ kind: "missing-extremum", which: missing } as const]),
    ...inertiaReasons(listing.components),
  ];
  return {
    reasons,
    ...(reasons.length === 0 && !listing.truncated && solver.theorem !== undefined
      ? { theorem: solver.theorem }
      : {}),
    failures: [],
    by: [
      ...(solver.complete ? ([solver.evidence === undefined ? "path-count" : "elimination"] as const) : []),
      ...(morseEuler !== null && balanced ? (["morse-euler"] as const) : []),
    ],
    ...(solver.paths === undefined ? {} : { paths: solver.paths }),
    ...(solver.evidence === undefined ? {} : { evidence: solver.evidence }),
    ...(morseEuler === null ? {} : { morseEuler }),
  };
}

/** What two ways may say of one component: index, nullity and rank are equal, and the values agree to their rounding. */
export type Finding = Pick<CriticalComponent, "value" | "index" | "nullity" | "rank">;

/**
 * Whether two findings may be of one component.
 *
 * @param rounding of both values, asked for where they differ by more than theirs.
 */
export const sameFinding = (a: Finding, b: Finding, rounding: () => number): boolean =>
  a.index === b.index &&
  a.nullity === b.nullity &&
  a.rank === b.rank &&
  (a.value === undefined ||
    b.value === undefined ||
    valuesAgree(a.value, b.value) ||
    valuesAgree(a.value, b.value, rounding()));

/** A bound of the rounding of a component's value; 0 where there is no loss to evaluate. */
export const valueRoundingIn =
  (system: LandscapeSystem | null) =>
  ({ representative }: Pick<CriticalComponent, "representative">): number =>
    system === null || system.isField ? 0 : system.valueRounding(system.flatten(representative));

/** Every component of one list must be in the other; of an incomplete solver only its finds count. */
export function crossCheck(
  formula: Listing,
  solver: Listing,
  solverIsComplete: boolean,
  system: LandscapeSystem | null,
): PartialAudit {
  const rounding = valueRoundingIn(system);
  const agree = (a: CriticalComponent, b: CriticalComponent) =>
    sameFinding(a, b, () => rounding(a) + rounding(b));
  const failures: Contradiction[] = [
    ...solver.components
      .filter((found) => !formula.components.some((listed) => agree(found, listed)))
      .map(({ value, index }) => ({ kind: "off-the-list", value, index }) as const),
    ...(solverIsComplete
      ? formula.components
          .filter((listed) => !solver.components.some((found) => agree(found, listed)))
          .map(({ id }) => ({ kind: "not-found", component: id }) as const)
      : []),
  ];
  if (formula.truncated) return { reasons: [{ kind: "list-cut-short" }], failures: [], by: [] };
  return {
    reasons: failures.length === 0 ? [] : [disagreement("closed-form", "solver")],
    failures,
    by: failures.length === 0 && solverIsComplete ? ["cross-check"] : [],
  };
}

/** A proposer that is absent does not spoil a verdict that another one reaches alone. */
export function combine(audits: readonly PartialAudit[]): Audit {
  const present = audits.filter(({ absent }) => absent !== true);
  const proposers = present.filter(({ by }) => !by.includes("cross-check"));
  const failures = audits.flatMap(({ failures }) => failures);
  const interrupted = audits.some((audit) => audit.interrupted === true);
  // One complete proposer is enough, if nothing contradicts it.
  const complete =
    failures.length === 0 &&
    !interrupted &&
    proposers.some(({ reasons, by }) => reasons.length === 0 && by.length > 0);
  const reasons = audits.flatMap(({ reasons }) => reasons);
  const morseEuler = present.find((audit) => audit.morseEuler !== undefined)?.morseEuler;
  const paths = present.find((audit) => audit.paths !== undefined)?.paths;
  const evidence = present.find((audit) => audit.evidence !== undefined)?.evidence;
  const theorem = complete ? present.find((audit) => audit.theorem !== undefined)?.theorem : undefined;
  return {
    complete,
    proof: !complete ? "incomplete" : theorem === undefined ? "numerical" : "proved",
    ...(theorem === undefined ? {} : { theorem }),
    ...(complete ? {} : { reason: linesOf(reasons).join("; ") || "no proposer was complete" }),
    ...(interrupted ? { interrupted } : {}),
    by: [...new Set(present.flatMap(({ by }) => by))],
    ...(morseEuler === undefined ? {} : { morseEuler }),
    ...(paths === undefined ? {} : { paths }),
    ...(evidence === undefined ? {} : { evidence }),
    failures: failures.map(contradictionText),
  };
}
