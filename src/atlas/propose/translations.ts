/**
 * Losses that are constant along some directions: with
 *
 *   K = {v : ∂_v f = 0},  k = dim K,  f(x) = g(x modulo K),
 *
 * the critical set of f is that of g times R^k: each component of g's, with the same value and index, k more dimensions and k more
 * zeros of the Hessian. K is the exact kernel of v ↦ ∂_v f; g is f on the coordinate plane where as many coordinates as K has
 * dimensions, which tell its elements apart, are zero.
 *
 * Not covered: constrained variables, vector fields, and groups that move several rows at once, which g would not have any more.
 */
import { kernel } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { isZero, type Rational, ZERO } from "../../exact/rational.js";
import type { Problem } from "../../objectives/problem.js";
import { fromTerms } from "../../symbolic/expression.js";
import { type Landscape, numericLoss, variable } from "../../symbolic/landscape.js";
import { expand, type Polynomial } from "../../symbolic/polynomial.js";
import type { LocatedComponent } from "../group/entries.js";
import type { LandscapeSystem } from "../local/landscape-system.js";

/** A loss f that is constant along k directions, brought down to g, which is not. */
export interface Quotient {
  /** That of g, in scalar variables. */
  readonly problem: Problem;
  /** k. */
  readonly dimension: number;
  /** A component of f from one of g. */
  lift(proposal: LocatedComponent): LocatedComponent;
}

/** The problem of g, null where f is constant along no direction, or along all. */
export function quotientByTranslations(problem: Problem, system: LandscapeSystem): Quotient | null {
  const { objective } = problem;
  const landscape = objective.landscape!;
  const isSimple =
    !system.isField &&
    system.manifold.spheres.length === 0 &&
    objective.symmetries.every(({ left }) =>
      left.every((name) => system.layout.find((v) => v.name === name)?.rows === 1),
    );
  if (!isSimple) return null;
  const places = new Map(system.layout.map(({ name, offset }) => [name, { offset }]));
  const f = expand(numericLoss(landscape), places, landscape.constants)[0]![0]!;
  const fixed = fixedCoordinates(constantDirections(f, system.size), system.size);
  if (fixed.size === 0 || fixed.size === system.size) return null;
  const kept = Array.from({ length: system.size }, (_, v) => v).filter((v) => !fixed.has(v));
  const reduced = scalarLandscape(f, kept);
  return {
    problem: {
      ...problem,
      objective: {
        kind: objective.kind,
        title: objective.title,
        landscape: reduced,
        encoder: reduced.variables[0]!.symbol.name,
        symmetries: [],
        closedForm: () => ({ unavailable: "no closed form of a quotient" }),
      },
    },
    dimension: fixed.size,
    lift: (proposal) => lifted(proposal, system, kept, reduced, fixed.size),
  };
}

/** A basis of {v : ∂_v f = 0}. */
function constantDirections(f: Polynomial, size: number): Rational[][] {
  const rows = new Map<string, Rational[]>();
  for (let v = 0; v < size; v++)
    for (const { coefficient, factors } of f.differentiate(v).terms()) {
      const key = factors.join();
      let row = rows.get(key);
      if (row === undefined) {
        row = new Array<Rational>(size).fill(ZERO);
        rows.set(key, row);
      }
      row[v] = coefficient;
    }
  if (rows.size === 0) return [];
  const basis = kernel(RationalMatrix.from([...rows.values()]));
  return Array.from({ length: basis.columns }, (_, c) =>
    Array.from({ length: size }, (_, v) => basis.get(v, c)),
  );
}

/** Coordinates that tell the elements of a space apart, as many as it has dimensions. */
function fixedCoordinates(basis: readonly Rational[][], size: number): Set<number> {
  const fixed = new Set<number>();
  const rows = basis.map((row) => [...row]);
  for (let v = 0; v < size; v++) {
    const lead = rows.findIndex((row) => !isZero(row[v]!));
    if (lead < 0) continue;
    const [pivot] = rows.splice(lead, 1);
    fixed.add(v);
    for (const row of rows) {
      const factor = row[v]!.div(pivot![v]!);
      for (let w = v; w < size; w++) row[w] = row[w]!.sub(factor.mul(pivot![w]!));
    }
  }
  return fixed;
}

/** f in the kept coordinates, the others zero. */
function scalarLandscape(f: Polynomial, kept: readonly number[]): Landscape {
  const variables = kept.map((v) => variable(`x${v + 1}`, 1, 1));
  const letters = new Map(
    kept.map((v, k) => [v, { symbol: variables[k]!.symbol, transposed: false, stopped: false }]),
  );
  const loss = fromTerms(
    1,
    1,
    [...f.terms()].flatMap(({ coefficient, factors }) =>
      factors.every((v) => letters.has(v))
        ? [{ coefficient, parameters: [], traces: factors.map((v) => [letters.get(v)!]), word: [] }]
        : [],
    ),
  );
  return { variables, loss, parameters: new Map(), constants: new Map() };
}

function lifted(
  { representative, eulerCharacteristic: _, ...proposal }: LocatedComponent,
  system: LandscapeSystem,
  kept: readonly number[],
  { variables }: Landscape,
  k: number,
): LocatedComponent {
  const x = new Float64Array(system.size);
  kept.forEach((v, i) => {
    x[v] = representative[variables[i]!.symbol.name]!.data[0]!;
  });
  return {
    ...proposal,
    family: `${proposal.family}, times R^${k}: the loss is constant along ${k} direction${k === 1 ? "" : "s"}`,
    representative: system.unflatten(x),
    isOrbit: false,
    ...(proposal.dimension === undefined ? {} : { dimension: proposal.dimension + k }),
    ...(proposal.nullity === undefined ? {} : { nullity: proposal.nullity + k }),
  };
}
