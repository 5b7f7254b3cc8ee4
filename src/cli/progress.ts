/**
 * Progress on standard error, only for a person at a terminal; cancellation by Ctrl-C.
 */
import { Interrupted } from "./exit.js";

export interface Progress {
  update(done: number, total: number | undefined, label: string): void;
  stop(): void;
}

/** A progress bar, or nothing when `quiet` or standard error is not a terminal. */
export async function startProgress(quiet: boolean): Promise<Progress> {
  if (quiet || !process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const { SingleBar, Presets } = (await import("cli-progress")).default;
  const bar = new SingleBar(
    { stream: process.stderr, clearOnComplete: true, hideCursor: true, format: "{label} {bar} {count}" },
    Presets.shades_classic,
  );
  bar.start(1, 0, { label: "", count: "" });
  return {
    update(done, total, label) {
      bar.setTotal(total ?? done + 1);
      bar.update(done, { label, count: total === undefined ? `${done}` : `${done}/${total}` });
    },
    stop: () => bar.stop(),
  };
}

/**
 * Runs `work` with a signal that Ctrl-C aborts; a second Ctrl-C ends the process at once.
 *
 * @throws Interrupted as soon as the event loop hears of it, whether or not `work` heeds the signal.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let interrupt = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => {
      controller.abort();
      reject(new Interrupted("interrupted"));
    };
  });
  process.once("SIGINT", interrupt);
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    process.off("SIGINT", interrupt);
  }
}

/** Runs `work` with a signal that Ctrl-C aborts, and waits for what it has by then; a second Ctrl-C ends the process at once. */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once("SIGINT", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop);
  }
}
