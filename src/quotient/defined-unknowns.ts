/**
 * Inverses and roots (`symbolic/inverse.ts`) as unknowns on a stratum of normal forms (`strata.ts`), with their equations.
 *
 * With A = L̂_r Ã L̂_lᵀ and T = A⁻¹ = L̂_l T̃ L̂_rᵀ (L̂ = I where nothing moves a side),
 *
 *   T A = I    ⇔  T̃ Ŝ_r Ã Ŝ_l = I,   a term c I of A, which is L̂ c Ŝ⁻¹ L̂ᵀ, being c in Ã Ŝ,
 *   ρ = x^{−1/2}  ⇔  ρ² x = 1, ρ > 0,   √x = x ρ.
 *
 * A point of the stratum where all inverses exist and all x are positive has exactly one such T̃ and ρ, and no other point has any: solutions
 * are the points of the domain, and connected sets of them are connected sets of points. As ρ ≠ 0 at every solution, its sign is the same
 * all along a connected set.
 *
 * Not covered: points at the boundary of the domain, where x = 0.
 */
import { ONE, rational } from "../exact/rational.js";
import { definedSymbol, type Expression } from "../symbolic/expression.js";
import { type DefinedSymbol, definedSymbols, rationalRoot } from "../symbolic/inverse.js";
import { type Landscape, numericGradients, numericLoss } from "../symbolic/landscape.js";
import { expandIn, multiplyMatrices, Polynomial, type PolynomialMatrix } from "../symbolic/polynomial.js";
import { formOf, type Stratum } from "./strata.js";
import { StratumLetters } from "./stratum-letters.js";

const MINUS_ONE = Polynomial.constant(rational(-1));

/** The stratum with an unknown for every entry of an inverse and for every root of the loss and its gradients. */
export function withDefined(stratum: Stratum, landscape: Landscape): Stratum {
  const symbols = definedSymbols([numericLoss(landscape), ...numericGradients(landscape)]).filter(
    ({ role }) => role === "defined",
  );
  if (symbols.length === 0) return stratum;
  const names = [...stratum.names];
  const unknown = (name: string): Polynomial => Polynomial.variable(names.push(name) - 1);
  const defined = new Map<string, PolynomialMatrix>();
  const equations: Polynomial[] = [];
  const positive: Polynomial[] = [];
  const extended: Stratum = { ...stratum, names, defined, equations, positive };
  const letters = new StratumLetters(extended, landscape.constants);
  for (const [k, symbol] of symbols.entries()) {
    const { kind, of } = symbol.defined;
    if (kind === "inverse") {
      const core = unknownMatrix(symbol, (i, j) => unknown(`T_${k + 1}[${i + 1},${j + 1}]`));
      defined.set(symbol.name, core);
      equations.push(...inverseEquations(symbol, core, extended, letters));
      continue;
    }
    const reciprocal = definedSymbol("inverse-root", of).name;
    const x = expandIn(of, letters)[0]![0]!;
    const known = x.degree === 0 ? rationalRoot(x.evaluate([])) : null;
    if (known !== null && !defined.has(reciprocal))
      defined.set(reciprocal, [[Polynomial.constant(ONE.div(known))]]);
    if (!defined.has(reciprocal)) {
      const rho = unknown(`r_${k + 1}`);
      defined.set(reciprocal, [[rho]]);
      positive.push(rho);
      equations.push(rho.multiply(rho).multiply(x).add(MINUS_ONE));
    }
    if (kind === "root") defined.set(symbol.name, [[x.multiply(defined.get(reciprocal)![0]![0]!)]]);
  }
  return extended;
}

/** n×n; the same unknown above and below the diagonal of a symmetric symbol. */
function unknownMatrix(
  { rows: n, symmetric }: DefinedSymbol,
  unknown: (i: number, j: number) => Polynomial,
): PolynomialMatrix {
  const core: Polynomial[][] = Array.from({ length: n }, () => []);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) core[i]![j] = symmetric && j < i ? core[j]![i]! : unknown(i, j);
  return core;
}

/** T̃ Ŝ_r Ã Ŝ_l − I. */
function inverseEquations(
  { name, defined: { of } }: DefinedSymbol,
  core: PolynomialMatrix,
  stratum: Stratum,
  letters: StratumLetters,
): Polynomial[] {
  const [left, right] = [formOf(stratum, name, "left"), formOf(stratum, name, "right")];
  const part = (isBare: boolean): Expression => ({
    ...of,
    terms: of.terms.filter(({ word }) => (word.length === 0) === isBare),
  });
  let matrix: PolynomialMatrix;
  if (left === undefined) matrix = expandIn(of, letters);
  else {
    const bare = expandIn(part(true), letters);
    matrix = multiplyMatrices(expandIn(part(false), letters), left.metric).map((row, i) =>
      row.map((f, j) => f.add(bare[i]![j]!)),
    );
  }
  const before = right === undefined ? core : multiplyMatrices(core, right.metric);
  return multiplyMatrices(before, matrix).flatMap((row, i) =>
    row.map((f, j) => (i === j ? f.add(MINUS_ONE) : f)),
  );
}
