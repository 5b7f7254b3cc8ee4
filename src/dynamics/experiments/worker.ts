/** Runs of experiments on a worker thread: each reports through its port. See `experiment.ts`. */
import type { Follower } from "../../numeric/parallel/jobs.js";
import {
  REPORTED_RUNS,
  type ReportedRun,
  reportingSteps,
  type WorkerReport,
  type WorkerResult,
} from "./experiment.js";
import { parseExperiment } from "./schema.js";

/** The runs, in a worker. @public */
export const open = (): Follower<null, ReportedRun, WorkerResult> => ({
  ...REPORTED_RUNS,
  along: () => runReported,
});

function runReported({ port, ...task }: ReportedRun): WorkerResult {
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
