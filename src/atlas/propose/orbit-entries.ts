/**
 * Critical orbits (`locate-orbits.ts`) and larger critical sets as entries of a list, in order of value, with the evidence of every stratum and the theorem
 * that it amounts to. Real solution sets of positive dimension with S ≻ 0 are described by the real points on each of their connected components (`critical-sets.ts`).
 */
import { RationalMatrix } from "../../exact/matrix.js";
import { Random } from "../../exact/random.js";
import { toNumber, ZERO } from "../../exact/rational.js";
import { fromRows } from "../../numeric/linalg/dense.js";
import type { Point } from "../../objectives/objective.js";
import type { Problem } from "../../objectives/problem.js";
import { liftPoint } from "../../quotient/lift.js";
import type { Stratum } from "../../quotient/strata.js";
import { affineSymmetries } from "../../symbolic/affine-symmetries.js";
import { AffineFlow } from "../group/affine-flow.js";
import type { LocatedComponent } from "../group/entries.js";
import { Rotations } from "../group/rotations.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { StratumEvidence } from "../record/types.js";
import { type DescribedSet, describeSets } from "./critical-sets.js";
import { inOrder, listed, statedValue } from "./exact-values.js";
import type { SolverResult } from "./landscape-solver.js";
import type { Located, LocatedOrbit, LocatedPoint, LocatedStratum } from "./locate-orbits.js";
import type { SetMember, SetSetting } from "./set-members.js";
import type { SolvedStratum } from "./solve-stratum.js";
import type { SolverReason } from "./solver-reasons.js";

/** The critical sets that are larger than orbits, and the orbits that are none of their points. */
interface Described {
  readonly sets: readonly { readonly set: DescribedSet; readonly place: number | undefined }[];
  readonly orbits: readonly LocatedOrbit[];
  /** The places of the values of the orbits. */
  readonly places: ReadonlyMap<LocatedPoint, number>;
}

/** The critical sets larger than orbits through the points found, described, and the orbits that are none of their points. */
export async function describeLarger(
  { located, digits }: Located,
  problem: Problem,
  system: LandscapeSystem,
  signal: AbortSignal | undefined,
): Promise<Described> {
  const orbits = located.flatMap((one) => one.orbits);
  const samples = located.flatMap((one) => one.samples);
  const places = new Map<LocatedPoint, number>(
    inOrder<LocatedPoint>([...orbits, ...samples]).map(({ one, place }) => [one, place]),
  );
  const withSets = new Set(samples.map((sample) => places.get(sample)));
  if (samples.length === 0) return { sets: [], orbits, places };
  const landscape = problem.objective.landscape!;
  const fields = affineSymmetries(landscape, system.manifold.spheres);
  const setting: SetSetting = {
    landscape,
    system,
    flow: fields === null || fields.length === 0 ? null : new AffineFlow(fields),
    rotations: fields === null ? null : Rotations.of(fields, system.size),
    random: new Random(system.size).fork("critical sets"),
    digits,
    signal,
  };
  const isApart = (orbit: LocatedOrbit) =>
    !withSets.has(places.get(orbit)) || orbit.signs?.nullity === orbit.dimension;
  const sets: { set: DescribedSet; place: number | undefined }[] = [];
  for (const place of withSets) {
    const members = [
      ...orbits
        .filter((orbit) => places.get(orbit) === place && !isApart(orbit))
        .map((orbit) => memberOf(orbit, 0, setting)),
      ...samples
        .filter((sample) => places.get(sample) === place)
        .map((sample) => memberOf(sample, sample.along, setting)),
    ];
    for (const set of await describeSets(members, setting)) sets.push({ set, place });
  }
  return { sets, orbits: orbits.filter(isApart), places };
}

/** A point of a set; its orbit under all affine symmetries may explain more zeros than that of the group. */
function memberOf(located: LocatedPoint, along: number | undefined, { system, flow }: SetSetting): SetMember {
  const { solved, point, degree, value, judge } = located;
  const x = system.flatten(liftedPoint(located).representative);
  const known = flow === null ? 0 : flow.rank(x);
  const signs = located.signs ?? judge.inertia?.at(point, degree, known) ?? null;
  return { solved, point, signs, value, ...judge, along: along ?? 0, isIsolated: along === 0, x };
}

/** The list of orbits and sets, what is known of it being all, and why it is not complete where it is not. */
export function resultOf(
  problem: Problem,
  system: LandscapeSystem,
  located: readonly LocatedStratum[],
  { sets, orbits, places }: Described,
): SolverResult {
  const isExact = !problem.model.moments.rounded;
  const entries = [
    ...orbits.map((orbit) => entryOf(orbit, places.get(orbit), system, isExact)),
    ...sets.map(({ set, place }) => entryOfSet(set, place, isExact)),
  ];
  const strata = located.map(evidenceOf);
  const isVerified = located.every(({ solved }) => solved.isVerified);
  const untold = sets.filter(({ set }) => set.copies === undefined).length;
  const unmeasured = sets.filter(({ set }) => !set.isExact).length;
  const untyped = sets.filter(({ set }) => set.type === "undecided").length;
  const reasons: SolverReason[] = [
    ...(isVerified ? [] : [{ kind: "unverified" } as const]),
    ...(untold === 0 ? [] : [{ kind: "sets-not-told-apart", entries: untold } as const]),
    ...(unmeasured === 0 ? [] : [{ kind: "sets-not-measured", entries: unmeasured } as const]),
    ...(untyped === 0 ? [] : [{ kind: "sets-may-vary", entries: untyped } as const]),
  ];
  const isProved = isExact && sets.every(({ set }) => set.isProved);
  const theorem = isProved ? theoremOf(strata) : null;
  return {
    proposals: listed(entries),
    evidence: { kind: "strata", strata },
    complete: reasons.length === 0,
    reasons,
    ...(reasons.length === 0 && theorem !== null ? { theorem } : {}),
  };
}

const evidenceOf = ({
  solved: { stratum, isolated, dimension, proof },
  real,
  orbits,
  samples,
}: LocatedStratum): StratumEvidence => ({
  ranks: stratum.forms.map(({ rank }) => rank),
  pivots: stratum.forms.map(({ pivots }) => pivots.map((j) => j + 1)),
  dimension: Math.max(dimension, 0),
  complex: isolated.reduce((sum, { polynomial }) => sum + polynomial.length - 1, 0),
  real,
  orbits: orbits.length,
  ...(samples.length === 0 ? {} : { samples: samples.length }),
  proof,
});

/** Null where primes alone speak for some stratum. */
function theoremOf(all: readonly StratumEvidence[]): string | null {
  if (all.some(({ proof }) => proof === "modular")) return null;
  const strata = all.filter(({ proof }) => proof !== "definite");
  const left = all.length - strata.length;
  const [onOthers, without] =
    left === 0
      ? ["", ""]
      : [
          " on the others",
          `; on ${left} of the strata no point is critical, as a definite form would have to vanish`,
        ];
  const sum = (of: (one: StratumEvidence) => number) => strata.reduce((total, one) => total + of(one), 0);
  const samples = sum((one) => one.samples ?? 0);
  const others =
    samples === 0
      ? "and none that is not isolated to be a critical orbit"
      : `and those that are not isolated to have ${samples} real points, at least one on every connected component`;
  const strataText =
    all.length === 1
      ? "elimination: the"
      : `elimination on the orbit space: its ${all.length} strata are disjoint and exhaustive, and the`;
  return `${strataText} ${sum(({ complex }) => complex)} isolated complex solutions${onOthers} are proved to be all, ${others}; ${sum(({ orbits }) => orbits)} are critical orbits${without}`;
}

/** The point of the landscape over one of a stratum, and exactly where it is rational. */
function liftedPoint({
  solved: { stratum },
  point,
}: Pick<SetMember, "point"> & { readonly solved: Pick<SolvedStratum, "stratum"> }): Pick<
  LocatedComponent,
  "representative" | "exactRepresentative"
> & {
  readonly representative: Point;
} {
  const lifted = liftPoint(
    stratum,
    point.coordinates.map(({ re }) => re),
  );
  const representative: Point = Object.fromEntries(
    [...lifted].map(([name, rows]) => [name, fromRows(rows.map((row) => row.map(toNumber)))]),
  );
  const isExact =
    stratum.forms.every(({ rank }) => rank === 0) &&
    point.coordinates.every(({ radius }) => radius.equals(ZERO));
  if (!isExact) return { representative };
  const matrices = [...lifted].map(([name, rows]) => [name, RationalMatrix.from(rows)] as const);
  return { representative, exactRepresentative: new Map(matrices) };
}

interface Entry {
  readonly proposal: LocatedComponent;
  readonly x: Float64Array;
}

function entryOfSet(
  { representative, dimension, copies, type, extent, isExact: isMeasured }: DescribedSet,
  valueOrder: number | undefined,
  isExact: boolean,
): Entry {
  const { solved, signs, value, x } = representative;
  const groups = groupsOf(solved.stratum);
  const notes = [
    ...(copies === undefined ? [SET_NOTES.untold] : []),
    ...(isMeasured ? [] : [SET_NOTES.unmeasured]),
    ...(type === "varies" ? [SET_NOTES.varies] : []),
  ];
  return {
    x,
    proposal: {
      id: "",
      family:
        groups === ""
          ? "a critical set, found by elimination"
          : `larger than an orbit of ${groups}, found by elimination`,
      ...liftedPoint(representative),
      ...statedValue(representative.point, solved.loss, value, isExact),
      ...(valueOrder === undefined ? {} : { valueOrder }),
      dimension,
      ...(signs === null ? {} : { index: signs.index, nullity: signs.nullity }),
      exactSigns: signs ?? "undecided",
      ...(copies === undefined ? {} : { multiplicity: copies }),
      // A closed manifold of odd dimension; a bounded set may reach the boundary of the domain.
      ...(solved.stratum.equations.length === 0 &&
      type === "constant" &&
      extent === "bounded" &&
      signs?.nullity === dimension &&
      dimension % 2 === 1
        ? { eulerCharacteristic: 0n }
        : {}),
      ...(extent === undefined ? {} : { extent }),
      ...(type === "varies" ? { varies: true } : {}),
      ...(notes.length === 0 ? {} : { notes }),
      isOrbit: false,
    },
  };
}

const SET_NOTES = {
  untold: "the number of connected components is not known: at least one",
  unmeasured: "the dimension is not known: at least the one stated",
  varies: "index or nullity change along the set: those stated are of general points",
} as const;

function entryOf(
  orbit: LocatedOrbit,
  valueOrder: number | undefined,
  system: LandscapeSystem,
  isExact: boolean,
): Entry {
  const { solved, signs, value, dimension, pieces, eulerCharacteristic } = orbit;
  const lifted = liftedPoint(orbit);
  const groups = groupsOf(solved.stratum);
  return {
    x: system.flatten(lifted.representative),
    proposal: {
      id: "",
      family: `${groups === "" ? "a point" : `an orbit of ${groups}`}, found by elimination`,
      ...lifted,
      ...statedValue(orbit.point, solved.loss, value, isExact),
      ...(valueOrder === undefined ? {} : { valueOrder }),
      dimension,
      ...(signs === null ? {} : { index: signs.index, nullity: signs.nullity }),
      exactSigns: signs ?? "undecided",
      multiplicity: pieces,
      eulerCharacteristic,
      isOrbit: true,
    },
  };
}

/** `O(2) of rank 1`; nothing where no group acts. */
const groupsOf = ({ forms }: Stratum): string =>
  forms.map(({ action: { size }, rank }) => `O(${size}) of rank ${rank}`).join(" and ");
