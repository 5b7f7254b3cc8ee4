/**
 * Does batches of independent work: in this thread, in slices that leave room for others, and in worker threads where they pay.
 *
 * Ends are listed in the order of the starts, and each depends on the job, the batch and its start alone: which thread it came
 * from changes no byte of the result.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Follower } from "./jobs.js";
import { hasWorkers, Pool } from "./pool.js";

/** What is known when it is asked whether threads pay. */
export interface WorkLoad {
  /** Starts that this thread has done, in all batches. */
  readonly followed: number;
  /** Milliseconds since the batch began, and per start. */
  readonly elapsed: number;
  readonly average: number;
  /** Starts that are left in the batch for each thread. */
  readonly left: number;
}

/** Milliseconds of work left for each thread below which none is started: some 50 go into starting one. */
const STARTING_PAYS = 250;
/** The same once they are there. */
const SHARING_PAYS = 5;
/** Milliseconds that one task should take: long against a message, short against what is left at the end. */
const TASK = 60;
/** Milliseconds between two looks at the event loop: alone, and with other threads, which wait for their next task. */
const SLICE = 20;
const SHARED_SLICE = 2;

/** One large batch: what is left is estimated from what was done so far, the first of which is by cold code. */
const byTime = ({ elapsed, average, left }: WorkLoad): boolean =>
  elapsed >= STARTING_PAYS / 4 && left * average >= STARTING_PAYS;

/**
 * Many batches, whose number is not known: when so many starts were done that starting threads costs little beside them, as
 * many again are to be expected. Counted, not timed: the same work starts threads at the same place.
 */
export const afterPaths =
  (count: number) =>
  ({ followed }: WorkLoad): boolean =>
    followed >= count;

/** One batch while it is worked at: starts are handed out in order. */
interface Progress<Batch, Start, End> {
  readonly follower: Follower<Batch, Start, End>;
  readonly batch: Batch;
  readonly starts: readonly Start[];
  readonly ends: (End | undefined)[];
  readonly began: number;
  readonly onDone: ((count: number) => void) | undefined;
  next: number;
  /** What the other threads are at; null before they take part. */
  lanes: Promise<void>[] | null;
}

/** This thread and those that it starts when they pay; they serve batch after batch of any jobs, until closed. */
export class Threads {
  private readonly count: number;
  private pool: Pool | null = null;
  private starting: Promise<void> | null = null;
  private broken: unknown;
  private followed = 0;
  private average = 0;
  private lastTurn = performance.now();

  /**
   * @param count threads besides the caller's, at most.
   * @param signal ends the work between two starts; within some 20 ms, as long as no single one takes longer.
   * @param pays when they are started.
   */
  constructor(
    count: number,
    readonly signal?: AbortSignal,
    private readonly pays: (work: WorkLoad) => boolean = byTime,
    private readonly worker?: URL,
  ) {
    this.count = worker !== undefined || hasWorkers ? count : 0;
  }

  /**
   * What becomes of every start of a batch; undefined for those that an interrupt left out.
   *
   * @param onDone is told how many more are done.
   * @throws what the work throws; Error if a worker ends before its time.
   */
  async follow<Batch, Start, End>(
    follower: Follower<Batch, Start, End>,
    batch: Batch,
    starts: readonly Start[],
    onDone?: (count: number) => void,
  ): Promise<(End | undefined)[]> {
    const ends = new Array<End | undefined>(starts.length).fill(undefined);
    const began = performance.now();
    const progress: Progress<Batch, Start, End> = {
      ...{ follower, batch, starts, ends, began, onDone },
      next: 0,
      lanes: null,
    };
    const end = follower.along(batch);
    this.consider(progress);
    while (this.isLeft(progress) && this.broken === undefined) {
      const slice = performance.now();
      const patience = progress.lanes === null ? SLICE : SHARED_SLICE;
      let here = 0;
      let now = slice;
      do {
        const at = progress.next++;
        ends[at] = end(starts[at]!);
        here++;
        onDone?.(1);
        now = performance.now();
      } while (this.isLeft(progress) && now - slice < patience);
      this.followed += here;
      this.average = (now - slice) / here;
      this.consider(progress);
      if (now - this.lastTurn < patience) continue;
      await nextTurn();
      this.lastTurn = performance.now();
    }
    // After an interrupt nobody waits for what threads are at; `close` ends them.
    if (progress.lanes !== null && !this.signal?.aborted)
      await unlessAborted(Promise.all(progress.lanes), this.signal);
    if (this.broken !== undefined) throw this.broken;
    return ends;
  }

  /**
   * What becomes of every start of a batch.
   *
   * @throws the signal's reason when cancelled; as `follow`.
   */
  async followAll<Batch, Start, End>(
    follower: Follower<Batch, Start, End>,
    batch: Batch,
    starts: readonly Start[],
  ): Promise<End[]> {
    const ends = await this.follow(follower, batch, starts);
    this.signal?.throwIfAborted();
    return ends as End[];
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.starting?.catch(() => {});
    await this.pool?.close();
  }

  private isLeft({ next, starts }: { readonly next: number; readonly starts: readonly unknown[] }): boolean {
    return next < starts.length && !this.signal?.aborted;
  }

  /** Starts threads, and lets them take part, where that pays. */
  private consider<Batch, Start, End>(progress: Progress<Batch, Start, End>): void {
    const left = (progress.starts.length - progress.next) / (this.count + 1);
    if (progress.lanes !== null || this.count < 1 || left === 0) return;
    const elapsed = performance.now() - progress.began;
    if (this.starting === null) {
      if (!this.pays({ followed: this.followed, elapsed, average: this.average, left })) return;
      this.starting = this.start();
    }
    const { pool } = this;
    if (pool === null || left * this.average < SHARING_PAYS) return;
    progress.lanes = Array.from({ length: this.count }, () => this.lane(pool, progress));
    // A rejection is read at the end of the batch.
    for (const running of progress.lanes) running.catch(() => {});
  }

  /** Task after task for one other thread. */
  private async lane<Batch, Start, End>(pool: Pool, progress: Progress<Batch, Start, End>): Promise<void> {
    const { follower, batch, starts, ends, onDone } = progress;
    while (this.isLeft(progress)) {
      // The last tasks are short, so that threads end together.
      const fair = Math.ceil((starts.length - progress.next) / (2 * (this.count + 1)));
      const at = progress.next;
      progress.next += Math.max(1, Math.min(fair, Math.round(TASK / this.average)));
      const found = await pool.run<Batch, Start, End>(follower, batch, starts.slice(at, progress.next));
      found.forEach((one, i) => {
        ends[at + i] = one;
      });
      onDone?.(found.length);
    }
  }

  /** Until they are there, this thread goes on alone. */
  private async start(): Promise<void> {
    const fail = (error: unknown) => {
      this.broken = error;
    };
    await Pool.open(this.count, fail, this.worker).then((pool) => {
      this.pool = pool;
    }, fail);
  }
}

/** What the work comes to, or nothing as soon as the signal aborts. */
const unlessAborted = (work: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> =>
  new Promise<unknown>((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal?.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal?.removeEventListener("abort", stop));
  });
