/**
 * All isolated solutions of an exact polynomial system, as given or lifted (`symbolic/lift.ts`), whichever starts fewer paths.
 */
import {
  type AsyncSolveOptions,
  followPlan,
  planOf,
  restrictSolutions,
  type SystemSolutions,
  solveSystemAsync,
} from "../numeric/solve-system.js";
import { bestGrouping } from "../numeric/start-systems.js";
import { encloseSystem } from "../symbolic/enclose-system.js";
import { liftQuadric } from "../symbolic/lift.js";
import type { PolynomialSystem } from "../symbolic/system-file.js";
import { toNumericSystem } from "../symbolic/to-system.js";

/**
 * All isolated solutions of a polynomial system, with how many paths were followed and whether the list is complete.
 *
 * @param system as `readSystemFile` gives it.
 * @example
 * const system = readSystemFile('{"variables": ["x"], "equations": ["x^2 - 2"]}');
 * const { complete, solutions } = await solvePolynomials(system, { seed: 7 });
 * @throws RangeError if there are fewer equations than variables, or more paths than can be followed.
 */
export async function solvePolynomials(
  { variables, equations, numeric }: PolynomialSystem,
  options: AsyncSolveOptions,
): Promise<SystemSolutions> {
  const n = variables.length;
  const exact = encloseSystem(equations, n);
  const lift = equations.length === n ? liftQuadric(equations, n) : null;
  if (lift !== null) {
    // Against the Bézout numbers of the given system alone: its mixed volume takes as long as many a solve.
    const lifted = planned(toNumericSystem(lift.equations, n + 1), options);
    if (lifted !== null && lifted.bound < bestGrouping(numeric).bound)
      return restrictSolutions(await followPlan(lifted, { ...options, uncertified: true }), numeric, exact);
  }
  return solveSystemAsync(numeric, { ...options, exact });
}

/** The plan of a system; null where it has too many paths. */
function planned(system: PolynomialSystem["numeric"], options: AsyncSolveOptions) {
  try {
    return planOf(system, options);
  } catch (error) {
    if (error instanceof RangeError && error.message.startsWith("paths:")) return null;
    throw error;
  }
}
