/**
 * One `analyze` in this process, stage by stage: `node stages.js FILE` prints milliseconds as JSON.
 *
 *   load       import of the modules that `analyze` needs
 *   schema     text → checked problem file
 *   moments    exact Γ and Σ
 *   symbolic   loss, stationarity conditions, compiled value and gradient
 *   closedForm spectra and the proposals that are listed
 *   classify   everything else in `analyze`: refinement, inertia, outcome, census, audit
 *   report     the text report
 *
 * `analyze` compiles the conditions itself: that repetition (a few milliseconds, warm) is counted in `classify`.
 */
import { readFileSync } from "node:fs";
import type { ClosedForm, Objective, Unavailable } from "../src/objectives/objective.js";

export type Stage = "load" | "schema" | "moments" | "symbolic" | "closedForm" | "classify" | "report";

export interface StageReport {
  readonly stages: Readonly<Record<Stage, number>>;
  readonly components: number;
}

/** Adds up the time spent in pieces. */
class Clock {
  elapsed = 0;

  run<T>(work: () => T): T {
    const start = performance.now();
    try {
      return work();
    } finally {
      this.elapsed += performance.now() - start;
    }
  }

  *iterate<T>(items: Iterable<T>): Generator<T> {
    const iterator = items[Symbol.iterator]();
    for (;;) {
      const next = this.run(() => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }
}

/** The objective with its closed form on the clock. */
const clocked = (objective: Objective, clock: Clock): Objective => ({
  ...objective,
  closedForm: (): ClosedForm | Unavailable => {
    const form = clock.run(() => objective.closedForm());
    return "unavailable" in form ? form : { ...form, proposals: () => clock.iterate(form.proposals()) };
  },
});

const file = process.argv[2];
if (file === undefined) throw new RangeError("stages: expected a problem file, got none");
const text = readFileSync(file, "utf8");

let mark = performance.now();
const lap = (): number => {
  const before = mark;
  mark = performance.now();
  return mark - before;
};

const { readProblemFile } = await import("../src/objectives/schema.js");
const { buildProblem } = await import("../src/objectives/problem.js");
const { analyze } = await import("../src/atlas/analyze.js");
const { conditionsOf } = await import("../src/atlas/derive/derive.js");
const { LandscapeSystem } = await import("../src/atlas/local/landscape-system.js");
const { render } = await import("../src/report/render.js");
const load = lap();

const parsed = readProblemFile(text);
const schema = lap();

// The model is built before the objective is looked at: that look is where the moments are done.
let moments = 0;
const problem = buildProblem({
  ...parsed,
  get objective() {
    moments ||= lap();
    return parsed.objective;
  },
});
conditionsOf(problem.objective);
if (problem.objective.landscape !== undefined) new LandscapeSystem(problem.objective.landscape);
const symbolic = lap();

const clock = new Clock();
const atlas = await analyze({ ...problem, objective: clocked(problem.objective, clock) });
const closedForm = clock.elapsed;
const classify = lap() - closedForm;

render({ kind: "atlas", atlas }, "text");
const report = lap();

const result: StageReport = {
  stages: { load, schema, moments, symbolic, closedForm, classify, report },
  components: atlas.components.length,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
