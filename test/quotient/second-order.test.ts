/** The second derivative on a stratum, against differences of the loss, and of the field, in doubles at the points over it. */
import { describe, expect, it } from "vitest";
import { type LandscapeSystem, landscapeSystemOf } from "../../src/atlas/local/landscape-system.js";
import { Random } from "../../src/exact/random.js";
import { type Rational, rational } from "../../src/exact/rational.js";
import { generalEigen } from "../../src/numeric/linalg/decompositions.js";
import { fromRows, generate } from "../../src/numeric/linalg/dense.js";
import type { Objective } from "../../src/objectives/objective.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { conditionsOn } from "../../src/quotient/conditions.js";
import { liftPoint } from "../../src/quotient/lift.js";
import { secondOrderOn } from "../../src/quotient/second-order.js";
import { type Stratum, strataOf } from "../../src/quotient/strata.js";
import { Polynomial } from "../../src/symbolic/polynomial.js";
import { ACTED, coordinatesOf, numbersAt } from "../support/landscapes.js";

/** The point over the coordinates, cores moved by V: X = L̂ (X̃ + V) L̂ᵀ, V flat in the order of the variables. */
function movedPoint(
  stratum: Stratum,
  system: LandscapeSystem,
  at: readonly Rational[],
  v: readonly number[],
): Float64Array {
  const cores = new Map(
    system.layout.map(({ name, offset, columns }) => [
      name,
      stratum.cores
        .get(name)!
        .map((row, i) =>
          row.map((f, j) => f.add(Polynomial.constant(rational(v[offset + i * columns + j]!)))),
        ),
    ]),
  );
  const lifted = liftPoint({ ...stratum, cores }, at);
  return system.flatten(
    Object.fromEntries(
      [...lifted].map(([name, rows]) => [name, fromRows(rows.map((row) => row.map((c) => c.valueOf())))]),
    ),
  );
}

const STEP = 2 ** -10;

describe("the second derivative on a stratum", () => {
  it.each(["spectral", "predictor", "hidden layer", "two groups"])(
    "%s: VᵀHV is the second difference of the loss along V",
    (name) => {
      const l = ACTED[name]!;
      const system = landscapeSystemOf({ landscape: l } as Objective)!;
      const random = new Random(19).fork(name);
      for (const stratum of strataOf(l, orthogonalActions(l))) {
        const at = coordinatesOf(stratum, random);
        const { matrix, borders } = secondOrderOn(stratum, l, conditionsOn(stratum, l))!;
        expect(borders).toBe(0);
        const h = numbersAt(matrix, at);
        const v = Array.from({ length: system.size }, () => random.normal() / 4);
        const form = v.reduce((sum, x, i) => sum + v.reduce((s, y, j) => s + x * h[i]![j]! * y, 0), 0);
        const loss = (t: number) =>
          system.gradient(
            movedPoint(
              stratum,
              system,
              at,
              v.map((x) => t * x),
            ),
          ).value;
        const difference = (loss(STEP) + loss(-STEP) - 2 * loss(0)) / STEP ** 2;
        const scale = Math.max(1, ...h.flat().map(Math.abs));
        expect(Math.abs(form - difference) / scale).toBeLessThan(1e-3);
        for (const [i, row] of h.entries())
          for (const [j, x] of row.entries()) expect(x).toBeCloseTo(h[j]![i]!, 8);
      }
    },
  );

  it("a field: the eigenvalues are those of the Jacobian of the gradient", () => {
    const l = ACTED["stopped gradient"]!;
    const system = landscapeSystemOf({ landscape: l } as Objective)!;
    const random = new Random(23);
    for (const stratum of strataOf(l, orthogonalActions(l))) {
      const at = coordinatesOf(stratum, random);
      const second = secondOrderOn(stratum, l, conditionsOn(stratum, l))!;
      expect(second.isField).toBe(true);
      const j = numbersAt(second.matrix, at);
      const x = movedPoint(stratum, system, at, new Array<number>(system.size).fill(0));
      const moved = (k: number, step: number) => {
        const y = Float64Array.from(x);
        y[k]! += step;
        return system.gradient(y).gradient;
      };
      const jacobian = generate(
        system.size,
        system.size,
        (i, k) => (moved(k, STEP)[i]! - moved(k, -STEP)[i]!) / (2 * STEP),
      );
      const spectrum = (a: typeof jacobian) => {
        const { re, im } = generalEigen(a);
        return Array.from(re, (value, k) => [value, Math.abs(im[k]!)]).sort(
          (p, q) => p[0]! - q[0]! || p[1]! - q[1]!,
        );
      };
      const [own, other] = [spectrum(fromRows(j)), spectrum(jacobian)];
      const scale = Math.max(1, ...own.flat().map(Math.abs));
      // Power sums: eigenvalues close together are not to be told apart.
      for (const power of [1, 2, 3]) {
        const sum = (list: number[][]) =>
          list.reduce(
            (s, [re, im]) => s + Math.hypot(re!, im!) ** power * Math.cos(power * Math.atan2(im!, re!)),
            0,
          );
        expect(Math.abs(sum(own) - sum(other)) / scale ** power).toBeLessThan(1e-3);
      }
    }
  });
});
