/**
 * Exact elimination apart from this thread: it is synchronous, and only a thread that has nothing to do hears Ctrl-C, timers and
 * aborts. What is quick is done here; what is not begins again in a thread of its own, which ends at once when it has to.
 */

import { type KeptBasis, keepBasis, keptBasis } from "../algebra/modular-basis.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations } from "../algebra/system.js";
import { rational } from "../exact/rational.js";
import { computingClock, deadlineSignal } from "../numeric/parallel/deadline.js";
import type { Follower, Job } from "../numeric/parallel/jobs.js";
import { hasWorkers, Pool } from "../numeric/parallel/pool.js";

/** What an elimination may cost, and how it is stopped. */
export interface EliminationLimits {
  /** Operations. */
  readonly budget: number;
  /** Entries of four bytes that may be held at once. */
  readonly entries?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** It is known to take long: not even begun here. */
  readonly isLong?: boolean;
  /** Which sequence of primes is taken; 0 by default. */
  readonly primes?: number | undefined;
}

type Limits = Omit<EliminationLimits, "signal" | "isLong">;

/** What may be asked of a system; what answers is loaded when it is asked. */
const QUESTIONS = {
  /** The number of solutions modulo a prime. */
  count: async () => (await import("../algebra/count.js")).confirmedCount,
  /** All solutions of a system of dimension 0. */
  solutions: async () => (await import("../algebra/rational-univariate.js")).rationalUnivariate,
  /** The same without a proof that there are no others. */
  verified: async () => (await import("../algebra/rational-univariate.js")).verifiedSolutions,
  /** The isolated ones beside a set of positive dimension, as far as primes agree on them, or proved. */
  isolated: async () => (await import("../algebra/rational-univariate.js")).isolatedSolutions,
  components: async () => (await import("../algebra/components.js")).exactComponents,
  /** The number of isolated ones beside curves, as primes count them. */
  "beside-curves": async () => (await import("../algebra/isolated-count.js")).isolatedCount,
  /** All solutions, simple and certified, without a representation over Q. */
  certified: async () => (await import("./certified-solutions.js")).certifiedSolutions,
  /** Dimensions and degrees as primes see them. */
  layers: async () => (await import("../algebra/layers.js")).modularLayers,
  /** Real points on every component, or none. */
  real: async () => (await import("../algebra/real-samples.js")).realSamplePoints,
} as const;

type Question = keyof typeof QUESTIONS;
type Answering<Q extends Question> = Awaited<ReturnType<(typeof QUESTIONS)[Q]>>;
type Answer<Q extends Question> = ReturnType<Answering<Q>>;

/** What comes back from a thread: the answer, and what may be of use for the next question. */
interface FromThread {
  readonly answer: Answer<Question>;
  readonly kept: KeptBasis | undefined;
}

/** Plain data: the system, and which of its questions. */
interface EliminationJob extends Job {
  /** What has been computed already. */
  readonly kept: KeptBasis | undefined;
  readonly variables: number;
  readonly equations: readonly IntegerEquation[];
  readonly question: Question;
}

/**
 * Seconds of computing that are spent in this thread. Chosen: as long as a person waits for a Ctrl-C, and many times what a thread takes to
 * start; what takes longer begins again there.
 */
const HERE = 1.5;

/**
 * The answer to a question. Here and in a thread the limits are the same: only where the work is done depends on the clock.
 *
 * @throws the reason of the signal once it is aborted.
 */
export async function eliminateApart<Q extends Question>(
  question: Q,
  system: AlgebraSystem,
  { signal, isLong = false, ...limits }: EliminationLimits,
): Promise<Answer<Q>> {
  if (!hasWorkers || !isLong) {
    const answer = (await QUESTIONS[question]()) as Answering<Q>;
    if (!hasWorkers) return answer(system, optionsOf(limits, signal)) as Answer<Q>;
    const tooLong = new Error("too long for this thread");
    const patience = deadlineSignal(HERE, () => tooLong, signal, computingClock());
    patience.start();
    try {
      return answer(system, optionsOf(limits, patience.signal)) as Answer<Q>;
    } catch (error) {
      if (error !== tooLong) throw error;
    } finally {
      patience.stop();
    }
  }
  const equations = integerEquations(system);
  const job: EliminationJob = {
    module: import.meta.url,
    variables: system.variables,
    equations,
    question,
    kept: keptBasis(equations),
  };
  return inThread(job, limits, signal) as Promise<Answer<Q>>;
}

const optionsOf = ({ budget, entries, primes }: Limits, signal?: AbortSignal) => ({
  budget,
  ...(entries === undefined ? {} : { entries }),
  ...(primes === undefined ? {} : { primes }),
  ...(signal === undefined ? {} : { signal }),
});

async function inThread(
  job: EliminationJob,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<Answer<Question>> {
  const pool = await Pool.open(1, () => {});
  let stop = () => {};
  try {
    // An abort while the thread was started: nobody will be told of it again.
    signal?.throwIfAborted();
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal!.reason);
      signal?.addEventListener("abort", stop, { once: true });
    });
    const running = pool.run<Limits, null, FromThread>({ job }, limits, [null]);
    // Its rejection when the thread is ended is nobody's business.
    running.catch(() => {});
    const [found] = await Promise.race([running, aborted]);
    const { answer, kept } = found!;
    if (kept !== undefined) keepBasis(kept);
    return answer;
  } finally {
    signal?.removeEventListener("abort", stop);
    await pool.close();
  }
}

/** The work of a job, in a worker. @public */
export async function open(job: EliminationJob): Promise<Follower<Limits, null, FromThread>> {
  const { variables, equations, question, kept } = job;
  if (kept !== undefined) keepBasis(kept);
  const system: AlgebraSystem = {
    variables,
    equations: equations.map(({ exponents, coefficients }) =>
      exponents.map((a, k) => ({ coefficient: rational(coefficients[k]!), exponents: a })),
    ),
  };
  const answer = await QUESTIONS[question]();
  return {
    job,
    along: (limits) => () => {
      const found = answer(system, optionsOf(limits));
      // After a count much the same is asked again; after other questions nothing is.
      return { answer: found, kept: question === "count" ? keptBasis(equations) : undefined };
    },
  };
}
