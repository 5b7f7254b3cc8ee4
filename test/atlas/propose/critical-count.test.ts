import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { criticalCount, isReduced } from "../../../src/atlas/propose/critical-count.js";
import { diag, given, problem } from "../../support/problems.js";

function countOf(loss: string, variables: object, constraints: object = {}) {
  const { landscape } = problem(given([[1]]), { kind: "custom", loss, variables, constraints }).objective;
  return criticalCount(landscape!, new LandscapeSystem(landscape!).manifold.spheres);
}
const scalars = (...names: string[]) => Object.fromEntries(names.map((name) => [name, [1, 1]]));

describe("distinct complex critical points modulo a prime", () => {
  it("three of f′ = (x − 0.999)(x − 1)(x − 1.001), one of f′ = 6(x − 1)⁵", () => {
    const close = "x^4/4 - x^3 + 2999999*x^2/2000000 - 999999*x/1000000";
    expect(countOf(close, scalars("x"))).toEqual({ kind: "finite", distinct: 3, degree: 3 });
    expect(countOf("(x-1)^6", scalars("x"))).toEqual({ kind: "finite", distinct: 1, degree: 5 });
  });

  it("six on the sphere for three eigenvalues", () => {
    const form = "tr(x'*A*x)";
    const { landscape } = problem(given([[1]]), {
      kind: "custom",
      loss: form,
      variables: { x: [3, 1] },
      constants: {
        A: [
          [1, 0, 0],
          [0, 2, 0],
          [0, 0, 3],
        ],
      },
      constraints: { x: "unit-columns" },
    }).objective;
    const { spheres } = new LandscapeSystem(landscape!).manifold;
    expect(criticalCount(landscape!, spheres)).toEqual({ kind: "finite", distinct: 6, degree: 6 });
  });

  it("none of a linear loss, infinitely many of a loss in a product", () => {
    expect(countOf("x + 2*y", scalars("x", "y"))).toEqual({ kind: "finite", distinct: 0, degree: 0 });
    expect(countOf("(x*y-1)^2", scalars("x", "y"))).toEqual({ kind: "infinite", dimension: 1 });
    expect(countOf("(x*y+1)^2*z", scalars("x", "y", "z"))).toEqual({ kind: "infinite", dimension: 2 });
  });

  it("is not tried beyond a few unknowns", () => {
    expect(countOf("norm2(W'*W)", { W: [3, 5] })).toEqual({ kind: "unknown" });
  });
});

describe("whether the sets of largest dimension are reduced", () => {
  const reducedAt = (objective: object, model: object) => {
    const { landscape } = problem(model, objective).objective;
    const { spheres } = new LandscapeSystem(landscape!).manifold;
    return isReduced(landscape!, spheres);
  };
  const xy = (loss: string) =>
    reducedAt({ kind: "custom", loss, variables: { x: [1, 1], y: [1, 1] } }, given([[1]]));

  it("is decided on random planes: a circle of minima is, one of inflection is not", () => {
    expect(xy("(x^2+y^2-1)^2")).toBe(true);
    expect(xy("(x^2+y^2-1)^3")).toBe(false);
  });

  it("of isolated points: whether all are simple", () => {
    expect(xy("x^4 - 2*x^2 + y^2")).toBe(true);
    expect(xy("x^4 + y^2")).toBe(false);
  });

  it("sees eigenvalues 10⁻⁴⁰ apart", () => {
    const spectral = { kind: "spectral-contrastive", embedding: 2 };
    const close = `0.5${"0".repeat(39)}1`;
    expect(reducedAt(spectral, given(diag("0.5", close), diag(1, 1)))).toBe(true);
  });
});
