/**
 * Solving F(x) = 0 through its linear perturbations F(x) + C = 0, C in chosen equations.
 *
 * For generic complex C the solutions are isolated and nonsingular even where F = 0 has whole manifolds of them. The
 * incidence variety of x and C is a graph over x, hence irreducible where the unperturbed equations define an irreducible set,
 * so loops in C carry one solution to all others (monodromy). Whether these are all is asked on a curve through them:
 *
 *   F(x) + C + sD = 0,  ⟨α, x⟩ + βs = c.
 *
 * Moving c alone slides a hyperplane: a set of points is all of the curve's section iff its sum is affine-linear in c (trace
 * test; Sommese, Verschelde, Wampler, 2002; Leykin, Rodriguez, Sottile, 2018). All of a section, followed to the section
 * s = 0, gives all solutions for C; those that leave for infinity on the way are counted.
 *
 * Then C → 0 along C = εC₁ with C₁ real and ε on a complex ray, since on the real line paths meet the discriminant. If F is
 * a gradient, F + εC₁ has real solutions near every compact component of the real solution set for small real ε; they
 * belong to branches x(ε) over the punctured disc, and a branch has the same endpoint along every ray. So every such
 * component receives endpoints.
 *
 * All this is numerical evidence, not proof.
 */
import { fibreBy } from "./fibre.js";
import { limitsBy } from "./limits.js";
import type { PerturbationFamily } from "./perturbation-family.js";
import type { PerturbationOptions, PerturbationSolution, PerturbationStart } from "./types.js";
import { Walk } from "./walk.js";

const NOTHING: Omit<PerturbationSolution, "reasons"> = {
  limits: [],
  sectionDegree: 0,
  generic: 0,
  leaving: 0,
  lost: 0,
  traceError: Number.POSITIVE_INFINITY,
  complete: false,
};

/**
 * Solves F = 0 through its linear perturbations.
 *
 * @param starts solutions x of F + C = 0, each with its C: at least one on every connected component of the complex
 * solution set of the equations that are not perturbed.
 */
export async function solvePerturbed(
  family: PerturbationFamily,
  starts: readonly PerturbationStart[],
  options: PerturbationOptions,
): Promise<PerturbationSolution> {
  const walk = new Walk(family, options);
  const fibre = await fibreBy(walk, starts);
  return "unfinished" in fibre ? { ...NOTHING, reasons: [fibre.unfinished] } : limitsBy(walk, fibre);
}
