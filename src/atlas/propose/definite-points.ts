/**
 * The real points of a list that belong to a stratum of an orbit space: those with S ≻ 0 for every group and with
 * positive roots, decided exactly.
 */
import { type AlgebraicPoint, locatePoints, overDerivative } from "../../algebra/coordinates.js";
import type { RationalUnivariate } from "../../algebra/rational-univariate.js";
import type { Stratum } from "../../quotient/strata.js";
import { isPositiveDefinite } from "../local/exact-inertia.js";

/** Real points, and which of them belong to the stratum. */
export interface DefinitePoints {
  /** How many real points there are. */
  readonly real: number;
  readonly inside: readonly {
    readonly point: AlgebraicPoint;
    /** Its place among the real points. */
    readonly place: number;
  }[];
}

/**
 * The real points of a list, and those with S ≻ 0 and positive roots.
 *
 * @param digits of every coordinate.
 * @param keepsUndecided whether points at which so many digits do not decide it are listed as well.
 * @returns null where so many digits do not decide it; never if such points are kept.
 * @throws the reason of the signal once it is aborted.
 */
export async function definitePoints(
  { forms, positive }: Stratum,
  list: RationalUnivariate,
  digits: number,
  signal: AbortSignal | undefined,
  keepsUndecided = false,
): Promise<DefinitePoints | null> {
  const points = await locatePoints(overDerivative(list), {
    digits,
    ...(signal === undefined ? {} : { signal }),
  });
  const real = points.filter((point) => point.real);
  const inside: { point: AlgebraicPoint; place: number }[] = [];
  for (const [place, point] of real.entries()) {
    const matrices = [...forms.map(({ gram }) => gram), ...positive.map((root) => [[root]])];
    const verdicts = matrices.map((matrix) => isPositiveDefinite(matrix, point));
    if (!keepsUndecided && verdicts.includes(null) && !verdicts.includes(false)) return null;
    if (!verdicts.includes(false)) inside.push({ point, place });
  }
  return { real: real.length, inside };
}
