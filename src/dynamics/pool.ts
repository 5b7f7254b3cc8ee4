/**
 * Runs on this thread in slices that leave room for others, or on several threads; the result is the same either way,
 * because a run depends on its number alone.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Problem } from "../objectives/problem.js";
import { KINDS } from "../objectives/registry.js";
import { Simulation, type SimulationSettings } from "./simulation.js";
import type { RunSummary } from "./types.js";

export interface PoolOptions {
  readonly runs: number;
  readonly threads: number;
  /** Runs between two pauses on this thread. */
  readonly batch: number;
  readonly pause: () => Promise<unknown>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** What a worker is started with, and its answers. */
export interface WorkerTask {
  readonly file: Problem["parsed"]["file"];
  readonly settings: SimulationSettings;
}

/** Runs per message: few enough for progress and an even load, many enough to make messages cheap. */
const CHUNK = 32;

const WORKER = new URL("./worker.js", import.meta.url);

/** The runs in order; after an interrupt the first so many of them, whichever ended first, so that the sample is not biased. */
export async function inThreads(
  problem: Problem,
  settings: SimulationSettings,
  options: PoolOptions,
): Promise<RunSummary[]> {
  const chunks = Math.ceil(options.runs / CHUNK);
  const threads = Math.min(options.threads, chunks);
  // Sources run without a build (tests) have no compiled worker beside them; a worker reads the kinds of this package alone.
  if (threads <= 1 || problem.kinds !== KINDS || !existsSync(fileURLToPath(WORKER))) return onThisThread(problem, settings, options);
  if (options.signal?.aborted) return [];
  const results: RunSummary[][] = new Array(chunks);
  let next = 0;
  let done = 0;
  const task: WorkerTask = { file: problem.parsed.file, settings };
  const workers = Array.from({ length: threads }, () => new Worker(WORKER, { workerData: task }));
  let abort = () => {};
  try {
    const cancelled = new Promise<void>((resolve) => {
      abort = () => resolve();
      options.signal?.addEventListener("abort", abort, { once: true });
    });
    const finished = workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          const give = () => {
            if (next === chunks) return resolve();
            const chunk = next++;
            worker.postMessage({
              chunk,
              from: chunk * CHUNK,
              to: Math.min((chunk + 1) * CHUNK, options.runs),
            });
          };
          worker.on("message", ({ chunk, summaries }: { chunk: number; summaries: RunSummary[] }) => {
            results[chunk] = summaries;
            done += summaries.length;
            options.onProgress?.(done);
            give();
          });
          worker.on("error", reject);
          worker.on("exit", (code) => reject(new Error(`worker: ended with status ${code}`)));
          give();
        }),
    );
    await Promise.race([Promise.all(finished), cancelled]);
    const gap = Array.from(results).indexOf(undefined as never);
    return results.slice(0, gap < 0 ? chunks : gap).flat();
  } finally {
    options.signal?.removeEventListener("abort", abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function onThisThread(
  problem: Problem,
  settings: SimulationSettings,
  { runs, batch, pause, signal, onProgress }: PoolOptions,
): Promise<RunSummary[]> {
  const simulation = new Simulation(problem, settings);
  const summaries: RunSummary[] = [];
  for (let run = 0; run < runs; run++) {
    if (run % batch === 0) {
      onProgress?.(run);
      await pause();
      if (signal?.aborted) break;
    }
    summaries.push(simulation.run(run));
  }
  return summaries;
}
