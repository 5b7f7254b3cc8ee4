/**
 * Solution sets of positive dimension: cylinders over variables that no equation contains, and systems of fewer equations than variables.
 *
 * With k equations in n variables every component has dimension n − k at least, if there is any (Krull); one that consists of one nonconstant
 * polynomial is a hypersurface. Whether there is any point is asked of a slice by n − k random planes.
 */
import { Random } from "../exact/random.js";
import { rational } from "../exact/rational.js";
import { Polynomial } from "../symbolic/polynomial.js";
import { proved, type SamplePoint, type SolutionCounts, type SolvedSystem } from "./solved-system.js";

/**
 * The cylinder over a solution set: nothing isolated, and as many dimensions more as there are free variables.
 *
 * @param used the variables of the base among all of them.
 * @param unused the free ones, at least one.
 */
export function cylinder(
  base: SolvedSystem,
  used: readonly number[],
  unused: readonly number[],
): SolvedSystem {
  const { dimension: known, counts, evidence, layers: _, realPart: __, ...rest } = base;
  if (known === -1) return base;
  const more = unused.length;
  // One point of the base makes the cylinder: that the points found are all is not needed.
  const consistent = base.solutions.some(({ certified, exact }) => certified || exact !== undefined);
  const below = base.complete || !consistent ? known : (known ?? counts?.dimension);
  const complete = base.complete || (consistent && below !== undefined);
  return {
    ...rest,
    ...(below === undefined ? {} : { dimension: below + more }),
    ...(evidence === undefined ? {} : { evidence: raised(evidence, more) }),
    ...(base.complete ? overBase(base, used, more) : {}),
    solutions: [],
    clusters: [],
    complete,
    proof: !complete ? "incomplete" : base.proof === "proved" ? "proved" : "numerical",
    reasons: complete
      ? []
      : [...base.reasons, ...(consistent ? [{ kind: "dimension", atLeast: more } as const] : [])],
  };
}

/** Layers and real points of the cylinder: isolated points of the base are a layer of it. Free variables are 0 at the real points. */
function overBase(
  { solutions, dimension = 0, layers = [], realPart, proof }: SolvedSystem,
  used: readonly number[],
  more: number,
): Pick<SolvedSystem, "layers" | "realPart"> {
  if (proof === "numerical" || proof === "incomplete") return {};
  if (dimension > 0 && layers.length === 0) return {};
  const degree = solutions.reduce((sum, { multiplicity = 1 }) => sum + multiplicity, 0);
  const lines = solutions.length === 0 ? [] : [{ dimension: more, degree, reduced: solutions.length, proof }];
  const above = layers.map((layer) => ({ ...layer, dimension: layer.dimension + more }));
  const raisedLayers = [...lines, ...above];
  if (realPart?.kind === "undecided" || (dimension > 0 && realPart === undefined))
    return { layers: raisedLayers, ...(realPart === undefined ? {} : { realPart }) };
  const below: readonly SamplePoint[] = [
    ...solutions
      .filter(({ real, radii }) => real && radii !== undefined)
      .map(({ re, exact, radii }) => ({
        re,
        radii: radii!,
        dimension: 0,
        ...(exact === undefined ? {} : { exact }),
      })),
    ...(realPart?.kind === "points" ? realPart.points : []),
  ];
  const own = proof === "proved" && realPart?.proof !== "modular" ? "proved" : "modular";
  const points = below.map((point) => overPoint(point, used, more));
  return {
    layers: raisedLayers,
    realPart: points.length === 0 ? { kind: "none", proof: own } : { kind: "points", points, proof: own },
  };
}

function overPoint(
  { re, radii, exact, dimension }: SamplePoint,
  used: readonly number[],
  more: number,
): SamplePoint {
  const n = used.length + more;
  const spread = (values: Float64Array): Float64Array => {
    const all = new Float64Array(n);
    for (const [k, v] of used.entries()) all[v] = values[k]!;
    return all;
  };
  const rational = new Array<string>(n).fill("0");
  for (const [k, v] of used.entries()) rational[v] = exact?.[k] ?? "0";
  return {
    re: spread(re),
    radii: spread(radii),
    ...(exact === undefined ? {} : { exact: rational }),
    ...(dimension === undefined ? {} : { dimension: dimension + more }),
  };
}

/** What is proved of the base, of the cylinder. */
const raised = <Evidence extends NonNullable<SolvedSystem["evidence"]>>(evidence: Evidence, more: number) =>
  evidence.kind === "components" ? { ...evidence, dimension: evidence.dimension + more } : evidence;

/**
 * Fewer equations than variables: every component of the solution set has dimension n − k at least, if there is any.
 *
 * @param solve the solutions of a square system.
 */
export async function solveUnderdetermined<Options extends { readonly seed: number }>(
  equations: readonly Polynomial[],
  n: number,
  counts: SolutionCounts | null,
  options: Options,
  solve: (equations: readonly Polynomial[], n: number, options: Options) => Promise<SolvedSystem>,
): Promise<SolvedSystem> {
  // A nonconstant polynomial has a zero over C, and they are a hypersurface.
  if (equations.length === 1) return proved(n - 1);
  const atLeast = n - equations.length;
  const sliced = [...equations, ...randomPlanes(atLeast, n, options.seed)];
  const slice = await solve(sliced, n, options);
  const consistent = slice.solutions.some(({ certified, exact }) => certified || exact !== undefined);
  const { paths, bound, start } = slice;
  // A point proves that there are some; how large the set is, or that it is empty, rests on the count.
  const known =
    counts !== null && (consistent ? counts.dimension >= atLeast : counts.dimension < 0 && slice.complete);
  return {
    solutions: [],
    ...(known ? { dimension: counts.dimension } : {}),
    clusters: [],
    ...(counts === null ? {} : { counts }),
    method: slice.method,
    paths,
    bound,
    ...(start === undefined ? {} : { start }),
    complete: known,
    proof: known ? "numerical" : "incomplete",
    reasons: known
      ? []
      : consistent
        ? [{ kind: "dimension", atLeast }]
        : [...slice.reasons, { kind: "consistency" }],
  };
}

/** Random affine hyperplanes with small integer coefficients. */
function randomPlanes(count: number, n: number, seed: number): Polynomial[] {
  const random = new Random(seed).fork("planes");
  const coefficient = () => rational(random.integer(17, 97) * (random.next() < 0.5 ? -1 : 1));
  return Array.from({ length: count }, () =>
    Polynomial.fromTerms([
      ...Array.from({ length: n }, (_, v) => ({ coefficient: coefficient(), factors: [v] })),
      { coefficient: coefficient(), factors: [] },
    ]),
  );
}
