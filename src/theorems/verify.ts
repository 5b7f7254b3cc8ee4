/**
 * `verify`: runs a theorem's conclusion on random instances of its hypotheses.
 *
 *   holds         every run held; the worst residual (0 for exact forms)
 *   refuted       an instance, shrunk, with the seed and path that replay it
 *   inconclusive  no failure, but a decision fell inside the tolerance, or 5 % of the instances and more were skipped
 */
import { setImmediate as nextTick } from "node:timers/promises";
import fc from "fast-check";
import type { Form, NegativeControl, Theorem } from "./theorem.js";

export interface VerifyOptions {
  /** Instances per form. Default 100. */
  readonly runs?: number;
  /** Default 20220329. */
  readonly seed?: number;
  /** Replays one counterexample: the path of a refuted verdict, `form/path`, with its seed. Runs that form only. */
  readonly path?: string;
  /** False: report the first instance that fails, not the simplest. Default true. */
  readonly shrink?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Counterexample {
  readonly mode: Form["mode"];
  readonly seed: number;
  /** Number of the form (from 1), a slash, and where the instance is in the sequence of that form. */
  readonly path: string;
  readonly detail: string;
  /** A problem file that `analyze` opens, where the instance is one. */
  readonly problem?: unknown;
  /** The instance as text. */
  readonly instance: string;
}

export interface FormReport {
  readonly mode: Form["mode"];
  readonly runs: number;
  readonly worstResidual: number;
  readonly undecided: number;
  /** Instances that a precondition (`fc.pre`) threw away, on top of the runs. */
  readonly skipped: number;
}

export interface Verdict {
  readonly theorem: string;
  /** Present for negative controls. */
  readonly control?: string;
  readonly verdict: "holds" | "refuted" | "inconclusive";
  readonly forms: readonly FormReport[];
  readonly counterexample?: Counterexample;
  /** For inconclusive verdicts: which decision fell inside the tolerance. */
  readonly reason?: string;
}

export const DEFAULT_RUNS = 100;
export const VERIFY_SEED = 20220329;

/** Hypotheses belong into generators: a theorem that throws away more of its instances than this does not hold. */
const MAX_SKIPPED = 0.05;

/** A conclusion that failed, as fast-check wants to hear of it. */
class Refutation extends Error {}

async function runForm(
  form: Form,
  options: VerifyOptions,
  progress: (done: number) => void,
): Promise<{ report: FormReport; counterexample?: Counterexample; reason?: string }> {
  const requested = options.runs ?? DEFAULT_RUNS;
  const runs = Math.max(1, Math.round(requested * (form.share ?? 1)));
  const seed = options.seed ?? VERIFY_SEED;
  let done = 0;
  let worstResidual = 0;
  let undecided = 0;
  let reason: string | undefined;
  let clock = performance.now();
  const property = fc.asyncProperty(form.instances, async (instance) => {
    options.signal?.throwIfAborted();
    if (performance.now() - clock > 50) {
      await nextTick();
      options.signal?.throwIfAborted();
      clock = performance.now();
    }
    const check = await form.check(instance);
    done++;
    progress(done / runs);
    if (check.verdict === "fails") throw new Refutation(check.detail);
    if (check.verdict === "undecided") {
      undecided++;
      reason ??= check.detail;
    } else worstResidual = Math.max(worstResidual, check.residual);
  });
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    ...(options.path === undefined ? {} : { path: options.path }),
    endOnFailure: options.shrink === false,
  });
  const { numRuns, numSkips: skipped } = details;
  const report = { mode: form.mode, runs: numRuns, worstResidual, undecided, skipped };
  if (skipped > MAX_SKIPPED * (numRuns + skipped))
    reason ??= `${skipped} of ${numRuns + skipped} instances do not satisfy the hypotheses`;
  // Without a counterexample the run was given up, for too many skipped instances.
  if (!details.failed || details.counterexample === null)
    return { report, ...(reason === undefined ? {} : { reason }) };
  options.signal?.throwIfAborted();
  const error = details.errorInstance;
  // An exception that is no refutation is a defect of the check itself: it must not pass for a counterexample.
  if (!(error instanceof Refutation)) throw error;
  const [instance] = details.counterexample;
  return {
    report,
    counterexample: {
      mode: form.mode,
      seed: details.seed,
      path: details.counterexamplePath!,
      detail: error.message,
      instance: fc.stringify(instance),
      ...(form.problem === undefined ? {} : { problem: form.problem(instance) }),
    },
  };
}

/** @throws RangeError if the path is not `form/path` for one of the forms. */
function readPath(text: string, forms: number): { form: number; path: string } {
  const [, form, path] = /^([1-9]\d*)\/(\d+(?::\d+)*)$/.exec(text) ?? [];
  if (form === undefined || path === undefined || Number(form) > forms)
    throw new RangeError(
      `path: expected form/path with form from 1 to ${forms}, got ${JSON.stringify(text)}`,
    );
  return { form: Number(form) - 1, path };
}

async function runForms(
  name: { theorem: string; control?: string },
  forms: readonly Form[],
  options: VerifyOptions,
): Promise<Verdict> {
  const reports: FormReport[] = [];
  let reason: string | undefined;
  const total = forms.length;
  const replay = options.path === undefined ? undefined : readPath(options.path, total);
  for (const [k, form] of forms.entries()) {
    if (replay !== undefined && replay.form !== k) continue;
    const formOptions = replay === undefined ? options : { ...options, path: replay.path };
    const result = await runForm(form, formOptions, (share) => options.onProgress?.(k + share, total));
    reports.push(result.report);
    reason ??= result.reason;
    if (result.counterexample !== undefined) {
      const path = `${k + 1}/${result.counterexample.path}`;
      const counterexample = { ...result.counterexample, path };
      return { ...name, verdict: "refuted", forms: reports, counterexample };
    }
  }
  if (reason !== undefined) return { ...name, verdict: "inconclusive", forms: reports, reason };
  return { ...name, verdict: "holds", forms: reports };
}

/**
 * Verifies a theorem on random instances.
 *
 * @throws the signal's reason when cancelled; RangeError for a path that is none; any exception of the check itself.
 * @example (await verify(theorems[0]!, { runs: 100 })).verdict // "holds"
 */
export const verify = (theorem: Theorem, options: VerifyOptions = {}): Promise<Verdict> =>
  runForms({ theorem: theorem.id }, theorem.forms, options);

/** Runs a negative control: a theorem with a hypothesis dropped, which must come out refuted. */
export const verifyControl = (
  theorem: Theorem,
  control: NegativeControl,
  options: VerifyOptions = {},
): Promise<Verdict> => runForms({ theorem: theorem.id, control: control.id }, [control.form], options);
