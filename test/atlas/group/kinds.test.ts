import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import {
  attainedExtrema,
  equilibriumKind,
  localKind,
  missingExtremum,
  withGlobalKinds,
} from "../../../src/atlas/group/kinds.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { diag, given, problem } from "../../support/problems.js";

const custom = (loss: string, extra: object = {}) =>
  problem(given([[1]]), { kind: "custom", loss, variables: { x: [1, 1] }, ...extra });
const systemOf = (instance: ReturnType<typeof problem>) => new LandscapeSystem(instance.objective.landscape!);

describe("local kinds", () => {
  const system = systemOf(custom("x^4-x^2"));
  it.each([
    [{ decided: true, index: 0, nullity: 0, dimension: 0 }, "local-minimum"],
    [{ decided: true, index: 1, nullity: 0, dimension: 0 }, "local-maximum"],
    [{ decided: true, index: 0, nullity: 1, dimension: 0 }, "degenerate"],
    [{ decided: false, index: 0, nullity: 0, dimension: 0 }, "undecided"],
    [{ decided: false, index: 1, nullity: 0, dimension: 0 }, "strict-saddle"],
  ])("%o: %s", (signs, kind) => {
    expect(localKind(signs, system)).toBe(kind);
  });

  it("a centre is degenerate, never stable", () => {
    expect(equilibriumKind({ decided: true, index: 0, nullity: 2, dimension: 0 })).toBe("degenerate");
    expect(equilibriumKind({ decided: true, index: 0, nullity: 0, dimension: 0 })).toBe("stable-equilibrium");
  });
});

describe("global kinds", () => {
  it("minima of coercive losses and both extrema on spheres; neither of x³ − x", () => {
    expect(attainedExtrema(systemOf(custom("x^4-x^2")))).toEqual({ minimum: true, maximum: false });
    expect(attainedExtrema(systemOf(custom("x^2-x^4")))).toEqual({ minimum: false, maximum: true });
    expect(attainedExtrema(systemOf(custom("x^3-x")))).toEqual({ minimum: false, maximum: false });
    const rows = problem(given(diag(2, 1)), { kind: "bilinear", normalize: "rows", embedding: 1 });
    expect(attainedExtrema(systemOf(rows))).toEqual({ minimum: true, maximum: true });
  });

  it("are taken from the whole list, and a list without its minimum is found out", async () => {
    // f′ = x(x − 1)(x + 2): minima at −2 (global) and 1, a maximum at 0.
    const instance = custom("x^4/4 + x^3/3 - x^2");
    const { components } = await analyze(instance, { method: "solve", seed: 1 });
    const system = systemOf(instance);
    expect(components.map(({ kind }) => kind)).toEqual(["global-minimum", "local-minimum", "local-maximum"]);
    expect(missingExtremum(components, system)).toBeNull();
    expect(missingExtremum(components.slice(2), system)).toBe("minimum");
    expect(withGlobalKinds(components, system)).toEqual(components);
  });
});
