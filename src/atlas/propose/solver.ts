/**
 * The solver as a proposer of critical components: every critical point of a polynomial landscape by its perturbations.
 *
 * The loss is perturbed, f + ε⟨C, X⟩ (a field: in the equations of the variables that the symmetry moves from the left, so
 * that the perturbation averages to zero over an orbit), solved for generic complex C by monodromy, and followed to ε = 0
 * (`numeric/monodromy/linear-perturbation.ts`). Real endpoints are refined on the symbolic conditions; what the critical set is near each of them is found
 * in `local-set.ts`, and which of them belong to one connected component in `components.ts`.
 *
 * The list is complete if every path is accounted for and the critical set is proved to be bounded: compact by its constraints, by a
 * full Bézout number, by growth of the loss or of a combination of its conditions (`symbolic/coercivity.ts`), or, of a loss that is
 * constant along directions, on the quotient (`translations.ts`). Counts modulo a prime (`critical-count.ts`) may refuse it.
 */

import { Random } from "../../exact/random.js";
import { solvePerturbed } from "../../numeric/monodromy/linear-perturbation.js";
import { PerturbationFamily } from "../../numeric/monodromy/perturbation-family.js";
import { afterPaths, Threads } from "../../numeric/parallel/threads.js";
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable, type Result } from "../../result.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { PathResult, SolverOptions } from "./landscape-solver.js";
import { type PerturbationSetting, perturbationSetting } from "./perturbation-setting.js";
import { perturbationStarts } from "./perturbation-starts.js";
import { proposeComponents } from "./propose-components.js";
import type { SolverReason } from "./solver-reasons.js";
import { solveStrata, strataOf } from "./strata.js";
import { type Quotient, quotientByTranslations } from "./translations.js";

/** The label of the random stream of C: it decides every random choice of the solver, so that another word would be another answer. */
const PERTURBATION_STREAM = "tilt";

/** Unknowns up to which perturbations of a stop-gradient field end in seconds. */
const MAX_PERTURBED_AFTER_STRATA = 8;
/**
 * Paths times operations of a step (`PerturbationOptions.work`): about a minute, and nearly three times what the predictor at 2×2 with its 97
 * generic solutions takes (5.6·10⁷).
 */
const PATH_WORK = 1.5e8;

/** Paths that one thread follows before others are started: a tenth of a second or more. */
const PATIENCE = 1000;

/** The threads that follow the paths of perturbations; many batches, whose number is not known at first. */
export const perturbationThreads = ({
  threads = 1,
  signal,
}: Pick<SolverOptions, "threads" | "signal">): Threads =>
  new Threads(threads - 1, signal, afterPaths(PATIENCE));

/** The components of a landscape by its perturbations, or why the solver does not apply. After an interrupt, those found so far. */
export async function solveLandscape(
  problem: Problem,
  options: SolverOptions,
  system?: LandscapeSystem | null,
): Promise<Result<PathResult, SolverReason>> {
  const setting = perturbationSetting(problem, system);
  if (isUnavailable(setting)) return setting;
  const quotient = quotientByTranslations(problem, setting.system);
  if (quotient !== null) return solveQuotient(quotient, options);
  const orbits = await solveByStrata(problem, setting, options);
  if (orbits !== null) return orbits;
  const { polynomial, scaling, rows, structured } = setting;
  const random = new Random(options.seed).fork(PERTURBATION_STREAM);
  const starts = perturbationStarts(setting, polynomial, random);
  if (isUnavailable(starts)) return starts;
  const threads = perturbationThreads(options);
  try {
    const solved = await solvePerturbed(
      new PerturbationFamily(polynomial, rows, { scaling, structured, paths: options.paths }),
      starts,
      {
        seed: random,
        threads,
        work: PATH_WORK,
        ...(typeof options.paths === "string" ? { monodromy: options.paths } : {}),
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      },
    );
    return await proposeComponents(problem, setting, solved, random, false, options.signal);
  } finally {
    await threads.close();
  }
}

/** The components of a loss that is constant along some directions. */
async function solveQuotient(
  { problem, dimension, lift }: Quotient,
  options: SolverOptions,
): Promise<Result<PathResult, SolverReason>> {
  const result = await solveLandscape(problem, options);
  if (isUnavailable(result)) return result;
  const { proposals, theorem, ...rest } = result;
  return {
    ...rest,
    proposals: proposals.map(lift),
    ...(theorem === undefined
      ? {}
      : { theorem: `the loss is constant along ${dimension} of the directions; of the others ${theorem}` }),
  };
}

/**
 * The components by the systems that the objective gives for its orbits; null where it gives none. Where some system is not solved
 * completely, or the critical set is larger than an orbit, or degenerate, somewhere, small problems are left to perturbations, too.
 */
async function solveByStrata(
  problem: Problem,
  setting: PerturbationSetting,
  options: SolverOptions,
): Promise<PathResult | null> {
  const random = new Random(options.seed).fork("strata");
  const solved = await solveStrata(
    (attempt) => strataOf(problem, random.fork(String(attempt))),
    setting.system,
    options,
  );
  if (solved === null) return null;
  const result = await proposeComponents(problem, setting, solved, random, true, options.signal);
  const areOrbits = result.proposals.every(
    ({ nullity, dimension, isOrbit }) => isOrbit && nullity === dimension,
  );
  if (result.complete && areOrbits) return result;
  if (setting.system.size <= MAX_PERTURBED_AFTER_STRATA && !options.signal?.aborted) return null;
  return {
    ...result,
    complete: false,
    reasons: [...result.reasons, ...(areOrbits ? [] : [{ kind: "larger-than-orbits" } as const])],
  };
}
