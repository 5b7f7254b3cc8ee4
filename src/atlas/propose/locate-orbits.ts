/**
 * The critical orbits over the solutions of strata (`solve-stratum.ts`): where S ≻ 0, decided exactly, and which of them the group takes to each other. Of an orbit
 *
 *   dimension   Σ_g m r − r(r+1)/2, r the rank under each group: isolated solutions are fixed by the identity component of what a stratum leaves of it
 *   components  2^groups / #{signs of determinants of the stabiliser}, from the reflections that keep the point (`quotient/residual.ts`)
 *   signs       exact (`local/exact-inertia.ts`) in the coordinates of `quotient/second-order.ts`, as many zeros known as the orbit has dimensions
 */
import type { AlgebraicPoint } from "../../algebra/coordinates.js";
import { stiefelEuler } from "../../objectives/topology.js";
import { products, residualReflections, type SignChange } from "../../quotient/residual.js";
import { secondOrderOn } from "../../quotient/second-order.js";
import { spectrumShift } from "../../symbolic/lagrangian.js";
import type { Landscape } from "../../symbolic/landscape.js";
import { ExactInertia, type ExactSigns } from "../local/exact-inertia.js";
import { definitePoints } from "./definite-points.js";
import { areApart, areMirrored, digitsFor, MOST_DIGITS, type Valued, valueAt } from "./exact-values.js";
import { orbitDimension } from "./set-members.js";
import type { SolvedStratum } from "./solve-stratum.js";

/** A critical point with what is decided there. */
export interface LocatedPoint extends Valued {
  readonly solved: SolvedStratum;
  readonly point: AlgebraicPoint;
  /** Of the polynomial of its list. */
  readonly degree: number;
  readonly signs: ExactSigns | null;
  readonly judge: Judge;
}

/** A critical orbit. */
export interface LocatedOrbit extends LocatedPoint {
  readonly dimension: number;
  readonly pieces: bigint;
  readonly eulerCharacteristic: bigint;
}

/** A real point of a set that has complex solutions near each of its own. */
interface LocatedSample extends LocatedPoint {
  /** The dimension of the real set there, not 0; undefined where it is not known. */
  readonly along: number | undefined;
}

/** What is found on a stratum. */
export interface LocatedStratum {
  readonly solved: SolvedStratum;
  readonly real: number;
  readonly orbits: readonly LocatedOrbit[];
  /** Of solutions with S ≻ 0 that are not isolated. */
  readonly samples: readonly LocatedSample[];
}

/** All that is found, with so many digits of every coordinate. */
export interface Located {
  readonly located: readonly LocatedStratum[];
  readonly digits: number;
}

/**
 * The critical orbits with as many digits as it takes to decide S ≻ 0, the signs and the order of the values.
 *
 * @throws Error if the last number of digits were not enough, which decides; the reason of the signal once it is aborted.
 */
export async function locate(
  strata: readonly SolvedStratum[],
  landscape: Landscape,
  signal: AbortSignal | undefined,
): Promise<Located> {
  const judges = new Map(
    strata
      .filter(({ isolated, samples }) => isolated.length + samples.length > 0)
      .map((solved) => [solved, judgeOf(solved, landscape)]),
  );
  const { levels, ties } = digitsFor(
    [...judges.keys()].flatMap(({ loss, conditions }) =>
      loss === null ? [] : [loss, ...conditions.equations],
    ),
  );
  for (const digits of levels) {
    const located: LocatedStratum[] = [];
    for (const solved of strata) {
      const one = await locateOn(solved, judges.get(solved), digits, signal);
      if (one !== null) located.push(one);
    }
    const points = located.flatMap(({ orbits, samples }) => [...orbits, ...samples]);
    const areDecided = digits >= MOST_DIGITS || points.every(({ signs }) => signs !== null);
    if (located.length === strata.length && areDecided && (digits >= ties || areApart(points)))
      return { located, digits };
  }
  throw new Error("locate: expected the last number of digits to be enough");
}

/** Null where so many digits do not decide where S ≻ 0. */
async function locateOn(
  solved: SolvedStratum,
  judge: Judge | undefined,
  digits: number,
  signal: AbortSignal | undefined,
): Promise<LocatedStratum | null> {
  const isolated: ListedPoint[] = [];
  const samples: LocatedSample[] = [];
  let real = 0;
  for (const list of solved.isolated) {
    const points = await definitePoints(solved.stratum, list, digits, signal);
    if (points === null) return null;
    real += points.real;
    isolated.push(...points.inside.map(({ point }) => ({ point, degree: list.polynomial.length - 1 })));
  }
  for (const { list, points: facts } of solved.samples) {
    const points = await definitePoints(solved.stratum, list, digits, signal);
    if (points === null) return null;
    const degree = list.polynomial.length - 1;
    for (const { point, place } of points.inside) {
      const along = facts[place]?.dimension;
      if (along === 0) isolated.push({ point, degree });
      else samples.push(sampleOf({ point, degree }, solved, judge!, along));
    }
  }
  const orbits = orbitsOf(solved, judge, isolated);
  return { solved, real, orbits, samples };
}

/** A point of a list, and the degree of its polynomial. */
interface ListedPoint {
  readonly point: AlgebraicPoint;
  readonly degree: number;
}

function sampleOf(
  { point, degree }: ListedPoint,
  solved: SolvedStratum,
  judge: Judge,
  along: number | undefined,
): LocatedSample {
  const signs = judge.inertia?.at(point, degree, orbitDimension(solved) + (along ?? 0)) ?? null;
  return { solved, point, degree, signs, value: valueAt(point, solved.loss), judge, along };
}

/** How the solutions of a stratum are judged. */
interface Judge {
  readonly inertia: ExactInertia | null;
  readonly changes: readonly SignChange[];
}

function judgeOf({ stratum, conditions }: SolvedStratum, landscape: Landscape): Judge {
  const second = secondOrderOn(stratum, landscape, conditions);
  return {
    inertia:
      second === null
        ? null
        : new ExactInertia(second.matrix, second.borders, second.isField, spectrumShift(landscape)),
    changes: products(residualReflections(stratum), stratum.forms.length),
  };
}

/** Points that the group takes to each other are one orbit. */
function orbitsOf(
  solved: SolvedStratum,
  judge: Judge | undefined,
  points: readonly ListedPoint[],
): LocatedOrbit[] {
  const { forms } = solved.stratum;
  const dimension = orbitDimension(solved);
  const euler = forms.reduce((all, { action, rank }) => all * stiefelEuler(action.size, rank), 1n);
  // Points of lists of several sets may be the same.
  const open = points.filter(
    ({ point }, k) => !points.slice(0, k).some((other) => areMirrored(point, other.point, new Set())),
  );
  const orbits: LocatedOrbit[] = [];
  while (open.length > 0) {
    const { point, degree } = open.shift()!;
    const { inertia, changes } = judge!;
    const kept = changes.filter((change) => areMirrored(point, point, change.coordinates));
    let images = 1n;
    for (const change of changes) {
      const at = open.findIndex((other) => areMirrored(point, other.point, change.coordinates));
      if (at < 0) continue;
      open.splice(at, 1);
      images++;
    }
    const signs = new Set(kept.map(({ determinants }) => determinants.join()));
    const pieces = (1n << BigInt(forms.length)) / BigInt(signs.size);
    orbits.push({
      solved,
      point,
      degree,
      signs: inertia?.at(point, degree, dimension) ?? null,
      value: valueAt(point, solved.loss),
      judge: judge!,
      dimension,
      pieces,
      eulerCharacteristic: (euler * images) / pieces,
    });
  }
  return orbits;
}
