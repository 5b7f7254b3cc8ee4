/**
 * Points of a critical set and their images under the reflections h_s, s ∈ {±1}^groups, in classes that are certainly on one connected component each.
 *
 * One component: images that the stabiliser of a point makes one, points that reflections take to each other (`quotient/residual.ts`), exactly; points between
 * which a flow of an affine symmetry is found (`group/affine-flow.ts`), in floating point, where the set is one sheet (`group/single-sheet.ts`). What joins x_i and h_s x_j joins h_r x_i and h_r h_s x_j.
 *
 * Where the set lies in one stratum, s modulo the determinants of all residual reflections is locally constant on it: a point there is g·ξ, ξ a normal form, g unique up
 * to what the stratum leaves of the group.
 */
import { euclideanNorm } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import type { AffineFlow } from "../group/affine-flow.js";
import type { Rotations } from "../group/rotations.js";
import { isOneSheet } from "../group/single-sheet.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { FLOW } from "../tolerances.js";
import { areMirrored } from "./exact-values.js";
import { orbitDimension, type SetMember } from "./set-members.js";

/** Members and their images under reflections, in classes that are certainly connected. */
export class Nodes {
  readonly count: number;
  /** Whether some are joined in floating point. */
  isFloating = false;
  private readonly parents: number[];
  private readonly images: number;

  constructor(
    private readonly members: readonly SetMember[],
    private readonly system: LandscapeSystem,
  ) {
    this.images = 1 << members[0]!.solved.stratum.forms.length;
    this.count = members.length * this.images;
    this.parents = Array.from({ length: this.count }, (_, k) => k);
  }

  private root(k: number): number {
    let at = k;
    while (this.parents[at] !== at) at = this.parents[at]!;
    return at;
  }

  /** x_i and h_s x_j, and so h_r x_i and h_r h_s x_j. */
  private join(i: number, j: number, signs: number): void {
    for (let r = 0; r < this.images; r++) {
      const [a, b] = [this.root(i * this.images + r), this.root(j * this.images + (r ^ signs))];
      if (a !== b) this.parents[Math.max(a, b)] = Math.min(a, b);
    }
  }

  private areJoined(i: number, j: number, signs: number): boolean {
    return this.root(i * this.images) === this.root(j * this.images + signs);
  }

  /** What the group itself takes to each other. */
  joinMirrored(): void {
    for (const [i, { solved, point, changes }] of this.members.entries())
      for (const [j, other] of this.members.entries())
        if (j >= i && other.solved === solved)
          for (const { coordinates, determinants } of changes)
            if (areMirrored(point, other.point, coordinates)) this.join(i, j, bitsOf(determinants));
  }

  /** Members of a space without groups that rotations take to each other, as far as digits tell. */
  joinTurned(rotations: Rotations): void {
    for (const [i, { solved, point }] of this.members.entries())
      for (let j = 0; j < i; j++) {
        const other = this.members[j]!;
        const areComparable = other.solved === solved && solved.stratum.forms.length === 0;
        if (!areComparable || this.areJoined(i, j, 0)) continue;
        if (!rotations.joins(point.coordinates, other.point.coordinates)) continue;
        this.join(i, j, 0);
        this.isFloating = true;
      }
  }

  /** Members between which a flow is found, where the set is one sheet near both of them: a flow does not tell sheets apart that nearly touch. */
  joinAlong(flow: AffineFlow, random: Random): void {
    const widest = Math.max(...this.members.map(({ x }) => euclideanNorm(x)));
    const areSingle = this.members.map(({ x, signs, solved, along }) => {
      const dimension = Math.max(orbitDimension(solved) + along, flow.rank(x));
      return signs?.nullity === dimension && isOneSheet(this.system, x, dimension, FLOW.reached * widest);
    });
    for (const [i, { x }] of this.members.entries())
      for (let j = 0; j <= i; j++)
        for (let signs = 0; signs < this.images; signs++) {
          if (!areSingle[i] || !areSingle[j] || this.areJoined(i, j, signs)) continue;
          if (!flow.joins(x, this.image(this.members[j]!, signs), random.fork(`${i} ${j} ${signs}`)))
            continue;
          this.join(i, j, signs);
          this.isFloating = true;
        }
  }

  /** h_s x: the first rows, or columns, of what the groups with s_g = −1 move change their signs. */
  private image({ x, solved }: SetMember, signs: number): Float64Array {
    const y = Float64Array.from(x);
    for (const [k, { action }] of solved.stratum.forms.entries()) {
      if ((signs & (1 << k)) === 0) continue;
      for (const { name, offset, rows, columns } of this.system.layout) {
        if (action.left.has(name)) for (let j = 0; j < columns; j++) y[offset + j]! *= -1;
        if (action.right.has(name)) for (let i = 0; i < rows; i++) y[offset + i * columns]! *= -1;
      }
    }
    return y;
  }

  /** The members whose orbits are on one component of the orbit space, as far as they are joined. */
  classes(): number[][] {
    const found = new Map<number, number[]>();
    for (const i of this.members.keys()) {
      // What is joined to one image of another member is joined to all of them, each with its own sign.
      const key = Math.min(...Array.from({ length: this.images }, (_, s) => this.root(i * this.images + s)));
      found.set(key, [...(found.get(key) ?? []), i]);
    }
    return [...found.values()];
  }

  /** How many components the images of joined members make; undefined where that is not known. */
  copiesOf(own: readonly number[]): bigint | undefined {
    const roots = new Map<number, number>();
    const [first] = own;
    for (let s = 0; s < this.images; s++) {
      const root = this.root(first! * this.images + s);
      if (!roots.has(root)) roots.set(root, s);
    }
    if (roots.size === 1) return 1n;
    const { solved, changes } = this.members[first!]!;
    if (this.members.some((member) => member.solved !== solved)) return undefined;
    const residual = changes.map(({ determinants }) => bitsOf(determinants));
    const cosets = new Set([...roots.values()].map((s) => Math.min(...residual.map((d) => s ^ d))));
    return cosets.size === roots.size ? BigInt(roots.size) : undefined;
  }
}

const bitsOf = (determinants: readonly boolean[]): number =>
  determinants.reduce((bits, isNegative, k) => bits | (isNegative ? 1 << k : 0), 0);
