/**
 * Exact elimination apart from this thread: it is synchronous, and only a thread that has nothing to do hears Ctrl-C, timers and
 * aborts. What is quick is done here; what is not begins again in a thread of its own, which ends at once when it has to.
 */

import { countSolutions, type SolutionCount } from "../algebra/count.js";
import type { ModularUnavailable } from "../algebra/over-prime.js";
import { type ExactSolutions, rationalUnivariate } from "../algebra/rational-univariate.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations } from "../algebra/system.js";
import { rational } from "../exact/rational.js";
import type { Follower, Job } from "../numeric/parallel/jobs.js";
import { hasWorkers, Pool } from "../numeric/parallel/pool.js";

/** What an elimination may cost, and how it is stopped. */
export interface EliminationLimits {
  /** Operations. */
  readonly budget: number;
  /** Entries of four bytes that may be held at once. */
  readonly entries?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Limits = Omit<EliminationLimits, "signal">;

interface Answers {
  readonly count: SolutionCount | { readonly unavailable: ModularUnavailable };
  readonly solutions: ExactSolutions;
}

/** Plain data: the system, and which of its questions. */
interface EliminationJob extends Job {
  readonly variables: number;
  readonly equations: readonly IntegerEquation[];
  readonly question: keyof Answers;
}

/** Operations that are done in this thread. Chosen: a fifth of a second, a tenth of what a person notices of a Ctrl-C. */
const HERE = 1e8;

/** The number of solutions modulo a prime. @throws the reason of the signal once it is aborted. */
export const countApart = (system: AlgebraSystem, limits: EliminationLimits): Promise<Answers["count"]> =>
  apart(system, "count", limits, (answer) => "unavailable" in answer && isOperations(answer.unavailable));

/** All solutions of a system of dimension 0. @throws the reason of the signal once it is aborted. */
export const solveApart = (system: AlgebraSystem, limits: EliminationLimits): Promise<ExactSolutions> =>
  apart(
    system,
    "solutions",
    limits,
    (answer) => answer.kind === "unavailable" && isOperations(answer.reason),
  );

const isOperations = (reason: { readonly kind: string; readonly limit?: string }): boolean =>
  reason.kind === "budget" && reason.limit === "operations";

async function apart<Q extends keyof Answers>(
  system: AlgebraSystem,
  question: Q,
  { signal, ...limits }: EliminationLimits,
  isTooLong: (answer: Answers[Q]) => boolean,
): Promise<Answers[Q]> {
  const here = hasWorkers ? Math.min(limits.budget, HERE) : limits.budget;
  const answer = answerTo(system, question, { ...limits, budget: here }, signal);
  if (here === limits.budget || !isTooLong(answer)) return answer;
  const job: EliminationJob = {
    module: import.meta.url,
    variables: system.variables,
    equations: integerEquations(system),
    question,
  };
  return inThread(job, limits, signal) as Promise<Answers[Q]>;
}

function answerTo<Q extends keyof Answers>(
  system: AlgebraSystem,
  question: Q,
  { budget, entries }: Limits,
  signal?: AbortSignal,
): Answers[Q] {
  const options = {
    budget,
    ...(entries === undefined ? {} : { entries }),
    ...(signal === undefined ? {} : { signal }),
  };
  const answers = { count: countSolutions, solutions: rationalUnivariate };
  return answers[question](system, options) as Answers[Q];
}

async function inThread(
  job: EliminationJob,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<Answers[keyof Answers]> {
  signal?.throwIfAborted();
  const pool = await Pool.open(1, () => {});
  let stop = () => {};
  try {
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal!.reason);
      signal?.addEventListener("abort", stop, { once: true });
    });
    const running = pool.run<Limits, null, Answers[keyof Answers]>({ job }, limits, [null]);
    // Its rejection when the thread is ended is nobody's business.
    running.catch(() => {});
    const [answer] = await Promise.race([running, aborted]);
    return answer!;
  } finally {
    signal?.removeEventListener("abort", stop);
    await pool.close();
  }
}

/** Of `numeric/parallel/worker.ts`: the work of a job. */
export function open(job: EliminationJob): Follower<Limits, null, Answers[keyof Answers]> {
  const { variables, equations, question } = job;
  const system: AlgebraSystem = {
    variables,
    equations: equations.map(({ exponents, coefficients }) =>
      exponents.map((a, k) => ({ coefficient: rational(coefficients[k]!), exponents: a })),
    ),
  };
  return { job, along: (limits) => () => answerTo(system, question, limits) };
}
