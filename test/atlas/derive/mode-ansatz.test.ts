import { describe, expect, it } from "vitest";
import { modeAnsatz, modeEquations } from "../../../src/atlas/derive/mode-ansatz.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { type Rational, rational } from "../../../src/exact/rational.js";
import { evaluateExact } from "../../../src/symbolic/evaluate.js";
import type { Landscape } from "../../../src/symbolic/landscape.js";
import { numericGradients } from "../../../src/symbolic/landscape.js";
import { diag, given, problem } from "../../support/problems.js";

const MODEL = given(diag("1", "2"), diag(3, 3));
const PREDICTOR = { kind: "predictor", embedding: 2, weightDecay: "1/20" };
const custom = (loss: string, variables: object, parameters = {}) => ({
  kind: "custom",
  loss,
  variables,
  parameters,
});
const OBJECTIVES: readonly (readonly [string, object])[] = [
  ["spectral contrastive", { kind: "spectral-contrastive", embedding: 2, weightDecay: "1/5" }],
  ["cross-correlation", { kind: "cross-correlation", embedding: 2 }],
  ["unconstrained bilinear", { kind: "bilinear", normalize: "none", embedding: 2, weightDecay: "1/3" }],
  ["predictor with stop-gradient", { ...PREDICTOR, stopGradient: true }],
  ["predictor without", { ...PREDICTOR, stopGradient: false }],
  ["a square variable twice in a word", custom("tr(W*W*Gamma) + norm2(W)", { W: [2, 2] })],
  [
    "two layers",
    custom("norm2(A*B) - 2*tr(A*B*Gamma) + c*norm2(A)", { A: [2, 1], B: [1, 2] }, { c: "-1/2" }),
  ],
  ["products of traces", custom("tr(W*Gamma*W')*norm2(W) - tr(W*Sigma*W')^2", { W: [1, 2] })],
];

/** Rational unit vectors of the plane, one for each name, by angles whose half has a rational tangent. */
function unitVector(random: Random): RationalMatrix {
  const t = rational(`${random.integer(-5, 5)}/${random.integer(1, 6)}`);
  const d = t.mul(t).add(1);
  return RationalMatrix.from([[rational(1).sub(t.mul(t)).div(d)], [t.mul(2).div(d)]]);
}

/** g q qᵀ + r (I − q qᵀ): symmetric, with q as an eigenvector. */
const withEigenvector = (q: RationalMatrix, g: Rational, r: Rational): RationalMatrix => {
  const onto = q.multiply(q.transpose());
  return onto.scale(g).add(RationalMatrix.identity(2).subtract(onto).scale(r));
};

/** Every amplitude, eigenvalue and parameter a random rational; the moments and variables that belong to them. */
function instance(landscape: Landscape, random: Random) {
  const ansatz = modeAnsatz(landscape)!;
  const value = () => rational(`${random.integer(-9, 9) || 1}/${random.integer(1, 7)}`);
  const scalars = new Map(ansatz.scalars.map((name) => [name, landscape.parameters.get(name) ?? value()]));
  const vectors = new Map<string, RationalMatrix>([["q", unitVector(random)]]);
  const vectorOf = (name: string, length: number) => {
    if (length === 1) return RationalMatrix.identity(1);
    if (!vectors.has(name)) vectors.set(name, unitVector(random));
    return vectors.get(name)!;
  };
  const values = new Map<string, RationalMatrix>();
  for (const name of landscape.constants.keys()) {
    const letter = name === "Gamma" ? "g" : name === "Sigma" ? "h" : "k";
    values.set(name, withEigenvector(vectors.get("q")!, scalars.get(letter) ?? value(), value()));
  }
  const directions = landscape.variables.map(({ symbol: { rows, columns } }, k) => {
    const { left, right } = ansatz.variables[k]!;
    return vectorOf(left, rows).multiply(vectorOf(right, columns).transpose());
  });
  landscape.variables.forEach(({ symbol: { name } }, k) => {
    values.set(name, directions[k]!.scale(scalars.get(ansatz.variables[k]!.amplitude) ?? value()));
  });
  return { ansatz, scalars, values, directions };
}

describe.each(OBJECTIVES)("the mode equations of %s", (_, objective) => {
  const landscape = problem(MODEL, objective).objective.landscape!;

  it("are the gradients at the ansatz, exactly: ∂L = F a bᵀ at random rationals", () => {
    const random = new Random(7);
    for (let k = 0; k < 20; k++) {
      const { ansatz, scalars, values, directions } = instance(landscape, random);
      const point = ansatz.scalars.map((name) => scalars.get(name)!);
      numericGradients(landscape).forEach((gradient, v) => {
        const expected = directions[v]!.scale(ansatz.variables[v]!.polynomial.evaluate(point));
        expect(evaluateExact(gradient, values).equals(expected)).toBe(true);
      });
    }
  });

  it("claim w² = p² only where w F_w − p F_p = c (w² − p²) at random rationals", () => {
    const claims = modeEquations(landscape).filter(({ note }) => note.includes("for the gradients F"));
    const random = new Random(9);
    const holds = Array.from({ length: 20 }, () => {
      const { ansatz, scalars, values } = instance(landscape, random);
      const [x, y] = ansatz.variables;
      if (y === undefined) return false;
      const inner = numericGradients(landscape).map((gradient, v) =>
        values.get(ansatz.variables[v]!.name)!.transpose().multiply(evaluateExact(gradient, values)).trace(),
      );
      const [a, b] = [scalars.get(x!.amplitude)!, scalars.get(y.amplitude)!];
      const c = landscape.parameters.get("eta")?.mul(2) ?? rational(0);
      return inner[0]!.sub(inner[1]!).equals(c.mul(a.mul(a).sub(b.mul(b)))) && c.compare(0) > 0;
    }).every(Boolean);
    expect(claims.length > 0).toBe(holds);
  });
});

describe("the predictor", () => {
  const modes = (stopGradient: boolean) =>
    modeEquations(problem(MODEL, { ...PREDICTOR, stopGradient }).objective.landscape!);

  it("with stop-gradient has η p − g p² + h p³ = 0 and its roots p±", () => {
    const [only, ...more] = modes(true);
    expect(more).toEqual([]);
    expect(only!.equation.text).toBe("eta*p - g*p^2 + h*p^3 = 0");
    expect(only!.solutions).toHaveLength(3);
    expect(only!.note).toContain("w*F_W - p*F_P = 2*eta*(w^2 - p^2)");
  });

  it("without has w (p²h − 2pg + h + η) = 0 and p (w²h + η) = w² g, and no relation of the layers", () => {
    const found = modes(false);
    expect(found.map(({ equation }) => equation.text)).toEqual([
      // Divided by the number in front of the leading coefficient.
      "(p*g - p^2*h/2 - h/2 - eta/2)*w = 0",
      "h + eta - 2*g*p + h*p^2 = 0",
      "(w^2*h + eta)*p - w^2*g = 0",
    ]);
    // g² ≤ h² for moments of two views: no real p, so w = 0 and p = 0.
    expect(found[1]!.solutions.map(({ condition }) => condition)).toEqual([
      "g^2 - h*eta - h^2 >= 0",
      "g^2 - h*eta - h^2 >= 0",
    ]);
    for (const { note } of found) expect(note).not.toMatch(/P'\*P|\^2 = p\^2/);
  });
});

describe("what the ansatz does not cover", () => {
  const of = (objective: object) => modeEquations(problem(MODEL, objective).objective.landscape!);

  it("is not derived: other constants, and a parameter with the name of the root", () => {
    expect(
      of({
        ...custom("tr(W*A*W')", { W: [1, 2] }),
        constants: {
          A: [
            [1, 0],
            [0, 2],
          ],
        },
      }),
    ).toEqual([]);
    expect(of(custom("sqrt*tr(W*Gamma*W')", { W: [1, 2] }, { sqrt: "2" }))).toEqual([]);
  });

  it("says nothing of a variable that the loss does not contain", () => {
    const modes = of(custom("tr(W*W')^2 - tr(W*W')", { W: [1, 2], V: [2, 2] }));
    expect(modes.length).toBeGreaterThan(0);
    for (const { equation } of modes) expect(equation.text).not.toMatch(/\bv/);
  });

  it("gives names to amplitudes that neither eigenvalues nor other amplitudes have", () => {
    const [single] = of(custom("tr(G*Gamma*G')", { G: [1, 2] }));
    expect(single!.equation).toEqual({ text: "g*g_ = 0", tex: "g \\bar{g} = 0" });
    const pair = of(custom("tr(W*Gamma*w') + tr(W*W') + tr(w*w')", { W: [1, 2], w: [1, 2] }));
    expect(pair.map(({ equation }) => equation.text)).toEqual(
      expect.arrayContaining([expect.stringMatching(/\bw\b.*\bw_\b|\bw_\b.*\bw\b/)]),
    );
  });

  it("is stated without solutions where the degree has no formula", () => {
    const [only] = of(custom("norm2(W)^4 - norm2(W)^2 + norm2(W)", { W: [1, 2] }));
    expect(only).toMatchObject({ equation: { text: "8*w^7 - 4*w^3 + 2*w = 0" }, solutions: [] });
  });

  it("takes parameters for positive only where they are", () => {
    const [only] = of(custom("-2*c*tr(W*W') + norm2(W*W')", { W: [1, 2] }, { c: "-1" }));
    expect(only!.solutions.at(-1)).toMatchObject({ text: "w^2 = c", condition: "c > 0" });
  });
});
