/**
 * A landscape as the numeric layer sees it: value, tangential gradient and structured Hessian over doubles, all
 * compiled from the symbolic stationarity conditions.
 *
 * Points are flat: the entries of the variables, row-major, one variable after the other. The Hessian is assembled
 * as a sum of Kronecker products from the words of its terms; in a frame X = L Y B (L, B invertible) only the small
 * factors are conjugated, so that coordinates adapted to the eigenvectors of Γ and Σ give a sparse form. L and B are
 * letters of the conjugated words: products such as W Σ Bᵀ are shared between them, and what does not depend on the
 * point is multiplied once per frame. Inertia does not depend on the frame (Sylvester).
 */

import type { Covector, Triplets } from "../../numeric/linalg/blocks.js";
import { identity, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import type { Frame } from "../../numeric/linalg/frame.js";
import {
  multipliers,
  projectTangent,
  retract,
  type SphereProduct,
} from "../../numeric/linalg/sphere-product.js";
import { createRunner, type ProgramRunner } from "../../numeric/polynomial/program.js";
import { balancedScaling } from "../../numeric/polynomial/scaling.js";
import { isConstant, ProgramBuilder, type Value } from "../../symbolic/compile.js";
import { jacobianTerms } from "../../symbolic/differentiate.js";
import { hasDefined, type Word } from "../../symbolic/expression.js";
import { feasibleDimension, spectrumShift } from "../../symbolic/lagrangian.js";
import {
  isVectorField,
  type Landscape,
  numericGradients,
  numericLoss,
  type SpectrumShift,
} from "../../symbolic/landscape.js";
import { stationaritySystem } from "../../symbolic/to-system.js";
import { EPSILON } from "../tolerances.js";
import {
  addKronecker,
  addOuter,
  cleaned,
  conjugatedDiagonal,
  isIdentity,
  normalsOf,
  type Sides,
  type Sparse,
  sparseDiagonal,
  sparseOf,
  spheresOf,
  toFrame,
  type VariableLayout,
} from "./structured-form.js";

/** Value and gradient at a point, with what rounding may have done to them. */
export interface GradientReport {
  /** L(x). For a field, the loss with its stop-gradient marks released. */
  readonly value: number;
  /** A bound of the rounding of `value`, from the magnitudes of what is added up in it. */
  readonly valueRounding: number;
  /** Tangential gradient (for a field: minus its tangential part). */
  readonly gradient: Float64Array;
  /** Lagrange multiplier of each sphere. */
  readonly lambda: Float64Array;
  /** Largest ‖tangential gradient‖ / (sum of the norms of the terms it cancels) over the variables. */
  readonly residual: number;
  /** Largest ‖tangential gradient‖ / (bound of its own rounding) over the variables: below 1 it means nothing. */
  readonly noise: number;
}

/** The value, 0 where rounding alone can account for it. */
export const settledValue = ({
  value,
  valueRounding,
}: Pick<GradientReport, "value" | "valueRounding">): number => (Math.abs(value) <= valueRounding ? 0 : value);

/** A conjugated word of a Hessian term: its slot (null for the identity), and whether it holds constants only. */
interface Factor {
  readonly value: Value | null;
  readonly size: number;
  readonly constant: boolean;
}

type Shape =
  | { readonly kind: "sandwich"; readonly left: Factor; readonly right: Factor; readonly transposed: boolean }
  | { readonly kind: "outer"; readonly covector: Factor; readonly result: Factor };

type CompiledTerm = Shape & {
  readonly x: number;
  readonly y: number;
  readonly coefficient: number;
  readonly scalars: readonly number[];
};

/** The second derivative compiled for frames whose sides are identities in the same places. */
interface Curvature {
  readonly runner: ProgramRunner;
  readonly terms: readonly CompiledTerm[];
  readonly shape: (v: Value) => readonly [number, number];
  /** LᵀL and B Bᵀ of each variable. */
  readonly grams: readonly { readonly left: Factor; readonly right: Factor }[];
  /** What the runner's settings hold, and the constant factors there. */
  sides: readonly Sides[] | null;
  readonly remembered: Map<Value | number, Sparse>;
}

const PLAIN: Sides = { left: null, right: null };
/** Entries beyond which the conditions are not expanded for their scale. */
const MAX_SCALED = 24;

/**
 * A landscape over doubles: value, tangential gradient and structured Hessian at points given as flat arrays of `size` entries,
 * the variables one after the other, each row-major.
 *
 * @example
 * const system = new LandscapeSystem(problem.objective.landscape!);
 * system.value(Float64Array.of(0.5, 0)) // -0.1875
 */
export class LandscapeSystem {
  readonly layout: readonly VariableLayout[];
  readonly size: number;
  readonly manifold: SphereProduct;
  /** Of the feasible set. */
  readonly dimension: number;
  /** What `hessian` has more negative and positive eigenvalues than the Riemannian Hessian, multipliers being among the variables. */
  readonly shift: SpectrumShift;
  readonly isField: boolean;
  private readonly behindPositivePart: readonly boolean[];
  private readonly constraintOf: readonly Landscape["variables"][number]["constraint"][];
  /** The loss and its gradients in one program: they share most of their words. */
  private readonly slope: { runner: ProgramRunner; loss: number; slots: number[] };
  /** The gradients alone, without norms: compiled when first asked for. */
  private descent: { runner: ProgramRunner; inputs: Float64Array[]; gradients: Float64Array[] } | null = null;
  private readonly curvatures = new Map<string, Curvature>();
  private readonly frameSides = new WeakMap<Frame, Sides>();
  private knownUnits: Float64Array | null | undefined;

  /**
   * @param landscape whose words are compiled here, once.
   */
  constructor(readonly landscape: Landscape) {
    let offset = 0;
    this.layout = landscape.variables.map(({ symbol: { name, rows, columns } }) => {
      const place = { name, offset, rows, columns };
      offset += rows * columns;
      return place;
    });
    this.size = offset;
    this.isField = isVectorField(landscape);
    this.behindPositivePart = landscape.variables.map(({ positivePart }) => positivePart);
    this.constraintOf = landscape.variables.map(({ constraint }) => constraint);
    this.manifold = {
      size: this.size,
      spheres: this.layout.flatMap((v, k) => spheresOf(v, this.constraintOf[k]!)),
    };

    this.dimension = feasibleDimension(landscape, this.size, this.manifold.spheres.length);
    this.shift = spectrumShift(landscape);

    const builder = this.newBuilder();
    const slots = numericGradients(landscape).map((g) => builder.expression(g));
    const loss = builder.expression(numericLoss(landscape));
    this.slope = { runner: createRunner(builder.build()), loss, slots };
  }

  /** L(x). For a field, the loss with its stop-gradient marks released. */
  value(x: Float64Array): number {
    const { runner, loss } = this.slope;
    this.load(runner, x);
    runner.run();
    return runner.slot(loss)[0]!;
  }

  /** A bound of the rounding of L(x): of its evaluation, and of x to a few units in its last place. */
  valueRounding(x: Float64Array): number {
    const value = Math.abs(this.value(x));
    const { runner, loss } = this.slope;
    const [rounding, size] = [runner.rounding(loss), runner.magnitude(loss)];
    return Number.isFinite(rounding) && Number.isFinite(size)
      ? 4 * rounding + 16 * EPSILON * Math.max(value, size)
      : 64 * EPSILON * value;
  }

  /** Sizes of the entries in which the conditions are of size one; null beyond 24 of them, and for positive parts. */
  get units(): Float64Array | null {
    if (this.knownUnits === undefined)
      this.knownUnits =
        this.size > MAX_SCALED || this.behindPositivePart.some(Boolean) || hasDefined(this.landscape.loss)
          ? null
          : balancedScaling([stationaritySystem(this.landscape, this.manifold.spheres)]).variables.slice(
              0,
              this.size,
            );
    return this.knownUnits;
  }

  /** The value and the tangential gradient with its multipliers and its scale-free residual. */
  gradient(x: Float64Array): GradientReport {
    const { runner, loss, slots } = this.slope;
    this.load(runner, x);
    runner.run();
    const g = new Float64Array(this.size);
    this.layout.forEach(({ offset }, k) => {
      g.set(runner.slot(slots[k]!), offset);
      if (this.behindPositivePart[k]) this.dropClosed(k, x, g);
    });
    const lambda = multipliers(this.manifold, x, g);
    projectTangent(this.manifold, x, g, lambda);
    let residual = 0;
    let noise = 0;
    this.layout.forEach(({ offset, rows, columns }, k) => {
      let squares = 0;
      for (let i = offset; i < offset + rows * columns; i++) squares += g[i]! * g[i]!;
      if (squares === 0) return;
      const length = Math.sqrt(squares);
      const scale = runner.magnitude(slots[k]!);
      residual = Math.max(residual, scale > 0 ? length / scale : 1);
      noise = Math.max(noise, length / runner.rounding(slots[k]!));
    });
    const value = runner.slot(loss)[0]!;
    return { value, valueRounding: runner.rounding(loss), gradient: g, lambda, residual, noise };
  }

  /**
   * The tangential gradient alone, the same double for double, for inner loops: allocates nothing.
   *
   * @param out where it goes (`size`).
   * @param lambda where the multipliers go (one for each sphere).
   */
  gradientInto(x: Float64Array, out: Float64Array, lambda: Float64Array): void {
    this.descent ??= this.compileDescent();
    const { runner, inputs, gradients } = this.descent;
    const { layout, behindPositivePart } = this;
    for (let k = 0; k < layout.length; k++) {
      const { offset } = layout[k]!;
      const input = inputs[k]!;
      for (let i = 0; i < input.length; i++) {
        const value = x[offset + i]!;
        input[i] = behindPositivePart[k] && value < 0 ? 0 : value;
      }
    }
    runner.run();
    for (let k = 0; k < layout.length; k++) {
      out.set(gradients[k]!, layout[k]!.offset);
      if (behindPositivePart[k]) this.dropClosed(k, x, out);
    }
    multipliers(this.manifold, x, out, lambda);
    projectTangent(this.manifold, x, out, lambda);
  }

  private compileDescent(): NonNullable<typeof this.descent> {
    const builder = this.newBuilder();
    const slots = numericGradients(this.landscape).map((g) => builder.expression(g));
    const runner = createRunner(builder.build(), false);
    return {
      runner,
      inputs: this.layout.map(({ name }) => runner.input(name)),
      gradients: slots.map((slot) => runner.slot(slot)),
    };
  }

  /**
   * The Lagrange Hessian (for a field: minus the Jacobian) as a bilinear form in the coordinates Y, with the
   * covectors whose common kernel is the tangent space.
   *
   * @param lambda the multipliers at x, where they are known already.
   */
  hessian(
    x: Float64Array,
    frames?: readonly Frame[],
    lambda: Float64Array = this.gradient(x).lambda,
  ): { form: Triplets; covectors: Covector[] } {
    const sides = this.layout.map((_, k) => this.sidesOf(frames?.[k]));
    const curvature = this.curvatureIn(sides);
    const { runner, terms, shape, grams, remembered } = curvature;
    this.load(runner, x);
    runner.run();
    const form: Triplets = { size: this.size, rows: [], columns: [], values: [] };
    const read = ({ value, size }: Factor): Matrix => {
      if (value === null) return identity(size);
      const [rows, columns] = shape(value);
      const raw = { rows, columns, data: runner.slot(value.slot) };
      return value.transposed ? transpose(raw) : raw;
    };
    // Outside of frames constants are what the problem says, however small beside each other.
    const isPlain = sides.every(({ left, right }) => left === null && right === null);
    const sparse = (factor: Factor): Sparse => {
      if (!factor.constant) return sparseOf(cleaned(read(factor)));
      const key = factor.value ?? factor.size;
      let known = remembered.get(key);
      if (known === undefined) {
        known = sparseOf(isPlain ? read(factor) : cleaned(read(factor)));
        remembered.set(key, known);
      }
      return known;
    };
    for (const term of terms) {
      let coefficient = term.coefficient;
      for (const scalar of term.scalars) coefficient *= runner.slot(scalar)[0]!;
      if (coefficient === 0) continue;
      const X = this.layout[term.x]!;
      const Y = this.layout[term.y]!;
      if (term.kind === "sandwich")
        addKronecker(form, X, Y, coefficient, sparse(term.left), sparse(term.right), term.transposed);
      else addOuter(form, X, Y, coefficient, cleaned(read(term.result)), cleaned(read(term.covector)));
    }
    this.subtractMultipliers(form, lambda, sides, (k, side) => sparse(grams[k]![side]));
    return {
      form: this.behindPositivePart.some(Boolean) ? this.withoutClosed(form, x) : form,
      covectors: this.normals(x, sides),
    };
  }

  /** −Λ acts on a constrained variable as −X diag(λ), −diag(λ) X or −λ X. */
  private subtractMultipliers(
    form: Triplets,
    lambda: Float64Array,
    sides: readonly Sides[],
    gram: (k: number, side: "left" | "right") => Sparse,
  ): void {
    let sphere = 0;
    this.layout.forEach((v, k) => {
      const constraint = this.constraintOf[k]!;
      if (constraint === "none") return;
      const count = constraint === "unit-norm" ? 1 : constraint === "unit-columns" ? v.columns : v.rows;
      const values = lambda.subarray(sphere, sphere + count);
      sphere += count;
      const { left, right } = sides[k]!;
      const diagonalIn = (frame: Matrix | null): Sparse =>
        frame === null ? sparseDiagonal(values) : sparseOf(cleaned(conjugatedDiagonal(values, frame)));
      const a =
        constraint === "unit-rows" ? diagonalIn(left === null ? null : transpose(left)) : gram(k, "left");
      const b = constraint === "unit-columns" ? diagonalIn(right) : gram(k, "right");
      addKronecker(form, v, v, constraint === "unit-norm" ? -values[0]! : -1, a, b, false);
    });
  }

  /** The normals of all spheres at x in the coordinates Y. */
  private normals(x: Float64Array, sides: readonly Sides[]): Covector[] {
    return this.layout.flatMap((v, k) => {
      const constraint = this.constraintOf[k]!;
      return constraint === "none" ? [] : normalsOf(v, constraint, x, sides[k]!);
    });
  }

  /** The form without the entries behind max(X, 0) that are not positive at x: the loss does not see them. */
  private withoutClosed(form: Triplets, x: Float64Array): Triplets {
    const open = new Uint8Array(this.size).fill(1);
    this.layout.forEach(({ offset, rows, columns }, k) => {
      if (this.behindPositivePart[k])
        for (let i = offset; i < offset + rows * columns; i++) open[i] = x[i]! > 0 ? 1 : 0;
    });
    const kept: Triplets = { size: this.size, rows: [], columns: [], values: [] };
    form.values.forEach((value, t) => {
      if (!open[form.rows[t]!] || !open[form.columns[t]!]) return;
      kept.rows.push(form.rows[t]!);
      kept.columns.push(form.columns[t]!);
      kept.values.push(value);
    });
    return kept;
  }

  /** Expresses a covector (such as the gradient) in the coordinates Y of a frame: Lᵀ G Bᵀ per variable. */
  covectorInFrame(g: Float64Array, frames: readonly Frame[] | undefined): Float64Array {
    return this.mapVariables(g, (value, k) => toFrame(this.sidesOf(frames?.[k]), value));
  }

  /** Expresses a displacement given in the coordinates Y in the original ones: L Y B per variable. */
  vectorFromFrame(y: Float64Array, frames: readonly Frame[] | undefined): Float64Array {
    return this.mapVariables(y, (value, k) => {
      const { left, right } = this.sidesOf(frames?.[k]);
      const inner = left === null ? value : multiply(left, value);
      return right === null ? inner : multiply(inner, right);
    });
  }

  /** Moves x, in place, to the constraint manifold: every sphere's part is divided by its length. */
  retract(x: Float64Array): void {
    retract(this.manifold, x);
  }

  /**
   * The entries of a point given by variables.
   *
   * @throws RangeError if a variable is missing or misshapen.
   */
  flatten(point: Readonly<Record<string, Matrix>>): Float64Array {
    const x = new Float64Array(this.size);
    for (const { name, offset, rows, columns } of this.layout) {
      const value = Object.hasOwn(point, name) ? point[name] : undefined;
      if (value === undefined || value.rows !== rows || value.columns !== columns)
        throw new RangeError(
          `point.${name}: expected a ${rows}×${columns} matrix, got ${value === undefined ? "none" : `${value.rows}×${value.columns}`}`,
        );
      x.set(value.data, offset);
    }
    return x;
  }

  /** The matrices of a flat point by the names of their variables: what `flatten` undoes. */
  unflatten(x: Float64Array): Record<string, Matrix> {
    return Object.fromEntries(
      this.layout.map(({ name, offset, rows, columns }) => [
        name,
        { rows, columns, data: x.slice(offset, offset + rows * columns) },
      ]),
    );
  }

  /** The sides of a frame that are not identities. */
  sidesOf(frame: Frame | undefined): Sides {
    if (frame === undefined) return PLAIN;
    let sides = this.frameSides.get(frame);
    if (sides === undefined) {
      sides = {
        left: isIdentity(frame.left) ? null : frame.left,
        right: isIdentity(frame.right) ? null : frame.right,
      };
      this.frameSides.set(frame, sides);
    }
    return sides;
  }

  /** The compiled second derivative with these sides as its settings. */
  private curvatureIn(sides: readonly Sides[]): Curvature {
    const signature = sides
      .map(({ left, right }) => `${left === null ? 0 : 1}${right === null ? 0 : 1}`)
      .join();
    let curvature = this.curvatures.get(signature);
    if (curvature === undefined) {
      curvature = this.compileCurvature(sides);
      this.curvatures.set(signature, curvature);
    }
    const { runner, remembered, sides: loaded } = curvature;
    if (loaded === null || sides.some((side, k) => side !== loaded[k])) {
      sides.forEach(({ left, right }, k) => {
        if (left !== null) runner.input(sideName(k, "left")).set(left.data);
        if (right !== null) runner.input(sideName(k, "right")).set(right.data);
      });
      runner.refresh();
      remembered.clear();
      curvature.sides = sides;
    }
    return curvature;
  }

  private mapVariables(x: Float64Array, change: (value: Matrix, k: number) => Matrix): Float64Array {
    const out = new Float64Array(this.size);
    this.layout.forEach(({ offset, rows, columns }, k) => {
      const data = x.subarray(offset, offset + rows * columns);
      out.set(change({ rows, columns, data }, k).data, offset);
    });
    return out;
  }

  private newBuilder(): ProgramBuilder {
    const builder = new ProgramBuilder(this.landscape.constants);
    for (const { name, rows, columns } of this.layout) builder.declareInput(name, rows, columns);
    return builder;
  }

  private load(runner: ProgramRunner, x: Float64Array): void {
    this.layout.forEach(({ name, offset, rows, columns }, k) => {
      const buffer = runner.input(name);
      buffer.set(x.subarray(offset, offset + rows * columns));
      if (this.behindPositivePart[k])
        for (let i = 0; i < buffer.length; i++) if (buffer[i]! < 0) buffer[i] = 0;
    });
  }

  private dropClosed(k: number, x: Float64Array, g: Float64Array): void {
    const { offset, rows, columns } = this.layout[k]!;
    for (let i = offset; i < offset + rows * columns; i++) if (x[i]! <= 0) g[i] = 0;
  }

  private compileCurvature(sides: readonly Sides[]): Curvature {
    const builder = this.newBuilder();
    const side = (k: number, which: "left" | "right", transposed: boolean): Word => {
      const value = sides[k]![which];
      if (value === null) return [];
      const { rows } = value;
      const name = sideName(k, which);
      builder.declareInput(name, rows, rows);
      const symbol = { name, rows, columns: rows, role: "constant", symmetric: false } as const;
      return [{ symbol, transposed, stopped: false }];
    };
    const factor = (size: number, ...words: Word[]): Factor => {
      const word = words.flat();
      return { value: word.length === 0 ? null : builder.word(word), size, constant: isConstant(word) };
    };
    const all = numericGradients(this.landscape);
    const terms: CompiledTerm[] = [];
    all.forEach((g, x) => {
      this.landscape.variables.forEach(({ symbol }, y) => {
        const { rows, columns } = this.layout[x]!;
        for (const term of jacobianTerms(g, symbol)) {
          const { coefficient, scalars } = builder.factors(term);
          const common = { x, y, coefficient, scalars };
          if (term.kind === "sandwich") {
            // ⟨V, A V′ B⟩ with V = L_x Y B_x: A → L_xᵀ A L_y, B → B_y B B_xᵀ; with V′ᵀ: A → L_xᵀ A B_yᵀ, B → L_yᵀ B B_xᵀ.
            const { transposed } = term;
            const [inner, outer] = transposed
              ? [side(y, "right", true), side(y, "left", true)]
              : [side(y, "left", false), side(y, "right", false)];
            terms.push({
              ...common,
              kind: "sandwich",
              left: factor(rows, side(x, "left", true), term.left, inner),
              right: factor(columns, outer, term.right, side(x, "right", true)),
              transposed,
            });
          } else {
            const framed = (k: number, word: Word) =>
              factor(this.layout[k]!.rows, side(k, "left", true), word, side(k, "right", true));
            terms.push({
              ...common,
              kind: "outer",
              covector: framed(y, term.covector),
              result: framed(x, term.result),
            });
          }
        }
      });
    });
    const grams = this.layout.map(({ rows, columns }, k) => ({
      left: factor(rows, side(k, "left", true), side(k, "left", false)),
      right: factor(columns, side(k, "right", false), side(k, "right", true)),
    }));
    const program = builder.build();
    const shape = ({ slot }: Value) => [program.slots[slot]!.rows, program.slots[slot]!.columns] as const;
    return { runner: createRunner(program), terms, shape, grams, sides: null, remembered: new Map() };
  }
}

/** The landscape of an objective; null where its loss is outside the polynomial grammar. */
export const landscapeSystemOf = ({
  landscape,
}: {
  readonly landscape?: Landscape;
}): LandscapeSystem | null => (landscape === undefined ? null : new LandscapeSystem(landscape));

/** No name in a problem file has a space in it. */
const sideName = (k: number, which: "left" | "right"): string => `frame ${k} ${which}`;
