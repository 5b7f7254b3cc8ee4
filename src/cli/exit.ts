/**
 * Exit statuses of the command, and the errors that carry one.
 */

/** The exit statuses, by what they mean. */
export const EXIT = {
  done: 0,
  /** A claim refuted or an audit failed. */
  refuted: 1,
  /** Bad usage or bad input. */
  usage: 2,
  /** Inconclusive or incomplete. */
  incomplete: 3,
  /** A defect of this program (sysexits' EX_SOFTWARE). */
  internal: 70,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
} as const;

/** How a command reports its exit status; `final` where work that was stopped may still be under way. */
export type Finish = (status: number, final?: boolean) => void;

/** Bad usage: `place: expected …, got …`, in one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Why work is aborted by a person or by the time limit: the reason of the signal that `Stop` hands to it. Thrown to the top, it
 * ends the command with `EXIT.interrupted`.
 */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}
