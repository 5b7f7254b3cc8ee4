import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { byIndex, minima, rows, saddles } from "../../src/atlas/record/verbs.js";
import { locate, nearest } from "../../src/dynamics/locate.js";
import { readPoint } from "../../src/dynamics/point-file.js";
import { render } from "../../src/report/render.js";
import { diag, given, problem } from "../support/problems.js";

const wells = problem(given([[1]]), {
  kind: "custom",
  loss: "x^4 - 2*x^2 + y^2",
  variables: { x: [1, 1], y: [1, 1] },
});
const at = (x: number, y: number) =>
  readPoint(JSON.stringify({ x: [[x]], y: [[y]] }), wells.objective.landscape!);

describe("locate", () => {
  it("knows the saddle of x⁴ − 2x² + y² and its way out", async () => {
    const atlas = await analyze(wells);
    const saddle = locate(wells, atlas, at(0, 0));
    expect(saddle).toMatchObject({ critical: true, value: 0, index: 1, nullity: 0 });
    // The Hessian is diag(−4, 2).
    expect(saddle.eigenvalues).toEqual([-4, 2]);
    expect(saddle.escape).toHaveLength(1);
    expect(Math.abs(saddle.escape[0]!.direction.x!.data[0]!)).toBeCloseTo(1, 12);
    expect(saddle.components).toEqual([saddles(atlas)[0]!.id]);
    expect(saddle.certificate?.proved).toBe(true);
  });

  it("refuses a point at which the loss has no derivatives", async () => {
    const cone = problem(given([[1]]), {
      kind: "custom",
      loss: "norm(w) + norm2(w - c)",
      variables: { w: [2] },
      constants: { c: [["1"], ["0"]] },
    });
    const atlas = await analyze(cone);
    const pointAt = (x: number) => readPoint(JSON.stringify({ w: [[x], [0]] }), cone.objective.landscape!);
    expect(() => locate(cone, atlas, pointAt(0))).toThrow(
      "point: expected a point where the loss has derivatives, got one where it has none",
    );
    // |w| + |w − c|² along c: 1 + 2 (t − 1) = 0.
    expect(locate(cone, atlas, pointAt(0.5))).toMatchObject({ critical: true, value: 0.75, index: 0 });
  });

  it("goes on with Newton's method where a step raises the residual", async () => {
    const wall = problem(given([[1]]), { kind: "custom", loss: "(x^2 - 1)^2", variables: { x: [1, 1] } });
    const point = readPoint(JSON.stringify({ x: [[0.3]] }), wall.objective.landscape!);
    const { newton } = locate(wall, await analyze(wall), point);
    // 0.3, −0.074, 0.0008, …
    expect(newton).toMatchObject({ critical: true, value: 1 });
  });

  it("says of a point that is not critical where it leads", async () => {
    const atlas = await analyze(wells);
    const { critical, newton, descent, components } = locate(wells, atlas, at(0.9, 0.3));
    expect(critical).toBe(false);
    expect(components).toEqual([]);
    const right = minima(atlas).find(({ representative }) => representative.x!.data[0]! > 0);
    for (const end of [newton!, descent!]) {
      expect(end.critical).toBe(true);
      expect(end.value).toBeCloseTo(-1, 9);
      expect(end.components).toEqual([right!.id]);
      expect(end.distance).toBeCloseTo(Math.hypot(0.1, 0.3), 4);
    }
  });

  it("finds a rotated copy of a minimum on its component, modulo the symmetry", async () => {
    const spectral = problem(given(diag(2, 1)), { kind: "spectral-contrastive", embedding: 2 });
    const atlas = await analyze(spectral);
    const [best] = minima(atlas);
    const [[a, b], [c, d]] = rows(best!.representative.W!) as [[number, number], [number, number]];
    // Rotated by the angle with cosine 3/5, from the left.
    const rotated = [
      [0.6 * a - 0.8 * c, 0.6 * b - 0.8 * d],
      [0.8 * a + 0.6 * c, 0.8 * b + 0.6 * d],
    ];
    const point = readPoint(JSON.stringify(rotated), spectral.objective.landscape!);
    const found = locate(spectral, atlas, point);
    expect(found.critical).toBe(true);
    expect(found.components).toEqual([best!.id]);
    expect(found.index).toBe(0);
    expect(found.nearest?.distance).toBeLessThan(1e-7);
    for (const format of ["text", "csv", "json"] as const)
      expect(render({ kind: "location", location: found }, format)).toContain(best!.id);
    for (const format of ["tex", "md"] as const)
      expect(render({ kind: "location", location: found }, format)).toContain("critical (residual");
  });
});

describe("the result verbs", () => {
  it("ask the plain record, which survives a structured clone", async () => {
    const atlas = structuredClone(await analyze(wells));
    expect(minima(atlas).map(({ value }) => value)).toEqual([-1, -1]);
    expect(saddles(atlas).map(({ index }) => index)).toEqual([1]);
    expect(byIndex(atlas, 1)).toEqual(saddles(atlas));
    expect(byIndex(atlas, 7)).toEqual([]);
  });
});

describe("a point file", () => {
  const one = problem(given(diag(2, 1)), { kind: "cross-correlation", embedding: 2 }).objective.landscape!;
  it.each([
    ["JSON by name", '{"W": [[1, 2], [3, 4]]}'],
    ["NumPy's tolist", "[[1.0, 2.0], [3.0, 4.0]]"],
    ["np.savetxt", "1.000000000000000000e+00 2.000000000000000000e+00\n3.0e+00 4.0e+00\n"],
    ["np.savetxt with commas and a comment", "# weights\n1,2\n3,4\n"],
  ])("is read from %s", (_, text) => {
    expect(rows(readPoint(text, one).W!)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it.each([
    ['{"w": [[1]]}', /^point\.w: expected only W \(did you mean W\?\), got \[\[1\]\]$/],
    ["[[1, 2]]", "point.W: expected 2×2 finite numbers, got 1×2"],
    ['[[1, "x"], [3, 4]]', 'point.W: expected 2×2 finite numbers, got "x"'],
    ["1 2\n3 nan\n", 'point[1][1]: expected a number, got "nan"'],
    ["", "point: expected JSON, or rows of numbers, got nothing"],
    ["[[1, 2", /^point: expected JSON \(.* at line 1, column 7\)/],
  ])("%s is refused", (text, message) => {
    expect(() => readPoint(text, one)).toThrow(message);
  });
});

describe("nearest", () => {
  it("is the component whose orbit is nearest, at its distance", async () => {
    // −2 tr(WΓWᵀ) + ‖WWᵀ‖² with m = 1: ±√γ₁ e₁, ±√γ₂ e₂ and 0.
    const spectral = problem(
      { moments: { gamma: diag(4, 1), sigma: diag(1, 1) } },
      {
        kind: "spectral-contrastive",
        embedding: 1,
      },
    );
    const atlas = await analyze(spectral);
    const w = (...data: number[]) => ({ W: { rows: 1, columns: 2, data: Float64Array.from(data) } });
    for (const [point, value, distance] of [
      [w(-2.25, 0), -16, 0.25],
      [w(0.25, -1), -1, 0.25],
      [w(0.1, 0.1), 0, Math.SQRT2 / 10],
    ] as const) {
      const found = nearest(atlas, point)!;
      expect(atlas.components[found.component]!.value).toBeCloseTo(value, 12);
      expect(atlas.components[found.component]!.id).toBe(found.id);
      expect(found.distance).toBeCloseTo(distance, 12);
      expect(locate(spectral, atlas, point).nearest).toEqual({ id: found.id, distance: found.distance });
    }
  });

  it("knows isolated points of losses without a symmetry, and no distance where there is none", async () => {
    const atlas = await analyze(wells);
    expect(nearest(atlas, at(0.3, 0.4))).toMatchObject({ id: saddles(atlas)[0]!.id, distance: 0.5 });
    const counted = atlas.components.map((component) => ({ ...component, multiplicity: 2n }));
    expect(nearest({ ...atlas, components: counted }, at(0.3, 0.4))).toBeNull();
  });
});

describe("Newton's method", () => {
  it("is left out where it reaches no critical point", async () => {
    const atlas = await analyze(wells);
    // At the inflection x = 1/√3 of x⁴ − 2x² the Hessian is singular and no step lowers the residual.
    const stuck = locate(wells, atlas, at(1 / Math.sqrt(3), 0));
    expect(stuck.critical).toBe(false);
    expect(stuck.newton).toBeUndefined();
    expect(stuck.descent?.nearest?.distance).toBeLessThan(1e-9);
    expect(render({ kind: "location", location: stuck }, "text")).toContain("Newton's method does not reach");
  });
});
