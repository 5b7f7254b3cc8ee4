/**
 * The letters of words on a stratum of normal forms (`strata.ts`): with X = L̂_A X̃ L̂_Bᵀ a word is L̂ times the same word in the cores X̃, with L̂ᵀL̂ = Ŝ wherever two
 * moved sides meet.
 *
 *   X C Xᵀ Y   ↦   X̃ C X̃ᵀ Ŝ Ỹ   if a group moves X and Y from the left, and nothing stands between them and C
 */
import type { RationalMatrix } from "../exact/matrix.js";
import type { Letter, MatrixSymbol } from "../symbolic/expression.js";
import { constantMatrix, type LetterValues, type PolynomialMatrix } from "../symbolic/polynomial.js";
import { formOf, type Stratum } from "./strata.js";

/** Letters as their cores, and what stands between them. */
export class StratumLetters implements LetterValues {
  constructor(
    private readonly stratum: Stratum,
    private readonly constants: ReadonlyMap<string, RationalMatrix>,
    /** Cores of directions. */
    private readonly others: ReadonlyMap<string, PolynomialMatrix> = new Map(),
    /** Directions move as the variables that they belong to. */
    private readonly kin: ReadonlyMap<string, string> = new Map(),
  ) {}

  valueOf({ name }: MatrixSymbol): PolynomialMatrix {
    const { cores, defined } = this.stratum;
    const core = cores.get(name) ?? defined.get(name) ?? this.others.get(name);
    return core ?? constantMatrix(this.constants.get(name)!);
  }

  between(_: Letter, right: Letter): PolynomialMatrix | undefined {
    const name = this.kin.get(right.symbol.name) ?? right.symbol.name;
    return formOf(this.stratum, name, right.transposed ? "right" : "left")?.metric;
  }
}
