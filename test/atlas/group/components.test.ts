import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import type { Atlas, CriticalComponent } from "../../../src/atlas/record/types.js";
import { diag, given, problem } from "../../support/problems.js";

const X = { x: [1, 1] };
const XY = { x: [1, 1], y: [1, 1] };
const ABC = { a: [1, 1], b: [1, 1], c: [1, 1] };

const atlasOf = (
  loss: string,
  variables: object,
  extra: object = {},
  model: object = given([[1]]),
  seed = 1,
) => analyze(problem(model, { kind: "custom", loss, variables, ...extra }), { method: "solve", seed });

/** value, dimension, index, nullity, kind, copies. */
type Row = readonly [number, number, number, number, CriticalComponent["kind"], bigint];

const rowsOf = ({ components }: Atlas) =>
  components.map(({ value, dimension, index, nullity, kind, multiplicity }) => [
    value,
    dimension,
    index,
    nullity,
    kind,
    multiplicity,
  ]);

/** What the atlas must be, values to a share of the largest. */
function expectComplete(atlas: Atlas, rows: readonly Row[]): void {
  expect(atlas.audit).toMatchObject({ complete: true, failures: [] });
  const size = rows.reduce((max, [value]) => Math.max(max, Math.abs(value)), Number.MIN_VALUE);
  expect(rowsOf(atlas).map(([value, ...rest]) => [Number(value) / size, ...rest])).toEqual(
    rows.map(([value, ...rest]) => [expect.closeTo(value / size, 6), ...rest]),
  );
  const total = rows.reduce((sum, row) => sum + row[5], 0n);
  expect(atlas.census!.total).toBe(total);
}

/** No counts, and a reason that says why. */
function expectUntold(atlas: Atlas, reason: RegExp): void {
  expect(atlas.audit.complete).toBe(false);
  expect(atlas.audit.reason).toMatch(reason);
  expect(atlas.census).toBeUndefined();
}

/** By hand: f = g(t)^k composed with an affine map, scaled. */
const TWO_FLAT_MINIMA = (scale: number): Row[] => [
  [0, 0, 0, 1, "global-minimum", 1n],
  [0, 0, 0, 1, "global-minimum", 1n],
  [scale, 0, 1, 1, "strict-saddle", 1n],
];

describe("isolated points", () => {
  // f_x = 4x³, f_y = 4y(y² − 1): (0, ±1) of value 0, (0, 0) of value 1; the Hessian is diag(12x², 12y² − 4).
  it.each([
    ["x^4+(y^2-1)^2", 1],
    ["1000000*(x^4+(y^2-1)^2)", 1e6],
    ["1/1000000*(x^4+(y^2-1)^2)", 1e-6],
    ["(3*x/5-4*y/5)^4+((4*x/5+3*y/5)^2-1)^2", 1],
    ["(x-5)^4+((y+7/3)^2-1)^2", 1],
    ["(x/1000000)^4+((y/1000000)^2-1)^2", 1],
    ["(1000000*x)^4+((1000000*y)^2-1)^2", 1],
  ])("%s: two degenerate minima and a saddle", async (loss, scale) => {
    expectComplete(await atlasOf(loss, XY), TWO_FLAT_MINIMA(scale));
  });

  // f′ = 8x(x² − 1)³.
  it.each([
    ["(x^2-1)^4", 1],
    ["1000000*(x^2-1)^4", 1e6],
    ["1/1000000*(x^2-1)^4", 1e-6],
    ["((x-3)^2-1)^4", 1],
  ])("%s: each of two flat minima once, and the point between", async (loss, scale) => {
    expectComplete(await atlasOf(loss, X), [
      [0, 0, 0, 1, "global-minimum", 1n],
      [0, 0, 0, 1, "global-minimum", 1n],
      [scale, 0, 1, 0, "local-maximum", 1n],
    ]);
  });

  it.each([1, 7])("(x − 1)⁶ has one critical point, five paths end there (seed %i)", async (seed) => {
    const atlas = await atlasOf("(x-1)^6", X, {}, given([[1]]), seed);
    expectComplete(atlas, [[0, 0, 0, 1, "global-minimum", 1n]]);
    expect(atlas.components[0]!.representative.x!.data[0]).toBeCloseTo(1, 12);
  });

  it("f′ = (x − 1)(x − 1.001)(x − 0.999): three, where paths do not tell them apart", async () => {
    const atlas = await atlasOf("x^4/4 - x^3 + 2999999*x^2/2000000 - 999999*x/1000000", X);
    expect(atlas.audit.complete).toBe(true);
    expect(atlas.components.map(({ index }) => index)).toEqual([0, 0, 1]);
    expect(
      atlas.components.map(({ representative }) => representative.x!.data[0]!).sort((a, b) => a - b),
    ).toEqual([0.999, 1, 1.001].map((x) => expect.closeTo(x, 9)));
  });

  // f″ > 0 everywhere: the other two solutions of f′ = 0, 1 ± i/1000, are not real.
  it.each([1, 2, 7])("a strictly convex quartic has one minimum (seed %i)", async (seed) => {
    const { audit, components } = await atlasOf("(x-1)^4/4+(x-1)^2/2000000", X, {}, given([[1]]), seed);
    expect(audit.complete).toBe(true);
    expect(components).toMatchObject([{ index: 0, nullity: 0, kind: "global-minimum", multiplicity: 1n }]);
  });

  it("a slanted valley: inertia is decided where rounding in the entries hides it", async () => {
    // At 0 the Hessian is (2·10⁸ − 4, −2·10⁴; −2·10⁴, 2), its determinant −8.
    const { audit, components } = await atlasOf("(y-10000*x)^2+(x^2-1)^2", XY);
    expect(audit).toMatchObject({ complete: true, failures: [] });
    expect(components.map(({ index, nullity, kind }) => [index, nullity, kind])).toEqual([
      [0, 0, "global-minimum"],
      [0, 0, "global-minimum"],
      [1, 0, "strict-saddle"],
    ]);
  });
});

describe("curves", () => {
  const e = { e: [[1], [0], [0]] };

  it("two circles of minima of equal value on the sphere, and everything else", async () => {
    // In t = ⟨e, x⟩: g = (t − ½)²(t + ¼)², g′ = 0 at −¼, ⅛, ½, and the poles t = ±1.
    const atlas = await atlasOf(
      "((e'*x)-1/2)^2*((e'*x)+1/4)^2",
      { x: [3, 1] },
      {
        constants: e,
        constraints: { x: "unit-columns" },
      },
    );
    expectComplete(atlas, [
      [0, 1, 0, 1, "global-minimum", 1n],
      [0, 1, 0, 1, "global-minimum", 1n],
      [(3 / 8) ** 4, 1, 1, 1, "local-maximum", 1n],
      [(1 / 4) * (25 / 16), 0, 2, 0, "local-maximum", 1n],
      [(9 / 4) * (9 / 16), 0, 2, 0, "global-maximum", 1n],
    ]);
    // χ(S²): circles count nothing.
    expect(atlas.audit.morseEuler).toEqual({ expected: 2n, found: 2n });
  });

  it("the two pieces of O(2) as minima of a loss that no declared group moves", {
    timeout: 120_000,
  }, async () => {
    const atlas = await atlasOf(
      "-tr(W*Gamma*W') + tr(e1'*W*W'*e2)^2",
      { W: [2, 3] },
      { constants: { e1: [[1], [0]], e2: [[0], [1]] }, constraints: { W: "unit-rows" } },
      given(diag(2, 2, 1), diag(3, 3, 3)),
    );
    expect(atlas.audit).toMatchObject({ complete: true, failures: [] });
    const minima = atlas.components.filter(({ kind }) => kind === "global-minimum");
    expect(
      minima.map(({ value, dimension, nullity, multiplicity }) => [value, dimension, nullity, multiplicity]),
    ).toEqual([1, 2].map(() => [expect.closeTo(-4, 9), 1, 1, 1n]));
    // One of each orientation.
    const signs = minima.map(({ representative: { W } }) => {
      const [a, b, , c, d] = Array.from(W!.data);
      return Math.sign(a! * d! - b! * c!);
    });
    expect(signs.sort()).toEqual([-1, 1]);
    expect(atlas.census!.byIndex.get(0)).toBe(2n);
  });

  // With h = |p − c|² − r²: ∇h³ = 3h²∇h, D²h³ = 6h ∇h∇hᵀ + 3h² D²h = 0 on h = 0; the centre is the minimum, −r⁶.
  it.each([
    ["((x-2)^2+(y+1)^2-1)^3", 1],
    ["1000000*((x-2)^2+(y+1)^2-1)^3", 1e6],
    ["(x^2+y^2-4)^3", 64],
  ])(
    "%s: a circle of inflection is one degenerate entry, and not counted as one circle or several",
    async (loss, depth) => {
      const { components, audit, census } = await atlasOf(loss, XY);
      expect(
        components.map(({ value, dimension, index, nullity }) => [
          Math.round(value!),
          dimension,
          index,
          nullity,
        ]),
      ).toEqual([
        [-depth, 0, 0, 0],
        [0, 1, 0, 2],
      ]);
      expect(components[1]!.kind).toBe("degenerate");
      // The rotations join its points, to as many digits as tell the values apart.
      expect(audit).toMatchObject({ complete: true, proof: "numerical", failures: [] });
      expect(components[1]!.multiplicity).toBe(1n);
      expect(census!.total).toBe(2n);
    },
  );

  it("an ellipse is one circle, two of them are two", async () => {
    expectComplete(await atlasOf("(x^2+4*y^2-1)^2", XY), [
      [0, 1, 0, 1, "global-minimum", 1n],
      [1, 0, 2, 0, "local-maximum", 1n],
    ]);
    const { audit, components } = await atlasOf("((x-2)^2+4*y^2-1)^2*((x+2)^2+4*y^2-1)^2", XY);
    expect(audit.complete).toBe(true);
    expect(components.filter(({ kind }) => kind === "global-minimum")).toMatchObject(
      [1, 2].map(() => ({ dimension: 1, multiplicity: 1n, eulerCharacteristic: 0n })),
    );
  });

  it("hyperbolas are not closed: neither merged nor counted by paths", async () => {
    // Without decay A ↦ tA, B ↦ B/t: each branch of a hyperbola is a component (Baldi and Hornik 1989).
    const loss = "tr(Sigma) - 2*tr(B*A*Sigma) + tr(B*A*Sigma*A'*B')";
    const atlas = await analyze(
      problem(given(diag(3, 2), diag(3, 2)), { kind: "custom", loss, variables: { A: [1, 2], B: [2, 1] } }),
      { method: "paths", seed: 1 },
    );
    expectUntold(atlas, /curves that do not close/);
    const minima = atlas.components.filter(({ value }) => Math.abs(value! - 2) < 1e-9);
    expect(minima.map(({ multiplicity }) => multiplicity)).toEqual(minima.map(() => undefined));
    const branches = minima.map(({ representative }) => Math.sign(representative.A!.data[0]!));
    expect(new Set(branches).size).toBe(branches.length);
  });
});

describe("sets that are not manifolds, or not understood", () => {
  it("x⁴y²: two crossing lines are not called isolated points, nor counted", async () => {
    const atlas = await atlasOf("x^4*y^2", XY);
    expectUntold(atlas, /connected components are not told apart/);
    expect(atlas.components).toHaveLength(1);
    expect(atlas.components[0]).toMatchObject({ dimension: 1, index: 0 });
    expect(atlas.components[0]).not.toHaveProperty("multiplicity");
  });

  it("(abc − 1)²: three axes that meet are one entry without a count", async () => {
    const atlas = await atlasOf("(a*b*c-1)^2", ABC);
    expectUntold(atlas, /connected components are not told apart/);
    const axes = atlas.components.filter(({ value }) => Math.abs(value! - 1) < 1e-9);
    expect(axes).toHaveLength(1);
    expect(axes[0]).toMatchObject({ dimension: 1 });
    expect(axes[0]).not.toHaveProperty("multiplicity");
    for (const { dimension } of atlas.components.filter(({ value }) => Math.abs(value!) < 1e-9))
      expect(dimension).toBe(2);
  });

  it("a figure of eight is not called two circles", async () => {
    expectUntold(await atlasOf("(x^4-x^2+y^2)^2", XY), /connected components are not told apart/);
  });
});

describe("sets of dimension two and more", () => {
  it("a torus and its circles: one component each", async () => {
    const atlas = await atlasOf("(norm2(x)-1)^2+(norm2(y)-1)^2", { x: [2, 1], y: [2, 1] });
    expectComplete(atlas, [
      [0, 2, 0, 2, "global-minimum", 1n],
      [1, 1, 2, 1, "strict-saddle", 1n],
      [1, 1, 2, 1, "strict-saddle", 1n],
      [2, 0, 4, 0, "local-maximum", 1n],
    ]);
  });
});

describe("vector fields", () => {
  it("x′ = y³ − y, y′ = x − x³: five centres, none of them called stable, and four saddles", async () => {
    const { audit, components } = await atlasOf("x*sg(y^3-y)-y*sg(x^3-x)", XY);
    expect(audit).toMatchObject({ complete: true, failures: [] });
    const places = (kind: CriticalComponent["kind"]) =>
      components
        .filter((component) => component.kind === kind && component.multiplicity === 1n)
        .map(({ representative: { x, y } }) => [Math.round(x!.data[0]!) + 0, Math.round(y!.data[0]!) + 0]);
    const grid = [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b]));
    // The Jacobian is (0, 3y² − 1; 1 − 3x², 0): real eigenvalues iff exactly one of x, y is 0.
    expect(places("degenerate").sort()).toEqual(grid.filter(([a, b]) => (a! + b!) % 2 === 0).sort());
    expect(places("unstable-equilibrium").sort()).toEqual(
      grid.filter(([a, b]) => (a! + b!) % 2 !== 0).sort(),
    );
    expect(components).toHaveLength(9);
  });

  it("equilibria that differ in nothing but the point are two", async () => {
    // −∂ of each: x′ = −(x³ − x), y′ = −y: stable at (±1, 0) with equal spectra.
    const { audit, components } = await atlasOf("x*sg(x^3-x) + y*sg(y)", XY);
    expect(audit.complete).toBe(true);
    expect(components.filter(({ kind }) => kind === "stable-equilibrium")).toHaveLength(2);
    expect(components).toHaveLength(3);
  });
});
