/**
 * Long computations as generators: they yield where they may be interrupted, and one driver serves all of them.
 */
import { setImmediate as nextTick } from "node:timers/promises";

/** How far a computation is: `done` of `total` pieces of the named stage. */
export interface UnivariateProgress {
  readonly stage: "square-free" | "approximating" | "isolating" | "refining" | "real roots";
  readonly done: number;
  readonly total: number;
}

/** A computation that yields where it may be interrupted. */
export type Work<T> = Generator<UnivariateProgress, T, void>;

/** How a computation is followed and stopped. */
export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: UnivariateProgress) => void;
}

/** Milliseconds between two visits of the event loop, where an `AbortSignal` can change. */
const SLICE = 20;

/** Runs the work; the event loop turns meanwhile. @throws the signal's reason once it is aborted. */
export async function drive<T>(work: Work<T>, { signal, onProgress }: WorkOptions = {}): Promise<T> {
  let since = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - since > SLICE) {
      onProgress?.(step.value);
      await nextTick();
      since = performance.now();
    }
  }
}

/** Runs the work at once. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
