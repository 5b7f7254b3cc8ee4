/**
 * What the part of positive dimension of a solution set is: dimension and degree of its layers (`algebra/components.ts`), and real points on every
 * connected component of its real points, or that there are none (`algebra/real-samples.ts`).
 *
 * It changes nothing of the answer that it is added to, and what takes more than its budget is left out, or undecided.
 */

import { locatePoints, overDerivative } from "../algebra/coordinates.js";
import { POINT_DIGITS } from "../algebra/options.js";
import type { RealSamples, RealSource } from "../algebra/real-samples.js";
import type { Polynomial } from "../symbolic/polynomial.js";
import { type EliminationLimits, eliminateApart } from "./elimination-thread.js";
import { algebraSystem } from "./solution-counts.js";
import { pointOf } from "./solve-algebra.js";
import type { RealPart, SamplePoint, SolvedLayer, SolvedSystem } from "./solved-system.js";

/** Operations that layers may take where they are not known already, real points beside other answers, and where elimination is asked for. */
export const DESCRIPTION_BUDGETS = { layers: 3e8, real: 3e9, only: 3e10 } as const;

/**
 * The answer with layers and real points of what has positive dimension; as it is where nothing has.
 *
 * @param limits `budget`: operations for the real points.
 */
export async function described(
  found: SolvedSystem,
  equations: readonly Polynomial[],
  n: number,
  limits: EliminationLimits,
): Promise<SolvedSystem> {
  if (found.dimension === undefined || found.dimension < 1) return found;
  const { signal } = limits;
  try {
    const system = algebraSystem(equations, n);
    const layers = found.layers ?? (await layersOf(system, limits));
    if (layers === undefined) return found;
    const known = { ...found, layers };
    if (layers.some(({ proof }) => proof !== "proved"))
      return { ...known, realPart: { kind: "undecided", gap: "components" } };
    try {
      const samples = await eliminateApart("real", system, limits);
      const realPart = await realPartOf(samples, signal);
      return { ...known, layers: withReduced(layers, samples), realPart };
    } catch (error) {
      if (!signal?.aborted) throw error;
      return { ...known, realPart: { kind: "undecided", gap: "interrupted" } };
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
    return found;
  }
}

async function layersOf(
  system: ReturnType<typeof algebraSystem>,
  limits: EliminationLimits,
): Promise<readonly SolvedLayer[] | undefined> {
  const own = { ...limits, budget: Math.min(limits.budget, DESCRIPTION_BUDGETS.layers) };
  const found = await eliminateApart("components", system, own);
  if (found.kind === "components" && found.layers !== undefined) return found.layers;
  const modular = await eliminateApart("layers", system, own);
  if ("unavailable" in modular) return undefined;
  return modular
    .filter(({ dimension }) => dimension > 0)
    .map(({ dimension, degree }) => ({ dimension, degree, proof: "modular" }));
}

/** Degrees without multiplicities, where the points prove them. */
function withReduced(layers: readonly SolvedLayer[], samples: RealSamples): readonly SolvedLayer[] {
  if (samples.kind !== "samples" || samples.proof !== "proved") return layers;
  if (samples.degrees.length !== layers.length) return layers;
  return layers.map((layer, k) => ({ ...layer, reduced: samples.degrees[k]! }));
}

async function realPartOf(samples: RealSamples, signal: AbortSignal | undefined): Promise<RealPart> {
  if (samples.kind === "undecided") return samples;
  const { proof } = samples;
  const points: SamplePoint[] = [];
  // Isolated solutions are listed as such.
  for (const source of samples.sources)
    if (!source.isolated) points.push(...(await realPointsOf(source, signal)));
  return points.length === 0 ? { kind: "none", proof } : { kind: "points", points, proof };
}

async function realPointsOf(
  { list, points: facts }: RealSource,
  signal: AbortSignal | undefined,
): Promise<readonly SamplePoint[]> {
  const options = { digits: POINT_DIGITS, ...(signal === undefined ? {} : { signal }) };
  const points = await locatePoints(overDerivative(list), options);
  return points
    .filter(({ real }) => real)
    .map((point, k) => {
      const { re, radii, exact } = pointOf(point, list);
      return { re, radii: radii!, ...(exact === undefined ? {} : { exact }), ...facts[k]! };
    });
}
