/**
 * Experiments with all their runs, one after the other or on worker threads; the results do not depend on which.
 *
 * Every run draws from streams named by the seed and its number, and threads share nothing but the clock: the same
 * bytes whatever `threads` is, whenever a run was interrupted and taken up again from a checkpoint.
 */
import { createHash } from "node:crypto";
import { setImmediate as nextTick } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { DICTIONARIES } from "../../model/dictionaries/registry.js";
import { Pool } from "../../numeric/parallel/pool.js";
import { type ExperimentCheckpoint, type ExperimentRun, runSteps } from "./run.js";
import { parseExperiment } from "./schema.js";
import type { ExperimentFile, ExperimentSpec } from "./spec.js";

/** The records of all runs of an experiment, with the file, seed and settings that make them again. */
export interface ExperimentResult {
  readonly file: ExperimentFile;
  readonly spec: ExperimentSpec;
  readonly seed: number;
  /** In order of their numbers; after an interrupt those that were begun, as far as they came. */
  readonly runs: readonly ExperimentRun[];
  /** Why these are not all the runs to their ends; absent if they are. */
  readonly interrupted?: string;
}

/** Where interrupted runs are kept. Keys are names fit for files. */
export interface CheckpointStore {
  load(key: string): Promise<ExperimentCheckpoint | undefined>;
  save(key: string, checkpoint: ExperimentCheckpoint): Promise<void>;
}

/** How experiments are run: the seed of all random choices, threads, cancellation, progress, and where states are kept. */
export interface ExperimentOptions {
  readonly seed: number;
  /** Worker threads; 1 (the default) stays in this one. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Epochs done and wanted, over all runs. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly checkpoints?: CheckpointStore;
}

/** What a worker is given; see `worker.ts`. */
export interface WorkerTask {
  readonly file: ExperimentFile;
  readonly seed: number;
  readonly run: number;
  readonly from?: ExperimentCheckpoint;
  /** Shared with the threads: 1 once the runs have to end. */
  readonly flag?: Int32Array<SharedArrayBuffer>;
}

/** The same with the port that reports go through. */
export interface ReportedRun extends WorkerTask {
  readonly port: MessagePort;
}

/** Who does them in a worker. */
export const REPORTED_RUNS = { job: { module: new URL("./worker.js", import.meta.url).href } };

/** What a worker reports while it is at it. */
export interface WorkerReport {
  readonly epoch: number;
  readonly checkpoint?: ExperimentCheckpoint;
}

/** The run, and the last report: those sent before it may come late, or not at all. */
export interface WorkerResult {
  readonly result: ExperimentRun;
  readonly last: WorkerReport;
}

/** Milliseconds between two reports of progress, and between two checkpoints of a run. */
const REPORT_INTERVAL = 250;
const CHECKPOINT_INTERVAL = 5000;

interface Job extends WorkerTask {
  readonly experiment: number;
  readonly spec: ExperimentSpec;
  readonly key: string;
}

/**
 * Trains the encoders of one experiment, all its runs.
 *
 * @param file as `loadExperiment` gives it.
 * @returns the records of all runs; after an interrupt as far as they came by then.
 * @throws ProblemError if the file is not as expected.
 * @example
 * const { runs } = await runExperiment(file, { seed: 7 });
 * runs[0]!.records.map(({ epoch }) => epoch) // [0, 1, 2]
 */
export async function runExperiment(
  file: ExperimentFile,
  options: ExperimentOptions,
): Promise<ExperimentResult> {
  const [result] = await runExperiments([file], options);
  return result!;
}

/**
 * Several experiments that share the threads; the long runs are begun first.
 *
 * @returns the result of each file, in their order, the same as each would have alone.
 * @throws ProblemError if a file is not as expected.
 * @example
 * (await runExperiments([file, file], { seed: 7 })).map(({ runs }) => runs.length) // [1, 1]
 */
export async function runExperiments(
  files: readonly ExperimentFile[],
  { seed, threads = 1, signal, onProgress, checkpoints }: ExperimentOptions,
): Promise<ExperimentResult[]> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const raise = () => void Atomics.store(flag, 0, 1);
  if (signal?.aborted) raise();
  signal?.addEventListener("abort", raise, { once: true });
  const specs = files.map((file) => parseExperiment(file));
  const jobs: Job[] = [];
  for (const [experiment, spec] of specs.entries())
    for (let run = 0; run < spec.training.runs; run++) {
      const file = files[experiment]!;
      const key = checkpointKey(file, seed, run);
      const found = await checkpoints?.load(key);
      // What has been taken further than asked for cannot be taken back.
      const from = found !== undefined && found.epoch <= spec.training.epochs ? { from: found } : {};
      jobs.push({ experiment, spec, file, seed, run, key, flag, ...from });
    }
  const total = jobs.reduce((sum, { spec }) => sum + spec.training.epochs, 0);
  const done = new Map(jobs.map((job) => [job, job.from?.epoch ?? 0]));
  const saves: Promise<void>[] = [];
  const report = (job: Job, { epoch, checkpoint }: WorkerReport) => {
    done.set(job, epoch);
    onProgress?.(
      [...done.values()].reduce((sum, value) => sum + value, 0),
      total,
    );
    if (checkpoint !== undefined && checkpoints !== undefined)
      saves.push(checkpoints.save(job.key, checkpoint));
  };
  const order = [...jobs].sort((a, b) => cost(b.spec) - cost(a.spec));
  const execute = threads > 1 ? onThreads : inTurn;
  const runs = await execute(order, Math.min(threads, jobs.length), flag, report).finally(() =>
    signal?.removeEventListener("abort", raise),
  );
  await Promise.all(saves);
  return specs.map((spec, experiment) => {
    const found = jobs.filter((job) => job.experiment === experiment).flatMap((job) => runs.get(job) ?? []);
    return { file: files[experiment]!, spec, seed, runs: found, ...shortfall(spec, found) };
  });
}

function shortfall({ training }: ExperimentSpec, runs: readonly ExperimentRun[]): { interrupted?: string } {
  const ended = runs.filter(({ records }) => records.at(-1)!.epoch === training.epochs).length;
  if (ended === training.runs) return {};
  return {
    interrupted: `interrupted: ${ended} of ${training.runs} runs came to their end, ${runs.length - ended} some of the way`,
  };
}

type Execute = (
  jobs: readonly Job[],
  threads: number,
  flag: Int32Array<SharedArrayBuffer>,
  report: (job: Job, report: WorkerReport) => void,
) => Promise<ReadonlyMap<Job, ExperimentRun>>;

const isRaised = (flag: Int32Array<SharedArrayBuffer>): boolean => Atomics.load(flag, 0) === 1;

const inTurn: Execute = async (jobs, _threads, flag, report) => {
  const runs = new Map<Job, ExperimentRun>();
  for (const job of jobs) {
    if (isRaised(flag)) break;
    const steps = reportingSteps(job, job.spec, (message) => report(job, message));
    for (;;) {
      const { done, value } = steps.next();
      if (done) {
        runs.set(job, value);
        break;
      }
      await nextTick();
    }
  }
  return runs;
};

const onThreads: Execute = async (jobs, threads, flag, report) => {
  let broken: unknown;
  const pool = await Pool.open(threads, (error) => {
    broken = error;
  });
  try {
    const runs = new Map<Job, ExperimentRun>();
    const queue = [...jobs];
    const feed = async (): Promise<void> => {
      for (let job = queue.shift(); job !== undefined && !isRaised(flag); job = queue.shift()) {
        const current = job;
        const { port1: near, port2: port } = new MessageChannel();
        near.on("message", (message: WorkerReport) => report(current, message));
        const { file, seed, run, from } = job;
        const task: ReportedRun = { file, seed, run, flag, ...(from === undefined ? {} : { from }), port };
        try {
          const [found] = await pool.run<null, ReportedRun, WorkerResult>(
            REPORTED_RUNS,
            null,
            [task],
            [port],
          );
          report(job, found!.last);
          runs.set(job, found!.result);
        } finally {
          near.close();
        }
      }
    };
    await Promise.all(Array.from({ length: threads }, feed));
    if (broken !== undefined) throw broken;
    return runs;
  } finally {
    await pool.close();
  }
};

/** The steps of a run, with a checkpoint added to the first report, to one every few seconds and to the last. */
export function reportingSteps(
  { seed, run, from, flag }: Pick<WorkerTask, "seed" | "run" | "from" | "flag">,
  spec: ExperimentSpec,
  report: (report: WorkerReport) => void,
): Generator<void, ExperimentRun> {
  let saved = Number.NEGATIVE_INFINITY;
  return runSteps({
    spec,
    seed,
    run,
    ...(from === undefined ? {} : { from }),
    interval: REPORT_INTERVAL,
    stopped: () => flag !== undefined && isRaised(flag),
    onProgress: (epoch, checkpoint) => {
      const last = epoch === spec.training.epochs || (flag !== undefined && isRaised(flag));
      const due = last || performance.now() - saved >= CHECKPOINT_INTERVAL;
      if (due) saved = performance.now();
      report({ epoch, ...(due ? { checkpoint: checkpoint() } : {}) });
    },
  });
}

/** Multiplications of a whole run, roughly. */
function cost({ model, training }: ExperimentSpec): number {
  const { samples, batch, embedding: m, epochs, loss } = training;
  const [p] = DICTIONARIES.of(model.dictionary).shape(model.dictionary);
  return epochs * samples * m * (3 * p + (loss === "nt-xent" ? 6 * batch : 0));
}

/** Changes with everything that a run depends on, except for how far it goes and how many others there are. */
export function checkpointKey(file: ExperimentFile, seed: number, run: number): string {
  const { epochs: _epochs, runs: _runs, ...experiment } = file.experiment as Record<string, unknown>;
  const text = JSON.stringify([FORMAT, sorted({ model: file.model, experiment }), seed, run]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** To be raised whenever the same file would give other bytes. */
const FORMAT = 1;

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sorted(value)]),
  );
}
