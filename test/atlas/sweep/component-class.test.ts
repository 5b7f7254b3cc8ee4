import { describe, expect, it } from "vitest";
import { classesOf, exchangesOf, sameType, surplus } from "../../../src/atlas/sweep/component-class.js";
import { component } from "../../report/fixtures.js";

const at = (index: number, multiplicity = 1n, rank = 1) =>
  component({ id: `${index}`, dimension: 0, index, nullity: 0, rank, multiplicity });

describe("classes of components", () => {
  it("count the copies of all entries, in order of rank and index", () => {
    const classes = classesOf([at(1, 2n), at(0, 3n), at(2, 1n, 0), at(1, 4n)]);
    expect(classes).toEqual([
      { rank: 0, dimension: 0, index: 2, nullity: 0, count: 1n },
      { rank: 1, dimension: 0, index: 0, nullity: 0, count: 3n },
      { rank: 1, dimension: 0, index: 1, nullity: 0, count: 6n },
    ]);
  });

  it("are compared by number: what one list has more of than the other", () => {
    const [a, b] = [classesOf([at(0, 3n), at(1)]), classesOf([at(0), at(2)])];
    expect(surplus(a, b).map(({ index, count }) => [index, count])).toEqual([
      [0, 2n],
      [1, 1n],
    ]);
    expect(surplus(b, a).map(({ index, count }) => [index, count])).toEqual([[2, 1n]]);
  });

  it("are exchanged by branches of other types alone, those between the same two together", () => {
    const branch = (from: number, to: number, copies = 1n) => ({
      from: at(from, copies),
      to: at(to, copies),
    });
    const exchanged = exchangesOf([branch(1, 0, 2n), branch(0, 0), branch(0, 1), branch(1, 0)]);
    expect(exchanged.map(({ from, to }) => [from.index, to.index, from.count, to.count])).toEqual([
      [0, 1, 1n, 1n],
      [1, 0, 3n, 3n],
    ]);
  });

  it("differ in type where the number of copies does", () => {
    expect(sameType(at(0, 2n), at(0, 2n))).toBe(true);
    expect(sameType(at(0, 2n), at(0, 1n))).toBe(false);
    expect(sameType(at(0, 2n), at(1, 2n))).toBe(false);
  });
});
