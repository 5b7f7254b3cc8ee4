/**
 * `analyze`: from a problem to its atlas.
 *
 * Two proposers, one judge: the closed form proposes components in order of value, the solver those that it finds; each is
 * refined and classified on the symbolic conditions; the audit says whether the list is complete, by what, and every
 * disagreement found on the way.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { DEFAULT_SEED } from "../exact/random.js";
import type { ClosedForm, Proposal, Unavailable } from "../objectives/objective.js";
import { isUnavailable } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { expectedEuler, morseEulerSum } from "./audit/morse-euler.js";
import { censusOf } from "./census.js";
import { Certification, type CertifyOption, type Proposer } from "./certify/certification.js";
import { conditionsOf } from "./derive/derive.js";
import { missingExtremum, withGlobalKinds } from "./group/kinds.js";
import { type Classified, classify, inertiaFailures } from "./local/classify.js";
import { ExtendedJudge } from "./local/extended-judge.js";
import { landscapeSystemOf } from "./local/landscape-system.js";
import { EncoderScale } from "./local/outcome.js";
import type { LandscapeSolver } from "./propose/landscape-solver.js";
import { solveLandscapeCheaply } from "./propose/solve-landscape.js";
import { solveLandscapeExactly } from "./propose/solve-landscape-exactly.js";
import { solveLandscape } from "./propose/solver.js";
import type { Atlas, Audit, Census, CriticalComponent, Method, UsedMethod } from "./record/types.js";

export type { CertifyOption, Method };

/** How `analyze` works: by which method, how far, and with which seed. */
export interface AnalyzeOptions {
  /** Default `auto`: the closed form where there is one, else the solver. */
  readonly method?: Method;
  /** Longest list of components; counts are never cut. Default 1000, fewer of matrices with more than 16,000 entries. */
  readonly limit?: number;
  readonly seed?: number;
  /** Which components get a certificate: all, none, or (the default) those that a fixed amount of work pays for. */
  readonly certify?: CertifyOption;
  /** Ends the work early: the atlas then holds what was found, `complete: false`, and says how far it came. */
  readonly signal?: AbortSignal;
  /** Threads at most for the solver, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

export const DEFAULT_LIMIT = 1000;
/** Doubles in the representatives of a list that nobody asked to be that long: 128 MB. */
const STORED = 2 ** 24;
/** However large the matrices are. */
const FEWEST = 16;
/** Components between two looks at the clock and the abort signal. */
const BATCH = 16;

/**
 * The method that is used: `auto` stands for the closed form of the objective if it has one, else for the solver. Where
 * only the data are too close to call, `auto` stays with the closed form and its reason: in double precision the solver
 * sees other data, of which it might even prove its answer.
 */
export function resolveMethod(method: Method, form: ClosedForm | Unavailable): UsedMethod {
  if (method !== "auto") return method;
  return isUnavailable(form) && form.undecided !== true ? "solve" : "closed-form";
}

/**
 * Locates, refines, classifies and audits the critical components: those that the closed form lists, those that the
 * solver finds, or both, each checking the other; by default the closed form where there is one, else the solver. After
 * an interrupt, what was found by then.
 *
 * @example
 * const atlas = await analyze(loadProblem(text), { method: "solve", seed: 7 });
 * atlas.components.length // 3
 */
export const analyze = (problem: Problem, options: AnalyzeOptions = {}): Promise<Atlas> =>
  analyzeWith(problem, options, solverOf(options.method));

/** The way to find critical points that a method asks for; a closed form is held against paths, which share nothing with it. */
const solverOf = (method: Method = "auto"): LandscapeSolver =>
  method === "algebra"
    ? solveLandscapeExactly
    : method === "paths" || method === "both"
      ? solveLandscape
      : solveLandscapeCheaply;

/** `analyze` with another way to find what the solver finds. */
export async function analyzeWith(
  problem: Problem,
  options: AnalyzeOptions,
  solve: LandscapeSolver,
): Promise<Atlas> {
  const { limit = defaultLimit(problem), seed = DEFAULT_SEED, signal, onProgress } = options;
  const { certify = "auto", threads = 1 } = options;
  const { objective, model } = problem;
  const closedForm = objective.closedForm();
  const method = resolveMethod(options.method ?? "auto", closedForm);
  const bySolverAlone = method !== "closed-form" && method !== "both";
  const system = landscapeSystemOf(objective);
  const context = {
    objective,
    system,
    scale: new EncoderScale(model),
    seed,
    ...(system === null || model.moments.rounded
      ? {}
      : { judge: new ExtendedJudge(system.landscape, system.manifold) }),
  };

  const valueOrder = new Map<CriticalComponent, number>();
  const classifyAll = async (proposals: Iterable<Proposal>, proposer: Proposer): Promise<Listing> => {
    const components: CriticalComponent[] = [];
    const failures: string[] = [];
    let certification = new Certification(objective, system, proposer, certify);
    for (const proposal of proposals) {
      // What the solver found before an interrupt is few, and kept; a closed form may go on for long.
      if (components.length === limit || (signal?.aborted && proposer === "closed-form"))
        return { components, failures, truncated: true };
      if (signal?.aborted) certification = new Certification(objective, system, proposer, "none");
      const classified = classify(proposal, context);
      const certified = certification.of(classified.component, proposal);
      components.push(certified.component);
      if (proposal.valueOrder !== undefined) valueOrder.set(certified.component, proposal.valueOrder);
      failures.push(...settled(proposal, classified, certified.component), ...certified.failures);
      if (components.length % BATCH === 0) {
        onProgress?.(components.length, undefined, "components");
        await nextTick();
      }
    }
    return { components, failures, truncated: false };
  };

  const form = bySolverAlone ? null : closedForm;
  const byFormula =
    form === null || isUnavailable(form)
      ? null
      : { form, ...(await classifyAll(form.proposals(), "closed-form")) };
  const solver =
    method === "closed-form"
      ? null
      : await solve(
          problem,
          {
            seed,
            threads,
            ...(signal === undefined ? {} : { signal }),
            ...(onProgress === undefined ? {} : { onProgress }),
          },
          system,
        );
  const bySolver =
    solver === null || "unavailable" in solver
      ? null
      : { solver, ...(await classifyAll(solver.proposals, "solver")) };

  const { components, truncated } = byFormula ?? bySolver ?? { components: [], truncated: false };
  const counted =
    byFormula !== null
      ? (measuredCensus(byFormula, byFormula.form) ?? censusOf(byFormula.form))
      : bySolver?.solver.complete === true
        ? tally(components)
        : undefined;
  const interrupted = signal?.aborted === true;
  const audits = [
    ...(interrupted ? [interruption(components.length)] : []),
    ...(form === null ? [] : [formulaAudit(form, byFormula, counted)]),
    ...(solver === null
      ? []
      : [
          solverAudit(
            solver,
            bySolver,
            interrupted ? null : expectedEuler(system),
            interrupted || system === null || bySolver === null
              ? null
              : missingExtremum(bySolver.components, system),
          ),
        ]),
    ...(byFormula === null || bySolver === null
      ? []
      : [crossCheck(byFormula, bySolver, bySolver.solver.complete)]),
  ];
  const audit = combine(audits);
  return {
    problem: problem.parsed.file,
    seed,
    method,
    title: problem.title,
    isVectorField: system?.isField ?? false,
    stationarity: conditionsOf(objective),
    // Only a complete list knows which of its values are extreme.
    components:
      audit.complete && !truncated && system !== null
        ? withGlobalKinds(components, system, valueOrder)
        : components,
    truncated,
    ...(counted === undefined ? {} : { census: counted }),
    audit,
    warnings: [
      ...(audit.complete ? audits.flatMap(({ reasons }) => reasons) : []),
      ...(model.moments.exact
        ? []
        : [
            "the model is not exact (floating numbers or a random dictionary): equalities are decided to rounding",
          ]),
    ],
  };
}

/** As many components as their representatives have room for. */
function defaultLimit({ objective }: Problem): number {
  const variables = objective.landscape?.variables ?? [];
  const entries = variables.reduce((sum, { symbol }) => sum + symbol.rows * symbol.columns, 1);
  return Math.min(DEFAULT_LIMIT, Math.max(FEWEST, Math.floor(STORED / entries)));
}

/** Classified components of one proposer. */
interface Listing {
  readonly components: readonly CriticalComponent[];
  readonly failures: readonly string[];
  readonly truncated: boolean;
}

/** What classifying contradicted, with index and nullity as they are proved where they are. */
function settled(
  proposal: Proposal,
  { failures, inertia }: Classified,
  { index, nullity, certificate }: CriticalComponent,
): string[] {
  if (index === undefined || nullity === undefined || certificate.proven?.includes("index") !== true)
    return [...failures];
  return [
    ...failures.filter((failure) => !inertia.includes(failure)),
    ...inertiaFailures(proposal, index, nullity, "proved"),
  ];
}

/** One audit's share of the verdict. */
interface PartialAudit {
  readonly reasons: readonly string[];
  readonly failures: readonly string[];
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

/** Why an atlas is not complete after an interrupt, whatever the proposers had done by then. */
const interruption = (count: number): PartialAudit => ({
  reasons: [`interrupted: ${count} components were classified`],
  failures: [],
  by: [],
  interrupted: true,
});

/** Whether an atlas is what an interrupt left: another run of the same work need not leave the same. */
export const wasInterrupted = ({ complete, reason }: Audit): boolean =>
  !complete && reason?.startsWith("interrupted: ") === true;

/** Counts by measured index where the closed form has no formula for it and the whole list was seen. */
const measuredCensus = ({ components, truncated }: Listing, form: ClosedForm): Census | undefined =>
  form.byIndex !== undefined || form.gap !== undefined || truncated ? undefined : tally(components);

/** Counts by index; none where connected components of some entry are not told apart. */
function tally(components: readonly CriticalComponent[]): Census | undefined {
  const byIndex = new Map<number, bigint>();
  let withoutIndex = 0n;
  let total = 0n;
  for (const { index, multiplicity } of components) {
    if (multiplicity === undefined) return undefined;
    total += multiplicity;
    if (index === undefined) withoutIndex += multiplicity;
    else byIndex.set(index, (byIndex.get(index) ?? 0n) + multiplicity);
  }
  const sorted = new Map([...byIndex].sort(([a], [b]) => a - b));
  return { byIndex: sorted, total, ...(withoutIndex > 0n ? { withoutIndex } : {}) };
}

/** Of what the solver found; a certificate may have decided it since. */
function inertiaReasons(components: readonly CriticalComponent[]): string[] {
  const count = components.filter(({ index }) => index === undefined).length;
  return count === 0 ? [] : [`solver: the inertia of ${count} critical points is undecided`];
}

const undecidedReasons = (components: readonly CriticalComponent[]): string[] => {
  const undecided = components.filter(({ kind }) => kind === "undecided").length;
  return undecided === 0 ? [] : [`${undecided} components are undecided`];
};

function formulaAudit(
  form: ClosedForm | Unavailable,
  listing: Listing | null,
  counted: Census | undefined,
): PartialAudit {
  if (isUnavailable(form) || listing === null)
    return {
      reasons: [isUnavailable(form) ? form.unavailable : "nothing was listed"],
      failures: [],
      by: [],
      absent: true,
    };
  const failures = [...listing.failures];
  const { morseEuler } = form;
  if (morseEuler !== undefined && morseEuler.expected !== morseEuler.found)
    failures.push(
      `Morse–Euler: the indices sum to ${morseEuler.found}, the manifold has ${morseEuler.expected}`,
    );
  if (!listing.truncated && counted !== undefined) {
    const listed = listing.components.reduce((sum, { multiplicity }) => sum + (multiplicity ?? 0n), 0n);
    for (const total of [counted.total, form.total])
      if (total !== undefined && listed !== total)
        failures.push(`census: ${total} components by formula, ${listed} in the list`);
    const euler = morseEulerSum(listing.components);
    if (morseEuler !== undefined && euler !== null && euler !== morseEuler.expected)
      failures.push(
        `Morse–Euler: the listed components sum to ${euler}, the manifold has ${morseEuler.expected}`,
      );
  }
  const reasons = [
    ...(form.gap === undefined ? [] : [form.gap]),
    ...(failures.length === 0 ? [] : ["the closed form and the symbolic layer disagree"]),
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

/** Contradictions that are put in words. */
const MOST_NAMED = 3;

/**
 * A point that the solver found and that is not what it took it for is no contradiction of two derivations, as it is of a closed form:
 * both look at one point of one system, and rounding separates them.
 */
const misjudged = (failures: readonly string[]): string[] =>
  failures.length === 0
    ? []
    : [
        `solver: ${failures.length} statements about the points found do not hold to rounding: ${failures.slice(0, MOST_NAMED).join("; ")}`,
      ];

function solverAudit(
  solver: Awaited<ReturnType<LandscapeSolver>>,
  listing: Listing | null,
  expected: bigint | null,
  missing: "minimum" | "maximum" | null,
): PartialAudit {
  if ("unavailable" in solver || listing === null)
    return {
      reasons: ["unavailable" in solver ? `solver: ${solver.unavailable}` : "nothing was listed"],
      failures: [],
      by: [],
      absent: true,
    };
  const found = expected === null || listing.truncated ? null : morseEulerSum(listing.components);
  const morseEuler = expected === null || found === null ? null : { expected, found };
  const balanced = morseEuler === null || morseEuler.expected === morseEuler.found;
  const reasons = [
    ...(solver.reason === undefined ? [] : [`solver: ${solver.reason}`]),
    ...misjudged(listing.failures),
    ...(balanced
      ? []
      : [
          `Morse–Euler: the components found sum to ${morseEuler.found}, those of a complete list to ${morseEuler.expected}`,
        ]),
    ...(missing === null || listing.truncated
      ? []
      : [`the ${missing} is missing: the loss attains one, and no component of extreme value can be it`]),
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

/** Every component of one list must be in the other; of an incomplete solver only its finds count. */
function crossCheck(formula: Listing, solver: Listing, solverIsComplete: boolean): PartialAudit {
  const agree = (a: CriticalComponent, b: CriticalComponent) =>
    a.index === b.index &&
    a.nullity === b.nullity &&
    a.rank === b.rank &&
    (a.value === undefined ||
      b.value === undefined ||
      Math.abs(a.value - b.value) <= 1e-7 * Math.max(1, Math.abs(a.value)));
  const failures = [
    ...solver.components
      .filter((found) => !formula.components.some((listed) => agree(found, listed)))
      .map(
        ({ value, index }) => `cross-check: the solver found value ${value}, index ${index}, off the list`,
      ),
    ...(solverIsComplete
      ? formula.components
          .filter((listed) => !solver.components.some((found) => agree(found, listed)))
          .map(({ id }) => `cross-check: ${id} was not found by the solver`)
      : []),
  ];
  if (formula.truncated) return { reasons: ["cross-check: the list is cut short"], failures: [], by: [] };
  return {
    reasons: failures.length === 0 ? [] : ["the closed form and the solver disagree"],
    failures,
    by: failures.length === 0 && solverIsComplete ? ["cross-check"] : [],
  };
}

/** A proposer that is absent does not spoil a verdict that another one reaches alone. */
function combine(audits: readonly PartialAudit[]): Audit {
  const present = audits.filter(({ absent }) => absent !== true);
  const proposers = present.filter(({ by }) => !by.includes("cross-check"));
  const failures = audits.flatMap(({ failures }) => failures);
  // One complete proposer is enough, if nothing contradicts it.
  const complete =
    failures.length === 0 &&
    !audits.some(({ interrupted }) => interrupted === true) &&
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
    ...(complete ? {} : { reason: reasons.join("; ") || "no proposer was complete" }),
    by: [...new Set(present.flatMap(({ by }) => by))],
    ...(morseEuler === undefined ? {} : { morseEuler }),
    ...(paths === undefined ? {} : { paths }),
    ...(evidence === undefined ? {} : { evidence }),
    failures,
  };
}
