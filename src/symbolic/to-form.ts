/**
 * From stationarity conditions to matrix forms for the numeric layer: the same equations as `to-system.ts`, not expanded.
 *
 *   G_X(x) − λ_S x = 0,   Σ_S x² − 1 = 0
 *
 * G is the form; multipliers and spheres, two terms or one square per unknown, stay terms. Values and Jacobian share their words.
 */
import type {
  FormBlock,
  FormFactor,
  FormSlope,
  StructuredSystem,
} from "../numeric/polynomial/matrix-form.js";
import type { NumericSystem, NumericTerm } from "../numeric/polynomial/system.js";
import { ProgramBuilder } from "./compile.js";
import { jacobianTerms } from "./differentiate.js";
import { type Expression, fromTerms, type Term, type Word } from "./expression.js";
import { type Landscape, numericGradients } from "./landscape.js";

/**
 * The stationarity system of a landscape with its gradient in matrix form, in the unknowns and equations of
 * `stationaritySystem`.
 *
 * @param spheres coordinates of each unit sphere, as the numeric layer lays the variables out.
 * @throws RangeError for variables seen through their positive part: those conditions are not polynomial.
 */
export function stationarityForm(landscape: Landscape, spheres: readonly Int32Array[]): StructuredSystem {
  if (landscape.variables.some(({ positivePart }) => positivePart))
    throw new RangeError("stationarity form: expected a polynomial loss, got one with positive parts");
  const builder = new ProgramBuilder(landscape.constants, true);
  let size = 0;
  const blocks = landscape.variables.map(({ symbol: { name, rows, columns } }): FormBlock => {
    builder.declareInput(name, rows, columns);
    size += rows * columns;
    return { first: size - rows * columns, rows, columns };
  });
  const gradients = numericGradients(landscape);
  const sums = gradients.flatMap((g, x) =>
    homogeneousParts(g).map(([degree, part]) => ({
      slot: builder.expression(part),
      block: blocks[x]!,
      degree,
    })),
  );
  const factor = (word: Word): FormFactor => (word.length === 0 ? null : builder.word(word));
  const slopes = gradients.flatMap((g, x) =>
    homogeneousParts(g).flatMap(([degree, part]) =>
      landscape.variables.flatMap(({ symbol }, y) =>
        jacobianTerms(part, symbol).map((term): FormSlope => {
          const common = { x: blocks[x]!, y: blocks[y]!, degree, ...builder.factors(term) };
          return term.kind === "sandwich"
            ? {
                ...common,
                kind: "sandwich",
                left: factor(term.left),
                right: factor(term.right),
                transposed: term.transposed,
              }
            : { ...common, kind: "outer", covector: factor(term.covector), result: factor(term.result) };
        }),
      ),
    ),
  );
  const program = builder.build();
  return {
    form: {
      equations: size,
      unknowns: size,
      program,
      inputs: landscape.variables.map(({ symbol }, k) => ({
        slot: program.inputs.get(symbol.name)!,
        first: blocks[k]!.first,
      })),
      sums,
      slopes,
    },
    terms: multiplierTerms(size, spheres),
  };
}

/** The parts of an expression by their degree in the variables. */
function homogeneousParts(expression: Expression): [degree: number, part: Expression][] {
  const byDegree = new Map<number, Term[]>();
  for (const term of expression.terms) {
    const letters = [term.word, ...term.traces].flat();
    const degree = letters.filter(({ symbol }) => symbol.role === "variable").length;
    byDegree.set(degree, [...(byDegree.get(degree) ?? []), term]);
  }
  return [...byDegree].map(([degree, terms]) => [
    degree,
    fromTerms(expression.rows, expression.columns, terms),
  ]);
}

function multiplierTerms(size: number, spheres: readonly Int32Array[]): NumericSystem {
  const term = (re: number, ...factors: number[]): NumericTerm => ({ re, im: 0, factors });
  return {
    variables: size + spheres.length,
    equations: [
      ...Array.from({ length: size }, (_, v) =>
        spheres.flatMap((sphere, s) => (sphere.includes(v) ? [term(-1, v, size + s)] : [])),
      ),
      ...spheres.map((sphere) => [...[...sphere].map((v) => term(1, v, v)), term(-1)]),
    ],
  };
}
