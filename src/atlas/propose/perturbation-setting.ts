/**
 * The conditions F(x, λ) = 0 of a landscape as a system to be perturbed, F + εC = 0, and the limits of what is taken on.
 *
 * Of a field, only the equations of the variables that the symmetry moves from the left are perturbed: then the perturbation averages to
 * zero over an orbit.
 */

import type { StructuredSystem } from "../../numeric/polynomial/matrix-form.js";
import { balancedScaling, type Scaling } from "../../numeric/polynomial/scaling.js";
import type { NumericSystem } from "../../numeric/polynomial/system.js";
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable, type Result, type Unavailable } from "../../result.js";
import { expansionBound } from "../../symbolic/expansion-bound.js";
import { hasDefined } from "../../symbolic/expression.js";
import { hasInequalities } from "../../symbolic/lagrangian.js";
import { stationarityForm } from "../../symbolic/to-form.js";
import { stationaritySystem } from "../../symbolic/to-system.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";
import type { SolverReason } from "./solver-reasons.js";

/** Largest number of unknowns (entries and multipliers) that are perturbed; elimination has limits of its own. */
export const MAX_UNKNOWNS = 24;
/** Terms of the expanded conditions, at most: a gigabyte and a minute before the first path. */
const MAX_TERMS = 2_000_000;
/** Connected components of the constraint set are 2^MAX_SIGNS at most. */
const MAX_SIGNS = 10;

/** A landscape that the solver takes on. */
export interface SolverSetting {
  readonly system: LandscapeSystem;
  readonly spheres: readonly Int32Array[];
  /** Coordinates that are ±1: those of the spheres of dimension 0. */
  readonly signs: readonly number[];
}

/** What is perturbed, and how. */
export interface PerturbationSetting extends SolverSetting {
  /** The stationarity conditions, with a multiplier for each sphere. */
  readonly polynomial: NumericSystem;
  /** The same with the gradient in matrix form. */
  readonly structured: StructuredSystem;
  /** In which solutions and coefficients are of size one. */
  readonly scaling: Scaling;
  /** The equations that are perturbed. */
  readonly rows: readonly number[];
}

/**
 * Whether the solver takes a problem on, by elimination or by paths; why not, otherwise.
 *
 * @param system the landscape of the problem; null where it has none.
 */
export function solverSetting(
  { objective }: Problem,
  system: LandscapeSystem | null,
): Result<SolverSetting, SolverReason> {
  if (objective.landscape === undefined || system === null)
    return { unavailable: { kind: "outside-grammar" } };
  if (objective.landscape.variables.some(({ positivePart }) => positivePart))
    return { unavailable: { kind: "kinks" } };
  const { spheres } = system.manifold;
  const signs = spheres.filter((sphere) => sphere.length === 1).map(([v]) => v!);
  if (signs.length > MAX_SIGNS) return tooLarge("signs", signs.length, MAX_SIGNS);
  const terms = expansionBound(objective.landscape);
  if (terms > MAX_TERMS) return tooLarge("terms", terms, MAX_TERMS);
  return { system, spheres, signs };
}

/** Why something of this size is not taken on. */
export const tooLarge = (
  what: Extract<SolverReason, { kind: "too-large" }>["what"],
  count: number,
  most: number,
): Unavailable<SolverReason> => ({ unavailable: { kind: "too-large", what, count, most } });

/** The same of landscapes with so few unknowns that they may be perturbed. */
export function smallSetting(
  problem: Problem,
  system: LandscapeSystem | null,
): Result<SolverSetting, SolverReason> {
  const setting = solverSetting(problem, system);
  if (isUnavailable(setting)) return setting;
  const unknowns = setting.system.size + setting.spheres.length;
  return unknowns > MAX_UNKNOWNS ? tooLarge("unknowns", unknowns, MAX_UNKNOWNS) : setting;
}

/**
 * The conditions that the solver perturbs, or why it does not apply.
 *
 * @param system the landscape of the problem, where it is compiled already.
 */
export function perturbationSetting(
  problem: Problem,
  system: LandscapeSystem | null = landscapeSystemOf(problem.objective),
): Result<PerturbationSetting, SolverReason> {
  const setting = smallSetting(problem, system);
  if (isUnavailable(setting)) return setting;
  const { objective } = problem;
  if (hasDefined(objective.landscape!.loss)) return { unavailable: { kind: "not-polynomial" } };
  if (hasInequalities(objective.landscape!)) return { unavailable: { kind: "inequalities" } };
  const { layout, isField } = setting.system;
  const { spheres } = setting;
  const polynomial = stationaritySystem(objective.landscape!, spheres);
  const moved = new Set(objective.symmetries.flatMap(({ left }) => left));
  const rows = layout.flatMap(({ name, offset, rows: m, columns }) =>
    isField && moved.size > 0 && !moved.has(name)
      ? []
      : Array.from({ length: m * columns }, (_, k) => offset + k),
  );
  const structured = stationarityForm(objective.landscape!, spheres);
  return { ...setting, polynomial, structured, scaling: balancedScaling([polynomial]), rows };
}
