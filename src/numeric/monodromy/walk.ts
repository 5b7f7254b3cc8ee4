/** Paths between members of the family of perturbations, within the work that is allowed. */
import type { Random } from "../../exact/random.js";
import { Threads } from "../parallel/threads.js";
import type { ComplexPoint } from "../polynomial/system.js";
import { type MonodromyOptions, monodromyOptions } from "./options.js";
import type {
  Parameters,
  PerturbationFamily,
  Segment,
  SegmentEnds,
  SegmentStart,
} from "./perturbation-family.js";
import { type PointSet, present } from "./point-set.js";
import type { PerturbationOptions } from "./types.js";

/** More work than was allowed. */
export class WorkExceeded extends Error {}

/** Follows points of one family, and counts the work. */
export class Walk {
  readonly random: Random;
  readonly threads: Threads;
  readonly effort: MonodromyOptions;
  readonly onProgress: PerturbationOptions["onProgress"];
  private readonly allowed: number;
  private done = 0;

  constructor(
    readonly family: PerturbationFamily,
    { seed, threads = new Threads(0), onProgress, monodromy, work }: PerturbationOptions,
  ) {
    this.random = seed;
    this.threads = threads;
    this.effort = monodromyOptions(monodromy);
    this.onProgress = onProgress;
    this.allowed = work ?? Number.POSITIVE_INFINITY;
  }

  get isAborted(): boolean {
    return this.threads.signal?.aborted === true;
  }

  /**
   * The ends of the paths of some points (x, s) from θ to θ′; null where a path fails or leaves for infinity, at every level of care.
   *
   * @throws WorkExceeded once there have been too many paths; the signal's reason when cancelled.
   */
  move(points: readonly ComplexPoint[], from: Parameters, to: Parameters): Promise<SegmentEnds["move"][]> {
    return this.followAll({ kind: "move", from, to }, points) as Promise<SegmentEnds["move"][]>;
  }

  /** The same down to the section s = 0. @throws as `move`. */
  descend(
    points: readonly ComplexPoint[],
    from: Parameters,
    to: Parameters,
    far: number,
  ): Promise<SegmentEnds["descent"][]> {
    return this.followAll({ kind: "descent", from, to, far }, points) as Promise<SegmentEnds["descent"][]>;
  }

  /** The limits of paths in the unperturbed system; undefined for those that an interrupt left out. They are not counted as work. */
  limits(
    starts: readonly SegmentStart[],
    segment: Segment & { readonly kind: "limit" },
    onDone: (count: number) => void,
  ): Promise<(SegmentEnds["limit"] | undefined)[]> {
    const { threads, family } = this;
    return threads.follow(family, segment, starts, onDone) as Promise<(SegmentEnds["limit"] | undefined)[]>;
  }

  /** One loop θ → θ₁ → θ₂ → θ; the points that it carries to new ones are added. Says whether there were any. */
  async loop(known: PointSet, theta: Parameters, generic: () => Parameters): Promise<boolean> {
    const [one, two] = [generic(), generic()];
    const before = known.points.length;
    const there = present(await this.move(known.points, theta, one));
    const further = present(await this.move(there, one, two));
    for (const x of present(await this.move(further, two, theta))) known.add(x);
    return known.points.length > before;
  }

  private followAll(segment: Segment, points: readonly ComplexPoint[]) {
    this.done += points.length * this.family.stepCost;
    if (this.done > this.allowed) throw new WorkExceeded("too many paths");
    return this.threads.followAll(this.family, segment, points);
  }
}
