/**
 * The Morse–Euler sum of a list of critical components, and what it has to be.
 *
 *   Σ_C (−1)^{index C} χ(C) = χ(N)   where every C is Morse–Bott and closed,
 *
 * N the feasible set, a closed manifold of equalities or a product of unit spheres with R^n; for n > 0 the loss f has to be coercive. For coercive −f the indices are
 * those of −f, dim N − index − dim C, and χ(C) = 0 for odd dim C: the sum is (−1)^{dim N} χ(N). No orientation is asked for.
 *
 * Under inequalities X ≥ 0 the sum is over the points of Karush, Kuhn and Tucker, each with the index on its face, where none is degenerate (Goresky, MacPherson 1988).
 *
 * Source: Bott, "Nondegenerate critical manifolds" (1954). Not covered: vector fields, degenerate components.
 */

import { sphereEuler } from "../../objectives/topology.js";
import { growthOf } from "../../symbolic/coercivity.js";
import { isSmoothEverywhere } from "../../symbolic/domain.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { CriticalComponent } from "../record/types.js";

/** Σ (−1)^index χ over all copies; null where a component has no index, Euler characteristic or count, or is not Morse–Bott. */
export function morseEulerSum(components: readonly CriticalComponent[]): bigint | null {
  let sum = 0n;
  for (const { index, eulerCharacteristic, multiplicity, morseBott } of components) {
    if (index === undefined || eulerCharacteristic === undefined || multiplicity === undefined) return null;
    if (morseBott !== true) return null;
    sum += (index % 2 === 0 ? 1n : -1n) * eulerCharacteristic * multiplicity;
  }
  return sum;
}

/** χ of a product of spheres, null where a variable is free or the object is a field. */
export function closedManifoldEuler(system: LandscapeSystem | null): bigint | null {
  if (system === null || system.isField || !isSmoothEverywhere(system.landscape)) return null;
  const { size, spheres } = system.manifold;
  const { equalities } = system.landscape;
  if (equalities !== undefined)
    return equalities.feasible.isCompact ? (equalities.feasible.euler ?? null) : null;
  return spheres.reduce((sum, { length }) => sum + length, 0) === size ? eulerOf(spheres) : null;
}

/** What the sum over a complete list is; null where no theorem says so. */
export function expectedEuler(system: LandscapeSystem | null): bigint | null {
  const closed = closedManifoldEuler(system);
  if (closed !== null || system === null || system.isField) return closed;
  const { equalities } = system.landscape;
  // The feasible set is a closed one, on which a loss that grows has compact sublevel sets.
  if (equalities !== undefined) {
    const { euler } = equalities.feasible;
    const growth = growthOf(equalities.base, []);
    return euler !== undefined && growth.kind === "coercive" && growth.sign > 0 ? euler : null;
  }
  const { size, spheres } = system.manifold;
  const growth = growthOf(system.landscape, spheres);
  if (growth.kind !== "coercive") return null;
  const isOdd = (size - spheres.length) % 2 === 1;
  return eulerOf(spheres) * (growth.sign < 0 && isOdd ? -1n : 1n);
}

const eulerOf = (spheres: readonly Int32Array[]): bigint =>
  spheres.reduce((product, { length }) => product * sphereEuler(length - 1), 1n);
