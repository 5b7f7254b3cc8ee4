/** A worker thread of `path-threads.ts`: the system comes with the thread, the paths with each task. */
import { workerData } from "node:worker_threads";
import type { PathWorkerData } from "./path-threads.js";
import { type PathBatch, type PathEnd, PathRunner } from "./paths.js";

let runner: PathRunner | null = null;

export default function follow({ seed, paths, tighter }: PathBatch): PathEnd[] {
  if (runner?.job.seed !== seed) runner = new PathRunner({ ...(workerData as PathWorkerData), seed });
  const current = runner;
  return paths.map((k) => current.end(k, tighter));
}
