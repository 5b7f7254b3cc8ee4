/**
 * What kind of critical component an entry is: first from its own spectrum, then from the complete list.
 *
 * Loss, Riemannian Hessian with index i, nullity n, on a manifold of dimension N; d the dimension of the component:
 *
 *   undecided        eigenvalues are neither zero nor clearly not, and none is clearly negative
 *   strict-saddle    i > 0
 *   local-maximum    i + n = N, n = d, i > 0       (Morse–Bott: the loss falls in every direction across the component)
 *   local-minimum    i = 0, n = d
 *   degenerate       i = 0, n > d                  (terms of higher order decide)
 *
 * A loss attains its minimum if all variables are constrained to spheres or if it is coercive (`symbolic/coercivity.ts`), and it
 * does so at critical points. So, if the list is complete, the components of least value are the global minimisers, whatever
 * their Hessian: global-minimum. In the same way global-maximum. Values that agree to their rounding count as equal, unless the order of
 * all of them is known from exact data.
 *
 * Fields: stable-equilibrium (all real parts off the component negative), unstable-equilibrium (some positive), degenerate (none
 * positive, more of them zero than the component has dimensions: a centre is never called stable), undecided.
 */
import { growthOf } from "../../symbolic/coercivity.js";
import { hasInequalities } from "../../symbolic/lagrangian.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { ComponentKind, CriticalComponent } from "../record/types.js";

/** The signs of a spectrum. */
export interface Signs {
  readonly decided: boolean;
  readonly index: number;
  readonly nullity: number;
  /** Of the component. */
  readonly dimension: number;
}

/** The kind of a component of a loss by its spectrum. */
export function localKind(
  { decided, index, nullity, dimension }: Signs,
  system: LandscapeSystem,
): ComponentKind {
  // A descent direction that is clear decides, whatever the rest of the spectrum.
  if (!decided && index === 0) return "undecided";
  const morseBott = decided && nullity === dimension;
  if (index === 0) return morseBott ? "local-minimum" : "degenerate";
  return morseBott && index + nullity === system.dimension ? "local-maximum" : "strict-saddle";
}

/** The kind of a component of equilibria by its spectrum; `index` counts unstable directions. */
export const equilibriumKind = ({ decided, index, nullity, dimension }: Signs): ComponentKind =>
  index > 0
    ? "unstable-equilibrium"
    : !decided
      ? "undecided"
      : nullity === dimension
        ? "stable-equilibrium"
        : "degenerate";

/** Which extrema the loss is known to attain. */
export interface Attained {
  readonly minimum: boolean;
  readonly maximum: boolean;
}

/** Neither for fields, nor where the loss is not smooth. */
export function attainedExtrema(system: LandscapeSystem | null): Attained {
  if (
    system === null ||
    system.isField ||
    system.landscape.variables.some(({ positivePart }) => positivePart)
  )
    return { minimum: false, maximum: false };
  const growth = growthOf(system.landscape, system.manifold.spheres);
  return {
    minimum: growth.kind === "compact" || (growth.kind === "coercive" && growth.sign > 0),
    // Points of inequalities are those of minima: a greatest value may be attained where -L has one.
    maximum:
      !hasInequalities(system.landscape) &&
      (growth.kind === "compact" || (growth.kind === "coercive" && growth.sign < 0)),
  };
}

/** The place of the value of a component among those of its list, where all of them are known exactly. */
export type ValueOrder = ReadonlyMap<CriticalComponent, number>;

/**
 * The components of a complete list, those of extreme value as what they are.
 *
 * @param order of the values, where it is known of all; else values are compared to their rounding.
 */
export function withGlobalKinds(
  components: readonly CriticalComponent[],
  system: LandscapeSystem,
  order: ValueOrder = new Map(),
): readonly CriticalComponent[] {
  const attained = attainedExtrema(system);
  const isOrdered = components.every((component) => order.has(component));
  const [least, greatest] = ([1, -1] as const).map((side) =>
    isOrdered ? extremeInOrder(components, order, side) : extremeOf(components, system, side),
  );
  return components.map((component) => {
    if (attained.minimum && least!.has(component) && (component.index ?? 0) === 0)
      return { ...component, kind: "global-minimum" };
    // Where the loss is constant every point is both.
    if (
      attained.maximum &&
      greatest!.has(component) &&
      !least!.has(component) &&
      canBeMaximum(component, system)
    )
      return { ...component, kind: "global-maximum" };
    return component;
  });
}

/**
 * Which extremum that the loss attains is missing from a list: no component of extreme value has a spectrum that an extremum can
 * have. Null if none is.
 */
export function missingExtremum(
  components: readonly CriticalComponent[],
  system: LandscapeSystem,
): "minimum" | "maximum" | null {
  // Equalities may hold nowhere: a complete list that is empty says so where extrema are attained.
  if (components.length === 0 && system.landscape.equalities !== undefined) return null;
  const attained = attainedExtrema(system);
  if (attained.minimum) {
    const least = [...extremeOf(components, system, 1)];
    if (least.every(({ index }) => index !== undefined && index > 0)) return "minimum";
  }
  if (attained.maximum) {
    const greatest = [...extremeOf(components, system, -1)];
    if (greatest.every((component) => !canBeMaximum(component, system))) return "maximum";
  }
  return null;
}

/** No direction in which the loss grows to second order. */
const canBeMaximum = ({ index, nullity }: CriticalComponent, { dimension }: LandscapeSystem): boolean =>
  index === undefined || nullity === undefined || index + nullity === dimension;

/** The components of least (side 1) or greatest (side −1) value, exactly. */
function extremeInOrder(
  components: readonly CriticalComponent[],
  order: ValueOrder,
  side: 1 | -1,
): ReadonlySet<CriticalComponent> {
  const places = components.map((component) => side * order.get(component)!);
  const least = Math.min(...places);
  return new Set(components.filter((_, k) => places[k] === least));
}

/** The components of least (side 1) or greatest (side −1) value, to its rounding. */
function extremeOf(
  components: readonly CriticalComponent[],
  system: LandscapeSystem,
  side: 1 | -1,
): ReadonlySet<CriticalComponent> {
  let best = Number.POSITIVE_INFINITY;
  const bounds = components.map((component) => {
    const { value, representative } = component;
    if (value === undefined) return { component, low: Number.POSITIVE_INFINITY };
    const rounding = system.valueRounding(system.flatten(representative));
    best = Math.min(best, side * value + rounding);
    return { component, low: side * value - rounding };
  });
  return new Set(
    bounds.filter(({ low }) => low <= best && low < Number.POSITIVE_INFINITY).map((b) => b.component),
  );
}
