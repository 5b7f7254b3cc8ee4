/**
 * `analyze`: from a problem to its atlas.
 *
 * Two proposers, one judge: the closed form proposes components in order of value, the solver those that it finds; each is
 * refined and classified on the symbolic conditions; the audit says whether the list is complete, by what, and every
 * disagreement found on the way.
 */

import { setImmediate as nextTick } from "node:timers/promises";
import { DEFAULT_SEED } from "../exact/random.js";
import { rationalText } from "../exact/rational.js";
import { nullSpaces } from "../model/null-space.js";
import type { PathOptions, PathPreset } from "../numeric/homotopy/options.js";
import { type ClosedForm, isUnavailable, type Proposal, type Unavailable } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { decidedDomain } from "../symbolic/domain.js";
import { hasDefined } from "../symbolic/expression.js";
import { printTex, printText } from "../symbolic/print.js";
import { analyticAtlas } from "./analytic-atlas.js";
import { nullSpaceLine } from "./audit/null-space-line.js";
import { linesOf } from "./audit/reasons.js";
import {
  combine,
  crossCheck,
  formulaAudit,
  interruption,
  type Listing,
  solverAudit,
} from "./audit/verdict.js";
import { censusOf, measuredCensus, tally } from "./census.js";
import {
  type CertificateWay,
  Certification,
  type CertifyOption,
  type Proposer,
} from "./certify/certification.js";
import { type Contradiction, isOfInertia } from "./contradictions.js";
import { conditionsOf } from "./derive/derive.js";
import { withGlobalKinds } from "./group/kinds.js";
import { type Classified, type ClassifyContext, classify, inertiaFailures } from "./local/classify.js";
import { ExtendedJudge } from "./local/extended-judge.js";
import { type LandscapeSystem, landscapeSystemOf } from "./local/landscape-system.js";
import { EncoderScale } from "./local/outcome.js";
import type { LandscapeSolver, SolverOptions } from "./propose/landscape-solver.js";
import { onRegularSets } from "./propose/regular-set.js";
import { solveLandscapeByAlgebra, solveLandscapeCheaply } from "./propose/solve-landscape.js";
import { solveLandscape } from "./propose/solver.js";
import type { Atlas, CriticalComponent, Method, UsedMethod } from "./record/types.js";

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
  /** Further ways to certify, tried in this order where those of this package prove nothing. */
  readonly certificates?: readonly CertificateWay[];
  /** Ends the work early: the atlas then holds what was found, `complete: false`, and says how far it came. */
  readonly signal?: AbortSignal;
  /** Threads at most for the solver, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  /** How the solver follows paths: a preset, which says as well how long solutions are looked for, or options of one's own. */
  readonly paths?: PathPreset | PathOptions;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/** Longest list of components where no limit is asked for. */
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
  onRegularSets(
    method === "algebra"
      ? solveLandscapeByAlgebra
      : method === "paths" || method === "both"
        ? solveLandscape
        : solveLandscapeCheaply,
  );

/** `analyze` with another way to find what the solver finds. */
export async function analyzeWith(
  problem: Problem,
  options: AnalyzeOptions,
  solve: LandscapeSolver,
): Promise<Atlas> {
  const {
    limit = defaultLimit(problem),
    seed = DEFAULT_SEED,
    certify = "auto",
    signal,
    onProgress,
  } = options;
  const { analytic } = problem.objective;
  if (analytic !== undefined) {
    const found = await analyticAtlas(analytic, { limit, seed, signal, onProgress });
    return { ...captionOf(problem, null), seed, method: "solve", ...found, warnings: notExact(problem) };
  }
  const closedForm = problem.objective.closedForm();
  const method = resolveMethod(options.method ?? "auto", closedForm);
  const system = landscapeSystemOf(problem.objective);
  const context = contextOf(problem, system, seed);
  const work: Work = { context, limit, certify, ways: options.certificates, signal, onProgress };
  const form = method === "closed-form" || method === "both" ? closedForm : null;
  const byFormula =
    form === null || isUnavailable(form)
      ? null
      : { form, ...(await classifyAll(form.proposals(), "closed-form", work)) };
  const solver =
    method === "closed-form" ? null : await solve(problem, solverOptions({ ...options, seed }), system);
  const bySolver =
    solver === null || "unavailable" in solver
      ? null
      : { solver, ...(await classifyAll(solver.proposals, "solver", work)) };

  const { components, order, truncated } = byFormula ?? bySolver ?? NOTHING;
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
    ...(solver === null ? [] : [solverAudit(solver, bySolver, interrupted ? null : system)]),
    ...(byFormula && bySolver ? [crossCheck(byFormula, bySolver, bySolver.solver.complete, system)] : []),
  ];
  const audit = combine(audits);
  return {
    ...captionOf(problem, system),
    seed,
    method,
    // Only a complete list knows which of its values are extreme.
    components:
      audit.complete && !truncated && system !== null
        ? withGlobalKinds(components, system, order)
        : components,
    truncated,
    ...(counted === undefined ? {} : { census: counted }),
    audit,
    warnings: [
      ...(audit.complete ? linesOf(audits.flatMap(({ reasons }) => reasons)) : []),
      ...notExact(problem),
      ...nullSpaces(problem.model).map(nullSpaceLine),
    ],
  };
}

/** What an atlas says of its problem, whatever is found. */
const captionOf = ({ parsed, title, objective }: Problem, system: LandscapeSystem | null) => ({
  problem: parsed.file,
  title,
  isVectorField: system?.isField ?? false,
  stationarity: conditionsOf(objective),
  ...domainEntries(objective),
});

/** Nothing for a polynomial loss: its domain is everything. */
function domainEntries({ landscape }: Problem["objective"]): Pick<Atlas, "domain"> {
  if (landscape === undefined || !hasDefined(landscape.loss)) return {};
  return {
    domain: decidedDomain(landscape).map(({ kind, of, everywhere, origin }) => ({
      kind,
      text: printText(of),
      tex: printTex(of),
      everywhere,
      ...(origin === undefined
        ? {}
        : {
            origin: {
              only: origin.only,
              ...(origin.value === undefined ? {} : { value: rationalText(origin.value) }),
            },
          }),
    })),
  };
}

const solverOptions = ({
  seed,
  threads = 1,
  paths,
  signal,
  onProgress,
}: AnalyzeOptions & Pick<SolverOptions, "seed">): SolverOptions => ({
  seed,
  threads,
  ...(paths === undefined ? {} : { paths }),
  ...(signal === undefined ? {} : { signal }),
  ...(onProgress === undefined ? {} : { onProgress }),
});

/** What the components of one problem are classified and certified with, and how many of them. */
interface Work {
  readonly context: ClassifyContext;
  readonly limit: number;
  readonly certify: CertifyOption;
  /** Further ways to prove something of a point. */
  readonly ways: readonly CertificateWay[] | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: AnalyzeOptions["onProgress"];
}

const contextOf = (
  { objective, model }: Problem,
  system: LandscapeSystem | null,
  seed: number,
): ClassifyContext => ({
  objective,
  system,
  scale: new EncoderScale(model),
  seed,
  // Its error bounds do not cover inverses and roots.
  ...(system === null || model.moments.rounded || hasDefined(system.landscape.loss)
    ? {}
    : { judge: new ExtendedJudge(system.landscape, system.manifold) }),
});

const NOTHING: Listing = { components: [], failures: [], order: new Map(), truncated: false };

/** The components that a proposer proposes, classified and certified. */
async function classifyAll(
  proposals: Iterable<Proposal>,
  proposer: Proposer,
  { context, limit, certify, ways, signal, onProgress }: Work,
): Promise<Listing> {
  const { objective, system } = context;
  const components: CriticalComponent[] = [];
  const failures: Contradiction[] = [];
  const order = new Map<CriticalComponent, number>();
  let certification = new Certification(objective, system, proposer, certify, ways);
  for (const proposal of proposals) {
    // What the solver found before an interrupt is few, and kept; a closed form may go on for long.
    if (components.length === limit || (signal?.aborted && proposer === "closed-form"))
      return { components, failures, order, truncated: true };
    if (signal?.aborted) certification = new Certification(objective, system, proposer, "none");
    const classified = classify(proposal, context);
    const certified = certification.of(classified.component, proposal);
    components.push(certified.component);
    if (proposal.valueOrder !== undefined) order.set(certified.component, proposal.valueOrder);
    failures.push(...settled(proposal, classified, certified.component), ...certified.failures);
    if (components.length % BATCH === 0) {
      onProgress?.(components.length, undefined, "components");
      await nextTick();
    }
  }
  return { components, failures, order, truncated: false };
}

const notExact = ({ model }: Problem): readonly string[] => (model.moments.exact ? [] : [NOT_EXACT]);

const NOT_EXACT =
  "the model is not exact (floating numbers or a random dictionary): equalities are decided to rounding";

/** As many components as their representatives have room for. */
function defaultLimit({ objective }: Problem): number {
  const variables = objective.landscape?.variables ?? [];
  const entries = variables.reduce((sum, { symbol }) => sum + symbol.rows * symbol.columns, 1);
  return Math.min(DEFAULT_LIMIT, Math.max(FEWEST, Math.floor(STORED / entries)));
}

/** What classifying contradicted, with index and nullity as they are proved where they are. */
function settled(
  proposal: Proposal,
  { failures }: Classified,
  { index, nullity, certificate }: CriticalComponent,
): Contradiction[] {
  if (index === undefined || nullity === undefined || certificate.proven?.includes("index") !== true)
    return [...failures];
  return [
    ...failures.filter((failure) => !isOfInertia(failure)),
    ...inertiaFailures(proposal, index, nullity, "proof"),
  ];
}
