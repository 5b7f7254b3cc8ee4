/** Rotation groups among affine fields, and points that they take to each other. */
import { describe, expect, it } from "vitest";
import type { Coordinate } from "../../../src/algebra/coordinates.js";
import { analyze } from "../../../src/atlas/analyze.js";
import { Rotations } from "../../../src/atlas/group/rotations.js";
import { type Rational, rational, ZERO } from "../../../src/exact/rational.js";
import { loadProblem } from "../../../src/objectives/problem.js";
import type { LinearField } from "../../../src/symbolic/generators.js";

/** Entries [row, column, value] from 0. */
const field = (...entries: [number, number, number][]): LinearField => ({
  rows: entries.map(([row]) => row),
  columns: entries.map(([, column]) => column),
  values: entries.map(([, , value]) => value),
});
const turn = (i: number, j: number) => field([i, j, -1], [j, i, 1]);
const point = (radius: Rational, ...x: (number | string)[]): Coordinate[] =>
  x.map((value) => ({ re: rational(value), im: ZERO, radius, double: { re: 0, im: 0 } }));
const exact = (...x: (number | string)[]) => point(ZERO, ...x);

describe("rotations among affine fields", () => {
  it.each<[string, LinearField[], number, number | undefined]>([
    ["of a plane", [turn(0, 1)], 2, 2],
    ["of a plane in space", [turn(0, 2)], 3, 2],
    ["of space", [turn(0, 1), turn(0, 2), turn(1, 2)], 3, 3],
    // x² + 2xy + 3y²: (x, y) ↦ (−x − 3y, x + y).
    ["of a plane with another form", [field([0, 0, -1], [0, 1, -3], [1, 0, 1], [1, 1, 1])], 2, 2],
    ["of two planes at once", [turn(0, 1), turn(2, 3)], 4, undefined],
    ["a part of those of space", [turn(0, 1), turn(0, 2)], 3, undefined],
    ["that are hyperbolic", [field([0, 1, 1], [1, 0, 1])], 2, undefined],
    ["that are a shear", [field([0, 1, 1])], 2, undefined],
    ["about another point", [field([0, 1, -1], [1, 0, 1], [0, 2, 1])], 2, 2],
    ["a screw", [field([0, 1, -1], [1, 0, 1], [2, 3, 1])], 3, undefined],
    ["none", [], 2, undefined],
  ])("%s", (_, fields, n, dimension) => {
    expect(Rotations.of(fields, n)?.dimension).toBe(dimension);
  });

  it("take points of one circle to each other, whatever else they are on", () => {
    const plane = Rotations.of([turn(0, 2)], 3)!;
    expect(plane.joins(exact(3, 7, 4), exact(0, 7, -5))).toBe(true);
    expect(plane.joins(exact(3, 7, 4), exact(0, 6, -5))).toBe(false);
    expect(plane.joins(exact(3, 7, 4), exact(0, 7, "50000000000000000001/10000000000000000000"))).toBe(false);
    // What the digits leave open is called equal.
    const coarse = point(rational("1/1000"), 0, 7, "5.0001");
    expect(plane.joins(exact(3, 7, 4), coarse)).toBe(true);
  });

  it("turn about the point that they leave where it is", () => {
    // (−y + 1, x): about (0, 1).
    const plane = Rotations.of([field([0, 1, -1], [1, 0, 1], [0, 2, 1])], 2)!;
    expect(plane.joins(exact(2, 1), exact(0, 3))).toBe(true);
    expect(plane.joins(exact(2, 1), exact(0, 2))).toBe(false);
  });

  it("have the circles of their own form, multipliers beyond the entries aside", () => {
    const sheared = Rotations.of([field([0, 0, -1], [0, 1, -3], [1, 0, 1], [1, 1, 1])], 2)!;
    // x² + 2xy + 3y² is 3 at (0, 1), and at (−2, 1).
    expect(sheared.joins(exact(0, 1, 5), exact(-2, 1, 6))).toBe(true);
    expect(sheared.joins(exact(0, 1), exact(1, 0))).toBe(false);
  });

  it("tell that an ellipse of degenerate points is one component", async () => {
    const analysed = (loss: string) =>
      analyze(loadProblem(JSON.stringify({ objective: { kind: "custom", loss, variables: { x: [2] } } })));
    const u = "(x[1]^2 + 2*x[1]*x[2] + 3*x[2]^2)";
    const rowsOf = ({ components }: Awaited<ReturnType<typeof analysed>>) =>
      components.map(({ dimension, nullity, multiplicity }) => [dimension, nullity, multiplicity]);
    const degenerate = await analysed(`(${u} - 1)^3`);
    expect(degenerate.audit).toMatchObject({ complete: true, proof: "numerical" });
    expect(rowsOf(degenerate)).toEqual([
      [0, 0, 1n],
      [1, 2, 1n],
    ]);
  });
});
