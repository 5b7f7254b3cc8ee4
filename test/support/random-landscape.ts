import fc from "fast-check";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { type Rational, rational } from "../../src/exact/rational.js";
import { type Expression, letter, parameter } from "../../src/symbolic/expression.js";
import { constantSymbol, type Landscape, variable } from "../../src/symbolic/landscape.js";
import { parseExpression } from "../../src/symbolic/parser.js";

/** Small rationals n/d with |n| ≤ 4, d ≤ 3. */
export const smallRational: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: 1, max: 3 }))
  .map(([n, d]) => rational(`${n}/${d}`));

export const rationalMatrix = (rows: number, columns: number): fc.Arbitrary<RationalMatrix> =>
  fc
    .array(smallRational, { minLength: rows * columns, maxLength: rows * columns })
    .map((entries) => RationalMatrix.generate(rows, columns, (i, j) => entries[i * columns + j]!));

export const symmetricMatrix = (size: number): fc.Arbitrary<RationalMatrix> =>
  rationalMatrix(size, size).map((a) => a.add(a.transpose()));

/** The losses of the theory as text, with the shapes (m, p) they are tried at. */
export const LOSS_TEXTS: Readonly<Record<string, string>> = {
  bilinear: "2 - 2*tr(W*Gamma*V') + eta*(norm2(W) + norm2(V))",
  spectral: "-2*tr(W*Gamma*W') + norm2(W*Sigma*W') + eta*norm2(W)",
  crossCorrelation: "norm2(W*Gamma*W' - I(m))",
  predictor: "tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*W') + tr(W*Sigma*W') + eta*(norm2(W) + norm2(P))",
  stopped:
    "tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*sg(W)') + tr(sg(W)*Sigma*sg(W)') + eta*(norm2(W) + norm2(P))",
  mixed: "tr(W*C*V')^2 - eta^2*tr(C)*tr(W*V')/3 + norm2(W - V)*tr(P) + tr(P^3)",
};

/** A landscape with generic rational Γ, Σ (symmetric), C (not symmetric) and η at shape m×p. */
export const landscapeOf = (text: string, m: number, p: number): fc.Arbitrary<Landscape> =>
  fc
    .record({
      gamma: symmetricMatrix(p),
      sigma: symmetricMatrix(p),
      c: rationalMatrix(p, p),
      eta: smallRational,
    })
    .map(({ gamma, sigma, c, eta }) => {
      const variables = [variable("W", m, p), variable("V", m, p), variable("P", m, m)];
      const constants = new Map([
        ["Gamma", gamma],
        ["Sigma", sigma],
        ["C", c],
      ]);
      const names = new Map<string, Expression>();
      for (const { symbol } of variables) names.set(symbol.name, letter(symbol));
      for (const [name, value] of constants) names.set(name, letter(constantSymbol(name, value)));
      names.set("eta", parameter("eta"));
      const loss = parseExpression(text.replaceAll("I(m)", `I(${m})`), names);
      const used = variables.filter(({ symbol }) => new RegExp(`\\b${symbol.name}\\b`).test(text));
      return { variables: used, loss, parameters: new Map([["eta", eta]]), constants };
    });

/** A rational point of a landscape. */
export const pointOf = (landscape: Landscape): fc.Arbitrary<Map<string, RationalMatrix>> =>
  fc
    .tuple(...landscape.variables.map(({ symbol }) => rationalMatrix(symbol.rows, symbol.columns)))
    .map((values) => new Map(landscape.variables.map(({ symbol }, k) => [symbol.name, values[k]!])));
