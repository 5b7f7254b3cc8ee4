/** Conditions on strata, against the gradient in doubles at the points over them. */
import { describe, expect, it } from "vitest";
import { countSolutions } from "../../src/algebra/count.js";
import { landscapeSystemOf } from "../../src/atlas/local/landscape-system.js";
import { Random } from "../../src/exact/random.js";
import { type Rational, rational } from "../../src/exact/rational.js";
import { fromRows } from "../../src/numeric/linalg/dense.js";
import type { Objective } from "../../src/objectives/objective.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { conditionsOn } from "../../src/quotient/conditions.js";
import { liftPoint } from "../../src/quotient/lift.js";
import { type Stratum, strataOf } from "../../src/quotient/strata.js";
import { StratumLetters } from "../../src/quotient/stratum-letters.js";
import { type Landscape, numericLoss } from "../../src/symbolic/landscape.js";
import { expandIn } from "../../src/symbolic/polynomial.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { ACTED, coordinatesOf, landscape } from "../support/landscapes.js";

const systemOf = (l: Landscape) => landscapeSystemOf({ landscape: l } as Objective)!;

function pointOver(l: Landscape, stratum: Stratum, at: readonly Rational[]) {
  const system = systemOf(l);
  const lifted = liftPoint(stratum, at);
  return {
    system,
    x: system.flatten(
      Object.fromEntries(
        [...lifted].map(([name, rows]) => [name, fromRows(rows.map((row) => row.map((c) => c.valueOf())))]),
      ),
    ),
  };
}

const FREE = ["spectral", "predictor", "hidden layer", "two groups", "stopped gradient"];

describe("conditions on a stratum", () => {
  it.each(FREE)("%s: the equations are L̂⁻¹ (gradient) L̂⁻ᵀ in the coordinates of any point", (name) => {
    const l = ACTED[name]!;
    const random = new Random(11).fork(name);
    for (const stratum of strataOf(l, orthogonalActions(l))) {
      if (stratum.names.length === 0) continue;
      const at = coordinatesOf(stratum, random);
      const { system, x } = pointOver(l, stratum, at);
      const { gradient } = system.gradient(x);
      const { equations, names } = conditionsOn(stratum, l);
      const all = [...at, ...names.slice(at.length).map(() => rational(0))];
      const values = equations.map((f) => f.evaluate(all).valueOf());
      const gradientVanishes = Math.hypot(...gradient) < 1e-9;
      // Conditions without t, which hold det S t = 1.
      const own = values.slice(0, values.length - stratum.forms.filter(({ rank }) => rank > 0).length);
      expect(Math.hypot(...own) < 1e-9).toBe(gradientVanishes);
      // The covariant length of the gradient: ⟨G, G⟩ = tr(Ŝ Y Ŝ Yᵀ) is positive exactly where Y ≠ 0.
      expect(Math.hypot(...gradient) > 0 || own.every((c) => Math.abs(c) < 1e-12)).toBe(true);
    }
  });

  it.each(Object.keys(ACTED))("%s: the loss in coordinates is the loss at the point over them", (name) => {
    const l = ACTED[name]!;
    const random = new Random(13).fork(name);
    for (const stratum of strataOf(l, orthogonalActions(l))) {
      const at = coordinatesOf(stratum, random);
      const { system, x } = pointOver(l, stratum, at);
      const loss = expandIn(numericLoss(l), new StratumLetters(stratum, l.constants))[0]![0]!;
      expect(loss.evaluate(at).valueOf()).toBeCloseTo(system.gradient(x).value, 9);
    }
  });

  it.each<[string, Landscape, Record<string, number>]>([
    // elimination on orbit spaces: C(p, r) subsets of generalised eigenvectors.
    ["spectral 2×3", ACTED.spectral!, { 0: 1, 1: 3, 2: 3 }],
    [
      "tied unit columns 3×3",
      landscape("-2*tr(W*Gamma*W')", ["W", 3, 3, "unit-columns"]),
      { 0: 0, 1: 4, 2: 1, 3: 0 },
    ],
  ])("%s has as many complex solutions on its strata of each rank as is known", (_, l, expected) => {
    const counts: Record<string, number> = {};
    for (const stratum of strataOf(l, orthogonalActions(l))) {
      const { equations, names } = conditionsOn(stratum, l);
      const count = countSolutions(algebraSystem(equations, names.length));
      if ("unavailable" in count) throw new Error("expected a count");
      const { rank } = stratum.forms[0]!;
      counts[rank] = (counts[rank] ?? 0) + Math.max(count.dimension < 0 ? 0 : count.degree, 0);
    }
    expect(counts).toEqual(expected);
  });
});
