/** Losses that are sums of functions of different unknowns: against closed forms and by hand. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { checkAtlas } from "../../../src/atlas/audit/check.js";
import { solveSeparated } from "../../../src/atlas/propose/solve-separated.js";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import { render } from "../../../src/report/render.js";
import { parseSystem } from "../../../src/systems/system-file.js";
import { diag, given, problem } from "../../support/problems.js";

type Found = Awaited<ReturnType<typeof analyze>>;
const typesOf = ({ components }: Found) =>
  components
    .map(({ value, dimension, index, nullity, multiplicity }) =>
      [value!.toPrecision(8), dimension, index, nullity, multiplicity].join(" "),
    )
    .sort();

const custom = (loss: string, variables: Record<string, number[]>) =>
  problem(given([[1]]), { kind: "custom", loss, variables });

describe("critical points of a sum", () => {
  it.each<[string, object, object]>([
    ["rows 2×2", given(diag(1, 3)), { kind: "bilinear", embedding: 2, normalize: "rows" }],
    [
      "tied rows 3×4",
      given([
        [3, 1, 0, 0],
        [1, 2, 1, 0],
        [0, 1, 3, 1],
        [0, 0, 1, 5],
      ]),
      { kind: "bilinear", embedding: 3, normalize: "rows", tied: true },
    ],
  ])("%s: as the closed form lists them, equal rows exchanged", async (_, model, objective) => {
    const algebra = await analyze(problem(model, objective), { method: "algebra", certify: "none" });
    const formula = await analyze(problem(model, objective), { method: "closed-form", certify: "none" });
    expect(algebra.audit).toMatchObject({ complete: true, proof: "proved", failures: [] });
    expect(typesOf(algebra)).toEqual(typesOf(formula));
  });

  it("(x² − 1)² of four unknowns: 3⁴ points in as many entries as there are multisets", async () => {
    const atlas = await analyze(custom("sum((x.^2 - ones(4,1)).^2) + 5", { x: [4] }), {
      method: "algebra",
      certify: "none",
    });
    expect(atlas.audit).toMatchObject({
      complete: true,
      proof: "proved",
      evidence: {
        kind: "separated",
        parts: [{ copies: 4, unknowns: 1, complex: 3, real: 3, proof: "univariate" }],
      },
    });
    // k zeros: value k + 5, index k, C(4, k) 2^(4 − k) points.
    expect(atlas.components.map((c) => [Number(c.exactValue), c.index, c.multiplicity])).toEqual(
      Array.from({ length: 5 }, (_, k) => [k + 5, k, binomial(4, k) * 2n ** BigInt(4 - k)]),
    );
  });

  it("a part without critical points leaves none, one that has a line of them is said", async () => {
    const asked = (variables: string[], ...equations: string[]) =>
      solveSeparated(
        {
          conditions: parseSystem({ variables, equations }).equations,
          spheres: 0,
          isField: true,
          loss: null,
        },
        undefined,
      );
    expect(await asked(["x", "y"], "x^2 - x", "1")).toMatchObject({ points: [] });
    expect(await asked(["x", "y"], "x^2 - x", "0")).toEqual({
      unavailable: { kind: "positive-dimension", dimension: 1 },
    });
    expect(await asked(["x", "y"], "x^2 - y", "y - x")).toBeUndefined();
  });

  it("too many entries are counted and not listed", async () => {
    // The derivatives are x⁵ − 5x³ + 4x + c, near x (x² − 1)(x² − 4): five real roots each, 5⁵ products.
    const terms = [1, 2, 3, 4, 5].map((k) => `x[${k}]^6/6 - 5/4*x[${k}]^4 + 2*x[${k}]^2 + ${k}/100*x[${k}]`);
    const { audit } = await analyze(custom(terms.join(" + "), { x: [5] }), {
      method: "algebra",
      certify: "none",
    });
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(/3125 products of the critical points/);
  });

  it("what is stored is read and checked", async () => {
    const instance = problem(given(diag(1, 3)), {
      kind: "bilinear",
      embedding: 4,
      normalize: "rows",
      tied: true,
    });
    const atlas = await analyze(instance, { method: "algebra" });
    expect(atlas.audit.evidence).toMatchObject({ kind: "separated", parts: [{ copies: 4, unknowns: 3 }] });
    const stored = readStoredAtlas(render({ kind: "atlas", atlas }, "json"));
    expect((await checkAtlas(stored)).discrepancies).toEqual([]);
  });
});

const binomial = (n: number, k: number): bigint =>
  k === 0 ? 1n : (binomial(n - 1, k - 1) * BigInt(n)) / BigInt(k);
