import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { checkAtlas } from "../../../src/atlas/audit/check.js";
import { independently, otherSeed } from "../../../src/atlas/audit/independent.js";
import type { Atlas } from "../../../src/atlas/record/types.js";
import { checkJson, checkText } from "../../../src/report/check.js";
import { diag, given, problem } from "../../support/problems.js";

/** Γ and Σ commute: the closed form is decided in floating point, 1 + 2·2 equilibria of a line and a plane of modes. */
const FIELD = problem(given(diag(1, "1/2"), diag(1, 1)), {
  kind: "predictor",
  embedding: 1,
  weightDecay: "1/100",
  stopGradient: true,
});
/** Two symmetric wells and a saddle between them, and no closed form: x⁴/4 − x²/2, whose index sum is 1. */
const WELLS = problem(given(diag(1)), {
  kind: "custom",
  variables: { W: [1, 2] },
  loss: "1/4*tr(W*W')^2 - 1/2*tr(W*Gamma2*W')",
  constants: {
    Gamma2: [
      [1, 0],
      [0, "1/2"],
    ],
  },
});

const without = (atlas: Atlas, k: number): Atlas => ({
  ...atlas,
  components: atlas.components.filter((_, l) => l !== k),
});

describe("a list that is not proved", () => {
  it("is held against random starts where it is a closed form's, and refuted where they find what is missing", async () => {
    const atlas = await analyze(FIELD, { method: "closed-form" });
    expect(atlas.audit.proof).toBe("numerical");
    const whole = await independently(atlas, FIELD, false, {});
    expect(whole).toMatchObject({
      method: "search",
      seed: otherSeed(atlas.seed),
      outcome: { kind: "consistent" },
    });
    const classes = new Set(atlas.components.map(({ index, rank }) => `${index},${rank}`));
    expect(classes.size).toBeGreaterThan(1);
    // Collapse is the only entry of rank 0: without it no other stands for what the search finds there.
    const collapse = atlas.components.findIndex(({ rank }) => rank === 0);
    const part = await independently(without(atlas, collapse), FIELD, false, {});
    expect(part?.outcome).toMatchObject({ kind: "refuted" });
  });

  it.each([
    ["paths", "solve"],
    ["algebra", "paths"],
  ] as const)("of %s is held against %s with another seed", async (method, other) => {
    const atlas = await analyze(WELLS, { method });
    expect(atlas.audit.complete).toBe(true);
    const whole = await independently(atlas, WELLS, false, {});
    expect(whole).toMatchObject({ method: other, outcome: { kind: "confirmed" } });
    expect(whole!.seed).not.toBe(atlas.seed);
    // The saddle: of the two minima each agrees with the other.
    const part = await independently(without(atlas, atlas.components.length - 1), WELLS, false, {});
    expect(part?.outcome).toMatchObject({ kind: "refuted" });
  });

  it("is left open where the other way is incomplete or misses an entry", async () => {
    const atlas = await analyze(WELLS, { method: "solve" });
    const blind = async (): Promise<Atlas> => without(atlas, atlas.components.length - 1);
    expect((await independently(atlas, WELLS, false, {}, blind))?.outcome).toMatchObject({
      kind: "inconclusive",
      reason: { kind: "missed", ids: [atlas.components.at(-1)!.id] },
    });
    const incomplete = async (): Promise<Atlas> => ({
      ...atlas,
      audit: { ...atlas.audit, complete: false, proof: "incomplete", reason: "lost a path" },
    });
    expect((await independently(atlas, WELLS, false, {}, incomplete))?.outcome).toEqual({
      kind: "inconclusive",
      reason: { kind: "incomplete", text: "lost a path" },
    });
  });

  it("needs none where it is proved, cut short, or not said to be complete", async () => {
    const atlas = await analyze(WELLS, { method: "solve" });
    expect(await independently(atlas, WELLS, true, {})).toBeNull();
    expect(await independently({ ...atlas, truncated: true }, WELLS, false, {})).toBeNull();
    const open = { ...atlas, audit: { ...atlas.audit, complete: false } };
    expect(await independently(open, WELLS, false, {})).toBeNull();
  });
});

describe("check", () => {
  it("says in text and JSON by which other way it looked", async () => {
    const checked = await checkAtlas(await analyze(FIELD, { method: "closed-form" }));
    expect(checked.discrepancies).toEqual([]);
    const { seed } = checked.independent!;
    expect(checkText(checked)).toMatch(
      new RegExp(
        `^holds: .*\\nindependent check: search with seed ${seed} led to \\d+ critical points, all of them on the list\\n$`,
      ),
    );
    expect(checkJson(checked)).toMatchObject({
      holds: true,
      independent: { method: "search", seed, outcome: "consistent" },
    });
  });

  it("asks nobody about a proved list", async () => {
    const proved = problem(given(diag("1/2", "1/3")), {
      kind: "bilinear",
      normalize: "columns",
      embedding: 2,
    });
    expect((await checkAtlas(await analyze(proved))).independent).toBeUndefined();
  });
});
