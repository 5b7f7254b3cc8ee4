/** One run on a worker thread: the task in, reports through the port, the run back. See `experiment.ts`. */
import type { MessagePort } from "node:worker_threads";
import { reportingSteps, type WorkerReport, type WorkerResult, type WorkerTask } from "./experiment.js";
import { parseExperiment } from "./schema.js";

export default function work({
  task,
  port,
}: {
  readonly task: WorkerTask;
  readonly port: MessagePort;
}): WorkerResult {
  let last: WorkerReport = { epoch: 0 };
  const steps = reportingSteps(task, parseExperiment(task.file), (report) => {
    last = report;
    port.postMessage(report);
  });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { result: value, last };
  }
}
