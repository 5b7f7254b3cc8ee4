/**
 * `verify`: runs a theorem's conclusion on random instances of its hypotheses.
 *
 *   holds         every run held; the worst residual (0 for exact forms)
 *   refuted       an instance, shrunk, with the seed and path that replay it
 *   inconclusive  no failure, but a decision fell inside the tolerance, 5 % of the instances and more were skipped, or
 *                 a part of the hypotheses that the record declares was never reached by 20 instances and more
 *   error         the check itself threw or returned neither a verdict nor a boolean: that refutes nothing, and nothing
 *                 is verified
 *
 * Coverage: for each declared part the share of the instances that reached it; below 5 % it is a warning.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import fc from "fast-check";
import { DEFAULT_SEED } from "../exact/random.js";
import { type Coverage, CoverageCount, neverReached } from "./coverage.js";
import { instanceText } from "./instance-text.js";
import { type Check, readOutcome } from "./outcome.js";
import type { Form, NegativeControl, Theorem } from "./theorem.js";

/** How many instances are drawn, from which seed, and how the work is followed or stopped. */
export interface VerifyOptions {
  /** Instances per form. Default 100. */
  readonly runs?: number;
  /** Default `DEFAULT_SEED`, as for every command. */
  readonly seed?: number;
  /** Replays one counterexample: the path of a refuted verdict, `form/path`, with its seed. Runs that form only. */
  readonly path?: string;
  /** False: report the first instance that fails, not the simplest. Default true. */
  readonly shrink?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The smallest instance found at which the conclusion fails, and how to draw it again. */
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

/** An exception that is no refutation: a defect of the check, of its instances or of what is checked. */
export interface CheckError extends Pick<Counterexample, "mode" | "seed" | "problem"> {
  /** Name and message of the exception. */
  readonly detail: string;
  /** The instance, as for counterexamples; absent where it could not be made. */
  readonly path?: string;
  readonly instance?: string;
}

/** What the instances of one form came to. */
export interface FormReport {
  readonly mode: Form["mode"];
  readonly runs: number;
  readonly worstResidual: number;
  readonly undecided: number;
  /** Instances that a precondition (`fc.pre`) threw away, on top of the runs. */
  readonly skipped: number;
}

/** What verification says of a theorem. */
export interface Verdict {
  readonly theorem: string;
  /** Present for negative controls. */
  readonly control?: string;
  readonly verdict: "holds" | "refuted" | "inconclusive" | "error";
  readonly forms: readonly FormReport[];
  readonly counterexample?: Counterexample;
  readonly error?: CheckError;
  /** For inconclusive verdicts: which decision fell inside the tolerance, or what was never reached. */
  readonly reason?: string;
  /** The declared parts in the order of the forms; absent where none are declared, and in replays. */
  readonly coverage?: readonly Coverage[];
}

/** Instances drawn of each form. */
export const DEFAULT_RUNS = 100;

/** Hypotheses belong into generators: a theorem that throws away more of its instances than this does not hold. */
const MAX_SKIPPED = 0.05;

/** A conclusion that failed, as fast-check wants to hear of it. */
class Refutation extends Error {}

interface FormResult {
  readonly report: FormReport;
  readonly counterexample?: Counterexample;
  readonly error?: CheckError;
  readonly reason?: string;
}

/** What the instances of a form have come to so far. */
class Tally {
  done = 0;
  worstResidual = 0;
  undecided = 0;
  reason: string | undefined;
  /** Shrinking looks for a simpler case of what was found first, and is led astray by nothing else. */
  private first: "refuted" | "error" | undefined;
  private clock = performance.now();

  constructor(
    private readonly form: Form,
    private readonly signal: AbortSignal | undefined,
    private readonly counted: CoverageCount,
    private readonly progress: (done: number) => void,
  ) {}

  /** Checks an instance. @throws what fails, so that it is shrunk; the reason of the signal. */
  async check(instance: unknown): Promise<void> {
    this.signal?.throwIfAborted();
    if (performance.now() - this.clock > 50) {
      await nextTick();
      this.signal?.throwIfAborted();
      this.clock = performance.now();
    }
    let check: Check;
    try {
      check = readOutcome(await this.form.check(instance));
      // What shrinking looks at is no sample of the instances.
      if (this.first === undefined) this.counted.add(this.form, instance);
    } catch (error) {
      if (fc.PreconditionFailure.isFailure(error)) throw error;
      this.first ??= "error";
      if (this.first === "error") throw error;
      return;
    }
    this.done++;
    this.progress(this.done);
    if (check.verdict === "fails") {
      this.first ??= "refuted";
      if (this.first === "refuted") throw new Refutation(check.detail);
    } else if (check.verdict === "undecided") {
      this.undecided++;
      this.reason ??= check.detail;
    } else this.worstResidual = Math.max(this.worstResidual, check.residual);
  }

  report(runs: number, skipped: number): FormReport {
    const { worstResidual, undecided } = this;
    return { mode: this.form.mode, runs, worstResidual, undecided, skipped };
  }
}

async function runForm(
  form: Form,
  options: VerifyOptions,
  counted: CoverageCount,
  progress: (done: number) => void,
): Promise<FormResult> {
  const requested = options.runs ?? DEFAULT_RUNS;
  const runs = Math.max(1, Math.round(requested * (form.share ?? 1)));
  const seed = options.seed ?? DEFAULT_SEED;
  const tally = new Tally(form, options.signal, counted, (done) => progress(done / runs));
  let details: fc.RunDetails<[unknown]>;
  try {
    details = await fc.check(
      fc.asyncProperty(form.instances, (instance) => tally.check(instance)),
      {
        numRuns: runs,
        seed,
        ...(options.path === undefined ? {} : { path: options.path }),
        endOnFailure: options.shrink === false,
      },
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    // A path that is none of this form, which is the caller's mistake.
    if (options.path !== undefined && /Unable to replay/.test(messageOf(error))) throw error;
    return {
      report: tally.report(tally.done, 0),
      error: { mode: form.mode, seed, detail: messageOf(error) },
    };
  }
  const { numRuns, numSkips: skipped } = details;
  const report = tally.report(numRuns, skipped);
  if (skipped > MAX_SKIPPED * (numRuns + skipped))
    tally.reason ??= `${skipped} of ${numRuns + skipped} instances do not satisfy the hypotheses`;
  // Without a counterexample the run was given up, for too many skipped instances.
  if (!details.failed || details.counterexample === null)
    return { report, ...(tally.reason === undefined ? {} : { reason: tally.reason }) };
  options.signal?.throwIfAborted();
  return { report, ...foundBy(form, details, details.counterexample[0]) };
}

/** The smallest instance that fails, or that cannot be checked. */
function foundBy(
  form: Form,
  details: fc.RunDetails<[unknown]>,
  instance: unknown,
): Pick<FormResult, "counterexample" | "error"> {
  const thrown = details.errorInstance;
  const found = {
    mode: form.mode,
    seed: details.seed,
    path: details.counterexamplePath!,
    instance: instanceText(instance),
    ...problemOf(form, instance),
  };
  return thrown instanceof Refutation
    ? { counterexample: { ...found, detail: thrown.message } }
    : { error: { ...found, detail: messageOf(thrown) } };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** The problem file of an instance, where there is one. */
function problemOf(form: Form, instance: unknown): { readonly problem?: unknown } {
  try {
    return form.problem === undefined ? {} : { problem: form.problem(instance) };
  } catch {
    return {};
  }
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
  const counted = new CoverageCount();
  let reason: string | undefined;
  const total = forms.length;
  const replay = options.path === undefined ? undefined : readPath(options.path, total);
  for (const [k, form] of forms.entries()) {
    if (replay !== undefined && replay.form !== k) continue;
    const formOptions = replay === undefined ? options : { ...options, path: replay.path };
    const result = await runForm(form, formOptions, counted, (share) =>
      options.onProgress?.(k + share, total),
    );
    reports.push(result.report);
    reason ??= result.reason;
    const inForm = <Found extends { readonly path?: string }>(found: Found): Found =>
      found.path === undefined ? found : { ...found, path: `${k + 1}/${found.path}` };
    if (result.error !== undefined)
      return { ...name, verdict: "error", forms: reports, error: inForm(result.error) };
    if (result.counterexample !== undefined)
      return { ...name, verdict: "refuted", forms: reports, counterexample: inForm(result.counterexample) };
  }
  // A replay is one instance, and no sample.
  const coverage = replay === undefined ? counted.coverage : [];
  const missed = neverReached(coverage);
  if (missed !== undefined)
    reason ??= `none of ${missed.runs} instances reached the part "${missed.part}" of the hypotheses`;
  const verdict = { ...name, forms: reports, ...(coverage.length === 0 ? {} : { coverage }) };
  return reason === undefined
    ? { ...verdict, verdict: "holds" }
    : { ...verdict, verdict: "inconclusive", reason };
}

/**
 * Verifies a theorem on random instances.
 *
 * @throws the signal's reason when cancelled; RangeError for a path that is none.
 * @param options how many runs, from which seed; or a `path` to replay one counterexample.
 * @returns `holds` after so many instances, `refuted` with the smallest counterexample, `inconclusive` or `error`.
 * @example
 * import { theorems } from "landscape-atlas/proofs";
 * (await verify(theorems[0]!, { runs: 20 })).verdict // "holds"
 */
export const verify = (theorem: Theorem, options: VerifyOptions = {}): Promise<Verdict> =>
  runForms({ theorem: theorem.id }, theorem.forms, options);

/**
 * Runs a negative control: a theorem with a hypothesis dropped, which must come out refuted.
 *
 * @param control one of `theorem.controls`.
 * @param options as for `verify`.
 * @returns the verdict on the control: `refuted`, if the hypothesis is needed.
 * @throws the signal's reason when cancelled; RangeError for a path that is none.
 * @example
 * import { theorems } from "landscape-atlas/proofs";
 * const { controls } = theorems[0]!;
 * (await verifyControl(theorems[0]!, controls[0]!, { runs: 50 })).verdict // "refuted"
 */
export const verifyControl = (
  theorem: Theorem,
  control: NegativeControl,
  options: VerifyOptions = {},
): Promise<Verdict> => runForms({ theorem: theorem.id, control: control.id }, [control.form], options);
