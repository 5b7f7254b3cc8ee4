/**
 * Limits of the solutions of a generic fibre as the perturbation goes to zero along a complex ray.
 *
 * Paths that leave for infinity are told by their homogenising coordinate, against those of all that arrive. A regular limit
 * belongs to one path: where several arrive, some have jumped, and all of them are followed again.
 */
import { fromScaled } from "../polynomial/scaling.js";
import type { ComplexPoint } from "../polynomial/system.js";
import { SEGMENT } from "./options.js";
import { fartherThan, onFibre, type PerturbationFamily, withoutSection } from "./perturbation-family.js";
import { PointSet, present, samePoint } from "./point-set.js";
import type {
  PerturbationFibre,
  PerturbationLimit,
  PerturbationOptions,
  PerturbationSolution,
} from "./types.js";
import { Walk, WorkExceeded } from "./walk.js";

/** The limits C → 0 of the solutions of a fibre. Where paths fail, all are followed again from another perturbation. */
export const fibreLimits = (
  family: PerturbationFamily,
  fibre: PerturbationFibre,
  options: PerturbationOptions,
): Promise<PerturbationSolution> => limitsBy(new Walk(family, options), fibre);

/** The same by a walk that may have work behind it. */
export async function limitsBy(walk: Walk, fibre: PerturbationFibre): Promise<PerturbationSolution> {
  let solution = await limitsAlongRay(walk, fibre);
  let from: PerturbationFibre | null = fibre;
  const isOpen = () => solution.limits.some(({ kind }) => kind === "failed");
  for (let ray = 1; ray < walk.effort.maxRays && isOpen(); ray++) {
    try {
      from = await toAnotherPerturbation(walk, from);
      if (from === null) break;
      const next = await limitsAlongRay(walk, from);
      // One that an interrupt cut short does not replace a whole one.
      if (walk.isAborted) break;
      solution = next;
    } catch (error) {
      if (!walk.isAborted && !(error instanceof WorkExceeded)) throw error;
      break;
    }
  }
  return solution;
}

/** The fibre at another generic perturbation; null where a path fails. */
async function toAnotherPerturbation(
  walk: Walk,
  fibre: PerturbationFibre,
): Promise<PerturbationFibre | null> {
  const { family, random } = walk;
  const perturbation = family.rayPerturbation(random);
  const known = new PointSet();
  for (const end of present(
    await walk.move(
      fibre.points.map(onFibre),
      family.fibreAt(fibre.perturbation),
      family.fibreAt(perturbation),
    ),
  ))
    known.add(end);
  if (known.points.length < fibre.points.length) return null;
  return { ...fibre, perturbation, points: known.points.map(withoutSection) };
}

async function limitsAlongRay(walk: Walk, fibre: PerturbationFibre): Promise<PerturbationSolution> {
  const { scaling } = walk.family;
  const followed = await followLimits(walk, fibre);
  const limits = [
    ...followed.flatMap((limit): PerturbationLimit[] =>
      limit === undefined
        ? []
        : limit.kind === "finite"
          ? [{ ...limit, point: fromScaled(limit.point, scaling) }]
          : [limit],
    ),
    ...Array.from({ length: fibre.away }, (): PerturbationLimit => ({ kind: "infinite" })),
  ];
  const count = (is: (limit: PerturbationLimit) => boolean) => limits.filter(is).length;
  const generic = fibre.points.length;
  const missing = generic - (limits.length - fibre.away);
  const failed = count(({ kind }) => kind === "failed");
  const undecided = count((limit) => limit.kind === "finite" && limit.reality === "undecided");
  const reasons = [...fibre.reasons];
  if (missing > 0) reasons.push({ kind: "limits-interrupted", followed: generic - missing, paths: generic });
  if (failed > 0) reasons.push({ kind: "limits-failed", failed, paths: generic });
  if (undecided > 0) reasons.push({ kind: "reality-undecided", paths: undecided });
  const { sectionDegree, leaving, lost, traceError } = fibre;
  return {
    limits,
    generic: generic + fibre.away,
    ...{ sectionDegree, leaving, lost, traceError },
    complete: reasons.length === 0,
    reasons,
  };
}

/** What every path of a fibre ends in, in scaled coordinates; undefined for those not followed before an interrupt. */
async function followLimits(
  walk: Walk,
  { points, perturbation }: PerturbationFibre,
): Promise<(PerturbationLimit | undefined)[]> {
  const { family, onProgress } = walk;
  const from = family.fibreAt(perturbation);
  const to = family.fibreAt({
    re: new Float64Array(family.rows.length),
    im: new Float64Array(family.rows.length),
  });
  let far: number = SEGMENT.leaving;
  let done = 0;
  const followed = new Array<PerturbationLimit | undefined>(points.length).fill(undefined);
  const follow = async (paths: readonly number[], retry: number): Promise<void> => {
    const starts = paths.map((k) => ({ ...onFibre(points[k]!), retry }));
    const ends = await walk.limits(starts, { kind: "limit", from, to, far }, (count) => {
      done += count;
      onProgress?.(Math.min(done, points.length), points.length, "paths to the unperturbed system");
    });
    ends.forEach((end, i) => {
      if (end !== undefined) followed[paths[i]!] = end ?? { kind: "failed" };
    });
  };
  const arrived = (): ComplexPoint[] =>
    followed.flatMap((limit) => (limit?.kind === "finite" ? [limit.point] : []));
  const ended = (wanted: PerturbationLimit["kind"]) =>
    [...points.keys()].filter((k) => followed[k]?.kind === wanted);
  await follow([...points.keys()], 0);
  for (let next = fartherThan(arrived()); next < far; next = fartherThan(arrived())) {
    far = next;
    await follow(ended("infinite"), 0);
  }
  // Near singular points at infinity double precision ends early; a regular limit that far out would have been reached.
  far = Math.min(SEGMENT.leavingLost, fartherThan(arrived()));
  await follow(ended("failed"), 0);
  for (let retry = 1; retry < SEGMENT.levels; retry++) await follow(shared(followed), retry);
  for (const k of shared(followed)) followed[k] = { kind: "failed" };
  return followed;
}

/** The limits that are regular and yet met by several paths, by number. */
function shared(limits: readonly (PerturbationLimit | undefined)[]): number[] {
  const regular = limits.flatMap((limit, k) =>
    limit?.kind === "finite" && limit.reality !== undefined ? [{ point: limit.point, k }] : [],
  );
  const found = new Set<number>();
  regular.forEach(({ point, k }, i) => {
    for (const other of regular.slice(i + 1))
      if (samePoint(point, other.point)) {
        found.add(k);
        found.add(other.k);
      }
  });
  return [...found];
}
