import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import type * as Homotopy from "../../../src/numeric/homotopy/parameter-homotopy.js";
import type * as Paths from "../../../src/numeric/homotopy/paths.js";
import { solveSystem } from "../../../src/numeric/homotopy/solve-system.js";
import { solvePerturbed } from "../../../src/numeric/monodromy/linear-perturbation.js";
import type * as Family from "../../../src/numeric/monodromy/perturbation-family.js";
import type { Follower } from "../../../src/numeric/parallel/jobs.js";
import type * as Built from "../../../src/numeric/parallel/threads.js";
import { bestGrouping } from "../../../src/numeric/polynomial/grouping.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { evaluatePlainly, noon } from "../../support/polynomial-systems.js";

// Threads run the build, and load what their jobs name: workers take JavaScript alone.
const built = <T>(path: string): Promise<T> =>
  import(new URL(`../../../dist/numeric/${path}`, import.meta.url).href);
const { Threads, afterPaths } = await built<typeof Built>("parallel/threads.js");
const { SystemPaths } = await built<typeof Paths>("homotopy/paths.js");
const { ParameterHomotopy } = await built<typeof Homotopy>("homotopy/parameter-homotopy.js");
const { PerturbationFamily } = await built<typeof Family>("monodromy/perturbation-family.js");

const system = noon(3);
const paths = new SystemPaths({ system, grouping: bestGrouping(system) });
const BATCH = { seed: 5, retry: 1 };
const ALL = Array.from({ length: 27 }, (_, k) => k);
const ALONE = ALL.map(paths.along(BATCH));

/** The same paths, each of which takes its time in this thread, and the number of them that were followed here. */
function slowly<Batch, Start, End>(follower: Follower<Batch, Start, End>) {
  const slow = {
    here: 0,
    job: follower.job,
    along: (batch: Batch) => {
      const end = follower.along(batch);
      return (start: Start) => {
        slow.here++;
        for (const from = performance.now(); performance.now() - from < 40; );
        return end(start);
      };
    },
  };
  return slow;
}

const always = () => true;

describe("a batch of paths", () => {
  it("has the same ends in any number of threads, each path followed once", { timeout: 60_000 }, async () => {
    for (const count of [0, 1, 2]) {
      const threads = new Threads(count, undefined, always);
      const follower = slowly(paths);
      let done = 0;
      try {
        const ends = await threads.follow(follower, BATCH, ALL, (more) => {
          done += more;
        });
        expect(ends).toEqual(ALONE);
        expect(done).toBe(ALL.length);
        if (count === 0) expect(follower.here).toBe(ALL.length);
        else expect(follower.here).toBeLessThan(ALL.length);
      } finally {
        await threads.close();
      }
    }
  });

  it("of every kind, one after the other, in the same threads", { timeout: 60_000 }, async () => {
    const cubic = noon(2);
    const solutions = solveSystem(cubic, { seed: 1 }).solutions;
    const moved: NumericSystem = {
      variables: 2,
      equations: cubic.equations.map((terms) => [...terms, { re: 0.3, im: 0.1, factors: [] }]),
    };
    const homotopy = new ParameterHomotopy({ start: cubic, target: moved, seed: 3 });
    const x = [
      { re: 0.4, im: -0.3 },
      { re: 1.1, im: 0.2 },
    ];
    const perturbation = evaluatePlainly(cubic, x);
    const start = {
      point: { re: Float64Array.from(x, ({ re }) => re), im: Float64Array.from(x, ({ im }) => im) },
      perturbation: {
        re: Float64Array.from(perturbation, ({ re }) => -re),
        im: Float64Array.from(perturbation, ({ im }) => -im),
      },
    };
    const perturbed = (threads?: Built.Threads) => {
      const family = new PerturbationFamily(cubic, [0, 1]) as Family.PerturbationFamily;
      if (threads !== undefined) {
        const along = family.along.bind(family);
        family.along = (segment) => slowly({ job: family.job, along }).along(segment);
      }
      return solvePerturbed(family, [start], {
        seed: new Random(2),
        ...(threads === undefined ? {} : { threads: threads as never }),
      });
    };
    const threads = new Threads(1, undefined, always);
    try {
      expect(await threads.followAll(slowly(paths), BATCH, ALL)).toEqual(ALONE);
      const homotopic = solutions.map(homotopy.along({ retry: 0 }));
      expect(await threads.followAll(slowly(homotopy), { retry: 0 }, solutions)).toEqual(homotopic);
      expect(await perturbed(threads)).toEqual(await perturbed());
      expect(await threads.followAll(slowly(paths), BATCH, ALL)).toEqual(ALONE);
    } finally {
      await threads.close();
    }
  });

  it("starts no thread for work that ends sooner than they would begin", async () => {
    const follower = slowly(paths);
    const threads = new Threads(2);
    await threads.follow(follower, BATCH, ALL.slice(0, 3));
    await threads.close();
    expect(follower.here).toBe(3);
    for (const [followed, wanted] of [
      [999, false],
      [1000, true],
    ] as const)
      expect(afterPaths(1000)({ followed, elapsed: 0, average: 0, left: 1 })).toBe(wanted);
  });

  it("is left unfinished when the signal aborts", async () => {
    for (const count of [0, 1]) {
      const controller = new AbortController();
      const threads = new Threads(count, controller.signal, always);
      let done = 0;
      const stop = (more: number) => {
        done += more;
        if (done >= 5) controller.abort();
      };
      const ends = await threads.follow(slowly(paths), BATCH, ALL, stop);
      await expect(threads.followAll(paths, BATCH, ALL)).rejects.toThrow(/aborted/);
      await threads.close();
      const followed = ends.filter((end) => end !== undefined).length;
      expect(followed).toBeGreaterThanOrEqual(5);
      expect(followed).toBeLessThan(27);
      ends.forEach((end, k) => {
        if (end !== undefined) expect(end).toEqual(ALONE[k]);
      });
    }
  });

  describe("fails, and does not wait for ever,", () => {
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "atlas-"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      [
        "ends with a task",
        "export default (task) => task === null ? [] : process.exit(7);",
        /exited with code: 7/,
      ],
      [
        "throws",
        "export default (task) => { if (task !== null) throw new Error('no such path'); return []; };",
        /no such path/,
      ],
      ["does not load", "throw new Error('not here');", /not here/],
    ])("where a worker %s", async (name, source, message) => {
      const file = join(folder, `${name.replaceAll(" ", "-")}.mjs`);
      writeFileSync(file, source);
      const threads = new Threads(1, undefined, always, pathToFileURL(file));
      try {
        await expect(threads.follow(slowly(paths), BATCH, ALL)).rejects.toThrow(message);
      } finally {
        await threads.close();
      }
    });
  });
});
