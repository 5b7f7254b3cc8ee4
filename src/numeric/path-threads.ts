/**
 * Worker threads for path batches, started when they pay: what a thread costs before its first path is known, what is left
 * to do is estimated from the paths done so far. Which thread follows a path does not change where it ends.
 */
import type { Piscina } from "piscina";
import type { PathBatch, PathEnd, PathJob } from "./paths.js";

/** Milliseconds of work left for each thread below which none is started: some 50 go into starting one. */
const WORTH = 250;
/** Milliseconds that one task should take: long against a message, short against what is left at the end. */
const TASK = 60;

/** What workers know from the beginning. */
export type PathWorkerData = Omit<PathJob, "seed">;

/** Work that threads share: indices are handed out once, results come back with theirs. */
export interface SharedWork {
  left(): number;
  take(count: number): { readonly at: number; readonly paths: readonly number[] };
  put(at: number, ends: readonly PathEnd[]): void;
}

export class PathThreads {
  private pool: Piscina<PathBatch, PathEnd[]> | null = null;

  /** @param count threads besides the caller's. */
  constructor(
    private readonly data: PathWorkerData,
    private readonly count: number,
  ) {}

  /** Helps with one batch: `consider` starts the threads if they pay, `finish` waits for what they still have. */
  follow(seed: number, tighter: number, signal: AbortSignal | undefined, work: SharedWork) {
    let lanes: Promise<void>[] | null = null;
    let average = 0;
    const lane = async (pool: Piscina<PathBatch, PathEnd[]>): Promise<void> => {
      while (work.left() > 0 && !signal?.aborted) {
        // The last tasks are short, so that threads end together.
        const fair = Math.ceil(work.left() / (2 * (this.count + 1)));
        const { at, paths } = work.take(Math.max(1, Math.min(fair, Math.round(TASK / average))));
        work.put(at, await pool.run({ seed, tighter, paths: [...paths] }));
      }
    };
    return {
      consider: (elapsed: number, milliseconds: number): void => {
        average = milliseconds;
        const left = (work.left() * average) / (this.count + 1);
        if (lanes !== null || this.count < 1) return;
        // An estimate from the first paths is one of cold code: wait a little unless threads are there already.
        if (this.pool === null && (elapsed < WORTH / 4 || left < WORTH)) return;
        if (left < TASK) return;
        const start = this.start();
        lanes = Array.from({ length: this.count }, async () => lane(await start));
        // A rejection is read by `finish`.
        for (const running of lanes) running.catch(() => {});
      },
      // After an interrupt nobody waits for what threads are at; `close` ends them.
      finish: async (): Promise<void> => {
        if (lanes === null || signal?.aborted) return;
        const all = Promise.all(lanes);
        await (signal === undefined ? all : Promise.race([all, aborted(signal)]));
      },
    };
  }

  private starting: Promise<Piscina<PathBatch, PathEnd[]>> | null = null;

  private start(): Promise<Piscina<PathBatch, PathEnd[]>> {
    this.starting ??= import("piscina").then(({ Piscina }) => {
      this.pool = new Piscina<PathBatch, PathEnd[]>({
        filename: new URL("./path-worker.js", import.meta.url).href,
        workerData: {
          system: this.data.system,
          grouping: this.data.grouping,
          subdivision: this.data.subdivision,
          bounds: this.data.bounds,
        } satisfies PathWorkerData,
        minThreads: this.count,
        maxThreads: this.count,
        concurrentTasksPerWorker: 1,
      });
      return this.pool;
    });
    return this.starting;
  }

  async close(): Promise<void> {
    if (this.starting !== null) await (await this.starting).destroy();
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
