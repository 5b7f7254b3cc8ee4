/** Worker threads that do tasks of any job; piscina hands them out. */
import { serialize } from "node:v8";
import type { Piscina } from "piscina";
import type { Follower, Job, Task } from "./jobs.js";

const WORKER = new URL("./worker.js", import.meta.url);

/** Whether there are workers at all: sources that run without a build (tests) have no compiled one beside them. */
export const hasWorkers = import.meta.url.endsWith(".js");

/** A fixed number of threads, each with one task at a time. */
export class Pool {
  private readonly shared = new WeakMap<Job, Pick<Task, "id" | "job">>();
  private jobs = 0;

  private constructor(private readonly threads: Piscina<Task | null, unknown[]>) {}

  /**
   * Starts the threads; resolves once all of them are ready.
   *
   * @param onError is told of a thread that ends while it has nothing to do.
   * @throws Error where a thread cannot be started.
   */
  static async open(count: number, onError: (error: unknown) => void, worker = WORKER): Promise<Pool> {
    const { Piscina } = await import("piscina");
    const threads = new Piscina<Task | null, unknown[]>({
      filename: worker.href,
      minThreads: count,
      maxThreads: count,
      concurrentTasksPerWorker: 1,
    });
    threads.on("error", onError);
    try {
      await Promise.all(Array.from({ length: count }, () => threads.run(null)));
    } catch (error) {
      await threads.destroy();
      throw error;
    }
    return new Pool(threads);
  }

  /**
   * What becomes of some starts of a batch.
   *
   * @param transfer what is handed over to the thread instead of copied, such as message ports.
   * @throws what the work throws; Error if the thread ends before its time.
   */
  run<Batch, Start, End>(
    { job }: Pick<Follower<Batch, Start, End>, "job">,
    batch: Batch,
    starts: readonly Start[],
    transfer: readonly object[] = [],
  ): Promise<End[]> {
    const task: Task = { ...this.share(job), batch, starts };
    return this.threads.run(task, { transferList: [...transfer] as [] }) as Promise<End[]>;
  }

  /** Ends the threads, whatever they are at. */
  close(): Promise<void> {
    return this.threads.destroy();
  }

  private share(job: Job): Pick<Task, "id" | "job"> {
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
