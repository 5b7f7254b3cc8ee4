/** Critical points by elimination: right values by hand, from planted roots, or from the exact factors of the gradient. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { checkAtlas } from "../../../src/atlas/audit/check.js";
import { solveLandscapeExactly } from "../../../src/atlas/propose/solve-landscape-exactly.js";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import { rational } from "../../../src/exact/rational.js";
import { render } from "../../../src/report/render.js";
import { diag, given, problem } from "../../support/problems.js";

const custom = (loss: string, names: readonly string[], model: object = given([[1]])) =>
  problem(model, {
    kind: "custom",
    loss,
    variables: Object.fromEntries(names.map((name) => [name, [1, 1]])),
  });
const byAlgebra = (loss: string, ...names: string[]) => analyze(custom(loss, names), { method: "algebra" });
const signsOf = ({ components }: Awaited<ReturnType<typeof analyze>>) =>
  components.map(({ value, index, nullity, multiplicity }) => [value, index, nullity, multiplicity]);
const entriesOf = ({
  representative,
}: {
  readonly representative: Readonly<Record<string, { data: Float64Array }>>;
}) => Object.values(representative).flatMap(({ data }) => [...data]);

describe("one unknown", () => {
  it("f′ = (x − 0.999)(x − 1)(x − 1.001): two minima and a maximum", async () => {
    const atlas = await byAlgebra("x^4/4 - x^3 + 2999999*x^2/2000000 - 999999*x/1000000", "x");
    expect(atlas.audit).toMatchObject({
      complete: true,
      proof: "proved",
      by: ["elimination", "morse-euler"],
    });
    expect(atlas.components.map((c) => [...entriesOf(c), c.index])).toEqual([
      [0.999, 0],
      [1.001, 0],
      [1, 1],
    ]);
  });

  it.each([3, 6, 9, 12, 15])("three points 10^-%i apart are three, with the nearest doubles", async (k) => {
    // f′ = x(x − g)(x − 2g), g = 10^−k, moved to x = 1.
    const g = `(1/10^${k})`.replace(/\(1\/10\^(\d+)\)/, (_, e) => `1/1${"0".repeat(Number(e))}`);
    const square = `1/1${"0".repeat(2 * k)}`;
    const atlas = await byAlgebra(`(x-1)^4/4 - ${g}*(x-1)^3 + ${square}*(x-1)^2`, "x");
    expect(atlas.audit).toMatchObject({ complete: true, proof: "proved" });
    expect(atlas.components.map(({ index, nullity }) => [index, nullity])).toEqual([
      [0, 0],
      [0, 0],
      [1, 0],
    ]);
    const exact = (n: number) =>
      Number(
        rational(1)
          .add(rational(n).div(rational(`1${"0".repeat(k)}`)))
          .toString(40),
      );
    expect(atlas.components.map((c) => entriesOf(c)[0])).toEqual([exact(0), exact(2), exact(1)]);
  });

  it("a strictly convex quartic has one minimum; (x − 1)⁶ one that is degenerate", async () => {
    expect(signsOf(await byAlgebra("(x-1)^4/4+(x-1)^2/2000000", "x"))).toEqual([[0, 0, 0, 1n]]);
    const flat = await byAlgebra("(x-1)^6", "x");
    expect(signsOf(flat)).toEqual([[0, 0, 1, 1n]]);
    expect(flat.components[0]!.kind).toBe("global-minimum");
  });

  it("(x² − 2)⁴: the nullity is decided at points that are not rational", async () => {
    const atlas = await byAlgebra("(x^2-2)^4", "x");
    expect(atlas.audit.proof).toBe("proved");
    expect(signsOf(atlas)).toEqual([
      [0, 0, 1, 1n],
      [0, 0, 1, 1n],
      [16, 1, 0, 1n],
    ]);
    expect(atlas.components.map(entriesOf)).toEqual([[-Math.SQRT2], [Math.SQRT2], [0]]);
  });

  it("a loss without critical points has none, proved", async () => {
    const { audit, components } = await byAlgebra("x^3 + x", "x");
    expect([audit.complete, audit.proof, components.length]).toEqual([true, "proved", 0]);
  });
});

describe("several unknowns", () => {
  it("a valley of slope 10⁴ has two minima and a saddle", async () => {
    const atlas = await byAlgebra("(y-10000*x)^2+(x^2-1)^2", "x", "y");
    expect(atlas.audit).toMatchObject({
      complete: true,
      proof: "proved",
      evidence: { kind: "rank", points: 3 },
    });
    expect(signsOf(atlas)).toEqual([
      [0, 0, 0, 1n],
      [0, 0, 0, 1n],
      [1, 1, 0, 1n],
    ]);
    expect(atlas.components.map(entriesOf)).toEqual([
      [-1, -10000],
      [1, 10000],
      [0, 0],
    ]);
  });

  it("x⁴ + (y² − 1)²: degenerate points of multiplicity 3, which are all", async () => {
    const atlas = await byAlgebra("x^4+(y^2-1)^2", "x", "y");
    expect(atlas.audit).toMatchObject({
      complete: true,
      proof: "proved",
      evidence: { kind: "rank", bound: 9, points: 3 },
    });
    expect(signsOf(atlas)).toEqual([
      [0, 0, 1, 1n],
      [0, 0, 1, 1n],
      [1, 1, 1, 1n],
    ]);
  });

  it("x⁴ + (y² − 2)² with the axes turned: degenerate where coordinates are not rational", async () => {
    const atlas = await byAlgebra("(3*x/5-4*y/5)^4+((4*x/5+3*y/5)^2-2)^2", "x", "y");
    expect(signsOf(atlas)).toEqual([
      [0, 0, 1, 1n],
      [0, 0, 1, 1n],
      [4, 1, 1, 1n],
    ]);
  });

  it("sets of positive dimension that are not told apart are not counted: two lines", async () => {
    const { audit, components } = await byAlgebra("x^4*y^2", "x", "y");
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(/neither joined nor separated/);
    expect(components).toMatchObject([{ value: 0, dimension: 1 }]);
    expect(components[0]).not.toHaveProperty("multiplicity");
  });

  it("tied unit rows at 1×2: eigenvectors of eigenvalues 10⁻¹⁸ apart", async () => {
    const rows = { kind: "bilinear", embedding: 1, normalize: "rows", tied: true };
    const instance = problem(given(diag(1, "1.000000000000000001"), diag(2, 2)), rows);
    const exact = await analyze(instance, { method: "algebra" });
    const formula = await analyze(instance, { method: "closed-form" });
    expect(exact.audit.complete).toBe(true);
    // On the circle: ±e₂ are minima, ±e₁ maxima.
    expect(exact.census).toEqual(formula.census);
    expect([...exact.census!.byIndex]).toEqual([
      [0, 2n],
      [1, 2n],
    ]);
  });

  it("equilibria of a field: stable and unstable ones by exact signs", async () => {
    // The field of x⁴/4 − x²/2 + y²/2 − y·sg(x): at x = ±1 and 0, y = x.
    const field = custom("x^4/4 - x^2/2 + y^2/2 - y*sg(x)", ["x", "y"]);
    const atlas = await analyze(field, { method: "algebra" });
    expect(atlas.isVectorField).toBe(true);
    expect(atlas.audit.complete).toBe(true);
    expect(atlas.components.map((c) => [...entriesOf(c), c.index, c.kind])).toEqual([
      [-1, -1, 0, "stable-equilibrium"],
      [1, 1, 0, "stable-equilibrium"],
      [0, 0, 1, "unstable-equilibrium"],
    ]);
  });

  it("is checked like any other atlas", async () => {
    const g = `1/1${"0".repeat(15)}`;
    // The last one: three points 10⁻¹⁵ apart, closer than certificates in doubles tell.
    const close = `y^2 + (x-1)^4/4 - ${g}*(x-1)^3 + ${g}*${g}*(x-1)^2`;
    for (const loss of ["(y-10000*x)^2+(x^2-1)^2", "x^4+(y^2-1)^2", close]) {
      const atlas = await byAlgebra(loss, "x", "y");
      const { discrepancies } = await checkAtlas(readStoredAtlas(render({ kind: "atlas", atlas }, "json")));
      expect(discrepancies).toEqual([]);
    }
  });

  it("stops when it is told to", async () => {
    const instance = custom("x^4+y^4-x*y", ["x", "y"]);
    const stopped = await solveLandscapeExactly(instance, { signal: AbortSignal.abort() });
    expect(stopped).toEqual({ unavailable: { kind: "elimination-interrupted" } });
  });
});

describe("planted separable quartics", () => {
  /** g′ = 4 Π (s − r): a quartic with the critical points r_1 < r_2 < r_3, minima outside and a maximum between. */
  const quartic = ([a, b, c]: readonly number[], s: string): string =>
    `(${s})^4 - ${`4/3*(${a! + b! + c!})`}*(${s})^3 + 2*(${a! * b! + b! * c! + a! * c!})*(${s})^2 - 4*(${a! * b! * c!})*(${s})`;
  const roots = fc
    .uniqueArray(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 })
    .map((list) => list.sort((x, y) => x - y));

  it("f(x) = Σ g_i((Ux)_i), U unimodular: the product grid, with the index of each point", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 3 }).chain((n) =>
          fc.record({
            planted: fc.array(roots, { minLength: n, maxLength: n }),
            shears: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: n * n, maxLength: n * n }),
          }),
        ),
        async ({ planted, shears }) => {
          const n = planted.length;
          const names = ["x", "y", "z"].slice(0, n);
          // U = LR with unit triangular factors; its inverse by substitution.
          const lower = (i: number, j: number) => (i === j ? 1 : j < i ? shears[i * n + j]! : 0);
          const upper = (i: number, j: number) => (i === j ? 1 : j > i ? shears[i * n + j]! : 0);
          const all = [...planted.keys()];
          const u = all.map((i) =>
            all.map((j) => all.reduce((sum, k) => sum + lower(i, k) * upper(k, j), 0)),
          );
          const loss = planted
            .map((r, i) => quartic(r, u[i]!.map((c, j) => `(${c})*${names[j]}`).join("+")))
            .join(" + ");
          const atlas = await analyze(custom(loss, names), { method: "algebra" });
          expect(atlas.audit.complete).toBe(true);
          const expected = planted
            .reduce<number[][]>((grid, r) => grid.flatMap((at) => r.map((s) => [...at, s])), [[]])
            .map((s) => {
              const index = s.filter((root, i) => root === planted[i]![1]).length;
              return JSON.stringify([s, index, 0]);
            });
          const found = atlas.components.map((component) => {
            const x = entriesOf(component);
            const s = u.map((row) => row.reduce((sum, c, j) => sum + c * x[j]!, 0));
            return JSON.stringify([s.map((v) => v + 0), component.index, component.nullity]);
          });
          expect(found.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("values that doubles do not tell apart", () => {
  it.each([15, 30, 60])("(x² − 1)² + 10^−%i x has one global minimum, near −1", async (digits) => {
    const atlas = await byAlgebra(`(x^2 - 1)^2 + x/${10n ** BigInt(digits)}`, "x");
    expect(atlas.audit.proof).toBe("proved");
    const kinds = atlas.components.map((component) => [Math.sign(entriesOf(component)[0]!), component.kind]);
    expect(kinds.filter(([, kind]) => kind === "global-minimum")).toEqual([[-1, "global-minimum"]]);
    expect(kinds.filter(([, kind]) => kind === "local-minimum")).toEqual([[1, "local-minimum"]]);
  });

  it("are equal where a symmetry makes them so", async () => {
    const { components } = await byAlgebra("(x^2 - 2)^2", "x");
    expect(components.filter(({ kind }) => kind === "global-minimum")).toHaveLength(2);
  });
});
