/**
 * The conditions F(x, λ) = 0 of a landscape as a system to be perturbed, F + εC = 0, and the limits of what is taken on.
 *
 * Of a field, only the equations of the variables that the symmetry moves from the left are perturbed: then the perturbation averages to
 * zero over an orbit.
 */
import type { StructuredSystem } from "../../numeric/polynomial/matrix-form.js";
import type { NumericSystem } from "../../numeric/polynomial/polynomial-family.js";
import { balancedScaling, type Scaling } from "../../numeric/polynomial/scaling.js";
import type { Problem } from "../../objectives/problem.js";
import { expansionBound } from "../../symbolic/expansion-bound.js";
import { stationarityForm } from "../../symbolic/to-form.js";
import { stationaritySystem } from "../../symbolic/to-system.js";
import { type LandscapeSystem, landscapeSystemOf } from "../local/landscape-system.js";

/** Largest number of unknowns (entries and multipliers) that the solver takes on. */
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

/** What is tilted, and how. */
export interface TiltSetting extends SolverSetting {
  /** The stationarity conditions, with a multiplier for each sphere. */
  readonly polynomial: NumericSystem;
  /** The same with the gradient in matrix form. */
  readonly structured: StructuredSystem;
  /** In which solutions and coefficients are of size one. */
  readonly scaling: Scaling;
  /** The equations that are tilted. */
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
): SolverSetting | { readonly unavailable: string } {
  if (objective.landscape === undefined || system === null)
    return { unavailable: "the loss is outside the polynomial grammar: the solver does not apply" };
  if (objective.landscape.variables.some(({ positivePart }) => positivePart))
    return { unavailable: "the loss has kinks (relu): the solver does not apply" };
  const { spheres } = system.manifold;
  const unknowns = system.size + spheres.length;
  if (unknowns > MAX_UNKNOWNS)
    return { unavailable: `${unknowns} unknowns: the solver takes on at most ${MAX_UNKNOWNS}` };
  const signs = spheres.filter((sphere) => sphere.length === 1).map(([v]) => v!);
  if (signs.length > MAX_SIGNS)
    return {
      unavailable: `${signs.length} unit spheres of dimension 0: the solver takes on at most ${MAX_SIGNS}`,
    };
  const terms = expansionBound(objective.landscape);
  if (terms > MAX_TERMS)
    return {
      unavailable: `about ${terms.toExponential(0)} terms in the conditions, multiplied out: the solver takes on at most ${MAX_TERMS}`,
    };
  return { system, spheres, signs };
}

/**
 * The conditions that the solver tilts, or why it does not apply.
 *
 * @param system the landscape of the problem, where it is compiled already.
 */
export function tiltSetting(
  problem: Problem,
  system: LandscapeSystem | null = landscapeSystemOf(problem.objective),
): TiltSetting | { readonly unavailable: string } {
  const setting = solverSetting(problem, system);
  if ("unavailable" in setting) return setting;
  const { objective } = problem;
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
