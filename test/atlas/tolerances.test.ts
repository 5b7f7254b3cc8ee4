import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { crossCheck, type Listing } from "../../src/atlas/audit/verdict.js";
import { classify } from "../../src/atlas/local/classify.js";
import { landscapeSystemOf } from "../../src/atlas/local/landscape-system.js";
import { EncoderScale } from "../../src/atlas/local/outcome.js";
import type { CriticalComponent } from "../../src/atlas/record/types.js";
import { valuesAgree } from "../../src/atlas/tolerances.js";
import { type ClosedForm, isUnavailable } from "../../src/objectives/objective.js";
import { diag, given, problem } from "../support/problems.js";

/** L = −2 wΓwᵀ + (wΣwᵀ)²: on the axes −4a² + a⁴ and −2a² + 9a⁴, least at a² = 2 and 1/9 with −4 and −1/9; 0 at the origin. */
const instance = problem(given(diag(2, 1), diag(1, 3)), { kind: "spectral-contrastive", embedding: 1 });
const system = landscapeSystemOf(instance.objective);

describe("two values agree", () => {
  it.each<[number, number, number, boolean]>([
    [1, 1 + 9e-12, 0, true],
    [1, 1 + 2e-11, 0, false],
    [0, 9e-12, 0, true],
    [0, -2e-11, 0, false],
    [1e8, 1e8 + 9e-4, 0, true],
    [1e8, 1e8 + 2e-3, 0, false],
    // What cancels is larger than the value.
    [1, 1 + 2e-8, 3e-8, true],
    [Number.NaN, 1, 0, false],
  ])("%d and %d with rounding %d: %s", (a, b, rounding, agree) => {
    expect(valuesAgree(a, b, rounding)).toBe(agree);
    expect(valuesAgree(b, a, rounding)).toBe(agree);
  });

  it("of a formula and the loss: 1e-9 off is a failure, 1e-13 is rounding", () => {
    const form = instance.objective.closedForm() as ClosedForm;
    if (isUnavailable(form)) throw new Error("no closed form");
    const [proposal] = form.proposals();
    const context = {
      objective: instance.objective,
      system,
      scale: new EncoderScale(instance.model),
      seed: 1,
    };
    const claiming = (off: number) => {
      const { exactValue: _, ...rest } = proposal!;
      return classify({ ...rest, value: -4 + off }, context);
    };
    expect(claiming(0).component.value).toBeCloseTo(-4, 12);
    expect(claiming(1e-13).failures).toEqual([]);
    expect(claiming(1e-9).failures).toMatchObject([{ kind: "value" }]);
  });

  it("of two lists: a component whose value is 1e-9 off is off the list", async () => {
    const { components } = await analyze(instance, { method: "closed-form" });
    const listing = (list: readonly CriticalComponent[]): Listing => ({
      components: list,
      failures: [],
      order: new Map(),
      truncated: false,
    });
    const moved = (off: number) =>
      components.map((component, k) =>
        k === 0 ? { ...component, value: component.value! + off } : component,
      );
    expect(crossCheck(listing(components), listing(moved(1e-13)), true, system).by).toEqual(["cross-check"]);
    expect(crossCheck(listing(components), listing(moved(1e-9)), true, system).failures).toHaveLength(2);
  });
});
