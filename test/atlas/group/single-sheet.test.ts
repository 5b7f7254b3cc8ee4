import { describe, expect, it } from "vitest";
import { isOneSheet } from "../../../src/atlas/group/single-sheet.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { loadProblem } from "../../../src/objectives/problem.js";

const systemOf = (loss: string, variables: object, more: object = {}) =>
  new LandscapeSystem(
    loadProblem(JSON.stringify({ objective: { kind: "custom", loss, variables, ...more } })).objective
      .landscape!,
  );
const XY = { x: [1, 1], y: [1, 1] };
/** (x² + y² − 1)² (x² + y² − 1 − δ)²: circles at a distance of about δ/2. */
const circles = (delta: string) => systemOf(`(x^2+y^2-1)^2*(x^2+y^2-1-${delta})^2`, XY);
const ON_CIRCLE = Float64Array.of(0.6, 0.8);

describe("one sheet", () => {
  it("is a circle by itself, at any distance below its size", () => {
    const circle = systemOf("(x^2+y^2-1)^2", XY);
    expect(isOneSheet(circle, ON_CIRCLE, 1, 1e-11)).toBe(true);
    expect(isOneSheet(circle, ON_CIRCLE, 1, 1e-6)).toBe(true);
    expect(isOneSheet(circle, ON_CIRCLE, 1, 1)).toBe(false);
  });

  it("is not where another circle is as near as the distance, and is where it is clearly farther", () => {
    expect(isOneSheet(circles("1/1000"), ON_CIRCLE, 1, 1e-11)).toBe(true);
    expect(isOneSheet(circles("1/1000"), ON_CIRCLE, 1, 1e-3)).toBe(false);
    expect(isOneSheet(circles("1/1000000000"), ON_CIRCLE, 1, 1e-11)).toBe(false);
    expect(isOneSheet(circles("1/1000000000000"), ON_CIRCLE, 1, 1e-11)).toBe(false);
  });

  it("is not said of a degenerate set, whatever its nullity is taken for", () => {
    const flat = systemOf("(x^2+y^2-1)^3", XY);
    expect(isOneSheet(flat, ON_CIRCLE, 1, 1e-11)).toBe(false);
  });

  it("takes directions along a constraint alone", () => {
    // On the sphere of R³ the circle x₃ = 1/2, and for δ = 10⁻¹² another beside it.
    const sphere = (loss: string) =>
      systemOf(
        loss,
        { x: [3, 1] },
        { constraints: { x: "unit-columns" }, constants: { e: [[0], [0], [1]] } },
      );
    const point = Float64Array.of(Math.sqrt(3) / 2, 0, 1 / 2);
    expect(isOneSheet(sphere("(e'*x - 1/2)^2"), point, 1, 1e-11)).toBe(true);
    expect(isOneSheet(sphere("(e'*x - 1/2)^2*(e'*x - 1/2 - 1/1000000000000)^2"), point, 1, 1e-11)).toBe(
      false,
    );
  });
});
