/**
 * The stop-gradient field: every equilibrium found by dense random starts on the plain field is one that is listed,
 * and every listed one is found. At an equilibrium P(ηI + WΣWᵀ) = WΓWᵀ, so WᵀW tells the O(m)-classes apart.
 */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { Random } from "../../../src/exact/random.js";
import { isUnavailable } from "../../../src/objectives/objective.js";
import type { Problem } from "../../../src/objectives/problem.js";
import {
  diag,
  type Entry,
  findZero,
  flatten,
  given,
  type Plain,
  plainOf,
  problem,
} from "../../support/problems.js";

const field = (g: readonly Entry[], h: readonly Entry[], m: number, eta: Entry = "1/10") =>
  problem(given(diag(...g), diag(...h)), {
    kind: "predictor",
    embedding: m,
    weightDecay: eta,
    stopGradient: true,
  });

/** Upper triangle of WᵀW. */
function gram(x: Float64Array, m: number, p: number): number[] {
  const out: number[] = [];
  for (let a = 0; a < p; a++)
    for (let b = a; b < p; b++) {
      let sum = 0;
      for (let i = 0; i < m; i++) sum += x[i * p + a]! * x[i * p + b]!;
      out.push(sum);
    }
  return out;
}

const near = (a: readonly number[], b: readonly number[]) => a.every((v, k) => Math.abs(v - b[k]!) < 1e-4);

/** Classes that random starts find. */
function search(plain: Plain, m: number, p: number, starts: number, seed: number): number[][] {
  const random = new Random(seed);
  const found: number[][] = [];
  for (let k = 0; k < starts; k++) {
    const size = 0.2 + 1.5 * random.next();
    const start = Float64Array.from({ length: plain.size }, () => size * random.normal());
    const zero = findZero(plain.field!, start, { tolerance: 1e-11, iterations: 250 });
    if (zero === null) continue;
    const key = gram(zero, m, p);
    if (!found.some((other) => near(other, key))) found.push(key);
  }
  return found;
}

/** Classes of the closed form; components that are two classes (mixed pairs) show both under sampling. */
function listed(problem: Problem, m: number, p: number): number[][] {
  const form = problem.objective.closedForm();
  if (isUnavailable(form)) throw new Error(form.unavailable);
  const random = new Random(3);
  const classes: number[][] = [];
  for (const { representative, sample } of form.proposals())
    for (const point of [
      representative,
      ...Array.from({ length: sample === undefined ? 0 : 8 }, () => sample!(random)),
    ]) {
      const key = gram(flatten(point), m, p);
      if (!classes.some((other) => near(other, key))) classes.push(key);
    }
  return classes;
}

const REGIMES: {
  readonly name: string;
  readonly g: Entry[];
  readonly h: Entry[];
  readonly m: number;
  readonly classes: number;
  readonly total: bigint;
  readonly mixed?: boolean;
  readonly starts?: number;
}[] = [
  // Two roots per mode: 1 + 4 + 4 classes; those of rank m come in two copies.
  { name: "h equal", g: [1, "4/5"], h: [1, 1], m: 2, classes: 9, total: 13n },
  { name: "h ∝ g", g: [1, "4/5"], h: ["1/2", "2/5"], m: 2, classes: 9, total: 13n, starts: 400 },
  { name: "h equal, m > p", g: [1, "4/5"], h: [1, 1], m: 3, classes: 9, total: 9n },
  { name: "g of both signs", g: [1, "-4/5"], h: [1, 1], m: 2, classes: 9, total: 13n },
  // Neither equal nor proportional, but without room for a mixed pair.
  {
    name: "two modes in general position",
    g: [1, "1/2"],
    h: [1, "1/5"],
    m: 2,
    classes: 9,
    total: 13n,
    starts: 400,
  },
  // c₂/c₁ = 1/2, κ₁ = 0.1, κ₂ = 0.22: two more classes, ± z, with P not symmetric.
  { name: "a mixed pair", g: [1, "5/22"], h: [1, "5/44"], m: 2, classes: 11, total: 17n, mixed: true },
  { name: "a mixed pair, m > p", g: [1, "5/22"], h: [1, "5/44"], m: 3, classes: 11, total: 11n, mixed: true },
  {
    name: "a mixed pair and a mode below its threshold",
    g: [1, "5/22", "1/10"],
    h: [1, "5/44", 1],
    m: 2,
    classes: 11,
    total: 17n,
    mixed: true,
    starts: 500,
  },
  // 1 + 6 + 12 + 8 classes.
  {
    name: "three modes, h equal",
    g: [1, "4/5", "7/10"],
    h: [1, 1, 1],
    m: 3,
    classes: 27,
    total: 35n,
    starts: 450,
  },
];

describe.each(REGIMES)("$name", ({ g, h, m, classes, total, mixed = false, starts = 250 }) => {
  const instance = field(g, h, m);
  const p = g.length;

  it("claims completeness with the right count", async () => {
    const { audit, census, components } = await analyze(instance);
    expect(audit.failures).toEqual([]);
    expect(audit.complete).toBe(true);
    expect(census!.total).toBe(total);
    expect(components.some(({ id }) => id.startsWith("mixed"))).toBe(mixed);
  });

  it("lists every equilibrium that random starts find, and they find nearly all that are listed", () => {
    const known = listed(instance, m, p);
    expect(known).toHaveLength(classes);
    const found = search(plainOf(instance), m, p, starts, 5);
    for (const key of found) expect([key, known.some((other) => near(other, key))]).toEqual([key, true]);
    // Basins of Newton's method are uneven; what is not found here is confirmed by its residual above.
    expect(found.length).toBeGreaterThanOrEqual(classes - Math.ceil(classes / 8));
  });
});

describe("a mixed pair", () => {
  it("has a predictor that is not symmetric, and WWᵀ = PᵀP", async () => {
    const { components } = await analyze(field([1, "5/22"], [1, "5/44"], 2));
    const { representative, stability } = components.find(({ id }) => id.startsWith("mixed"))!;
    const p = representative.P!.data;
    const w = representative.W!.data;
    expect(Math.abs(p[1]! - p[2]!)).toBeGreaterThan(0.01);
    const outer = (a: Float64Array, i: number, j: number) =>
      a[2 * i]! * a[2 * j]! + a[2 * i + 1]! * a[2 * j + 1]!;
    const inner = (a: Float64Array, i: number, j: number) => a[i]! * a[j]! + a[2 + i]! * a[2 + j]!;
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const)
      expect(outer(w, i, j)).toBeCloseTo(inner(p, i, j), 12);
    expect(stability!.unstable).toBeGreaterThan(0);
  });
});

describe("stability with h equal", () => {
  it("is a ladder: the top-r viable sets with all p+", async () => {
    const { components } = await analyze(field([1, "4/5", "7/10", "1/10"], [1, 1, 1, 1], 2));
    const stable = components.filter(({ kind }) => kind === "stable-equilibrium").map(({ id }) => id);
    expect(stable).toEqual(["collapse", "modes={1+}", "modes={1+,2+}"]);
  });
});

describe("not claimed complete", () => {
  it("are three viable modes in general position", async () => {
    const { audit } = await analyze(field([1, "4/5", "7/10"], [1, "1/2", "1/3"], 2));
    expect(audit).toMatchObject({ complete: false, failures: [] });
    expect(audit.reason).toMatch(/viable modes/);
  });

  it.each([1, 2])("are two modes that share a root: a circle of equilibria, m = %i", async (m) => {
    // p = 1 solves h p² - g p + η = 0 for both.
    const { audit } = await analyze(field(["11/10", "21/10"], [1, 2], m));
    expect(audit.complete).toBe(false);
    expect(audit.failures).toEqual([]);
    expect(audit.reason).toMatch(/share a root/);
  });

  it("are rank-two equilibria when Γ and Σ do not commute, but all for m = 1", async () => {
    const gamma = [
      [2, 1],
      [1, 2],
    ];
    const at = (embedding: number) =>
      analyze(
        problem(given(gamma, diag(2, 1)), {
          kind: "predictor",
          embedding,
          weightDecay: "1/10",
          stopGradient: true,
        }),
      );
    const plane = await at(2);
    expect(plane.audit).toMatchObject({ complete: false, failures: [] });
    const line = await at(1);
    expect(line.audit).toMatchObject({ complete: true, failures: [] });
    // Independent count for m = 1: random starts on the plain field.
    const single = problem(given(gamma, diag(2, 1)), {
      kind: "predictor",
      embedding: 1,
      weightDecay: "1/10",
      stopGradient: true,
    });
    expect(search(plainOf(single), 1, 2, 200, 9)).toHaveLength(line.components.length);
  });
});

describe("a mode that Σ does not see (h = 0)", () => {
  // η = g p: one root, p = η/g.
  it.each([1, 2, 3])("is listed with its single root, m = %i", async (m) => {
    const { audit } = await analyze(field([1, "1/2"], [1, 0], m));
    expect(audit.failures).toEqual([]);
  });

  it("is not claimed complete where it joins another mode in a continuum (hη = g₁g₂)", async () => {
    // T = (η/g₁, a; 0, b) with η + h(a² + b²) = g₂ b is a circle of equilibria.
    const { audit } = await analyze(field([1, "1/10"], [1, 0], 2));
    expect(audit.complete).toBe(false);
  });
});
