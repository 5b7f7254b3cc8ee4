/**
 * A landscape over boxes: enclosures of its value, of the Lagrange stationarity conditions and of their derivative.
 *
 *   z = (x, λ),  F(z) = (G(x) − λ_S x_S, ½(1 − ‖x_S‖²)),   J(z) = ((D G − Λ, −x_S), (−x_Sᵀ, 0)),
 *
 * x the entries of the variables, row-major, S the unit spheres. For a gradient G = ∇L, F is the gradient of the Lagrangian
 * and J is symmetric; for a field G is minus the field. Expressions are evaluated word by word with matrices of balls, and
 * constants are enclosed from their exact values; nothing is expanded into monomials.
 *
 * A variable seen through its positive part is replaced by its open entries: that is the landscape as long as the box keeps
 * the signs of all entries, which the caller has to check.
 */

import { invertInto } from "../numeric/polynomial/program.js";
import {
  addProduct,
  type BallMatrix,
  ballAccumulate,
  ballIdentity,
  ballInverse,
  ballMultiply,
  ballRoot,
  ballTrace,
  ballTranspose,
  ballZero,
  productRadius,
  rationalBall,
} from "../numeric/rigorous/ball-matrix.js";
import { type Interval, interval } from "../numeric/rigorous/interval.js";
import { type JacobianTerm, jacobianTerms } from "./differentiate.js";
import { type Expression, type Letter, rowsOf, type Term, type Word, wordKey } from "./expression.js";
import { type DefinedSymbol, definedSymbols } from "./inverse.js";
import { type Landscape, numericGradients, numericLoss } from "./landscape.js";

interface Ball {
  readonly mid: number;
  readonly rad: number;
}

interface Place {
  readonly name: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

type EnclosedJacobianTerm = JacobianTerm & { readonly x: number; readonly y: number; readonly ball: Ball };

/** Words at one box; those of constants alone are kept from box to box. */
class BallWords {
  private readonly local = new Map<string, BallMatrix>();
  private readonly traces = new Map<string, Ball>();

  constructor(
    private readonly variables: ReadonlyMap<string, BallMatrix>,
    private readonly constants: ReadonlyMap<string, BallMatrix>,
    private readonly shared: Map<string, BallMatrix>,
  ) {}

  word(word: Word, size: number): BallMatrix {
    if (word.length === 0) return ballIdentity(size);
    const store = word.every(({ symbol }) => this.constants.has(symbol.name)) ? this.shared : this.local;
    const key = wordKey(word);
    let value = store.get(key);
    if (value === undefined) {
      const last = this.letter(word[word.length - 1]!);
      value = word.length === 1 ? last : ballMultiply(this.word(word.slice(0, -1), size), last);
      store.set(key, value);
    }
    return value;
  }

  /** Π tr(w) times a coefficient. */
  factor({ mid, rad }: Ball, words: readonly Word[]): Ball {
    let [m, r] = [mid, rad];
    for (const word of words) {
      const t = this.trace(word);
      r = productRadius(m, r, t.mid, t.rad);
      m *= t.mid;
    }
    return { mid: m, rad: r };
  }

  private trace(word: Word): Ball {
    const key = wordKey(word);
    let value = this.traces.get(key);
    if (value === undefined) {
      const size = rowsOf(word[0]!);
      const cut = Math.ceil(word.length / 2);
      value =
        word.length === 1
          ? ballTrace(this.word(word, size), ballIdentity(size))
          : ballTrace(this.word(word.slice(0, cut), size), this.word(word.slice(cut), size));
      this.traces.set(key, value);
    }
    return value;
  }

  private letter(l: Letter): BallMatrix {
    const value = this.variables.get(l.symbol.name) ?? this.constants.get(l.symbol.name);
    if (value === undefined) throw new RangeError(`enclose: expected a value for ${l.symbol.name}, got none`);
    return l.transposed ? ballTranspose(value) : value;
  }
}

/** A⁻¹ over a ball. */
function inverseAround(a: BallMatrix): BallMatrix {
  const y = new Float64Array(a.mid.length);
  invertInto(y, a.mid, a.rows);
  return ballInverse(a, y);
}

/** f, F and J of a landscape over boxes, with balls that contain every value. */
export class EnclosedLandscape {
  /** Unknowns: entries and multipliers. */
  readonly size: number;
  readonly entries: number;
  private readonly layout: readonly Place[];
  private readonly constants = new Map<string, BallMatrix>();
  private readonly shared = new Map<string, BallMatrix>();
  private readonly loss: Expression;
  private readonly gradients: readonly Expression[];
  /** Inverses and roots, inner ones first: their balls are infinite where a box reaches the boundary of the domain. */
  private readonly defined: readonly DefinedSymbol[];
  private readonly coefficients = new Map<Term, Ball>();
  private readonly terms: readonly EnclosedJacobianTerm[];
  private readonly gated: readonly boolean[];
  private open: Uint8Array | null = null;

  /**
   * @param spheres coordinates of each unit sphere.
   */
  constructor(
    landscape: Landscape,
    readonly spheres: readonly Int32Array[],
  ) {
    let offset = 0;
    this.layout = landscape.variables.map(({ symbol: { name, rows, columns } }) => {
      const place = { name, offset, rows, columns };
      offset += rows * columns;
      return place;
    });
    this.entries = offset;
    this.size = offset + spheres.length;
    this.gated = landscape.variables.map(({ positivePart }) => positivePart);
    for (const [name, value] of landscape.constants) {
      const out = ballZero(value.rows, value.columns);
      for (let i = 0; i < value.rows; i++)
        for (let j = 0; j < value.columns; j++) {
          const { mid, rad } = rationalBall(value.get(i, j));
          out.mid[i * value.columns + j] = mid;
          out.rad[i * value.columns + j] = rad;
        }
      this.constants.set(name, out);
    }
    this.loss = numericLoss(landscape);
    this.gradients = numericGradients(landscape);
    this.defined = definedSymbols([this.loss, ...this.gradients]).filter(({ role }) => role === "defined");
    for (const expression of [this.loss, ...this.gradients, ...this.defined.map(({ defined }) => defined.of)])
      for (const term of expression.terms) this.coefficients.set(term, rationalBall(term.coefficient));
    this.terms = this.gradients.flatMap((g, x) =>
      landscape.variables.flatMap(({ symbol }, y) =>
        jacobianTerms(g, symbol).map((term) => ({ ...term, x, y, ball: rationalBall(term.coefficient) })),
      ),
    );
  }

  /** The same, with the entries of variables seen through max(X, 0) open or closed. @param open which of all are positive. */
  withGates(open: Uint8Array | null): EnclosedLandscape {
    if (open === null) return this;
    const gated: EnclosedLandscape = Object.create(this);
    gated.open = open;
    return gated;
  }

  /** The values of the loss over x ± radius. */
  value(x: Float64Array, radius: Float64Array): Interval {
    const { mid, rad } = this.expression(this.loss, this.words(x, radius));
    const [m, r] = [mid[0]!, rad[0]!];
    if (!Number.isFinite(r)) return { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
    const slack = r * (1 + 2 ** -50) + Math.abs(m) * 2 ** -52 + 2 ** -1074;
    return interval(m - slack, m + slack);
  }

  /** F over z ± radius. */
  conditions(z: Float64Array, radius: Float64Array): BallMatrix {
    const words = this.words(z, radius);
    const out = ballZero(this.size, 1);
    this.gradients.forEach((g, k) => {
      const { offset } = this.layout[k]!;
      const value = this.expression(g, words);
      for (let i = 0; i < value.mid.length; i++) {
        if (this.isClosed(k, offset + i)) continue;
        out.mid[offset + i] = value.mid[i]!;
        out.rad[offset + i] = value.rad[i]!;
      }
    });
    this.spheres.forEach((sphere, s) => {
      const l = this.entries + s;
      addProduct(out, l, 0.5, 0, 1, 0);
      for (const k of sphere) {
        addProduct(out, k, -z[l]!, radius[l]!, z[k]!, radius[k]!);
        addProduct(out, l, -0.5 * z[k]!, 0.5 * radius[k]!, z[k]!, radius[k]!);
      }
    });
    return out;
  }

  /** J over z ± radius. @param out square, written over: J in its corner, zeros elsewhere. */
  jacobian(
    z: Float64Array,
    radius: Float64Array,
    out: BallMatrix = ballZero(this.size, this.size),
  ): BallMatrix {
    const words = this.words(z, radius);
    const n = out.rows;
    out.mid.fill(0);
    out.rad.fill(0);
    for (const term of this.terms)
      if (term.kind === "outer") this.addOuter(out, term, words);
      else this.addProductTerm(out, term, words);
    this.layout.forEach(({ offset, rows, columns }, k) => {
      for (let i = offset; i < offset + rows * columns; i++) {
        if (!this.isClosed(k, i)) continue;
        for (let j = 0; j < n; j++) {
          out.mid[i * n + j] = out.rad[i * n + j] = 0;
          out.mid[j * n + i] = out.rad[j * n + i] = 0;
        }
      }
    });
    this.spheres.forEach((sphere, s) => {
      const l = this.entries + s;
      for (const k of sphere) {
        addProduct(out, k * n + k, -z[l]!, radius[l]!, 1, 0);
        for (const at of [k * n + l, l * n + k]) {
          out.mid[at] = -z[k]!;
          out.rad[at] = radius[k]!;
        }
      }
    });
    return out;
  }

  /** ⟨V, R⟩⟨V′, S⟩: entry (i, k) is R_i S_k, entries counted row-major. */
  private addOuter(
    out: BallMatrix,
    term: Extract<EnclosedJacobianTerm, { kind: "outer" }>,
    words: BallWords,
  ): void {
    const [X, Y] = [this.layout[term.x]!, this.layout[term.y]!];
    const { mid: c, rad: r } = words.factor(term.ball, term.traces);
    if (c === 0 && r === 0) return;
    const covector = words.word(term.covector, Y.rows);
    const result = words.word(term.result, X.rows);
    for (let i = 0; i < result.mid.length; i++) {
      const [m, s] = [result.mid[i]!, result.rad[i]!];
      if (m === 0 && s === 0) continue;
      const scaled = c * m;
      const slack = productRadius(c, r, m, s);
      const row = (X.offset + i) * out.rows + Y.offset;
      for (let k = 0; k < covector.mid.length; k++) {
        const [a, b] = [covector.mid[k]!, covector.rad[k]!];
        if (a !== 0 || b !== 0) addProduct(out, row + k, scaled, slack, a, b);
      }
    }
  }

  /** ⟨V, A V′ B⟩ (or ⟨V, A V′ᵀ B⟩): entry ((i,j),(k,l)) is A_ik B_lj (or A_il B_kj). */
  private addProductTerm(
    out: BallMatrix,
    term: Exclude<EnclosedJacobianTerm, { kind: "outer" }>,
    words: BallWords,
  ): void {
    const [X, Y] = [this.layout[term.x]!, this.layout[term.y]!];
    const { mid: c, rad: r } = words.factor(term.ball, term.traces);
    if (c === 0 && r === 0) return;
    const left = words.word(term.left, X.rows);
    const right = words.word(term.right, X.columns);
    for (let e = 0; e < left.mid.length; e++) {
      const [factor, known] = [left.mid[e]!, left.rad[e]!];
      if (factor === 0 && known === 0) continue;
      const [i, a] = [Math.floor(e / left.columns), e % left.columns];
      const scaled = c * factor;
      const slack = productRadius(c, r, factor, known);
      const row = (X.offset + i * X.columns) * out.rows + Y.offset;
      for (let at = 0, b = 0; b < right.rows; b++) {
        const column = row + (term.transposed ? b * Y.columns + a : a * Y.columns + b);
        for (let j = 0; j < right.columns; j++, at++) {
          const [m, s] = [right.mid[at]!, right.rad[at]!];
          if (m !== 0 || s !== 0) addProduct(out, column + j * out.rows, scaled, slack, m, s);
        }
      }
    }
  }

  private words(x: Float64Array, radius: Float64Array): BallWords {
    const variables = new Map<string, BallMatrix>();
    this.layout.forEach(({ name, offset, rows, columns }, k) => {
      const mid = x.slice(offset, offset + rows * columns);
      const rad = radius.slice(offset, offset + rows * columns);
      for (let i = 0; i < mid.length; i++) if (this.isClosed(k, offset + i)) mid[i] = rad[i] = 0;
      variables.set(name, { rows, columns, mid, rad });
    });
    const words = new BallWords(variables, this.constants, this.shared);
    for (const { name, defined } of this.defined) {
      const inside = this.expression(defined.of, words);
      const { kind } = defined;
      variables.set(name, kind === "inverse" ? inverseAround(inside) : ballRoot(inside, kind));
    }
    return words;
  }

  private expression(expression: Expression, words: BallWords): BallMatrix {
    const out = ballZero(expression.rows, expression.columns);
    for (const term of expression.terms) {
      if (term.parameters.length > 0)
        throw new RangeError(
          `enclose: expected a value for the parameter ${term.parameters[0]![0]}, got none`,
        );
      const { mid, rad } = words.factor(this.coefficients.get(term)!, term.traces);
      ballAccumulate(out, mid, rad, words.word(term.word, expression.rows));
    }
    return out;
  }

  private isClosed(variable: number, entry: number): boolean {
    return this.gated[variable]! && this.open !== null && this.open[entry] === 0;
  }
}
