import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { refine } from "../../../src/atlas/local/refine.js";
import { Random } from "../../../src/exact/random.js";
import { diag, type Entry, given, problem } from "../../support/problems.js";

const stopGradient = (gamma: Entry[][], sigma: Entry[][], embedding: number) =>
  problem(given(gamma, sigma), { kind: "predictor", embedding, weightDecay: "1/10", stopGradient: true });

/** Γ and Σ = AAᵀ + D of small random integers: they do not commute. */
function general(p: number, seed: number): [Entry[][], Entry[][]] {
  const stream = new Random(seed);
  const one = (): number[][] => {
    const a = Array.from({ length: p }, () => Array.from({ length: p }, () => stream.integer(-3, 3)));
    return a.map((row, i) =>
      row.map((_, j) => row.reduce((sum, x, k) => sum + x * a[j]![k]!, 0) + (i === j ? 1 : 0)),
    );
  };
  return [one(), one()];
}

describe("orbits by rank", () => {
  it("m = p = 2, random commuting moments: the components of the closed form", async () => {
    const stream = new Random(5);
    for (let seed = 0; seed < 10; seed++) {
      const distinct = () => {
        const a = stream.integer(1, 9);
        return diag(a, a + stream.integer(1, 5));
      };
      const { audit } = await analyze(stopGradient(distinct(), distinct(), 2), { method: "both", seed });
      expect(audit).toMatchObject({ complete: true, failures: [] });
      expect(audit.by).toEqual(expect.arrayContaining(["path-count", "cross-check"]));
    }
  });

  it.each([1, 2, 3])(
    "m = p = 2, random moments: every equilibrium that Newton's method finds is listed (%i)",
    async (seed) => {
      const instance = stopGradient(...general(2, seed), 2);
      const { audit, components } = await analyze(instance, { method: "solve", seed });
      expect(audit).toMatchObject({ complete: true, failures: [] });
      const system = new LandscapeSystem(instance.objective.landscape!);
      // Sizes of W and P tell the orbits apart well enough.
      const sizes = (x: Float64Array) => [Math.hypot(...x.slice(0, 4)), Math.hypot(...x.slice(4))];
      const listed = components.map(({ representative }) => sizes(system.flatten(representative)));
      const stream = new Random(seed);
      const found = new Set<number>();
      for (let trial = 0; trial < 400; trial++) {
        const start = Float64Array.from({ length: 8 }, () => 2 * stream.normal());
        let { x, residual } = refine(system, start);
        for (let round = 0; round < 8 && residual > 1e-12; round++) ({ x, residual } = refine(system, x));
        if (residual > 1e-12) continue;
        const [a, b] = sizes(x);
        const at = listed.findIndex(([c, d]) => Math.hypot(a! - c!, b! - d!) < 1e-6 * (1 + a! + b!));
        expect(at).toBeGreaterThanOrEqual(0);
        found.add(at);
      }
      expect(found.size).toBeGreaterThan(3);
    },
  );

  it("m = 2, p = 3 without commutation: six classes of rank one and twelve of rank two", {
    timeout: 300_000,
  }, async () => {
    const instance = stopGradient(
      [
        [11, -6, 1],
        [-6, 15, -3],
        [1, -3, 3],
      ],
      [
        [23, 0, -2],
        [0, 4, 2],
        [-2, 2, 10],
      ],
      2,
    );
    const { audit, components } = await analyze(instance, { method: "solve", seed: 3 });
    expect(audit).toMatchObject({ complete: true, failures: [] });
    const classes = (rank: number) =>
      components.filter((component) => component.rank === rank).map(({ multiplicity }) => multiplicity);
    expect(classes(0)).toEqual([1n]);
    expect(classes(1)).toEqual(new Array(6).fill(1n));
    // O(2) has two pieces.
    expect(classes(2)).toEqual(new Array(12).fill(2n));
  });

  it("leaves critical sets larger than orbits to perturbations", async () => {
    // Γ and Σ multiples of the identity: rank-one equilibria along any direction.
    const { audit, components } = await analyze(stopGradient(diag(2, 2), diag(1, 1), 1), {
      method: "solve",
      seed: 1,
    });
    expect(audit.complete).toBe(true);
    expect(components.map(({ dimension }) => dimension)).toEqual([0, 1, 1]);
  });

  it("equal moments: components larger than orbits, each listed once", async () => {
    const instance = stopGradient(diag(2, 2), diag(1, 1), 2);
    const [formula, found] = await Promise.all([
      analyze(instance),
      analyze(instance, { method: "solve", seed: 1 }),
    ]);
    const kinds = ({ components }: typeof found) =>
      components
        .map(({ rank, dimension, index, nullity }) => [rank, dimension, index, nullity].join())
        .sort();
    expect(found.audit.complete).toBe(true);
    expect(kinds(found)).toEqual(kinds(formula));
  });

  it("gives the same bytes for the same seed", async () => {
    const run = () => analyze(stopGradient(...general(2, 4), 2), { method: "solve", seed: 3 });
    expect(await run()).toEqual(await run());
  });
});
