import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { Workspace } from "../../../src/numeric/kernel/path-kernel.js";
import { ComplexLU } from "../../../src/numeric/linalg/complex-lu.js";
import { monomialTable } from "../../../src/numeric/polynomial/monomials.js";
import { FamilyEvaluator } from "../../../src/numeric/polynomial/polynomial-family.js";
import { katsura, noon } from "../../support/polynomial-systems.js";

const evaluatorOf = (instance: Parameters<typeof monomialTable>[0][number]) => {
  const { table, coefficients } = monomialTable([instance]);
  return new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
};

const points = (n: number) => ({
  re: Float64Array.from({ length: n }, (_, k) => Math.cos(k + 1)),
  im: Float64Array.from({ length: n }, (_, k) => Math.sin(2 * k)),
});

describe("the compiled inner loops", () => {
  // Three compilations: half a minute on a busy machine.
  it("are the build of their source", { timeout: 120_000 }, () => {
    const { status, stderr } = spawnSync("node", ["kernel/build.mjs", "--check"], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("keep the factors of each matrix while others are factored, small and large", () => {
    const solved = [3, 70, 5].map((n) => {
      const { re, im } = points(n * n);
      for (let k = 0; k < n; k++) re[k * n + k]! += 2 * n;
      const lu = new ComplexLU(n);
      expect(lu.factor(re, im)).toBe(true);
      return { n, re, im, lu };
    });
    for (const { n, re, im, lu } of solved) {
      const x = points(n);
      const b = { re: new Float64Array(n), im: new Float64Array(n) };
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const k = i * n + j;
          b.re[i]! += re[k]! * x.re[j]! - im[k]! * x.im[j]!;
          b.im[i]! += re[k]! * x.im[j]! + im[k]! * x.re[j]!;
        }
      lu.solve(b.re, b.im);
      for (let j = 0; j < n; j++) {
        expect(b.re[j]).toBeCloseTo(x.re[j]!, 12);
        expect(b.im[j]).toBeCloseTo(x.im[j]!, 12);
      }
    }
  });

  it("evaluate families in turn as each would alone", () => {
    const instances = [noon(3), katsura(12), noon(4)];
    const alone = instances.map((instance) => {
      const evaluator = evaluatorOf(instance);
      const { re, im } = points(instance.variables);
      evaluator.evaluate(re, im, 0, 0);
      return Float64Array.from([...evaluator.valueRe, ...evaluator.jacobianRe, ...evaluator.jacobianIm]);
    });
    const together = instances.map(evaluatorOf);
    for (let round = 0; round < 2; round++)
      together.forEach((evaluator, which) => {
        const { re, im } = points(evaluator.variables);
        evaluator.evaluate(re, im, 0, 0);
        const now = [...evaluator.valueRe, ...evaluator.jacobianRe, ...evaluator.jacobianIm];
        expect(now).toEqual([...alone[which]!]);
      });
  });

  it("refuse to go on with a series after another family was evaluated", () => {
    const [one, two] = [evaluatorOf(noon(3)), evaluatorOf(noon(4))];
    const [x, y] = [points(3), points(4)];
    one.evaluate(x.re, x.im, 0, 0);
    two.evaluate(y.re, y.im, 0, 0);
    expect(() => one.startSeries(1, 0)).toThrow(/^series: expected to follow an evaluation/);
  });

  it("grow their memory, and say so by a new generation", () => {
    const workspace = new Workspace();
    const user = { release: () => {} };
    workspace.claim(user, 1000);
    expect(workspace.generation).toBe(0);
    workspace.claim({}, 1_000_000);
    expect(workspace.generation).toBe(1);
    expect(workspace.buffer.byteLength).toBeGreaterThanOrEqual(1_000_000);
  });
});
