import { describe, expect, it } from "vitest";
import { collisions, type Followed, settlePaths } from "../../../src/numeric/homotopy/path-collisions.js";
import { totalDegree } from "../../../src/numeric/polynomial/grouping.js";
import { system } from "../../support/polynomial-systems.js";

const GROUPING = totalDegree(system(1, [[[1, 0, 0], [1]]]));

const regular = (x: number, radius = 1e-9): Followed => ({
  kind: "regular",
  re: Float64Array.of(x),
  im: Float64Array.of(0),
  residual: 0,
  radius,
  certified: true,
});
const singular = (x: number): Followed => ({
  kind: "singular",
  re: Float64Array.of(x),
  im: Float64Array.of(0),
  accuracy: 1e-10,
  radius: 1e-9,
});
const FAILED: Followed = { kind: "failed", reason: "stuck" };

/** Runs the generator with `follow`; which paths were asked for, by level of care. */
function settle(paths: readonly number[], follow: (path: number, retry: number) => Followed) {
  const asked: number[][] = [];
  const work = settlePaths(paths, GROUPING, undefined);
  for (let step = work.next(); ; ) {
    if (step.done) return { asked, ...step.value };
    const { paths: wanted, retry } = step.value;
    asked[retry] = [...wanted];
    step = work.next(wanted.map((k) => follow(k, retry)));
  }
}

describe("collisions", () => {
  it("are pairs whose balls meet, one of them nonsingular at least", () => {
    const ends = [
      regular(1),
      regular(2),
      regular(1 + 1e-9),
      singular(2),
      singular(5),
      singular(5),
      undefined,
    ];
    expect(collisions(ends, GROUPING)).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(collisions([regular(1, 1e-12), regular(1 + 1e-9, 1e-12)], GROUPING)).toEqual([]);
  });
});

describe("settled paths", () => {
  it("need no second look where all ends differ", () => {
    const { asked, kept, jumped } = settle([4, 7], (k) => regular(k));
    expect(asked).toEqual([[4, 7]]);
    expect([kept.length, jumped]).toEqual([2, 0]);
  });

  it("follow again, with more care, what failed or met, and nothing else", () => {
    const { asked, kept, jumped } = settle([4, 7, 9, 11], (k, retry) =>
      k === 4 && retry < 2 ? FAILED : k === 9 && retry < 1 ? regular(7) : regular(k),
    );
    expect(asked).toEqual([[4, 7, 9, 11], [4, 7, 9], [4]]);
    expect([kept.length, jumped]).toEqual([4, 0]);
  });

  it("of two paths that meet at every level one has jumped", () => {
    const { asked, kept, jumped } = settle([1, 2, 3], (k) => regular(Math.min(k, 2)));
    expect(asked.slice(1)).toEqual([
      [2, 3],
      [2, 3],
      [2, 3],
    ]);
    expect([kept.length, jumped]).toEqual([2, 1]);
  });
});
