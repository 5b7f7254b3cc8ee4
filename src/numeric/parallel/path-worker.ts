/** A worker thread of `path-threads.ts`: the job comes in shared memory, the starts of paths with each task. */
import { deserialize } from "node:v8";
import { type HomotopyJob, ParameterHomotopy } from "../homotopy/parameter-homotopy.js";
import { SystemPaths, type SystemPathsJob } from "../homotopy/paths.js";
import { TiltFamily, type TiltJob } from "../monodromy/linear-perturbation.js";
import type { PathFollower, PathTask } from "./path-threads.js";

export type FollowerJob = SystemPathsJob | HomotopyJob | TiltJob;

type AnyFollower = PathFollower<unknown, unknown, unknown>;

let current: { readonly id: number; readonly follower: AnyFollower } | null = null;

function followerOf(job: FollowerJob): AnyFollower {
  switch (job.kind) {
    case "system":
      return new SystemPaths(job) as AnyFollower;
    case "parameters":
      return new ParameterHomotopy(job) as AnyFollower;
    case "tilt":
      return new TiltFamily(job.system, job.rows, job) as AnyFollower;
  }
}

/** Nothing to do says that the thread is ready. */
export default function follow(task: PathTask | null): unknown[] {
  if (task === null) return [];
  const { id, job, leg, starts } = task;
  // Not the shared memory itself, which `deserialize` does not take.
  if (current?.id !== id)
    current = { id, follower: followerOf(deserialize(Uint8Array.from(new Uint8Array(job)))) };
  const end = current.follower.along(leg);
  return starts.map((start) => end(start));
}
