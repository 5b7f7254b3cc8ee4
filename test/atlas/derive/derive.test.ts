import katex from "katex";
import { describe, expect, it } from "vitest";
import { derive } from "../../../src/atlas/derive/derive.js";
import { diag, given, oneHot, problem } from "../../support/problems.js";

const MODEL = given(diag("1/2", "1/3"), diag(1, 1));
const OBJECTIVES = {
  "bilinear, columns": { kind: "bilinear", normalize: "columns", embedding: 2 },
  "bilinear, rows, tied": { kind: "bilinear", normalize: "rows", embedding: 2, tied: true },
  "bilinear, frobenius": { kind: "bilinear", normalize: "frobenius", embedding: 2, weightDecay: "1/3" },
  "bilinear, none": { kind: "bilinear", normalize: "none", embedding: 2, weightDecay: "1/3" },
  spectral: { kind: "spectral-contrastive", embedding: 2, weightDecay: "1/5" },
  "cross-correlation": { kind: "cross-correlation", embedding: 3 },
  predictor: { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: false },
  "stop-gradient": { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true },
};

const render = (tex: string) => katex.renderToString(tex, { throwOnError: true, strict: "error" });

describe.each(Object.entries(OBJECTIVES))("derive for %s", (_, objective) => {
  const derivation = derive(problem(MODEL, objective));

  it("typesets everything strictly", () => {
    const printed = [
      derivation.loss,
      ...derivation.stationarity,
      ...derivation.constraints,
      derivation.hessian,
      ...derivation.modes.flatMap(({ equation, solutions }) => [equation, ...solutions]),
    ];
    for (const { tex, text } of printed) {
      expect(() => render(tex)).not.toThrow();
      expect(text).not.toMatch(/NaN|undefined|null/);
    }
  });

  it("explains every symbol it uses", () => {
    const known = new Set(derivation.symbols.map(({ symbol }) => symbol));
    for (const name of derivation.loss.text.match(/\b(?!tr|norm2|sg|I)[A-Z][a-z]*\b|\b(eta|lambda)\b/g) ?? [])
      expect(known).toContain(name);
  });
});

describe("the mode equations", () => {
  const solutions = (objective: object) =>
    derive(problem(MODEL, objective)).modes.flatMap(({ solutions }) => solutions.map(({ text }) => text));

  it("of spectral contrastive: w² = g/h²", () => {
    expect(solutions({ kind: "spectral-contrastive", embedding: 2 })).toEqual([
      "w = 0",
      "w^2 = g/h^2  (g > 0)",
    ]);
  });

  it("of cross-correlation: w² g = 1", () => {
    expect(solutions(OBJECTIVES["cross-correlation"]).at(-1)).toMatch(/^w\^2 = 1\/g\b/);
  });

  it("of the predictor have the two roots p± besides zero", () => {
    expect(solutions(OBJECTIVES["stop-gradient"])).toHaveLength(3);
  });
});

describe("derive without a polynomial loss", () => {
  it("states the one-sided condition", () => {
    const derivation = derive(
      problem(oneHot(["1/2", "1/2"]), {
        kind: "relu-contrastive",
        embedding: 2,
        temperature: 1,
        negatives: "distinct",
      }),
    );
    expect(derivation.stationarity[0]!.text).toMatch(/>= 0/);
    expect(derivation.modes).toEqual([]);
    expect(() => render(derivation.loss.tex)).not.toThrow();
  });
});
