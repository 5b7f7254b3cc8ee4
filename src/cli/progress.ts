/**
 * Progress on standard error, only for a person at a terminal; the end of a command before its work is done.
 */
import { type Deadline, deadlineSignal } from "../numeric/parallel/deadline.js";
import { Interrupted } from "./exit.js";

/** A line that shows how far a command is: `update` says done of total (undefined: not known) and of what, `stop` clears it. */
export interface Progress {
  update(done: number, total: number | undefined, label: string): void;
  stop(): void;
}

/** Where there is no terminal to show progress on, one line says after a minute that the work goes on. */
const PATIENCE = 60_000;

/** A progress bar; nothing when `quiet`, and hardly anything when standard error is not a terminal. */
export async function startProgress(quiet: boolean): Promise<Progress> {
  if (quiet) return { update: () => {}, stop: () => {} };
  if (!process.stderr.isTTY) return oneWord();
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

function oneWord(): Progress {
  let last = "";
  const timer = setTimeout(() => {
    process.stderr.write(
      `still at work${last}; Ctrl-C (or --time-limit S from the start) ends it with what there is by then\n`,
    );
  }, PATIENCE);
  timer.unref();
  return {
    update(done, total, label) {
      last = ` (${label}: ${done}${total === undefined ? "" : ` of ${total}`})`;
    },
    stop: () => clearTimeout(timer),
  };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The end of a command before its work is done: Ctrl-C, SIGTERM, SIGHUP, or the time limit. The work then gives what it
 * has, marked incomplete; a second signal ends the process at once.
 */
export class Stop {
  private readonly deadline: Deadline;

  /** @param limit seconds from the start of the work; none when left out. */
  constructor(limit?: number) {
    this.deadline = deadlineSignal(limit, () => new Interrupted("interrupted"));
  }

  get signal(): AbortSignal {
    return this.deadline.signal;
  }

  /** Whether the work was stopped, so that its result is a part of what was asked for. */
  get stopped(): boolean {
    return this.signal.aborted;
  }

  /** The result of `work`, which heeds the signal. */
  async during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { abort, start, stop } = this.deadline;
    for (const name of SIGNALS) process.once(name, abort);
    start();
    try {
      return await work(this.signal);
    } finally {
      stop();
      for (const name of SIGNALS) process.off(name, abort);
    }
  }

  /** The same for work that need not heed the signal; undefined as soon as it is stopped. */
  duringOrNothing<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    return this.during(async (signal) => {
      let leave = () => {};
      const stopped = new Promise<undefined>((resolve) => {
        leave = () => resolve(undefined);
        signal.addEventListener("abort", leave, { once: true });
      });
      try {
        const running = work(signal);
        // Its rejection after the stop is nobody's business.
        running.catch(() => {});
        return await Promise.race([running, stopped]);
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      } finally {
        signal.removeEventListener("abort", leave);
      }
    });
  }
}
