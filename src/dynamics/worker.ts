/** A thread that makes runs: chunks of their numbers in, their summaries out. */
import { parentPort, workerData } from "node:worker_threads";
import { buildProblem } from "../objectives/problem.js";
import { parseProblemFile } from "../objectives/schema.js";
import type { WorkerTask } from "./pool.js";
import { Simulation } from "./simulation.js";

const { file, settings } = workerData as WorkerTask;
const simulation = new Simulation(buildProblem(parseProblemFile(file)), settings);

parentPort!.on("message", ({ chunk, from, to }: { chunk: number; from: number; to: number }) => {
  const summaries = Array.from({ length: to - from }, (_, k) => simulation.run(from + k));
  parentPort!.postMessage({ chunk, summaries });
});
