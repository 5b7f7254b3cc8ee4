import katex from "katex";
import { describe, expect, test } from "vitest";
import { solveModeEquation } from "../../src/symbolic/mode-equations.js";

const names = ["g", "h", "eta", "lambda", "sigma", "a", "c", "d"];
const solutions = (text: string, unknown: string, positive: string[] = []): string[][] =>
  solveModeEquation(text, unknown, names, { positive }).solutions.map((s) => [s.text, s.condition]);

describe("solveModeEquation", () => {
  test("spectral contrastive: w = 0 or w² = g/h²", () => {
    const found = solveModeEquation("-4*g*w + 4*h^2*w^3", "w", ["g", "h"], {
      objective: "spectral-contrastive",
      note: "row k on eigenvector k",
    });
    expect(found).toEqual({
      objective: "spectral-contrastive",
      unknown: "w",
      equation: { text: "h^2*w^3 - g*w = 0", tex: "h^{2} w^{3} - g w = 0" },
      solutions: [
        { text: "w = 0", tex: "w = 0", condition: "always", conditionTex: "\\text{always}" },
        { text: "w^2 = g/h^2", tex: "w^{2} = \\frac{g}{h^{2}}", condition: "g > 0", conditionTex: "g > 0" },
      ],
      note: "row k on eigenvector k; assumes h != 0",
    });
  });

  test("weight decay puts g − λ/2 in the place of g", () => {
    expect(solutions("-4*g*w + 4*h^2*w^3 + 2*lambda*w", "w")).toEqual([
      ["w = 0", "always"],
      ["w^2 = (g - lambda/2)/h^2", "2*g - lambda > 0"],
    ]);
  });

  test("cross-correlation: w² = 1/g for g > 0", () => {
    expect(solutions("4*w*g*(w^2*g - 1)", "w")).toEqual([
      ["w = 0", "always"],
      ["w^2 = 1/g", "g > 0"],
    ]);
  });

  test("predictor with stop-gradient: p± where g² ≥ 4ηh", () => {
    expect(solutions("p*g - p^2*h = eta", "p", ["h", "eta"])).toEqual([
      ["p = (g + sqrt(g^2 - 4*eta*h))/(2*h)", "g^2 - 4*h*eta >= 0"],
      ["p = (g - sqrt(g^2 - 4*eta*h))/(2*h)", "g^2 - 4*h*eta >= 0"],
    ]);
  });

  test("bilinear rows: the multiplier is ± the singular value", () => {
    expect(solutions("mu^2 - sigma^2", "mu")).toEqual([["mu^2 = sigma^2", "sigma != 0"]]);
  });

  test("weight decay alone leaves w = 0, where the coefficient does not vanish", () => {
    const found = solveModeEquation("2*w*(lambda - sigma)", "w", names);
    expect(found.solutions.map((s) => s.text)).toEqual(["w = 0"]);
    expect(found.note).toBe("assumes sigma - lambda != 0");
  });

  test("conditions are decided where the parameters leave no choice", () => {
    expect(solutions("w^2 + 1", "w")).toEqual([["w^2 = -1", "never"]]);
    expect(solutions("w^4 - 5*w^2 + 4", "w").map(([, condition]) => condition)).toEqual(["always", "always"]);
    expect(solutions("w^2 + a*w + a^2", "w").map(([, condition]) => condition)).toEqual(["never", "never"]);
    expect(solutions("w^3 - g", "w")).toEqual([["w^3 = g", "always"]]);
    expect(solutions("w^2 + h*g", "w", ["h"])).toEqual([["w^2 = -h*g", "g < 0"]]);
    expect(solutions("w^2 - g + 3", "w")).toEqual([["w^2 = g - 3", "g > 3"]]);
  });

  test("a double root is listed once", () => {
    expect(solutions("(w - a)^2", "w")).toEqual([["w = a", "always"]]);
  });

  test("all TeX is accepted by a strict renderer", () => {
    for (const text of ["-4*g*w + 4*h^2*w^3", "w^2*h - g*w + eta", "w^2*(2*c + 1) - a*d"]) {
      const found = solveModeEquation(text, "w", names);
      for (const tex of [found.equation.tex, ...found.solutions.flatMap((s) => [s.tex, s.conditionTex])])
        katex.renderToString(tex, { throwOnError: true, strict: "error" });
    }
  });

  test("unknown names and unsolvable equations are refused", () => {
    expect(() => solveModeEquation("w^2 - b", "w", ["g"])).toThrow("expected w, g as names, got b");
    expect(() => solveModeEquation("w^5 + w + g", "w", ["g"])).toThrow("at most quadratic");
  });
});
