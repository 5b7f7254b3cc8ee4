/**
 * Work that any thread can do: a job is plain data that says which module does it, and what is asked of it comes in batches.
 *
 * What becomes of a start depends on the job, the batch and the start alone, so that it does not matter which thread it is in.
 */

/** Plain data from which a thread makes a `Follower`: the URL of the module whose export `open` does, and what that needs. */
export interface Job {
  readonly module: string;
}

/** Does the work of one job: what is costly is built once in every thread, from the job. */
export interface Follower<Batch, Start, End> {
  readonly job: Job;
  /** What becomes of the starts of one batch, one after the other; those of another batch come after all of these. */
  along(batch: Batch): (start: Start) => End;
}

/** What a worker is sent: the job in shared memory, unpacked by workers that do not know it yet. */
export interface Task {
  readonly id: number;
  readonly job: SharedArrayBuffer;
  readonly batch: unknown;
  readonly starts: readonly unknown[];
}
