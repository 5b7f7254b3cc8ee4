import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  lowerForm,
  type MatrixForm,
  scaleStructured,
  type Tape,
  tapeOperations,
} from "../../../src/numeric/polynomial/matrix-form.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { landscapeFromText } from "../../../src/objectives/build.js";
import { variable } from "../../../src/symbolic/landscape.js";
import { stationarityForm } from "../../../src/symbolic/to-form.js";
import { stationaritySystem } from "../../../src/symbolic/to-system.js";
import { degreesOf, padded } from "../../support/perturbed-pair.js";
import { evaluatePlainly } from "../../support/polynomial-systems.js";
import { LOSS_TEXTS, landscapeOf } from "../../support/random-landscape.js";

/** A tape over the reals, read as its formulas say. */
function run(tape: Tape, inputs: readonly number[]): { value: number[]; jacobian: number[] } {
  const at = [...tape.constants, ...inputs, ...new Array<number>(tape.places).fill(0)];
  for (const step of [...tape.values, ...tape.slopes]) {
    const { rows, columns, coefficient: c, out, outSteps } = step;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        if (step.kind === "contraction")
          for (let k = 0; k < step.inner; k++) {
            const index = (first: number, steps: readonly number[]) =>
              first + i * steps[0]! + j * steps[1]! + k * steps[2]!;
            at[out + i * outSteps[0] + j * outSteps[1]]! +=
              c * at[index(step.a, step.aSteps)]! * at[index(step.b, step.bSteps)]!;
          }
        else
          for (let k = 0; k < step.yRows; k++)
            for (let l = 0; l < step.yColumns; l++) {
              const { left, right } = step;
              const L =
                left === null ? Number(i === k) : at[left.at + i * left.steps[0] + k * left.steps[1]]!;
              const R =
                right === null ? Number(l === j) : at[right.at + l * right.steps[0] + j * right.steps[1]]!;
              const row = i * columns + j;
              at[out + row * step.outSteps[0] + k * step.outSteps[1] + l * step.outSteps[2]]! +=
                c * at[step.g + row * step.gStep]! * L * R;
            }
  }
  return {
    value: at.slice(tape.value, tape.value + tape.equations),
    jacobian: at.slice(tape.jacobian, tape.jacobian + tape.equations * tape.inputs),
  };
}

const derivative = (system: NumericSystem, v: number): NumericSystem => ({
  ...system,
  equations: system.equations.map((terms) =>
    terms.flatMap(({ re, im, factors }) =>
      factors.flatMap((f, k) => (f === v ? [{ re, im, factors: factors.filter((_, l) => l !== k) }] : [])),
    ),
  ),
});

describe("tapes of matrix forms", () => {
  it.each(Object.entries(LOSS_TEXTS))(
    "have the values and the Jacobian of the polynomials, in whole numbers exactly: %s",
    (_, text) => {
      fc.assert(
        fc.property(
          landscapeOf(text.replaceAll("/3", ""), 2, 3),
          fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 17, maxLength: 17 }),
          fc.boolean(),
          (landscape, numbers, isHomogeneous) => {
            // Whole numbers: no rounding on either side.
            const whole = {
              ...landscape,
              constants: new Map([...landscape.constants].map(([name, a]) => [name, a.map((x) => x.mul(6))])),
              parameters: new Map([...landscape.parameters].map(([name, x]) => [name, x.mul(6)])),
            };
            const plain = stationaritySystem(whole, []);
            const degrees = degreesOf(plain);
            const system = isHomogeneous ? padded(plain, degrees) : plain;
            const x = numbers.slice(0, system.variables);
            const complex = x.map((re) => ({ re, im: 0 }));
            const { form } = stationarityForm(whole, []);
            const { value, jacobian } = run(lowerForm(form, isHomogeneous ? degrees : null), x);
            expect(value.map((y) => y + 0)).toEqual(evaluatePlainly(system, complex).map(({ re }) => re + 0));
            x.forEach((_, v) => {
              const column = evaluatePlainly(derivative(system, v), complex).map(({ re }) => re + 0);
              expect(column.map((_, i) => jacobian[i * x.length + v]! + 0)).toEqual(column);
            });
          },
        ),
        { seed: 7, numRuns: 20 },
      );
    },
  );

  it("accumulate a product into the sum that alone reads it, and compute shared ones once", () => {
    const { form } = stationarityForm(
      landscapeFromText("tr(W*W'*W*W')", [variable("W", 2, 5)], new Map(), new Map()),
      [],
    );
    const { values } = lowerForm(form, null);
    // WWᵀ (2·5·2), then (WWᵀ)W (2·2·5) with its coefficient 4.
    expect(values.map(({ rows, columns, inner }) => rows * columns * inner)).toEqual([20, 20]);
    expect(values.map(({ coefficient }) => coefficient)).toEqual([1, 4]);
  });

  it("are counted in multiply-adds: W(WᵀW), homogeneous of degree 3", () => {
    const { form } = stationarityForm(
      landscapeFromText("tr(W*W'*W*W')", [variable("W", 2, 5)], new Map(), new Map()),
      [],
    );
    const { evaluate, series } = tapeOperations(lowerForm(form, new Array<number>(10).fill(3)), 4);
    // Beside the two products, WᵀW (5·2·5) and three parts of the Jacobian: I ⊗ WᵀW, WWᵀ ⊗ I, W ⊗ W.
    expect(evaluate).toEqual({ products: 20 + 20 + 50 + 10 * 5 + 10 * 2 + 10 * 10, records: 6 });
    // Orders 2, 3, 4: WWᵀ takes 1, 2, 3 products of known coefficients, (WWᵀ)W one more each; three updates take two each.
    expect(series).toEqual({ products: 20 * (6 + 6) + 20 * (9 + 6), records: 12 });
  });

  it("refuse products of constants that are not constants yet", () => {
    const form: MatrixForm = {
      equations: 0,
      unknowns: 0,
      program: {
        slots: [{ rows: 1, columns: 1 }],
        inputs: new Map(),
        constants: [],
        instructions: [],
        fixed: [{ op: "multiply", a: 0, b: 0, aTransposed: false, bTransposed: false, out: 0 }],
        accumulators: [],
      },
      inputs: [],
      sums: [],
      slopes: [],
    };
    expect(() => lowerForm(form, null)).toThrow(
      "matrix form: expected products of constants to be constants",
    );
  });
});

describe("scaled structured systems", () => {
  it("scale their terms and remember the scales, also when scaled twice", () => {
    const { form } = stationarityForm(
      landscapeFromText("norm2(W)", [variable("W", 1, 2)], new Map(), new Map()),
      [],
    );
    const terms = {
      variables: 2,
      equations: [[{ re: 3, im: 1, factors: [0, 1, 1] }], [{ re: 1, im: 0, factors: [] }]],
    };
    const once = scaleStructured({ form, terms }, [2, 4], [8, 16]);
    expect(once.terms.equations).toEqual([
      [{ re: 3 * 2 * 8 * 256, im: 2 * 8 * 256, factors: [0, 1, 1] }],
      [{ re: 4, im: 0, factors: [] }],
    ]);
    const twice = scaleStructured(once, [1 / 2, 1 / 4], [1 / 8, 1 / 16]);
    expect(twice.terms).toEqual(terms);
    expect([twice.scales?.rows, twice.scales?.variables].map((x) => [...Array.from(x!)])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
