/** Flows of affine fields between points whose orbits are known. */
import { describe, expect, it } from "vitest";
import { AffineFlow } from "../../../src/atlas/group/affine-flow.js";
import { Random } from "../../../src/exact/random.js";
import type { LinearField } from "../../../src/symbolic/generators.js";

const field = (...entries: [row: number, column: number, value: number][]): LinearField => ({
  rows: entries.map(([row]) => row),
  columns: entries.map(([, column]) => column),
  values: entries.map(([, , value]) => value),
});
const rotation = new AffineFlow([field([0, 1, -1], [1, 0, 1])]);
const boost = new AffineFlow([field([0, 0, 1], [1, 1, -1])]);
/** x ↦ x + t, the second coordinate at rest: (x, y, 1). */
const shift = new AffineFlow([field([0, 2, 1])]);
const random = new Random(3);
const at = (...x: number[]) => Float64Array.from(x);

describe("flows of affine symmetries", () => {
  it("join points of a circle, opposite ones too, and no others", () => {
    expect(rotation.joins(at(1, 0), at(-1, 0), random)).toBe(true);
    expect(rotation.joins(at(0.6, 0.8), at(1, 0), random)).toBe(true);
    expect(rotation.joins(at(1, 0), at(1 + 1e-9, 0), random)).toBe(false);
  });

  it("join points of small circles as well, relative to their size", () => {
    expect(rotation.joins(at(1e-6, 0), at(0, 1e-6), random)).toBe(true);
    expect(rotation.joins(at(1e-6, 0), at(0, 1.0001e-6), random)).toBe(false);
  });

  it("join far points of one branch of a hyperbola, never the two", () => {
    expect(boost.joins(at(1, 1), at(50, 0.02), random)).toBe(true);
    expect(boost.joins(at(1, 1), at(-1, -1), random)).toBe(false);
  });

  it("join what a translation moves, the origin included", () => {
    expect(shift.joins(at(0, 0), at(7, 0), random)).toBe(true);
    expect(shift.joins(at(0, 0), at(7, 1e-6), random)).toBe(false);
  });

  it("know the dimension of an orbit", () => {
    expect(rotation.rank(at(0, 0))).toBe(0);
    expect(rotation.rank(at(0, 1))).toBe(1);
    expect(boost.moving(at(0, 0))).toEqual([]);
  });
});
