/**
 * Critical sets larger than orbits, from real points of every stratum of the orbit space (`locate-orbits.ts`).
 *
 * Members: real points on every connected component of every stratum's critical set, all of one value of the loss, with their images h_s x under the
 * reflections of the groups, s ∈ {±1}^groups. Every connected component C of the critical set M_v of this value contains one of these points: C meets a stratum,
 * there it contains a component of the stratum's set up to O(m) × …, and that has a member. So
 *
 *   number of components = number of classes,   where all of them are told apart.
 *
 * One component: images that the stabiliser of a member makes one, members that reflections take to each other (`quotient/residual.ts`), exactly; points between
 * which a flow of an affine symmetry is found (`group/affine-flow.ts`), in floating point, or that its rotations take to each other as far as digits tell (`group/rotations.ts`).
 * Different components, exactly:
 *   reflections   where M_v lies in one stratum, on which s modulo the determinants of all residual reflections is locally constant,
 *   barriers      f, a coordinate of the one stratum or |X|² − c, of other signs at the members of two classes, with no real zero in M_v
 *                 (`algebra/real-samples.ts`).
 *
 *   dimension     at a member at least Σ_g m r − r(r+1)/2 + the dimension of the stratum's set there, and that of its orbit under the affine symmetries;
 *                 at most the nullity, and the largest over the strata
 *   extent        bounded if no |X|² = R, R beyond all members, meets M_v: every component has a member, and a path from there would cross; unbounded if x ↦ A x + b,
 *                 moves a member, all eigenvalues of A real: orbits of such flows are bounded in both directions only where they rest
 *
 *   type          the same all along, where no more eigenvalues vanish anywhere on M_v, or the components are compact orbits of the affine symmetries
 *
 * Not covered: joins along sets that no affine symmetry explains, those of fields among them.
 */
import type { AffineFlow } from "../group/affine-flow.js";
import { Barriers, type Extent, extentsOf } from "./set-barriers.js";
import { orbitDimension, type SetMember, type SetSetting } from "./set-members.js";
import { Nodes } from "./set-nodes.js";

/** Members, images included, beyond which sets are not told apart. Chosen: so many flows take some seconds. */
const MOST_NODES = 64;

/** Connected components of the critical set, or a set that holds one at least. */
export interface DescribedSet {
  readonly representative: SetMember;
  readonly dimension: number;
  /** Whether the dimension is no more than that. */
  readonly isExact: boolean;
  /** How many components; absent where they are not told apart. */
  readonly copies?: bigint;
  /** Whether index and nullity are the same all along. */
  readonly type: "constant" | "varies" | "undecided";
  readonly extent?: Extent;
  /** Whether all that is said rests on exact decisions. */
  readonly isProved: boolean;
}

/** The critical sets through points of one value, or of a field. */
export async function describeSets(
  members: readonly SetMember[],
  setting: SetSetting,
): Promise<DescribedSet[]> {
  const nodes = new Nodes(members, setting.system);
  nodes.joinMirrored();
  const isFlowing = setting.flow !== null && nodes.count <= MOST_NODES;
  if (setting.rotations !== null) nodes.joinTurned(setting.rotations);
  if (isFlowing) nodes.joinAlong(setting.flow!, setting.random);
  const barriers = new Barriers(members, setting);
  const groups: number[][][] = [];
  for (const orbit of nodes.classes()) {
    const alike: number[][][] = [];
    for (const group of groups) if (!(await areApart(group, orbit, barriers, members))) alike.push(group);
    for (const group of alike) groups.splice(groups.indexOf(group), 1);
    groups.push([...alike.flat(), orbit]);
  }
  const extents = await extentsOf(groups, members, barriers, setting);
  const described: DescribedSet[] = [];
  const most = dimensionBound(members);
  for (const [k, group] of groups.entries()) {
    const own = group.flat().map((i) => members[i]!);
    const areOrbits = own.every(
      ({ x, signs }) => setting.flow?.rank(x) === Math.min(signs?.nullity ?? most, most),
    );
    const isCompact = extents[k] === "bounded" && areOrbits;
    const type = await typeOf(own, isCompact, groups.length === 1, barriers);
    const copies = group.length === 1 ? nodes.copiesOf(group[0]!) : undefined;
    described.push({
      ...measured(own, most, setting.flow),
      type,
      ...(copies === undefined ? {} : { copies }),
      ...(extents[k] === undefined ? {} : { extent: extents[k] }),
      isProved: !nodes.isFloating,
    });
  }
  return described;
}

async function areApart(
  group: readonly (readonly number[])[],
  orbit: readonly number[],
  barriers: Barriers,
  members: readonly SetMember[],
): Promise<boolean> {
  const pick = (places: readonly number[]) => places.map((i) => members[i]!);
  for (const other of group) if (!(await barriers.separate(pick(other), pick(orbit)))) return false;
  return true;
}

/**
 * Whether index and nullity change along the components of some members.
 *
 * They do not where these are compact orbits of the group of affine symmetries. The orbit of a member is bounded, and so closed, as the group is algebraic. It is
 * open in the critical set if it has as many dimensions as the Hessian has zeros; or as M_v has: what else of M_v is near it would be orbits of no
 * fewer dimensions, of which a set of that dimension holds finitely many, all closed.
 */
async function typeOf(
  own: readonly SetMember[],
  areCompactOrbits: boolean,
  isAlone: boolean,
  barriers: Barriers,
): Promise<DescribedSet["type"]> {
  const types = new Set(own.map(({ signs }) => (signs === null ? null : `${signs.index} ${signs.nullity}`)));
  if (types.has(null)) return "undecided";
  if (types.size > 1) return "varies";
  if (areCompactOrbits) return "constant";
  switch (await barriers.typeChanges()) {
    case "nowhere":
      return "constant";
    case "somewhere":
      return isAlone ? "varies" : "undecided";
    case "undecided":
      return "undecided";
  }
}

/** A general member, and the dimension of the critical set there. */
function measured(
  own: readonly SetMember[],
  most: number,
  flow: AffineFlow | null,
): Pick<DescribedSet, "representative" | "dimension" | "isExact"> {
  const dimensions = own.map((member) =>
    Math.max(orbitDimension(member.solved) + member.along, flow?.rank(member.x) ?? 0),
  );
  const dimension = Math.max(...dimensions);
  const nullityOf = ({ signs }: SetMember) => signs?.nullity ?? Number.POSITIVE_INFINITY;
  const representative = own
    .filter((_, k) => dimensions[k] === dimension)
    .reduce((best, member) => (nullityOf(member) < nullityOf(best) ? member : best));
  return { representative, dimension, isExact: dimension === Math.min(nullityOf(representative), most) };
}

/** Of the critical set through the members: the largest over the strata. */
const dimensionBound = (members: readonly SetMember[]): number =>
  Math.max(
    ...members.map(({ solved, isIsolated }) => orbitDimension(solved) + (isIsolated ? 0 : solved.dimension)),
  );
