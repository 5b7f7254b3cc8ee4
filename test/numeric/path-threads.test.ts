import { describe, expect, it } from "vitest";
import type * as Threads from "../../src/numeric/path-threads.js";
import { type PathEnd, PathRunner } from "../../src/numeric/paths.js";
import { bestGrouping } from "../../src/numeric/start-systems.js";
import { noon } from "../support/polynomial-systems.js";

// Threads run the build: workers load JavaScript alone.
const built: string = new URL("../../dist/numeric/path-threads.js", import.meta.url).href;
const { PathThreads } = (await import(/* @vite-ignore */ built)) as typeof Threads;

const system = noon(3);
const grouping = bestGrouping(system);

/** Paths 0 … count − 1, handed out and collected. */
function shared(count: number) {
  const ends = new Array<PathEnd | undefined>(count);
  let next = 0;
  return {
    ends,
    left: () => count - next,
    take: (wanted: number) => {
      const at = next;
      next = Math.min(count, next + wanted);
      return { at, paths: Array.from({ length: next - at }, (_, i) => at + i) };
    },
    put: (at: number, found: readonly PathEnd[]) => {
      for (const [i, end] of found.entries()) ends[at + i] = end;
    },
  };
}

describe("worker threads", () => {
  it("follow every path once, with the ends of a single thread", async () => {
    const threads = new PathThreads({ system, grouping }, 2);
    try {
      const work = shared(27);
      const help = threads.follow(5, 1, undefined, work);
      help.consider(1e6, 1e6);
      await help.finish();
      const runner = new PathRunner({ system, grouping, seed: 5 });
      expect(work.ends).toEqual(Array.from({ length: 27 }, (_, k) => runner.end(k, 1)));
    } finally {
      await threads.close();
    }
  });

  it("are not started for work that ends sooner than they would begin", async () => {
    const threads = new PathThreads({ system, grouping }, 2);
    const work = shared(27);
    const help = threads.follow(5, 0, undefined, work);
    help.consider(1e6, 1);
    await help.finish();
    await threads.close();
    expect(work.left()).toBe(27);
  });

  it("leave unfinished paths out when the signal aborts", async () => {
    const controller = new AbortController();
    const threads = new PathThreads({ system, grouping }, 1);
    const work = shared(27);
    const help = threads.follow(5, 0, controller.signal, {
      ...work,
      put: (at, found) => {
        work.put(at, found);
        controller.abort();
      },
    });
    help.consider(1e6, 1e6);
    await help.finish();
    await threads.close();
    const followed = work.ends.filter((end) => end !== undefined).length;
    expect(followed).toBeGreaterThan(0);
    expect(followed).toBeLessThan(27);
  });
});
