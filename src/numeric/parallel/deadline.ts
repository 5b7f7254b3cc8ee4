/**
 * Signals that abort by the clock: at the deadline whoever asks is told, also where the work leaves no room for timers.
 */

import { setImmediate as nextTick } from "node:timers/promises";

/** Milliseconds between two turns of the event loop. Chosen: no wait that anybody notices, and a thousandth of the time. `deadline.test.ts` */
const SLICE = 20;

/**
 * Whether a signal has aborted, for long work in one thread: between two questions more than a moment apart the event loop turns, without which
 * neither Ctrl-C nor another process's signal is heard.
 *
 * @param signal none: work that nothing ends.
 * @returns the question, to be awaited.
 */
export function stoppedBy(signal: AbortSignal | undefined): () => boolean | Promise<boolean> {
  let since = performance.now();
  return () => {
    if (signal === undefined || signal.aborted) return signal !== undefined;
    if (performance.now() - since < SLICE) return false;
    return nextTick().then(() => {
      since = performance.now();
      return signal.aborted;
    });
  };
}

/** A signal with a deadline, and what ends its timer. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Starts the clock. */
  readonly start: () => void;
  /** Ends the timer; the signal stays what it is. */
  readonly stop: () => void;
  /** Aborts now. */
  readonly abort: () => void;
}

const wall = (): number => performance.now();

/**
 * A clock of the milliseconds that the process has computed, from its start on: on a busy machine time goes by and nothing is done. The system is asked
 * rarely, because that takes longer than to look at a clock: what two processors compute is not known earlier than `SLICE` later.
 */
export function computingClock(): () => number {
  let last = Number.NEGATIVE_INFINITY;
  let computed = 0;
  return () => {
    const now = performance.now();
    if (now - last < SLICE) return computed;
    last = now;
    const { user, system } = process.cpuUsage();
    computed = (user + system) / 1000;
    return computed;
  };
}

/**
 * A signal that aborts so many seconds after `start`, with another one, or when it is told to.
 *
 * @param seconds none: no deadline.
 * @param reason what work throws then; that of the other signal where it is first.
 * @param clock in milliseconds; one that is not that of the wall is asked only by whoever asks the signal.
 */
export function deadlineSignal(
  seconds: number | undefined,
  reason: () => unknown,
  outer?: AbortSignal,
  clock: () => number = wall,
): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  let end = Number.POSITIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const aborted = () => Reflect.get(AbortSignal.prototype, "aborted", signal) as boolean;
  const abort = () => controller.abort(reason());
  const follow = () => controller.abort(outer!.reason);
  // Work that does not leave the thread keeps timers waiting: who asks is told all the same.
  const isAborted = () => {
    if (!aborted() && outer?.aborted) follow();
    else if (!aborted() && end !== Number.POSITIVE_INFINITY && clock() >= end) abort();
    return aborted();
  };
  Object.defineProperty(signal, "aborted", { get: isAborted });
  Object.defineProperty(signal, "throwIfAborted", {
    value: () => {
      if (isAborted()) throw signal.reason;
    },
  });
  return {
    signal,
    abort,
    start() {
      outer?.addEventListener("abort", follow, { once: true });
      if (seconds === undefined) return;
      end = clock() + 1000 * seconds;
      if (clock === wall) timer = setTimeout(abort, 1000 * seconds);
    },
    stop() {
      clearTimeout(timer);
      // Work that has ended in time is not late afterwards.
      end = Number.POSITIVE_INFINITY;
      outer?.removeEventListener("abort", follow);
    },
  };
}
