import { expect, it } from "vitest";
import { type Contradiction, contradictionText, isOfInertia } from "../../src/atlas/contradictions.js";

it.each<[Contradiction, string]>([
  [
    { kind: "index", component: "r=1", claimed: 3, found: 0, by: "hessian" },
    "r=1: index 3 by formula, 0 by the Hessian",
  ],
  [
    { kind: "nullity", component: "r=1", claimed: 0, found: 1, by: "proof" },
    "r=1: nullity 0 by formula, 1 proved",
  ],
  [
    { kind: "dimension", component: "r=1", dimension: 2, nullity: 1 },
    "r=1: dimension 2 exceeds the nullity 1",
  ],
  [
    { kind: "residual", component: "r=1", residual: 0.00123 },
    "r=1: the stationarity residual 1.2e-3 does not vanish",
  ],
  [
    { kind: "displaced", component: "r=1", distance: 0.5 },
    "r=1: a critical point is 5.0e-1 away, relative to its size",
  ],
  [
    { kind: "not-as-proved", component: "r=1", what: "dimension", listed: 1, proved: 2 },
    "r=1: dimension 1 listed, 2 proved",
  ],
  [
    { kind: "value-not-as-proved", component: "r=1", listed: 1, proved: { lo: 2, hi: 3 } },
    "r=1: value 1 listed, [2, 3] proved",
  ],
  [
    { kind: "morse-euler", of: "indices", found: 1n, expected: 2n },
    "Morse–Euler: the indices sum to 1, the manifold has 2",
  ],
  [{ kind: "census", counted: 4n, listed: 3n }, "census: 4 components by formula, 3 in the list"],
  [
    { kind: "off-the-list", value: 0.5, index: 1 },
    "cross-check: the solver found value 0.5, index 1, off the list",
  ],
])("%o in words", (found, words) => {
  expect(contradictionText(found)).toBe(words);
});

it("a proof of index and nullity settles what is said of these, and of the dimension beside the nullity", () => {
  const of = (kind: Contradiction["kind"]) => isOfInertia({ kind } as Contradiction);
  expect(["index", "nullity", "dimension"].map((kind) => of(kind as Contradiction["kind"]))).toEqual([
    true,
    true,
    true,
  ]);
  expect(of("value") || of("residual") || of("not-as-proved")).toBe(false);
});
