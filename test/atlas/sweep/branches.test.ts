import { describe, expect, it } from "vitest";
import { Branches, type Stage } from "../../../src/atlas/sweep/branches.js";
import { Random } from "../../../src/exact/random.js";
import { type Rational, rational, rationalText } from "../../../src/exact/rational.js";
import { component } from "../../report/fixtures.js";
import { given, problem } from "../../support/problems.js";

const branchesOf = (loss: string, names: readonly string[], more: object = {}, shape = [1, 1]) =>
  new Branches(
    (a: Rational) =>
      problem(given([[1]]), {
        kind: "custom",
        loss,
        variables: Object.fromEntries(names.map((name) => [name, shape])),
        parameters: { a: rationalText(a) },
        ...more,
      }),
    new Random(1),
  );

/** Points with their indices, isolated and nondegenerate. */
const stage = (
  value: string,
  names: readonly string[],
  ...points: readonly (readonly [index: number, ...x: readonly number[]])[]
): Stage => ({
  value: rational(value),
  components: points.map(([index, ...x], k) =>
    component({
      id: `c${k}`,
      rank: 1,
      dimension: 0,
      index,
      nullity: 0,
      multiplicity: 1n,
      representative: Object.fromEntries(
        names.map((name, v) => [name, { rows: 1, columns: 1, data: Float64Array.of(x[v]!) }]),
      ),
    }),
  ),
});

describe("branches between two values", () => {
  // f′ = (x − a)(x² − 4): minima at ±2 and a maximum at a, for |a| < 2.
  const moving = branchesOf("x^4/4 - a*x^3/3 - 2*x^2 + 4*a*x", ["x"]);

  it("keep their types where nothing bifurcates, in whatever order the components are listed", () => {
    const a = stage("-1", ["x"], [0, -2], [1, -1], [0, 2]);
    const b = stage("1", ["x"], [0, 2], [0, -2], [1, 1]);
    expect(moving.doubt(a, b)).toBeNull();
    expect(moving.across(a, b)).toEqual({
      whole: true,
      exchanged: [],
      pairs: [
        [0, 1],
        [1, 2],
        [2, 0],
      ],
    });
  });

  it("are doubtful where the list at the end lacks one, or has one that no branch reaches", () => {
    const a = stage("-1", ["x"], [0, -2], [1, -1], [0, 2]);
    const b = stage("1", ["x"], [0, 2], [0, -2]);
    expect(moving.doubt(a, b)).toMatchObject({ kind: "not-identified", component: "c1" });
    expect(moving.doubt(b, a)).toMatchObject({ kind: "not-identified", component: "c1", at: rational(-1) });
  });

  it("cannot be followed through a crossing; the tangents tell which goes where", () => {
    // From a = 1 to a = 3 the saddle at a meets the minimum at 2: there they exchange their indices.
    const a = stage("19/10", ["x"], [0, -2], [1, 1.9], [0, 2]);
    const b = stage("21/10", ["x"], [0, -2], [1, 2], [0, 2.1]);
    expect(moving.doubt(a, b)?.kind).toBe("not-followed");
    const { whole, exchanged } = moving.across(a, b);
    expect(whole).toBe(true);
    expect(exchanged.map(({ from, to }) => [from.index, to.index])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it("are not told apart by tangents where a branch ends", () => {
    // A saddle-node: x³ − x = a has one solution beyond 2/√27 = 0.3849.
    const fold = branchesOf("x^4/4 - x^2/2 - a*x", ["x"]);
    const root = (a: number, x: number) => {
      let y = x;
      for (let k = 0; k < 50; k++) y -= (y * y * y - y - a) / (3 * y * y - 1);
      return y;
    };
    const a = stage("19/50", ["x"], [0, root(0.38, -0.7)], [1, root(0.38, -0.5)], [0, root(0.38, 1)]);
    const b = stage("39/100", ["x"], [0, root(0.39, 1)]);
    expect(fold.doubt(a, b)?.kind).toBe("not-followed");
    expect(fold.across(a, b)).toEqual({ whole: false, exchanged: [], pairs: [[2, 0]] });
  });

  it("of an orbit end wherever on it the other representative is", () => {
    // ‖W‖² = a: circles of minima and a maximum at 0, W with two rows.
    const circle = branchesOf(
      "tr(W'*W)^2/4 - a*tr(W'*W)/2",
      ["W"],
      { invariance: { W: "left-orthogonal" } },
      [2, 1],
    );
    const at = (value: string, ...w: readonly number[]): Stage => ({
      value: rational(value),
      components: [
        component({
          id: "circle",
          rank: 1,
          dimension: 1,
          index: 0,
          nullity: 1,
          multiplicity: 1n,
          representative: { W: { rows: 2, columns: 1, data: Float64Array.from(w) } },
        }),
        component({
          id: "origin",
          rank: 0,
          dimension: 0,
          index: 2,
          nullity: 0,
          multiplicity: 1n,
          representative: { W: { rows: 2, columns: 1, data: new Float64Array(2) } },
        }),
      ],
    });
    expect(circle.doubt(at("1", 0.6, 0.8), at("4", -2, 0))).toBeNull();
    // Off the circle of radius 2.
    expect(circle.doubt(at("1", 0.6, 0.8), at("4", -1, 0))).toMatchObject({ kind: "not-identified" });
  });
});
