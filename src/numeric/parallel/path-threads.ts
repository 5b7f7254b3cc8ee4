/**
 * Follows batches of paths: in this thread, in slices that leave room for others, and in worker threads where they pay.
 *
 * What a path ends in depends on the job, the leg and its start alone, and ends are listed in the order of the starts: which
 * thread follows a path changes no byte of the result.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { serialize } from "node:v8";
import type { Piscina } from "piscina";
import type { FollowerJob } from "./path-worker.js";

/** Follows the paths of one job: the evaluator is built once, and in every thread again from the job, which is plain data. */
export interface PathFollower<Leg, Start, End> {
  readonly job: FollowerJob;
  /** The paths of one leg (what changes from batch to batch), one after the other; those of another leg after all of these. */
  along(leg: Leg): (start: Start) => End;
}

/** What a worker is sent: the job in shared memory, unpacked by workers that do not know it yet. */
export interface PathTask {
  readonly id: number;
  readonly job: SharedArrayBuffer;
  readonly leg: unknown;
  readonly starts: readonly unknown[];
}

/** What is known when it is asked whether threads pay. */
export interface PathWork {
  /** Paths that this thread has followed, in all batches. */
  readonly followed: number;
  /** Milliseconds since the batch began, and per path. */
  readonly elapsed: number;
  readonly average: number;
  /** Paths that are left in the batch for each thread. */
  readonly left: number;
}

/** Milliseconds of work left for each thread below which none is started: some 50 go into starting one. */
const WORTH = 250;
/** The same once they are there. */
const WORTH_SHARING = 5;
/** Milliseconds that one task should take: long against a message, short against what is left at the end. */
const TASK = 60;
/** Milliseconds between two looks at the event loop: alone, and with other threads, which wait for their next task. */
const SLICE = 20;
const SHARED_SLICE = 2;

/** One large batch: what is left is estimated from the paths done so far, the first of which are those of cold code. */
const byTime = ({ elapsed, average, left }: PathWork): boolean =>
  elapsed >= WORTH / 4 && left * average >= WORTH;

/**
 * Many batches, whose number is not known: when so many paths were followed that starting threads costs little beside them, as
 * many again are to be expected. Counted, not timed: the same work starts threads at the same place.
 */
export const afterPaths =
  (count: number) =>
  ({ followed }: PathWork): boolean =>
    followed >= count;

type Pool = Piscina<PathTask | null, unknown[]>;

export class PathThreads {
  private readonly shared = new WeakMap<FollowerJob, Pick<PathTask, "id" | "job">>();
  private pool: Pool | null = null;
  private starting: Promise<void> | null = null;
  private jobs = 0;
  private ready = false;
  private broken: unknown;
  private followed = 0;
  private average = 0;
  private lastTurn = performance.now();

  /**
   * @param count threads besides the caller's, at most.
   * @param signal ends the work between two paths; within some 20 ms, as long as no single path takes longer.
   * @param pays when they are started.
   */
  constructor(
    private readonly count: number,
    readonly signal?: AbortSignal,
    private readonly pays: (work: PathWork) => boolean = byTime,
    private readonly worker = new URL("./path-worker.js", import.meta.url),
  ) {}

  /**
   * The end of each path of a batch; undefined for those that an interrupt left out.
   *
   * @param onDone is told how many more were followed.
   * @throws what following a path throws; Error if a worker ends before its time.
   */
  async follow<Leg, Start, End>(
    follower: PathFollower<Leg, Start, End>,
    leg: Leg,
    starts: readonly Start[],
    onDone?: (count: number) => void,
  ): Promise<(End | undefined)[]> {
    const { signal } = this;
    const ends = new Array<End | undefined>(starts.length).fill(undefined);
    const began = performance.now();
    const end = follower.along(leg);
    let next = 0;
    let lanes: Promise<void>[] | null = null;
    const isLeft = () => next < starts.length && !signal?.aborted;
    const lane = async (): Promise<void> => {
      while (isLeft()) {
        // The last tasks are short, so that threads end together.
        const fair = Math.ceil((starts.length - next) / (2 * (this.count + 1)));
        const at = next;
        next += Math.max(1, Math.min(fair, Math.round(TASK / this.average)));
        const task = { ...this.share(follower.job), leg, starts: starts.slice(at, next) };
        const found = (await this.pool!.run(task)) as End[];
        found.forEach((one, i) => {
          ends[at + i] = one;
        });
        onDone?.(found.length);
      }
    };
    const consider = () => {
      const left = (starts.length - next) / (this.count + 1);
      if (lanes !== null || this.count < 1 || left === 0) return;
      const elapsed = performance.now() - began;
      if (this.starting === null) {
        if (!this.pays({ followed: this.followed, elapsed, average: this.average, left })) return;
        this.starting = this.start();
      }
      if (!this.ready || left * this.average < WORTH_SHARING) return;
      lanes = Array.from({ length: this.count }, lane);
      // A rejection is read below.
      for (const running of lanes) running.catch(() => {});
    };
    consider();
    while (isLeft() && this.broken === undefined) {
      const slice = performance.now();
      const patience = lanes === null ? SLICE : SHARED_SLICE;
      let here = 0;
      let now = slice;
      do {
        const at = next++;
        ends[at] = end(starts[at]!);
        here++;
        onDone?.(1);
        now = performance.now();
      } while (isLeft() && now - slice < patience);
      this.followed += here;
      this.average = (now - slice) / here;
      consider();
      if (now - this.lastTurn < patience) continue;
      await nextTurn();
      this.lastTurn = performance.now();
    }
    // After an interrupt nobody waits for what threads are at; `close` ends them.
    if (lanes !== null && !signal?.aborted) await unlessAborted(Promise.all(lanes), signal);
    if (this.broken !== undefined) throw this.broken;
    return ends;
  }

  /**
   * The end of every path of a batch.
   *
   * @throws the signal's reason when cancelled; as `follow`.
   */
  async followAll<Leg, Start, End>(
    follower: PathFollower<Leg, Start, End>,
    leg: Leg,
    starts: readonly Start[],
  ): Promise<End[]> {
    const ends = await this.follow(follower, leg, starts);
    this.signal?.throwIfAborted();
    return ends as End[];
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.starting?.catch(() => {});
    await this.pool?.destroy();
  }

  /** Until they are there, this thread goes on alone. */
  private async start(): Promise<void> {
    try {
      const { Piscina } = await import("piscina");
      const pool: Pool = new Piscina({
        filename: this.worker.href,
        minThreads: this.count,
        maxThreads: this.count,
        concurrentTasksPerWorker: 1,
      });
      this.pool = pool;
      // A worker that ends while it has nothing to do.
      pool.on("error", (error) => {
        this.broken = error;
      });
      await Promise.all(Array.from({ length: this.count }, () => pool.run(null)));
      this.ready = true;
    } catch (error) {
      this.broken = error;
    }
  }

  private share(job: FollowerJob): Pick<PathTask, "id" | "job"> {
    const known = this.shared.get(job);
    if (known !== undefined) return known;
    const bytes = serialize(job);
    const memory = new SharedArrayBuffer(bytes.length);
    new Uint8Array(memory).set(bytes);
    const entry = { id: this.jobs++, job: memory };
    this.shared.set(job, entry);
    return entry;
  }
}

/** What the work comes to, or nothing as soon as the signal aborts. */
const unlessAborted = (work: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> =>
  new Promise<unknown>((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal?.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal?.removeEventListener("abort", stop));
  });
