import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { multisetsByCost, vectorsByCost } from "../../src/objectives/enumerate.js";

const cost = (counts: readonly number[], costs: readonly number[]) =>
  counts.reduce((sum, count, k) => sum + count * costs[k]!, 0);

/** All vectors 0 ≤ c ≤ bounds. */
const box = (bounds: readonly number[]): number[][] =>
  bounds.reduce<number[][]>(
    (list, bound) =>
      list.flatMap((head) => Array.from({ length: bound + 1 }, (_, count) => [...head, count])),
    [[]],
  );

const sorted = (list: readonly number[][]) => list.map((counts) => counts.join()).sort();

const costsAndBounds = (leastBound: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: leastBound, max: 3 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((list) => [...list].sort(([a], [b]) => a - b))
    .map((list) => ({ costs: list.map(([c]) => c), bounds: list.map(([, b]) => b) }));

function expectAscending(list: readonly number[][], costs: readonly number[]): void {
  for (let k = 1; k < list.length; k++)
    expect(cost(list[k]!, costs)).toBeGreaterThanOrEqual(cost(list[k - 1]!, costs));
}

describe("multisetsByCost", () => {
  it("lists every multiset within the bounds once, cheapest first", () => {
    fc.assert(
      fc.property(costsAndBounds(1), fc.integer({ min: 0, max: 6 }), ({ costs, bounds }, wanted) => {
        const size = Math.min(
          wanted,
          bounds.reduce((sum, b) => sum + b, 0),
        );
        const list = [...multisetsByCost(costs, bounds, size)];
        const all = box(bounds).filter((counts) => counts.reduce((sum, c) => sum + c, 0) === size);
        expect(sorted(list)).toEqual(sorted(all));
        expectAscending(list, costs);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it("is lazy: the first of 10^29 come at once", () => {
    const costs = Array.from({ length: 100 }, (_, k) => k);
    const iterator = multisetsByCost(costs, new Array<number>(100).fill(50), 50);
    expect(iterator.next().value![0]).toBe(50);
    expect(iterator.next().value!.slice(0, 2)).toEqual([49, 1]);
  });
});

describe("vectorsByCost", () => {
  it("lists the whole box once, cheapest first", () => {
    fc.assert(
      fc.property(costsAndBounds(0), ({ costs, bounds }) => {
        const steps = costs.map(Math.abs);
        const list = [...vectorsByCost(steps, bounds)];
        expect(sorted(list)).toEqual(sorted(box(bounds)));
        expectAscending(list, steps);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it("lists the empty vector of no types", () => {
    expect([...vectorsByCost([], [])]).toEqual([[]]);
  });
});
