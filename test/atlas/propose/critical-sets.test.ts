/** Critical sets larger than orbits: against closed forms, and against sets known by hand. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { checkAtlas } from "../../../src/atlas/audit/check.js";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import type { Atlas } from "../../../src/atlas/record/types.js";
import { render } from "../../../src/report/render.js";
import { diag, given, problem } from "../../support/problems.js";

/** Copies by value, dimension, index and nullity: lists may put the same copies into one entry, or several. */
const copiesOf = ({ components }: Atlas) => {
  const copies = new Map<string, bigint>();
  for (const { value, dimension, index, nullity, multiplicity } of components) {
    const key = [(Math.abs(value!) < 1e-12 ? 0 : value!).toPrecision(8), dimension, index, nullity].join(" ");
    copies.set(key, (copies.get(key) ?? 0n) + multiplicity!);
  }
  return [...copies].sort();
};

const byAlgebra = (loss: string, variables: Record<string, [number, number]>) =>
  analyze(problem(given(diag(1, 1)), { kind: "custom", loss, variables }), {
    method: "algebra",
    certify: "none",
  });

/** Value, dimension, index, nullity, copies and extent of each entry. */
const rowsOf = ({ components }: Atlas) =>
  components.map(({ value, dimension, index, nullity, multiplicity, extent }) =>
    [value, dimension, index, nullity, multiplicity, extent].map(String).join(" "),
  );

describe("critical sets larger than orbits", () => {
  it.each<[string, object, object]>([
    [
      "spectral 1×2, one eigenvalue: a circle",
      given(diag(1, 1), diag(1, 1)),
      { kind: "spectral-contrastive", embedding: 1 },
    ],
    [
      "spectral 2×2, one eigenvalue: a torus",
      given(diag(1, 1), diag(1, 1)),
      { kind: "spectral-contrastive", embedding: 2 },
    ],
    [
      "spectral 2×3, two equal eigenvalues: whose frames turn into their mirror images",
      given(diag(2, 1, 1), diag(1, 1, 1)),
      { kind: "spectral-contrastive", embedding: 2 },
    ],
    [
      "cross-correlation 2×2",
      given([
        [2, 1],
        [1, 3],
      ]),
      { kind: "cross-correlation", embedding: 2 },
    ],
    [
      "cross-correlation 1×2, indefinite: both branches of a hyperbola",
      given(diag(1, -2), diag(1, 1)),
      { kind: "cross-correlation", embedding: 1 },
    ],
    [
      "cross-correlation 2×2, singular: a kernel that is free",
      given(diag(1, 0), diag(1, 1)),
      { kind: "cross-correlation", embedding: 2 },
    ],
  ])("%s: as the closed form lists them", async (_, model, objective) => {
    const given = problem(model, objective);
    const algebra = await analyze(given, { method: "algebra", certify: "none" });
    const formula = await analyze(given, { method: "closed-form", certify: "none" });
    expect(algebra.audit).toMatchObject({ complete: true, failures: [] });
    expect(algebra.audit.by).toContain("elimination");
    expect(copiesOf(algebra)).toEqual(copiesOf(formula));
  });

  it("sets of one value are told apart by where they are: two circles", async () => {
    const found = await byAlgebra("(x*x+y*y-1)^2*(x*x+y*y-4)^2", { x: [1, 1], y: [1, 1] });
    expect(found.audit).toMatchObject({ complete: true });
    // Between them ((−3/2)(3/2))² = 81/16 at x² + y² = 5/2; 16 at the centre.
    expect(rowsOf(found)).toEqual([
      "0 1 0 1 1 bounded",
      "0 1 0 1 1 bounded",
      "5.0625 1 1 1 1 bounded",
      "16 0 2 0 1 undefined",
    ]);
  });

  it("unbounded sets are listed, of losses that do not grow: a hyperbola, proved to have two branches", async () => {
    const found = await byAlgebra("(x*y-1)^2", { x: [1, 1], y: [1, 1] });
    expect(found.audit).toMatchObject({ complete: true, proof: "proved" });
    expect(rowsOf(found)).toEqual(["0 1 0 1 1 unbounded", "0 1 0 1 1 unbounded", "1 0 1 0 1 undefined"]);
  });

  it("matrices of a product: BA = uuᵀ, |u| = 1, an unbounded set where the general linear group of one dimension acts", async () => {
    // ‖BA − I‖² has the critical values 2 (BA = 0 only at 0) and 1; u and −u, the factors t and 1/t, t ≠ 0: one connected surface.
    const found = await byAlgebra("tr((B*A-I(2))'*(B*A-I(2)))", { A: [1, 2], B: [2, 1] });
    expect(found.audit).toMatchObject({ complete: true, proof: "proved" });
    expect(rowsOf(found)).toEqual(["1 2 0 2 1 unbounded", "2 0 2 0 1 undefined"]);
  });

  it("a line along which a minimum becomes a maximum is no extremum, and says so", async () => {
    const found = await byAlgebra("x*z^2", { x: [1, 1], z: [1, 1] });
    expect(found.audit).toMatchObject({ complete: true });
    expect(found.components).toMatchObject([
      { dimension: 1, nullity: 1, morseBott: false, kind: "degenerate", varies: true, multiplicity: 1n },
    ]);
  });

  it("what no symmetry joins is not counted: x⁴ + y⁴ = 1", async () => {
    const found = await byAlgebra("(x^4+y^4-1)^2", { x: [1, 1], y: [1, 1] });
    expect(found.audit).toMatchObject({ complete: false });
    expect(found.audit.reason).toMatch(/neither joined nor separated/);
    expect(found.components[0]).not.toHaveProperty("multiplicity");
  });

  it("lines that cross are no manifold: not counted either", async () => {
    const found = await byAlgebra("x^2*y^2", { x: [1, 1], y: [1, 1] });
    expect(found.audit.complete).toBe(false);
    expect(found.components).toMatchObject([{ dimension: 1, varies: true }]);
  });

  it("what is stored is read and checked", async () => {
    const atlas = await analyze(
      problem(given(diag(1, -2), diag(1, 1)), { kind: "cross-correlation", embedding: 1 }),
      { method: "algebra" },
    );
    const stored = readStoredAtlas(render({ kind: "atlas", atlas }, "json"));
    expect((await checkAtlas(stored)).discrepancies).toEqual([]);
  });
});
