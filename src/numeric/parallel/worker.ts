/** A worker thread of `pool.ts`: the job comes in shared memory, a batch and some of its starts with each task. */
import { deserialize } from "node:v8";
import type { Follower, Job, Task } from "./jobs.js";

type AnyFollower = Follower<unknown, unknown, unknown>;

let current: { readonly id: number; readonly follower: AnyFollower } | null = null;

async function followerOf(memory: SharedArrayBuffer): Promise<AnyFollower> {
  // `deserialize` does not take shared memory: it is given a copy.
  const job = deserialize(Uint8Array.from(new Uint8Array(memory))) as Job;
  const { open } = (await import(job.module)) as { open(job: Job): AnyFollower | Promise<AnyFollower> };
  return open(job);
}

/** The ends of a task's starts, in order. No task asks whether the thread is ready. */
export default async function work(task: Task | null): Promise<unknown[]> {
  if (task === null) return [];
  const { id, job, batch, starts } = task;
  if (current?.id !== id) current = { id, follower: await followerOf(job) };
  return starts.map(current.follower.along(batch));
}
