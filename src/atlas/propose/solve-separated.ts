/**
 * All critical points of a landscape that is a sum of landscapes in unknowns of their own (`symbolic/separation.ts`), as rows of unit norm make a bilinear loss one.
 *
 *   critical points = products of the critical points of the parts,
 *   index, nullity and value add up, the constant of the loss once.
 *
 * Each part is solved by elimination (`isolated-points.ts`); equal parts, up to the names of their unknowns, are solved once. Exchanging equal parts, and the changes of signs of
 * each part (`symbolic/sign-symmetries.ts`), keep the loss: they take critical points to others of the same value, index and nullity, and all these are one entry.
 * With k equal parts and orbits of lengths l_j under changes of signs, k_j parts on orbit j, it has as many points as
 *
 *   multiplicity = Π over the kinds of parts of   k!/Π k_j! · Π l_j^{k_j}.
 *
 * The list is complete if that of every part is: the product of the complex solutions is that of the whole.
 *
 * Not covered: parts with sets of positive dimension.
 */
import { multinomial } from "../../exact/counting.js";
import { type Rational, ZERO } from "../../exact/rational.js";
import { isUnavailable, type Result } from "../../result.js";
import type { Polynomial } from "../../symbolic/polynomial.js";
import { type ConditionPart, restrictedLoss, separatedParts } from "../../symbolic/separation.js";
import { signSymmetries } from "../../symbolic/sign-symmetries.js";
import type { ExactSigns } from "../local/exact-inertia.js";
import type { CompletenessEvidence } from "../record/types.js";
import { countOf } from "./critical-count.js";
import { areMirrored, type ExactValue, statedValue } from "./exact-values.js";
import {
  type LocatedList,
  type LocatedPoint,
  locateAll,
  type PointConditions,
  type Represented,
  representationOf,
} from "./isolated-points.js";
import type { SolverReason } from "./solver-reasons.js";

/** Unknowns of a part up to which its solutions are counted first. Chosen: a pair of vectors of seven entries with unit norms. */
const MOST_UNKNOWNS = 16;
/** Solutions of a part, with multiplicity, as for whole landscapes. */
const MOST_POINTS = 300;
/** Entries of the product. Chosen: as many take some seconds to classify. `solve-separated.test.ts` */
const MOST_ENTRIES = 2000;

/** Critical points that exchanges and changes of signs take to each other. */
export interface ProductPoint {
  /** Of one of them, by unknown. */
  readonly coordinates: readonly LocatedPoint["point"]["coordinates"][number][];
  readonly multiplicity: bigint;
  readonly signs: ExactSigns | null;
  /** Null for fields. */
  readonly value: ExactValue | null;
  /** Where the values of all parts are rational. */
  readonly exactValue?: Rational;
}

/** The list, and what is known of it being all. */
export interface SeparatedPoints {
  readonly points: readonly ProductPoint[];
  readonly evidence: Extract<CompletenessEvidence, { readonly kind: "separated" }>;
}

/** Equal parts, and where they are. */
interface Kind {
  readonly asked: PointConditions;
  readonly places: readonly (readonly number[])[];
}

/**
 * The critical points of a sum, or why elimination does not answer; undefined where the conditions do not fall apart.
 *
 * @param whole all conditions; the constant of its loss counts once.
 * @throws the reason of the signal once it is aborted.
 */
export async function solveSeparated(
  whole: PointConditions,
  signal: AbortSignal | undefined,
): Promise<Result<SeparatedPoints, SolverReason> | undefined> {
  const parts = separatedParts(whole.conditions);
  if (parts.length < 2) return undefined;
  const kinds = kindsOf(parts, whole);
  const lists: { asked: PointConditions; represented: Represented }[] = [];
  for (const { asked } of kinds) {
    const why = whyNot(asked.conditions);
    if (why !== null) return { unavailable: why };
    const represented = representationOf(asked.conditions, signal);
    if (isUnavailable(represented)) return represented;
    lists.push({ asked, represented });
  }
  const counts = await locateAll(lists, signal, () => []);
  const size = entriesOf(kinds, counts);
  if (size > MOST_ENTRIES)
    return { unavailable: { kind: "too-large", what: "products", count: size, most: MOST_ENTRIES } };
  const combine = (located: readonly LocatedList[]) => productsOf(kinds, located, whole);
  const located = await locateAll(lists, signal, combine);
  return {
    points: combine(located),
    evidence: {
      kind: "separated",
      parts: kinds.map(({ places }, k) => ({
        copies: places.length,
        unknowns: places[0]!.length,
        complex: lists[k]!.represented.degree,
        real: located[k]!.located.length,
        proof: lists[k]!.represented.evidence.kind,
        ...isUnverified(lists[k]!.represented),
      })),
    },
  };
}

const isUnverified = ({ evidence }: Represented): { readonly unverified?: true } =>
  evidence.kind === "modular" && !evidence.solutions ? { unverified: true } : {};

/** As for whole landscapes (`solve-landscape-exactly.ts`), of more unknowns. */
function whyNot(conditions: readonly Polynomial[]): SolverReason | null {
  const count = countOf(conditions, MOST_UNKNOWNS);
  if (count.kind === "infinite") return { kind: "positive-dimension", dimension: count.dimension };
  if (count.kind === "unknown") return { kind: "not-counted" };
  return count.degree > MOST_POINTS
    ? { kind: "too-many-points", degree: count.degree, most: MOST_POINTS }
    : null;
}

function kindsOf(parts: readonly ConditionPart[], whole: PointConditions): Kind[] {
  const entries = whole.conditions.length - whole.spheres;
  const kinds = new Map<string, { asked: PointConditions; places: (readonly number[])[] }>();
  for (const { unknowns, conditions } of parts) {
    const spheres = unknowns.filter((v) => v >= entries).length;
    const key = [spheres, ...conditions.map((f) => f.key())].join("; ");
    const kind = kinds.get(key);
    if (kind !== undefined) kind.places.push(unknowns);
    else {
      const loss = whole.loss === null ? null : restrictedLoss(unknowns, whole.loss);
      kinds.set(key, { asked: { conditions, spheres, isField: whole.isField, loss }, places: [unknowns] });
    }
  }
  return [...kinds.values()];
}

/** Points of a part that changes of signs take to each other: one of them, and their number. */
interface SignOrbit {
  readonly one: LocatedPoint;
  readonly length: number;
}

function signOrbits({ asked }: Kind, { located }: LocatedList): SignOrbit[] {
  const changes = signSymmetries(asked.conditions);
  const open = [...located];
  const orbits: SignOrbit[] = [];
  while (open.length > 0) {
    const one = open.shift()!;
    const orbit = [one];
    for (const member of orbit)
      for (const change of changes) {
        const at = open.findIndex((other) => areMirrored(member.point, other.point, change));
        if (at >= 0) orbit.push(...open.splice(at, 1));
      }
    orbits.push({ one, length: orbit.length });
  }
  return orbits;
}

/** The number of entries: Π C(orbits + k − 1, k). */
const entriesOf = (kinds: readonly Kind[], lists: readonly LocatedList[]): number =>
  kinds.reduce((product, kind, i) => {
    const n = signOrbits(kind, lists[i]!).length;
    return kind.places.reduce((count, _, k) => (count * (n + k)) / (k + 1), product);
  }, 1);

/** What is known of a choice of points for some of the parts. */
interface Choice {
  readonly parts: readonly { readonly places: readonly number[]; readonly one: LocatedPoint }[];
  readonly multiplicity: bigint;
}

function productsOf(
  kinds: readonly Kind[],
  lists: readonly LocatedList[],
  { conditions, loss, spheres }: PointConditions,
): ProductPoint[] {
  let choices: Choice[] = [{ parts: [], multiplicity: 1n }];
  for (const [i, kind] of kinds.entries()) {
    const orbits = signOrbits(kind, lists[i]!);
    const multisets = multisetsOf(orbits.length, kind.places.length);
    choices = choices.flatMap(({ parts, multiplicity }) =>
      multisets.map((counts) => {
        const chosen = counts.flatMap((count, j) => new Array<SignOrbit>(count).fill(orbits[j]!));
        return {
          parts: [...parts, ...chosen.map(({ one }, k) => ({ places: kind.places[k]!, one }))],
          multiplicity: chosen.reduce(
            (product, { length }) => product * BigInt(length),
            multiplicity * multinomial(counts),
          ),
        };
      }),
    );
  }
  const constant = loss?.homogeneousPart(0).evaluate([]) ?? ZERO;
  const stated = new Map(
    kinds.flatMap(({ asked }, i) =>
      lists[i]!.located.map((one) => [one, statedValue(one.point, asked.loss, one.value, true)] as const),
    ),
  );
  return choices.map(({ parts, multiplicity }) => {
    const all = parts.map(({ one }) => one);
    const rational = all.map((one) => stated.get(one)?.exactValue);
    return {
      coordinates: coordinatesOf(parts, conditions.length - spheres),
      multiplicity,
      signs: all.every(({ signs }) => signs !== null) ? sumOfSigns(all.map(({ signs }) => signs!)) : null,
      value: loss === null ? null : sumOfValues(constant, all),
      ...(loss !== null && rational.every((x) => x !== undefined)
        ? { exactValue: rational.reduce<Rational>((sum, x) => sum.add(x!), constant) }
        : {}),
    };
  });
}

/** The vectors of n numbers ≥ 0 with this sum. */
function multisetsOf(n: number, sum: number): number[][] {
  if (n === 0) return sum === 0 ? [[]] : [];
  if (n === 1) return [[sum]];
  return Array.from({ length: sum + 1 }, (_, k) => k).flatMap((first) =>
    multisetsOf(n - 1, sum - first).map((rest) => [first, ...rest]),
  );
}

function coordinatesOf(parts: Choice["parts"], entries: number): ProductPoint["coordinates"] {
  const coordinates = new Array<ProductPoint["coordinates"][number]>(entries);
  for (const { places, one } of parts)
    for (const [k, v] of places.entries()) if (v < entries) coordinates[v] = one.point.coordinates[k]!;
  return coordinates;
}

const sumOfSigns = (all: readonly ExactSigns[]): ExactSigns =>
  all.reduce(
    (a, b) => ({
      index: a.index + b.index,
      nullity: a.nullity + b.nullity,
      positive: a.positive + b.positive,
    }),
    { index: 0, nullity: 0, positive: 0 },
  );

const sumOfValues = (constant: Rational, all: readonly LocatedPoint[]): ExactValue =>
  all.reduce<ExactValue>(
    (sum, { value }) => ({
      centre: sum.centre.add(value!.centre),
      error: sum.error.add(value!.error),
    }),
    { centre: constant, error: ZERO },
  );
