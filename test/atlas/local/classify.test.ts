import { describe, expect, it } from "vitest";
import type { Contradiction } from "../../../src/atlas/contradictions.js";
import { classify } from "../../../src/atlas/local/classify.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { EncoderScale } from "../../../src/atlas/local/outcome.js";
import { rational } from "../../../src/exact/rational.js";
import { fromRows } from "../../../src/numeric/linalg/dense.js";
import { type ComponentProposal, isUnavailable } from "../../../src/objectives/objective.js";
import type { Problem } from "../../../src/objectives/problem.js";
import { diag, given, oneHot, problem } from "../../support/problems.js";

const contextOf = ({ objective, model }: Problem) => ({
  objective,
  system: objective.landscape === undefined ? null : new LandscapeSystem(objective.landscape),
  scale: new EncoderScale(model),
  seed: 7,
});

function proposalsOf(instance: Problem): ComponentProposal[] {
  const form = instance.objective.closedForm();
  if (isUnavailable(form)) throw new Error(form.unavailable);
  return [...form.proposals()];
}

const SPECTRAL = problem(given(diag("1/2", "1/3"), diag(1, 1)), {
  kind: "spectral-contrastive",
  embedding: 2,
});
const COLUMNS = problem(given(diag("1/2", "1/3")), { kind: "bilinear", normalize: "columns", embedding: 2 });

describe("classify", () => {
  it("names minima, saddles, maxima and degenerate components", () => {
    const kinds = (instance: Problem) =>
      proposalsOf(instance).map((proposal) => classify(proposal, contextOf(instance)).component.kind);
    expect(kinds(SPECTRAL)).toEqual(["global-minimum", "strict-saddle", "strict-saddle", "local-maximum"]);
    expect(kinds(COLUMNS)).toEqual(["global-minimum", "strict-saddle", "strict-saddle", "local-maximum"]);
    expect(kinds(problem(given(diag(0), diag(1)), { kind: "spectral-contrastive", embedding: 1 }))).toEqual([
      "global-minimum",
    ]);
    expect(
      kinds(
        problem(given(diag(1), diag(1)), {
          kind: "predictor",
          embedding: 1,
          weightDecay: "1/10",
          stopGradient: true,
        }),
      ),
    ).toEqual(["stable-equilibrium", "stable-equilibrium", "unstable-equilibrium"]);
    // At the threshold g² = 4ηh the two roots meet.
    expect(
      kinds(
        problem(given(diag(1), diag(1)), {
          kind: "predictor",
          embedding: 1,
          weightDecay: "1/4",
          stopGradient: true,
        }),
      ),
    ).toEqual(["stable-equilibrium", "degenerate"]);
  });

  it.each<[string, Partial<ComponentProposal>, Partial<Contradiction>]>([
    ["a wrong index", { index: 3 }, { kind: "index", claimed: 3, found: 0, by: "hessian" }],
    ["a wrong nullity", { nullity: 0 }, { kind: "nullity", claimed: 0, found: 1, by: "hessian" }],
    ["a wrong value", { value: -0.5 }, { kind: "value", claimed: -0.5 }],
    ["too large a dimension", { dimension: 2 }, { kind: "dimension", dimension: 2, nullity: 1 }],
    [
      "a critical point of another component",
      {
        representative: {
          W: fromRows([
            [0, 0],
            [0, 0],
          ]),
        },
      },
      { kind: "index", claimed: 0, found: 4 },
    ],
  ])("reports %s", (_, change, expected) => {
    const [best] = proposalsOf(SPECTRAL);
    expect(classify(best!, contextOf(SPECTRAL)).failures).toEqual([]);
    const { failures } = classify({ ...best!, ...change }, contextOf(SPECTRAL));
    expect(failures).toContainEqual(expect.objectContaining({ component: best!.id, ...expected }));
  });

  it("keeps an exact value as text and the refined point beside it", () => {
    const [best] = proposalsOf(SPECTRAL);
    const { component } = classify({ ...best!, exactValue: rational("-13/36") }, contextOf(SPECTRAL));
    expect(component).toMatchObject({ exactValue: "-13/36", morseBott: true, rank: 2, multiplicity: 2n });
    expect(component.value).toBeCloseTo(-13 / 36, 15);
  });

  it("reports a permutation matrix of the contrastive loss without a Hessian", () => {
    const instance = problem(oneHot(["1/2", "1/2"]), {
      kind: "relu-contrastive",
      embedding: 2,
      temperature: 1,
      negatives: "distinct",
    });
    const [proposal] = proposalsOf(instance);
    const { component, failures } = classify(proposal!, contextOf(instance));
    expect(failures).toEqual([]);
    expect(component).not.toHaveProperty("index");
    expect(component).toMatchObject({ kind: "global-minimum", outcome: "ground-truth", residual: 0 });
    const spoilt = {
      ...proposal!,
      representative: {
        W: fromRows([
          [1, 0.6],
          [0, 0.8],
        ]),
      },
    };
    expect(classify(spoilt, contextOf(instance)).failures).toHaveLength(1);
  });

  it("says that the outcome varies on the minima of the unit-column objective", () => {
    const instance = problem(oneHot(["1/2", "1/2"]), {
      kind: "bilinear",
      normalize: "columns",
      embedding: 1,
    });
    // m = 1: no continuum, nothing varies.
    for (const proposal of proposalsOf(instance))
      expect(classify(proposal, contextOf(instance)).component.outcome).not.toBe("varies");
    const plane = problem(oneHot(["1/2", "1/2"]), { kind: "bilinear", normalize: "columns", embedding: 2 });
    const { component } = classify(proposalsOf(plane)[0]!, contextOf(plane));
    expect(component).toMatchObject({ kind: "global-minimum", outcome: "varies" });
    expect(component.recovery!.min).toBeLessThan(1);
  });
});
