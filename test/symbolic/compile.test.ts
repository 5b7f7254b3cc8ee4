import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { createRunner } from "../../src/numeric/polynomial/program.js";
import { ProgramBuilder } from "../../src/symbolic/compile.js";
import { evaluateExact, exactValue } from "../../src/symbolic/evaluate.js";
import { letter, multiply, parameter, trace, transpose } from "../../src/symbolic/expression.js";
import { constantSymbol, numericGradients, numericLoss, variable } from "../../src/symbolic/landscape.js";
import { LOSS_TEXTS, landscapeOf, pointOf } from "../support/random-landscape.js";

describe("compiled programs", () => {
  it.each(Object.entries(LOSS_TEXTS))("have the exact values of the %s loss and its gradients", (_, text) => {
    for (const [m, p] of [
      [1, 2],
      [3, 2],
    ] as const)
      fc.assert(
        fc.property(
          landscapeOf(text, m, p).chain((landscape) =>
            pointOf(landscape).map((point) => ({ landscape, point })),
          ),
          ({ landscape, point }) => {
            const builder = new ProgramBuilder(landscape.constants);
            for (const { symbol } of landscape.variables)
              builder.declareInput(symbol.name, symbol.rows, symbol.columns);
            const loss = builder.expression(numericLoss(landscape));
            const gradients = numericGradients(landscape);
            const slots = gradients.map((g) => builder.expression(g));
            const runner = createRunner(builder.build());
            for (const { symbol } of landscape.variables)
              runner.input(symbol.name).set(point.get(symbol.name)!.toNumbers());
            runner.run();
            const close = (x: number, y: number, scale: number) =>
              expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-12 * (1 + scale));
            close(runner.slot(loss)[0]!, exactValue(landscape, point).valueOf(), runner.magnitude(loss));
            const values = new Map([...landscape.constants, ...point]);
            gradients.forEach((g, k) => {
              const exact = evaluateExact(g, values).toNumbers();
              runner.slot(slots[k]!).forEach((x, i) => {
                close(x, exact[i]!, runner.magnitude(slots[k]!));
              });
            });
          },
        ),
        { seed: 7, numRuns: 4 },
      );
  });

  it("compute a shared word once, also when it is needed transposed", () => {
    const [W, V] = ["W", "V"].map((name) => letter(variable(name, 3, 4).symbol));
    const product = multiply(W!, transpose(V!));
    const builder = new ProgramBuilder(new Map());
    builder.expression(product);
    builder.expression(transpose(product));
    builder.expression(multiply(trace(product), product));
    const { instructions } = builder.build();
    expect(instructions.filter(({ op }) => op === "multiply")).toHaveLength(1);
  });

  it("choose the cheap association: (vᵀv) before v vᵀ", () => {
    const v = letter(variable("v", 50, 2).symbol);
    const builder = new ProgramBuilder(new Map());
    builder.expression(multiply(multiply(v, transpose(v)), v));
    const { slots } = builder.build();
    expect(Math.max(...slots.map(({ rows, columns }) => rows * columns))).toBe(100);
  });

  it("multiply constants among themselves once, outside of what is run again", () => {
    const W = letter(variable("W", 2, 3).symbol);
    const gamma = RationalMatrix.from([
      [1, 2, 0],
      [0, 1, 0],
      [3, 0, 1],
    ]);
    const G = letter(constantSymbol("G", gamma));
    const builder = new ProgramBuilder(new Map([["G", gamma]]));
    const slot = builder.expression(multiply(multiply(W, G), transpose(G)));
    const { fixed, instructions } = builder.build();
    expect(fixed).toHaveLength(1);
    expect(instructions.filter(({ op }) => op === "multiply")).toHaveLength(1);
    const runner = createRunner(builder.build());
    runner.input("W").set([1, 0, 0, 0, 0, 1]);
    runner.run();
    // Rows 1 and 3 of G Gᵀ.
    expect(Array.from(runner.slot(slot))).toEqual([5, 2, 3, 3, 0, 10]);
  });

  it("multiply constants exactly where folded: 1/3 · 3 is 1", () => {
    const [third, three] = ["1/3", 3].map((x) => RationalMatrix.from([[x, 0], [x, x]])); // biome-ignore format: one line
    const constants = new Map([
      ["A", third!],
      ["B", three!],
    ]);
    const W = letter(variable("W", 2, 2).symbol);
    const [A, B] = [...constants].map(([name, value]) => letter(constantSymbol(name, value)));
    const builder = new ProgramBuilder(constants, true);
    builder.expression(multiply(multiply(W, A!), B!));
    const program = builder.build();
    expect(program.fixed).toEqual([]);
    expect(program.constants.map(({ value }) => [...value.data])).toEqual([[1, 0, 2, 1]]);
  });

  it("refuse parameters without a value", () => {
    expect(() => new ProgramBuilder(new Map()).expression(parameter("eta"))).toThrow(/parameter eta/);
  });
});
