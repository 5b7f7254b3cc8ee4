/**
 * Exact elimination apart from this thread: it is synchronous, and only a thread that has nothing to do hears Ctrl-C, timers and
 * aborts. What is quick is done here; what is not begins again in a thread of its own, which ends at once when it has to.
 */

import { countSolutions, type SolutionCount } from "../algebra/count.js";
import type { ModularUnavailable } from "../algebra/over-prime.js";
import { type ExactSolutions, rationalUnivariate } from "../algebra/rational-univariate.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations } from "../algebra/system.js";
import { rational } from "../exact/rational.js";
import { deadlineSignal } from "../numeric/parallel/deadline.js";
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

/** Seconds that are spent in this thread. Chosen: little beside what a person notices of a Ctrl-C, or of the start of a thread. */
const HERE = 0.2;

/** The number of solutions modulo a prime. @throws the reason of the signal once it is aborted. */
export const countApart = (system: AlgebraSystem, limits: EliminationLimits): Promise<Answers["count"]> =>
  apart(system, "count", limits);

/** All solutions of a system of dimension 0. @throws the reason of the signal once it is aborted. */
export const solveApart = (system: AlgebraSystem, limits: EliminationLimits): Promise<ExactSolutions> =>
  apart(system, "solutions", limits);

/** Here and in a thread the limits are the same: only where the work is done depends on the clock. */
async function apart<Q extends keyof Answers>(
  system: AlgebraSystem,
  question: Q,
  { signal, ...limits }: EliminationLimits,
): Promise<Answers[Q]> {
  if (!hasWorkers) return answerTo(system, question, limits, signal);
  const tooLong = new Error("too long for this thread");
  const patience = deadlineSignal(HERE, () => tooLong, signal);
  patience.start();
  try {
    return answerTo(system, question, limits, patience.signal);
  } catch (error) {
    if (error !== tooLong) throw error;
  } finally {
    patience.stop();
  }
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
