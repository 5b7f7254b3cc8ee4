/**
 * A landscape as the numeric layer sees it: value, tangential gradient and structured Hessian over doubles, all
 * compiled from the symbolic stationarity conditions.
 *
 * Points are flat: the entries of the variables, row-major, one variable after the other. The Hessian is assembled
 * as a sum of Kronecker products from the words of its terms; in a frame X = L Y B (L, B invertible) only the small
 * factors are conjugated, so that coordinates adapted to the eigenvectors of Γ and Σ give a sparse form. Inertia
 * does not depend on the frame (Sylvester).
 */
import { generate, identity, type Matrix, maxAbs, multiply, transpose } from "../numeric/dense.js";
import type { Frame } from "../numeric/frame.js";
import type { Covector, Triplets } from "../numeric/inertia.js";
import { multipliers, projectTangent, retract, type SphereProduct } from "../numeric/manifold.js";
import { createRunner, type ProgramRunner } from "../numeric/program.js";
import { ProgramBuilder, type Value } from "../symbolic/compile.js";
import { jacobianTerms } from "../symbolic/differentiate.js";
import type { Word } from "../symbolic/expression.js";
import { isVectorField, type Landscape, numericGradients, numericLoss } from "../symbolic/landscape.js";

export interface VariableLayout {
  readonly name: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

export interface GradientReport {
  /** Tangential gradient (for a field: minus its tangential part). */
  readonly gradient: Float64Array;
  /** Lagrange multiplier of each sphere. */
  readonly lambda: Float64Array;
  /** Largest ‖tangential gradient‖ / (sum of the norms of the terms it cancels) over the variables. */
  readonly residual: number;
}

type Factor =
  | {
      readonly kind: "sandwich";
      readonly left: Value | null;
      readonly right: Value | null;
      readonly transposed: boolean;
    }
  | { readonly kind: "outer"; readonly covector: Value | null; readonly result: Value | null };

type CompiledTerm = Factor & {
  readonly x: number;
  readonly y: number;
  readonly coefficient: number;
  readonly scalars: readonly number[];
};

const EPSILON = 2 ** -52;

export class LandscapeSystem {
  readonly layout: readonly VariableLayout[];
  readonly size: number;
  readonly manifold: SphereProduct;
  readonly isField: boolean;
  private readonly gated: readonly boolean[];
  private readonly constraintOf: readonly Landscape["variables"][number]["constraint"][];
  private readonly loss: { runner: ProgramRunner; slot: number };
  private readonly slope: { runner: ProgramRunner; slots: number[] };
  private curvature: {
    runner: ProgramRunner;
    terms: CompiledTerm[];
    shape: (v: Value) => [number, number];
  } | null = null;

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

    const lossBuilder = this.newBuilder();
    const lossSlot = lossBuilder.expression(numericLoss(landscape));
    this.loss = { runner: createRunner(lossBuilder.build()), slot: lossSlot };
    const slopeBuilder = this.newBuilder();
    const slots = numericGradients(landscape).map((g) => slopeBuilder.expression(g));
    this.slope = { runner: createRunner(slopeBuilder.build()), slots };
  }

  /** L(x). For a field, the loss with its stop-gradient marks released. */
  value(x: Float64Array): number {
    this.load(this.loss.runner, x);
    this.loss.runner.run();
    return this.loss.runner.slot(this.loss.slot)[0]!;
  }

  /** The tangential gradient with its multipliers and its scale-free residual. */
  gradient(x: Float64Array): GradientReport {
    const { runner, slots } = this.slope;
    this.load(runner, x);
    runner.run();
    const g = new Float64Array(this.size);
    this.layout.forEach(({ offset }, k) => {
      g.set(runner.slot(slots[k]!), offset);
      if (this.gated[k]) this.closeGates(k, x, g);
    });
    const lambda = multipliers(this.manifold, x, g);
    projectTangent(this.manifold, x, g);
    let residual = 0;
    this.layout.forEach(({ offset, rows, columns }, k) => {
      let squares = 0;
      for (let i = offset; i < offset + rows * columns; i++) squares += g[i]! * g[i]!;
      const scale = runner.magnitude(slots[k]!);
      if (squares > 0) residual = Math.max(residual, scale > 0 ? Math.sqrt(squares) / scale : 1);
    });
    return { gradient: g, lambda, residual };
  }

  /**
   * The Lagrange Hessian (for a field: minus the Jacobian) as a bilinear form in the coordinates Y, with the
   * covectors whose common kernel is the tangent space.
   */
  hessian(x: Float64Array, frames?: readonly Frame[]): { form: Triplets; covectors: Covector[] } {
    this.curvature ??= this.compileCurvature();
    const { runner, terms, shape } = this.curvature;
    this.load(runner, x);
    runner.run();
    const form: Triplets = { size: this.size, rows: [], columns: [], values: [] };
    const read = (v: Value | null, size: number): Matrix => {
      if (v === null) return identity(size);
      const [rows, columns] = shape(v);
      const raw = { rows, columns, data: runner.slot(v.slot) };
      return v.transposed ? transpose(raw) : raw;
    };
    for (const term of terms) {
      let factor = term.coefficient;
      for (const scalar of term.scalars) factor *= runner.slot(scalar)[0]!;
      if (factor === 0) continue;
      const X = this.layout[term.x]!;
      const Y = this.layout[term.y]!;
      const fx = frames?.[term.x];
      const fy = frames?.[term.y];
      if (term.kind === "sandwich") {
        const a = read(term.left, X.rows);
        const b = read(term.right, X.columns);
        if (!term.transposed)
          addKronecker(
            form,
            X,
            Y,
            factor,
            conjugate(fx?.left, a, fy?.left),
            conjugateRight(fy?.right, b, fx?.right),
            false,
          );
        else
          addKronecker(
            form,
            X,
            Y,
            factor,
            cleaned(chain(fx && transpose(fx.left), a, fy && transpose(fy.right))),
            cleaned(chain(fy && transpose(fy.left), b, fx && transpose(fx.right))),
            true,
          );
      } else {
        const r = read(term.result, X.rows);
        const c = read(term.covector, Y.rows);
        addOuter(form, X, Y, factor, toFrame(fx, r), toFrame(fy, c));
      }
    }
    const { lambda } = this.gradient(x);
    const covectors: Covector[] = [];
    let sphere = 0;
    this.layout.forEach((v, k) => {
      const constraint = this.constraintOf[k]!;
      if (constraint === "none") return;
      const count = constraint === "unit-norm" ? 1 : constraint === "unit-columns" ? v.columns : v.rows;
      const values = lambda.subarray(sphere, sphere + count);
      sphere += count;
      const diagonal = (size: number) => generate(size, size, (i, j) => (i === j ? values[i]! : 0));
      const a = constraint === "unit-rows" ? diagonal(v.rows) : identity(v.rows);
      const b = constraint === "unit-columns" ? diagonal(v.columns) : identity(v.columns);
      const factor = constraint === "unit-norm" ? -values[0]! : -1;
      const frame = frames?.[k];
      addKronecker(
        form,
        v,
        v,
        factor,
        conjugate(frame?.left, a, frame?.left),
        conjugateRight(frame?.right, b, frame?.right),
        false,
      );
      const point = {
        rows: v.rows,
        columns: v.columns,
        data: x.subarray(v.offset, v.offset + v.rows * v.columns),
      };
      for (let s = 0; s < count; s++) {
        const normal = generate(v.rows, v.columns, (i, j) =>
          constraint === "unit-norm" || (constraint === "unit-columns" ? j : i) === s
            ? point.data[i * v.columns + j]!
            : 0,
        );
        covectors.push(sparse(toFrame(frame, normal), v.offset));
      }
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
    return this.mapVariables(g, (value, k) => toFrame(frames?.[k], value));
  }

  /** Expresses a displacement given in the coordinates Y in the original ones: L Y B per variable. */
  vectorFromFrame(y: Float64Array, frames: readonly Frame[] | undefined): Float64Array {
    return this.mapVariables(y, (value, k) => {
      const frame = frames?.[k];
      return frame === undefined ? value : multiply(multiply(frame.left, value), frame.right);
    });
  }

  retract(x: Float64Array): void {
    retract(this.manifold, x);
  }

  flatten(point: Readonly<Record<string, Matrix>>): Float64Array {
    const x = new Float64Array(this.size);
    for (const { name, offset, rows, columns } of this.layout) {
      const value = point[name];
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

  private compileCurvature() {
    const builder = this.newBuilder();
    const word = (w: Word): Value | null => (w.length === 0 ? null : builder.word(w));
    const all = numericGradients(this.landscape);
    const terms: CompiledTerm[] = [];
    all.forEach((g, x) => {
      this.landscape.variables.forEach(({ symbol }, y) => {
        for (const term of jacobianTerms(g, symbol)) {
          const { coefficient, scalars } = builder.factors(term);
          terms.push({
            x,
            y,
            coefficient,
            scalars,
            ...(term.kind === "sandwich"
              ? {
                  kind: term.kind,
                  left: word(term.left),
                  right: word(term.right),
                  transposed: term.transposed,
                }
              : { kind: term.kind, covector: word(term.covector), result: word(term.result) }),
          });
        }
      });
    });
    const program = builder.build();
    const shape = ({ slot }: Value): [number, number] => [
      program.slots[slot]!.rows,
      program.slots[slot]!.columns,
    ];
    return { runner: createRunner(program), terms, shape };
  }
}

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

/** Product of the factors that are given. */
function chain(a: Matrix | undefined, b: Matrix, c: Matrix | undefined): Matrix {
  const left = a === undefined ? b : multiply(a, b);
  return c === undefined ? left : multiply(left, c);
}

/** Sets entries at the rounding level of the product that made them to zero. */
function cleaned(a: Matrix): Matrix {
  const threshold = 8 * Math.max(a.rows, a.columns) * EPSILON * maxAbs(a);
  return { ...a, data: a.data.map((value) => (Math.abs(value) <= threshold ? 0 : value)) };
}

/** L_xᵀ A L_y. */
const conjugate = (lx: Matrix | undefined, a: Matrix, ly: Matrix | undefined): Matrix =>
  cleaned(chain(lx && transpose(lx), a, ly));

/** B_y B B_xᵀ. */
const conjugateRight = (by: Matrix | undefined, b: Matrix, bx: Matrix | undefined): Matrix =>
  cleaned(chain(by, b, bx && transpose(bx)));

const toFrame = (frame: Frame | undefined, g: Matrix): Matrix =>
  frame === undefined ? g : cleaned(multiply(multiply(transpose(frame.left), g), transpose(frame.right)));

/** ⟨V, A V′ B⟩ (or ⟨V, A V′ᵀ B⟩): entry ((i,j),(k,l)) is A_ik B_lj (or A_il B_kj). */
function addKronecker(
  form: Triplets,
  x: VariableLayout,
  y: VariableLayout,
  factor: number,
  a: Matrix,
  b: Matrix,
  transposed: boolean,
): void {
  const bEntries: [row: number, column: number, value: number][] = [];
  for (let r = 0; r < b.rows; r++)
    for (let c = 0; c < b.columns; c++) {
      const value = b.data[r * b.columns + c]!;
      if (value !== 0) bEntries.push([r, c, value]);
    }
  for (let i = 0; i < a.rows; i++)
    for (let s = 0; s < a.columns; s++) {
      const left = a.data[i * a.columns + s]!;
      if (left === 0) continue;
      const scaled = factor * left;
      for (const [r, j, right] of bEntries) {
        // Not transposed: s = k, r = l. Transposed: s = l, r = k.
        form.rows.push(x.offset + i * x.columns + j);
        form.columns.push(transposed ? y.offset + r * y.columns + s : y.offset + s * y.columns + r);
        form.values.push(scaled * right);
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

function sparse(a: Matrix, offset: number): Covector {
  const indices: number[] = [];
  const values: number[] = [];
  a.data.forEach((value, k) => {
    if (value === 0) return;
    indices.push(offset + k);
    values.push(value);
  });
  return { indices, values };
}
