/**
 * Laws that every closed form obeys, looped over small instances of every objective, checked with means that share
 * nothing with it: losses written out in numbers, derivatives by differences, starts at random.
 */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { census } from "../../src/atlas/census.js";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { Random } from "../../src/exact/random.js";
import { type ClosedForm, isUnavailable } from "../../src/objectives/objective.js";
import type { Problem } from "../../src/objectives/problem.js";
import {
  diag,
  findZero,
  flatten,
  given,
  normalised,
  oneHot,
  plainGradient,
  plainInertia,
  plainOf,
  problem,
} from "../support/problems.js";

interface Instance {
  readonly name: string;
  readonly problem: Problem;
  /** χ of the manifold; absent where the loss is not coercive on it. */
  readonly euler?: number;
  /** Has components that are not Morse–Bott: iterations approach them slowly. */
  readonly degenerate?: boolean;
}

const bilinear = (normalize: string, embedding: number, tied = false) => ({
  kind: "bilinear",
  normalize,
  embedding,
  tied,
});
const spectral = (embedding: number, weightDecay: string | number = 0) => ({
  kind: "spectral-contrastive",
  embedding,
  weightDecay,
});
const predictor = (embedding: number, weightDecay: string, stopGradient: boolean) => ({
  kind: "predictor",
  embedding,
  weightDecay,
  stopGradient,
});

/** Not diagonal, distinct spectrum. */
const GENERIC = [
  [3, 1],
  [1, 2],
];
const SKEWED = [
  [2, 1],
  [-1, 1],
];
const ISOTROPIC = diag(1, 1);
const COUPLED = [
  [2, 1, 1],
  [1, 2, 1],
  [1, 1, 2],
];

const INSTANCES: Instance[] = [
  { name: "columns", problem: problem(given(diag(1, "1/2")), bilinear("columns", 2)), euler: 0 },
  {
    name: "columns, m = 3",
    problem: problem(given(diag(1, "-1/2"), ISOTROPIC), bilinear("columns", 3)),
    euler: 16,
  },
  { name: "tied columns", problem: problem(given(COUPLED), bilinear("columns", 2, true)), euler: 0 },
  { name: "tied columns, m = 3", problem: problem(given(COUPLED), bilinear("columns", 3, true)), euler: 8 },
  { name: "rows", problem: problem(given(GENERIC), bilinear("rows", 2)), euler: 0 },
  {
    name: "rows, Γ not symmetric",
    problem: problem(given(SKEWED, ISOTROPIC), bilinear("rows", 1)),
    euler: 0,
  },
  { name: "rows, p = 3", problem: problem(given(diag(2, 1, 1)), bilinear("rows", 1)), euler: 4 },
  {
    name: "tied rows",
    problem: problem(given(diag(2, 1, -1), diag(1, 1, 1)), bilinear("rows", 2, true)),
    euler: 4,
  },
  { name: "frobenius", problem: problem(given(GENERIC), bilinear("frobenius", 2)), euler: 0 },
  { name: "frobenius, odd", problem: problem(given(diag(1)), bilinear("frobenius", 3)), euler: 4 },
  { name: "tied frobenius", problem: problem(given(GENERIC), bilinear("frobenius", 2, true)), euler: 0 },
  { name: "spectral", problem: problem(given(GENERIC, diag(3, 4)), spectral(2)), euler: 1 },
  {
    name: "spectral, m < p",
    problem: problem(given(diag("3/4", "1/2", "1/4"), diag(1, 1, 1)), spectral(1)),
    euler: 1,
  },
  { name: "spectral, m > p", problem: problem(given(GENERIC, diag(3, 4)), spectral(3)), euler: 1 },
  {
    name: "spectral, repeated",
    problem: problem(given(diag("1/2", "1/2"), ISOTROPIC), spectral(2)),
    euler: 1,
  },
  { name: "spectral with decay", problem: problem(given(GENERIC, diag(3, 4)), spectral(2, "1/2")), euler: 1 },
  {
    name: "spectral, zero mode",
    problem: problem(given(diag("1/2", 0), ISOTROPIC), spectral(1)),
    degenerate: true,
  },
  {
    name: "cross-correlation",
    problem: problem(given(GENERIC), { kind: "cross-correlation", embedding: 2 }),
    euler: 1,
  },
  {
    name: "cross-correlation, m > p",
    problem: problem(given(GENERIC), { kind: "cross-correlation", embedding: 3 }),
    euler: 1,
  },
  {
    name: "cross-correlation, indefinite",
    problem: problem(given(diag(2, -1), ISOTROPIC), { kind: "cross-correlation", embedding: 2 }),
  },
  { name: "predictor", problem: problem(given(GENERIC, diag(4, 4)), predictor(2, "1/10", false)), euler: 1 },
  { name: "stop-gradient", problem: problem(given(diag(1, "4/5"), ISOTROPIC), predictor(2, "1/10", true)) },
  {
    name: "stop-gradient, m > p",
    problem: problem(given(diag(1, "4/5"), diag(1, "4/5")), predictor(3, "1/10", true)),
  },
  {
    name: "stop-gradient, mixed",
    problem: problem(given(diag(1, "5/22"), diag(1, "5/44")), predictor(2, "1/10", true)),
  },
  {
    name: "stop-gradient, repeated",
    problem: problem(given(diag(1, 1), ISOTROPIC), predictor(2, "1/10", true)),
  },
  {
    name: "ReLU alignment",
    problem: problem(oneHot(["2/3", "1/3"]), { kind: "relu-alignment", embedding: 2 }),
  },
];

function formOf({ objective }: Problem): ClosedForm {
  const form = objective.closedForm();
  if (isUnavailable(form)) throw new Error(form.unavailable);
  return form;
}

describe.each(INSTANCES)("$name", ({ name, problem, euler, degenerate }) => {
  const relu = problem.objective.kind === "relu-alignment";
  const isField = plainOf(problem).field !== undefined;

  it("is confirmed by the symbolic layer and complete", async () => {
    const { audit, components } = await analyze(problem);
    expect(audit.failures).toEqual([]);
    expect(audit.complete).toBe(true);
    for (const { residual, kind } of components) {
      expect(residual).toBeLessThanOrEqual(1e-12);
      expect(kind).not.toBe("undecided");
    }
  });

  it("counts what it lists, in ascending order of value", async () => {
    const { components } = await analyze(problem);
    const listed = new Map<number, bigint>();
    for (const { index, multiplicity = 0n } of components)
      listed.set(index!, (listed.get(index!) ?? 0n) + multiplicity);
    const total = [...listed.values()].reduce((sum, c) => sum + c, 0n);
    const counted = census(problem).census!;
    expect(counted.total).toBe(total);
    if (counted.withoutIndex === undefined) expect(new Map(counted.byIndex)).toEqual(listed);
    if (!isField)
      for (let k = 1; k < components.length; k++)
        expect(components[k]!.value!).toBeGreaterThanOrEqual(components[k - 1]!.value! - 1e-12);
    expect(new Set(components.map(({ id }) => id)).size).toBe(components.length);
  });

  if (euler !== undefined)
    it("has indices that sum to the Euler characteristic", async () => {
      let sum = 0n;
      for (const { index, eulerCharacteristic, multiplicity = 0n } of (await analyze(problem)).components)
        sum += (index! % 2 === 0 ? 1n : -1n) * eulerCharacteristic! * multiplicity;
      expect(sum).toBe(BigInt(euler!));
    });

  it("has the index and nullity of second differences at random points of each component", async () => {
    const plain = plainOf(problem);
    const { components } = await analyze(problem);
    const random = new Random(7).fork(name);
    for (const [k, { representative, sample, id }] of [...formOf(problem).proposals()].entries())
      for (const point of sample === undefined ? [representative] : [representative, sample(random)]) {
        const x = flatten(point);
        const size = Math.hypot(...(plain.field ?? plainGradient(plain))(x));
        // Kinks of relu: differences straddle them at points of the boundary, random points are inside.
        expect([id, size]).toEqual([id, expect.closeTo(0, 8)]);
        const { index, nullity, gap } = plainInertia(plain, x);
        if (gap < 20 && degenerate !== true) throw new Error(`${id}: differences cannot tell`);
        const { index: claimed, nullity: flat } = components[k]!;
        expect([id, index, nullity]).toEqual([id, claimed, flat]);
      }
  });

  // Flat orthants leave nothing to converge to; the stop-gradient fields have their own test below.
  if (!relu && !isField && degenerate !== true)
    it("lists every point that random starts find", async () => {
      const plain = plainOf(problem);
      const { components } = await analyze(problem);
      const system = new LandscapeSystem(problem.objective.landscape!);
      // The gradient is that of the symbolic layer; value, index and nullity are those of the plain loss.
      const gradient = (x: Float64Array) => system.gradient(normalised(plain, x)).gradient;
      const random = new Random(11).fork(name);
      let landed = 0;
      for (let start = 0; start < 12; start++) {
        const x = Float64Array.from({ length: plain.size }, () => random.normal());
        const zero = findZero(gradient, x, {
          tolerance: 1e-10,
          project: (y) => normalised(plain, y),
        });
        if (zero === null) continue;
        const { index, nullity, gap } = plainInertia(plain, zero);
        if (gap < 20) continue;
        landed++;
        const value = plain.loss(zero);
        const match = components.find(
          (c) => c.index === index && c.nullity === nullity && Math.abs(c.value! - value) <= 1e-6,
        );
        expect([value, index, nullity, match?.id]).toEqual([value, index, nullity, expect.any(String)]);
      }
      expect(landed).toBeGreaterThanOrEqual(3);
    });
});
