/**
 * All isolated solutions of an exact polynomial system, as given or lifted (`symbolic/lift.ts`), whichever starts fewer paths.
 */
import {
  type AsyncSolveOptions,
  pathBound,
  restrictSolutions,
  type SystemSolutions,
  solveSystemAsync,
} from "../numeric/solve-system.js";
import { encloseSystem } from "../symbolic/enclose-system.js";
import { liftQuadric } from "../symbolic/lift.js";
import type { PolynomialSystem } from "../symbolic/system-file.js";
import { toNumericSystem } from "../symbolic/to-system.js";

/**
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
    const lifted = toNumericSystem(lift.equations, n + 1);
    if (pathBound(lifted, options) < boundAsGiven(numeric, options)) {
      const found = await solveSystemAsync(lifted, {
        ...options,
        exact: encloseSystem(lift.equations, n + 1),
      });
      return restrictSolutions(found, numeric, exact);
    }
  }
  return solveSystemAsync(numeric, { ...options, exact });
}

/** The bound without the lift; infinite where so many paths are refused. */
function boundAsGiven(system: PolynomialSystem["numeric"], options: AsyncSolveOptions): bigint | number {
  try {
    return pathBound(system, options);
  } catch (error) {
    if (error instanceof RangeError && error.message.startsWith("paths:")) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
