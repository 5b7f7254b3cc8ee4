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
import { generate, identity, type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import type { Frame } from "../../numeric/linalg/frame.js";
import type { Covector, Triplets } from "../../numeric/linalg/inertia.js";
import {
  multipliers,
  projectTangent,
  retract,
  type SphereProduct,
} from "../../numeric/linalg/sphere-product.js";
import { cleanInPlace, createRunner, type ProgramRunner } from "../../numeric/polynomial/program.js";
import { balancedScaling } from "../../numeric/polynomial/scaling.js";
import { isConstant, ProgramBuilder, type Value } from "../../symbolic/compile.js";
import { jacobianTerms } from "../../symbolic/differentiate.js";
import type { Word } from "../../symbolic/expression.js";
import { isVectorField, type Landscape, numericGradients, numericLoss } from "../../symbolic/landscape.js";
import { stationaritySystem } from "../../symbolic/to-system.js";

export interface VariableLayout {
  readonly name: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

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

/** The sides of a variable's frame; null for the identity. */
export interface Sides {
  readonly left: Matrix | null;
  readonly right: Matrix | null;
}

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

/** The nonzero entries of a small matrix. */
interface Sparse {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

const PLAIN: Sides = { left: null, right: null };

const EPSILON = 2 ** -52;
/** Entries beyond which the conditions are not expanded for their scale. */
const MAX_SCALED = 24;

export class LandscapeSystem {
  readonly layout: readonly VariableLayout[];
  readonly size: number;
  readonly manifold: SphereProduct;
  readonly isField: boolean;
  private readonly gated: readonly boolean[];
  private readonly constraintOf: readonly Landscape["variables"][number]["constraint"][];
  /** The loss and its gradients in one program: they share most of their words. */
  private readonly slope: { runner: ProgramRunner; loss: number; slots: number[] };
  /** The gradients alone, without norms: compiled when first asked for. */
  private descent: { runner: ProgramRunner; inputs: Float64Array[]; gradients: Float64Array[] } | null = null;
  private readonly curvatures = new Map<string, Curvature>();
  private readonly frameSides = new WeakMap<Frame, Sides>();
  private knownUnits: Float64Array | null | undefined;

  constructor(readonly landscape: Landscape) {
    let offset = 0;
    this.layout = landscape.variables.map(({ symbol: { name, rows, columns } }) => {
      const place = { name, offset, rows, columns };
      offset += rows * columns;
      return place;
    });
    this.size = offset;
    this.isField = isVectorField(landscape);
    this.gated = landscape.variables.map(({ positivePart }) => positivePart);
    this.constraintOf = landscape.variables.map(({ constraint }) => constraint);
    this.manifold = {
      size: this.size,
      spheres: this.layout.flatMap((v, k) => spheresOf(v, this.constraintOf[k]!)),
    };

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
        this.size > MAX_SCALED || this.gated.some(Boolean)
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
      if (this.gated[k]) this.closeGates(k, x, g);
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
    const { layout, gated } = this;
    for (let k = 0; k < layout.length; k++) {
      const { offset } = layout[k]!;
      const input = inputs[k]!;
      for (let i = 0; i < input.length; i++) {
        const value = x[offset + i]!;
        input[i] = gated[k] && value < 0 ? 0 : value;
      }
    }
    runner.run();
    for (let k = 0; k < layout.length; k++) {
      out.set(gradients[k]!, layout[k]!.offset);
      if (gated[k]) this.closeGates(k, x, out);
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
    const covectors: Covector[] = [];
    let sphere = 0;
    this.layout.forEach((v, k) => {
      const constraint = this.constraintOf[k]!;
      if (constraint === "none") return;
      const count = constraint === "unit-norm" ? 1 : constraint === "unit-columns" ? v.columns : v.rows;
      const values = lambda.subarray(sphere, sphere + count);
      sphere += count;
      // −Λ acts as −X diag(λ), −diag(λ) X or −λ X.
      const { left, right } = sides[k]!;
      const a =
        constraint === "unit-rows" && left !== null
          ? sparseOf(cleaned(conjugatedDiagonal(values, transpose(left))))
          : constraint === "unit-rows"
            ? sparseDiagonal(values)
            : sparse(grams[k]!.left);
      const b =
        constraint === "unit-columns" && right !== null
          ? sparseOf(cleaned(conjugatedDiagonal(values, right)))
          : constraint === "unit-columns"
            ? sparseDiagonal(values)
            : sparse(grams[k]!.right);
      addKronecker(form, v, v, constraint === "unit-norm" ? -values[0]! : -1, a, b, false);
      covectors.push(...normalsOf(v, constraint, x, sides[k]!));
    });
    if (!this.gated.some(Boolean)) return { form, covectors };
    // Closed gates: the loss does not see the entry.
    const open = new Uint8Array(this.size).fill(1);
    this.layout.forEach(({ offset, rows, columns }, k) => {
      if (this.gated[k]) for (let i = offset; i < offset + rows * columns; i++) open[i] = x[i]! > 0 ? 1 : 0;
    });
    const kept: Triplets = { size: this.size, rows: [], columns: [], values: [] };
    form.values.forEach((value, t) => {
      if (!open[form.rows[t]!] || !open[form.columns[t]!]) return;
      kept.rows.push(form.rows[t]!);
      kept.columns.push(form.columns[t]!);
      kept.values.push(value);
    });
    return { form: kept, covectors };
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

  retract(x: Float64Array): void {
    retract(this.manifold, x);
  }

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
      if (this.gated[k]) for (let i = 0; i < buffer.length; i++) if (buffer[i]! < 0) buffer[i] = 0;
    });
  }

  private closeGates(k: number, x: Float64Array, g: Float64Array): void {
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

function spheresOf(
  { offset, rows, columns }: VariableLayout,
  constraint: Landscape["variables"][number]["constraint"],
): Int32Array[] {
  const at = (i: number, j: number) => offset + i * columns + j;
  switch (constraint) {
    case "none":
      return [];
    case "unit-norm":
      return [Int32Array.from({ length: rows * columns }, (_, k) => offset + k)];
    case "unit-columns":
      return Array.from({ length: columns }, (_, j) => Int32Array.from({ length: rows }, (_, i) => at(i, j)));
    case "unit-rows":
      return Array.from({ length: rows }, (_, i) => Int32Array.from({ length: columns }, (_, j) => at(i, j)));
  }
}

function isIdentity({ rows, columns, data }: Matrix): boolean {
  if (rows !== columns) return false;
  for (let k = 0; k < data.length; k++) if (data[k] !== (k % (columns + 1) === 0 ? 1 : 0)) return false;
  return true;
}

/** F diag(d) Fᵀ. */
const conjugatedDiagonal = (d: Float64Array, f: Matrix): Matrix =>
  multiply(
    generate(f.rows, f.columns, (i, j) => f.data[i * f.columns + j]! * d[j]!),
    transpose(f),
  );

/** The normals of the spheres at X in the coordinates Y: Lᵀ N Bᵀ, of rank one where N has a single row or column. */
function normalsOf(
  v: VariableLayout,
  constraint: Landscape["variables"][number]["constraint"],
  x: Float64Array,
  { left, right }: Sides,
): Covector[] {
  const { offset, rows, columns } = v;
  const point = { rows, columns, data: x.subarray(offset, offset + rows * columns) };
  if (constraint === "unit-norm") return [covectorOf(toFrame({ left, right }, point), offset)];
  if (constraint === "unit-columns") {
    const moved = left === null ? point : multiply(transpose(left), point);
    return Array.from({ length: columns }, (_, j) =>
      outerCovector(v, cleanedEntries(moved.data, j, columns, rows), axisEntries(right, j, columns)),
    );
  }
  const moved = right === null ? point : multiply(point, transpose(right));
  return Array.from({ length: rows }, (_, i) =>
    // Row i of L is column i of Lᵀ.
    outerCovector(
      v,
      left === null ? { places: [i], values: [1] } : cleanedEntries(left.data, i * rows, 1, rows),
      cleanedEntries(moved.data, i * columns, 1, columns),
    ),
  );
}

interface Entries {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/** Column j of B, or e_j without B. */
const axisEntries = (b: Matrix | null, j: number, n: number): Entries =>
  b === null ? { places: [j], values: [1] } : cleanedEntries(b.data, j, n, n);

/** The entries of a strided vector that are above its rounding. */
function cleanedEntries(data: Float64Array, start: number, stride: number, length: number): Entries {
  let largest = 0;
  for (let k = 0; k < length; k++) largest = Math.max(largest, Math.abs(data[start + k * stride]!));
  const threshold = 8 * length * EPSILON * largest;
  const places: number[] = [];
  const values: number[] = [];
  for (let k = 0; k < length; k++) {
    const value = data[start + k * stride]!;
    if (Math.abs(value) <= threshold) continue;
    places.push(k);
    values.push(value);
  }
  return { places, values };
}

function outerCovector({ offset, columns }: VariableLayout, a: Entries, b: Entries): Covector {
  const indices: number[] = [];
  const values: number[] = [];
  a.places.forEach((i, s) => {
    b.places.forEach((j, t) => {
      indices.push(offset + i * columns + j);
      values.push(a.values[s]! * b.values[t]!);
    });
  });
  return { indices, values };
}

/** A copy with the entries at the rounding level of the product that made it set to zero. */
function cleaned(a: Matrix): Matrix {
  const data = a.data.slice();
  cleanInPlace(data, Math.max(a.rows, a.columns));
  return { ...a, data };
}

/** Lᵀ G Bᵀ. */
function toFrame({ left, right }: Sides, g: Matrix): Matrix {
  if (left === null && right === null) return g;
  const inner = left === null ? g : multiply(transpose(left), g);
  return cleaned(right === null ? inner : multiply(inner, transpose(right)));
}

/** ⟨V, A V′ B⟩ (or ⟨V, A V′ᵀ B⟩): entry ((i,j),(k,l)) is A_ik B_lj (or A_il B_kj). */
function addKronecker(
  form: Triplets,
  x: VariableLayout,
  y: VariableLayout,
  coefficient: number,
  a: Sparse,
  b: Sparse,
  transposed: boolean,
): void {
  for (let s = 0; s < a.values.length; s++) {
    const scaled = coefficient * a.values[s]!;
    const row = x.offset + a.rows[s]! * x.columns;
    const inner = a.columns[s]!;
    for (let t = 0; t < b.values.length; t++) {
      const outer = b.rows[t]!;
      form.rows.push(row + b.columns[t]!);
      form.columns.push(y.offset + (transposed ? outer * y.columns + inner : inner * y.columns + outer));
      form.values.push(scaled * b.values[t]!);
    }
  }
}

function addOuter(
  form: Triplets,
  x: VariableLayout,
  y: VariableLayout,
  factor: number,
  r: Matrix,
  c: Matrix,
): void {
  for (let i = 0; i < r.data.length; i++) {
    const left = r.data[i]!;
    if (left === 0) continue;
    for (let k = 0; k < c.data.length; k++) {
      const right = c.data[k]!;
      if (right === 0) continue;
      form.rows.push(x.offset + i);
      form.columns.push(y.offset + k);
      form.values.push(factor * left * right);
    }
  }
}

function sparseOf(a: Matrix): Sparse {
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  for (let i = 0, k = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++, k++) {
      const value = a.data[k]!;
      if (value === 0) continue;
      rows.push(i);
      columns.push(j);
      values.push(value);
    }
  return { rows, columns, values };
}

function sparseDiagonal(values: Float64Array): Sparse {
  const places = Array.from(values.keys());
  return { rows: places, columns: places, values: Array.from(values) };
}

function covectorOf(a: Matrix, offset: number): Covector {
  const { rows, columns, values } = sparseOf(a);
  return { indices: rows.map((i, k) => offset + i * a.columns + columns[k]!), values };
}
