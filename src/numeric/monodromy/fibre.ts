/**
 * A generic fibre: all solutions of F + C = 0 for one generic C, by monodromy.
 *
 * Loops in C carry known solutions to others. A section of the curve through the fibre is filled in the same way until its trace is
 * straight (`trace-test.ts`), and then followed back to s = 0: what arrives is the fibre.
 */
import { followParameters } from "../homotopy/parameter-homotopy.js";
import { randomPhase } from "../homotopy/start-systems.js";
import { toScaled } from "../polynomial/scaling.js";
import type { ComplexPoint, NumericSystem } from "../polynomial/system.js";
import { TRACE } from "./options.js";
import {
  fartherThan,
  onFibre,
  type Parameters,
  type PerturbationFamily,
  withoutSection,
} from "./perturbation-family.js";
import { PointSet, present } from "./point-set.js";
import { degreeSpread, traceOf } from "./trace-test.js";
import type {
  PerturbationFibre,
  PerturbationOptions,
  PerturbationReason,
  PerturbationStart,
  Unfinished,
} from "./types.js";
import { Walk, WorkExceeded } from "./walk.js";

/**
 * All solutions for one generic C, by monodromy; or why there is no such list: an interrupt, or no start could be moved there.
 *
 * @param starts solutions x of F + C = 0, each with its C: at least one on every connected component of the complex
 * solution set of the equations that are not perturbed.
 */
export const genericFibre = (
  family: PerturbationFamily,
  starts: readonly PerturbationStart[],
  options: PerturbationOptions,
): Promise<PerturbationFibre | Unfinished> => fibreBy(new Walk(family, options), starts);

/** The same by a walk that may have work behind it. */
export async function fibreBy(
  walk: Walk,
  starts: readonly PerturbationStart[],
): Promise<PerturbationFibre | Unfinished> {
  const known = new PointSet();
  try {
    return await monodromy(
      walk,
      starts.map((start) => scaledStart(walk.family, start)),
      known,
    );
  } catch (error) {
    const found = known.points.length;
    if (error instanceof WorkExceeded) return { unfinished: { kind: "work-exceeded", found } };
    if (!walk.isAborted) throw error;
    return { unfinished: { kind: "loops-interrupted", found } };
  }
}

function scaledStart(
  { rows, scaling }: PerturbationFamily,
  { point, perturbation: { re, im } }: PerturbationStart,
): PerturbationStart {
  const factors = rows.map((row) => scaling.equations[row]!);
  return {
    point: toScaled(point, scaling),
    perturbation: { re: re.map((c, k) => c * factors[k]!), im: im.map((c, k) => c * factors[k]!) },
  };
}

/** @throws the signal's reason when cancelled, WorkExceeded; `fibre` then holds the solutions found so far. */
async function monodromy(
  walk: Walk,
  starts: readonly PerturbationStart[],
  fibre: PointSet,
): Promise<PerturbationFibre | Unfinished> {
  const { family, effort } = walk;
  const c = family.rayPerturbation(walk.random);
  const base = family.fibreAt(c);
  for (const { point, perturbation } of starts) {
    const moved = await walk.move([onFibre(point)], family.fibreAt(perturbation), base);
    for (const x of present(moved)) fibre.add(x);
  }
  if (fibre.points.length === 0) return { unfinished: { kind: "no-generic-start" } };
  await closeFibre(walk, fibre, base);

  // Some sections have points that are ill conditioned, so that sums are not known to rounding: others are asked.
  let checked = await checkSection(walk, fibre, base);
  for (let attempt = 1; attempt < effort.maxSections && !checked.sound; attempt++)
    checked = await checkSection(walk, fibre, base);
  const { section, traceError, leaving, lost } = checked;
  return {
    system: family.system,
    scaling: family.scaling,
    perturbation: c,
    points: fibre.points.map(withoutSection),
    away: 0,
    sectionDegree: section.points.length,
    leaving,
    lost,
    traceError,
    reasons: doubts(family.system, checked),
  };
}

/** Loops at s = 0 in C alone until several in a row bring nothing new. */
async function closeFibre(walk: Walk, fibre: PointSet, theta: Parameters): Promise<void> {
  const { family, random, effort, onProgress } = walk;
  for (let quiet = 0, loop = 0; quiet < effort.quietLoops && loop < effort.maxLoops; loop++) {
    if (fibre.points.length >= effort.maxSolutions) return;
    quiet = (await walk.loop(fibre, theta, () => family.randomFibre(random))) ? 0 : quiet + 1;
    onProgress?.(fibre.points.length, undefined, "generic solutions");
  }
}

/** A section of the curve through a fibre. */
interface CheckedSection {
  readonly section: PointSet;
  readonly traceError: number;
  /** Points that leave for infinity on the way back, that are lost, and that are not met by one path each. */
  readonly leaving: number;
  readonly lost: number;
  readonly unmet: number;
  readonly sound: boolean;
}

/** A generic section of the curve through a fibre, whether it is whole, and what becomes of it on the way back. */
async function checkSection(walk: Walk, fibre: PointSet, base: Parameters): Promise<CheckedSection> {
  const theta = walk.family.randomSection(walk.random);
  const section = new PointSet();
  for (const x of present(await walk.move(fibre.points, base, theta))) section.add(x);
  const traceError = await closeSection(walk, section, theta);
  const back = await descend(walk, section.points, theta, fibre, base);
  const sound = traceError < TRACE.limit && back.lost === 0 && back.unmet === 0;
  return { section, traceError, sound, ...back };
}

/** All points of a generic section of the curve, from some of them; the trace test says whether they are all. */
async function closeSection(walk: Walk, section: PointSet, theta: Parameters): Promise<number> {
  const { family, random, effort, onProgress } = walk;
  let traceError = Number.POSITIVE_INFINITY;
  for (let quiet = 0, loop = 0; loop < effort.maxLoops && quiet < effort.maxQuiet; loop++) {
    if (section.points.length >= effort.maxSolutions) break;
    quiet = (await walk.loop(section, theta, () => family.randomSection(random))) ? 0 : quiet + 1;
    onProgress?.(section.points.length, undefined, "points of a generic section");
    // The monodromy group need not be 2-transitive, so a part can have a linear trace: quiet loops are asked, too.
    if (quiet < effort.quietLoops) continue;
    // In another direction each time: on the way a path may fail, or a point be close to a straight line.
    traceError = await traceErrorOf(walk, section.points, theta, randomPhase(random));
    if (traceError < TRACE.limit) break;
  }
  return traceError;
}

/** |T(c) − 2T(c + δ) + T(c + 2δ)| of the sum of the points, relative to the sizes that cancel; ∞ where it is blind. */
async function traceErrorOf(
  walk: Walk,
  points: readonly ComplexPoint[],
  theta: Parameters,
  { re, im }: { readonly re: number; readonly im: number },
): Promise<number> {
  const shifted = (steps: number) =>
    walk.family.shifted(theta, { re: TRACE.shift * re * steps, im: TRACE.shift * im * steps });
  const at1 = await walk.move(points, theta, shifted(1));
  if (at1.includes(null)) return Number.POSITIVE_INFINITY;
  const at2 = await walk.move(present(at1), shifted(1), shifted(2));
  if (at2.includes(null)) return Number.POSITIVE_INFINITY;
  return traceOf(points, present(at1), present(at2));
}

/**
 * Follows the points of a section to s = 0 and adds those that arrive to the fibre. The others leave for infinity; a path
 * that is lost is tried again by other ways, unless it was lost far outside of all that arrived.
 */
async function descend(
  walk: Walk,
  section: readonly ComplexPoint[],
  theta: Parameters,
  fibre: PointSet,
  base: Parameters,
): Promise<{ leaving: number; lost: number; unmet: number }> {
  let points = section;
  let from = theta;
  const far = fartherThan(fibre.points);
  for (let attempt = 1; ; attempt++) {
    const arrived = new PointSet();
    let [leaving, lost, met] = [0, section.length - points.length, 0];
    for (const end of await walk.descend(points, from, base, far))
      if (end === null) lost++;
      else if (end === "infinite") leaving++;
      else {
        fibre.add(end);
        arrived.add(end);
        met++;
      }
    // All of the fibre is met, and each of its points, regular as they are, by one path.
    const unmet = Math.max(fibre.points.length - arrived.points.length, met - arrived.points.length);
    if ((lost === 0 && unmet === 0) || attempt === walk.effort.maxDescents) return { leaving, lost, unmet };
    from = walk.family.randomSection(walk.random);
    points = present(await walk.move(section, theta, from));
  }
}

/** Why there may be more solutions. */
function doubts(
  system: NumericSystem,
  { section, traceError, lost, unmet }: CheckedSection,
): PerturbationReason[] {
  const straight = traceError < TRACE.limit;
  const reasons: PerturbationReason[] = [];
  if (!straight) reasons.push({ kind: "trace-failed", traceError });
  if (lost > 0) reasons.push({ kind: "section-lost", lost, points: section.points.length });
  if (lost === 0 && unmet > 0 && straight) reasons.push({ kind: "section-differs", solutions: unmet });
  if (degreeSpread(system) > TRACE.largestSpread) reasons.push({ kind: "trace-blind" });
  return reasons;
}

/** The solutions for the perturbation of a fibre of another system of the family, which is generic: followed from there. */
export async function moveFibre(
  { system, rows }: PerturbationFamily,
  from: PerturbationFibre,
  { seed, threads, onProgress }: PerturbationOptions,
): Promise<PerturbationFibre> {
  const { ends, paths, reasons } = await followParameters(
    { system: perturbed(from.system, rows, from.perturbation), solutions: from.points },
    perturbed(system, rows, from.perturbation),
    {
      seed: seed.integer(0, 2 ** 32 - 1),
      ...(threads === undefined ? {} : { threads }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  );
  // For generic perturbations of all equations solutions are regular.
  const singular = ends.filter(({ kind }) => kind === "singular").length;
  return {
    ...from,
    system,
    away: from.away + paths.atInfinity,
    points: ends.flatMap((end) => (end.kind === "regular" ? [{ re: end.re, im: end.im }] : [])),
    reasons: [
      ...from.reasons,
      ...reasons,
      ...(singular > 0 ? [{ kind: "singular-fibre", solutions: singular } as const] : []),
    ],
  };
}

/** F + C, C in the given equations. */
const perturbed = (
  { variables, equations }: NumericSystem,
  rows: readonly number[],
  { re, im }: ComplexPoint,
): NumericSystem => ({
  variables,
  equations: equations.map((terms, i) => {
    const k = rows.indexOf(i);
    return k < 0 ? terms : [...terms, { re: re[k]!, im: im[k]!, factors: [] }];
  }),
});
