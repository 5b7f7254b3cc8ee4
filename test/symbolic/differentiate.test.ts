import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { evaluateExact, exactHessian, exactStationarity, exactValue } from "../../src/symbolic/evaluate.js";
import { substituteParameters } from "../../src/symbolic/expression.js";
import { directionOf, hessianForm, numericGradients, numericLoss } from "../../src/symbolic/landscape.js";
import { expand } from "../../src/symbolic/polynomial.js";
import { LOSS_TEXTS, landscapeOf, pointOf } from "../support/random-landscape.js";

const SHAPES = [
  [1, 1],
  [1, 3],
  [2, 2],
  [3, 2],
] as const;

/** Expansion and entrywise differentiation know nothing of matrix calculus: two derivations of one thing. */
for (const [name, text] of Object.entries(LOSS_TEXTS))
  for (const [m, p] of SHAPES)
    describe(`the derivatives of the ${name} loss at m = ${m}, p = ${p}`, () => {
      const instance = landscapeOf(text, m, p).chain((landscape) =>
        pointOf(landscape).map((point) => ({ landscape, point })),
      );

      if (name !== "stopped")
        it("agree with the entrywise derivatives of the expanded polynomial", () => {
          fc.assert(
            fc.property(instance, ({ landscape }) => {
              let offset = 0;
              const layout = new Map(
                landscape.variables.map(({ symbol }) => {
                  const place = { offset };
                  offset += symbol.rows * symbol.columns;
                  return [symbol.name, place];
                }),
              );
              const loss = expand(numericLoss(landscape), layout, landscape.constants)[0]![0]!;
              numericGradients(landscape).forEach((g, k) => {
                const { name, rows, columns } = landscape.variables[k]!.symbol;
                const entries = expand(g, layout, landscape.constants);
                for (let i = 0; i < rows; i++)
                  for (let j = 0; j < columns; j++)
                    expect(
                      entries[i]![j]!.equals(loss.differentiate(layout.get(name)!.offset + i * columns + j)),
                    ).toBe(true);
              });
            }),
            { numRuns: 5 },
          );
        });

      it("agree between the Hessian matrix, the quadratic form and the expanded second derivatives", () => {
        fc.assert(
          fc.property(
            instance.chain(({ landscape, point }) =>
              pointOf(landscape).map((direction) => ({ landscape, point, direction })),
            ),
            ({ landscape, point, direction }) => {
              const { matrix } = exactHessian(landscape, point);
              const flat = landscape.variables.flatMap(({ symbol }) =>
                direction.get(symbol.name)!.toRows().flat(),
              );
              const v = RationalMatrix.from(flat.map((entry) => [entry]));
              const byMatrix = v.transpose().multiply(matrix).multiply(v).get(0, 0);
              const values = new Map([...landscape.constants, ...point]);
              for (const { symbol } of landscape.variables)
                values.set(directionOf(symbol).name, direction.get(symbol.name)!);
              const form = substituteParameters(hessianForm(landscape), landscape.parameters);
              expect(evaluateExact(form, values).get(0, 0).equals(byMatrix)).toBe(true);
              if (name === "stopped") return;
              // f(x + t v) is a polynomial in t: its second derivative at 0 by exact differences of high order.
              expect(secondDerivativeAlong(landscape, point, direction)).toEqual(byMatrix.toFraction());
            },
          ),
          { numRuns: 5 },
        );
      });
    });

/** f″(0) of the polynomial t ↦ L(x + t v), of degree ≤ 6, by Newton's forward differences on exact values. */
function secondDerivativeAlong(
  landscape: Parameters<typeof exactValue>[0],
  point: Map<string, RationalMatrix>,
  direction: Map<string, RationalMatrix>,
): string {
  const at = (t: number) =>
    exactValue(
      landscape,
      new Map([...point].map(([name, x]) => [name, x.add(direction.get(name)!.map((v) => v.mul(t)))])),
    );
  // Central stencil of order 6, exact for degree ≤ 7.
  const weights = [2, -27, 270, -490, 270, -27, 2];
  return weights
    .map((w, k) => at(k - 3).mul(w))
    .reduce((a, b) => a.add(b))
    .div(180)
    .toFraction();
}

it("the tangential gradient vanishes where the constrained loss is constant", () => {
  // norm2(W) on unit columns is constant: the Lagrange terms must cancel the gradient exactly.
  const shape = landscapeOf("norm2(W)", 2, 2);
  const unit = RationalMatrix.from([
    ["3/5", "-5/13"],
    ["4/5", "12/13"],
  ]);
  fc.assert(
    fc.property(shape, (landscape) => {
      const constrained = {
        ...landscape,
        variables: landscape.variables.map((v) => ({ ...v, constraint: "unit-columns" as const })),
      };
      expect(exactStationarity(constrained, new Map([["W", unit]]))[0]!.isZero()).toBe(true);
      expect(exactStationarity(landscape, new Map([["W", unit]]))[0]!.isZero()).toBe(false);
    }),
    { numRuns: 3 },
  );
});
