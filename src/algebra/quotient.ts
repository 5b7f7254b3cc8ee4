/**
 * The quotient A = F_p[x]/I of an ideal of dimension 0, from its reduced Gröbner basis G.
 *
 * The monomials b that no leading monomial divides are a basis B of A. The border is {x_i b} \ B; normal forms of border
 * monomials m in B are found from G or by a smaller one, NF(m) = Σ_c v_c NF(x_j c) with v = NF(m / x_j) (Faugère, Gianni,
 * Lazard and Mora 1993), and only where they are asked for.
 *
 * Linear forms ℓ on A are vectors of values on B. For u = Σ c_i x_i the sequence ℓ_0 = ℓ, ℓ_{k+1} = ℓ_k ∘ (multiplication by u)
 * gives ℓ(u^k) at 1 and ℓ(b u^k) at b: all that minimal polynomials and coordinates take.
 */

import type { PrimeField } from "../exact/prime-field.js";
import { algebraKernel } from "./elimination-kernel.js";
import type { Polynomial } from "./groebner.js";
import type { MonomialTable } from "./monomials.js";
import { CHUNK } from "./options.js";
import type { Work } from "./work.js";

/** B and its border: which product x_i b is where. */
export class Staircase {
  /** B by ascending order; 1 is the first, unless I is the unit ideal. */
  readonly basis: Int32Array;
  /** Monomials outside B of the form x_i b. */
  readonly border: readonly number[];
  /** `products[b · n + i]`: the place of x_i b in B, or −1 − its place in the border. */
  readonly products: Int32Array;
  /** `variables[i]`: the same for x_i itself; 1 must be in B. */
  readonly variables: readonly number[];

  /**
   * @param leads minimal leading monomials of an ideal of dimension 0.
   * @param dimension of A, which `hilbert.ts` gives.
   * @throws BudgetExceeded
   */
  constructor(
    readonly table: MonomialTable,
    leads: readonly number[],
    dimension: number,
    work: Work,
  ) {
    const n = table.variables;
    work.hold(dimension * (n + 1));
    const single = Array.from({ length: n }, (_, i) =>
      table.of(Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))),
    );
    const inIdeal = (m: number): boolean => {
      work.spend(leads.length);
      return leads.some((lead) => table.divides(lead, m));
    };
    const found: number[] = [];
    const place = new Map<number, number>();
    const outside = new Set<number>();
    const one = table.of(new Array(n).fill(0));
    if (!inIdeal(one)) found.push(one);
    place.set(one, 0);
    for (let k = 0; k < found.length; k++)
      for (let i = 0; i < n; i++) {
        const m = table.product(found[k]!, single[i]!);
        if (place.has(m) || outside.has(m)) continue;
        if (inIdeal(m)) outside.add(m);
        else {
          place.set(m, found.length);
          found.push(m);
        }
      }
    this.basis = Int32Array.from(found).sort((a, b) => table.compare(a, b));
    for (const [k, m] of this.basis.entries()) place.set(m, k);
    this.border = [...outside].sort((a, b) => table.compare(a, b));
    for (const [k, m] of this.border.entries()) place.set(m, -1 - k);
    this.products = new Int32Array(found.length * n);
    for (const [b, m] of this.basis.entries())
      for (let i = 0; i < n; i++) this.products[b * n + i] = place.get(table.product(m, single[i]!))!;
    this.variables = single.map((x) => place.get(x)!);
  }

  get dimension(): number {
    return this.basis.length;
  }
}

/** How the normal form of a border monomial is found, the same for all primes. */
export type BorderRule =
  | { readonly kind: "generator"; readonly g: number; readonly places: Int32Array }
  | { readonly kind: "product"; readonly smaller: number; readonly variable: number };

/**
 * The rules of all border monomials; `leads` and the supports of the basis are those of every prime.
 *
 * @throws Error if the supports are not those of a Gröbner basis with this staircase: a fault of the caller.
 */
export function borderRules(staircase: Staircase, supports: readonly Int32Array[]): readonly BorderRule[] {
  const { table, basis, border } = staircase;
  const n = table.variables;
  const places = new Map<number, number>([...basis].map((m, k) => [m, k]));
  const byLead = new Map<number, number>(supports.map((monomials, g) => [monomials[0]!, g]));
  const borderPlaces = new Map<number, number>(border.map((m, k) => [m, k]));
  const single = Array.from({ length: n }, (_, i) =>
    table.of(Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))),
  );
  return border.map((m): BorderRule => {
    const g = byLead.get(m);
    if (g !== undefined)
      return { kind: "generator", g, places: supports[g]!.slice(1).map((s) => places.get(s)!) };
    for (let variable = n - 1; variable >= 0; variable--) {
      if (table.exponents[m * n + variable] === 0) continue;
      const smaller = borderPlaces.get(table.quotient(m, single[variable]!));
      if (smaller !== undefined) return { kind: "product", smaller, variable };
    }
    throw new Error("border: expected a smaller border monomial");
  });
}

/** Images of B under multiplication by a linear form, in the memory of the kernel. */
export interface Multiplication {
  /** Place of an image for each element of B: a place in B, or −1 − k for vector k. */
  readonly images: number;
  /** The places of the vectors. */
  readonly vectors: number;
  /** How many of their entries may not be zero, in multiples of four. */
  readonly lengths: number;
  /** Entries of all vectors. */
  readonly dense: number;
}

/**
 * A over one prime: normal forms of border monomials, made when they are needed. Its vectors are in the memory of the kernel: it
 * lives within the `scope` that it was made in.
 */
export class QuotientAlgebra {
  private readonly memory = algebraKernel();
  /** The places of the normal forms, 0 for those not yet made. */
  private readonly forms: number;
  /** Their lengths, as in `Multiplication`. */
  private readonly lengths: number;
  private readonly made: Uint8Array;
  private readonly products: number;
  private readonly sum: number;
  /** dim A as a multiple of four: vectors are padded with zeros. */
  private readonly size: number;
  private readonly depth = algebraKernel().depth;

  constructor(
    readonly staircase: Staircase,
    private readonly rules: readonly BorderRule[],
    private readonly basis: readonly Polynomial[],
    readonly field: PrimeField,
    private readonly work: Work,
  ) {
    this.size = Math.ceil(staircase.dimension / 4) * 4;
    this.made = new Uint8Array(staircase.border.length);
    this.forms = this.memory.zeros(4 * staircase.border.length);
    this.lengths = this.memory.zeros(4 * staircase.border.length);
    this.products = this.memory.copy(staircase.products);
    this.sum = this.memory.zeros(8 * this.size);
  }

  private get variables(): number {
    return this.staircase.table.variables;
  }

  /** The place of the normal form of a border monomial over B. */
  private normalForm(place: number): number {
    // Without recursion: chains may be as long as the border.
    const stack = [place];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const rule = this.rules[top]!;
      const missing = this.made[top] === 1 || rule.kind === "generator" ? [] : this.missingFor(rule);
      if (missing.length > 0) stack.push(...missing);
      else {
        if (this.made[top] === 0) this.make(top, rule);
        stack.pop();
      }
    }
    return this.place(place);
  }

  private place(form: number): number {
    return this.memory.view(this.forms + 4 * form, 1)[0]! >>> 0;
  }

  /** Border monomials whose normal forms a product takes and which are not there yet. */
  private missingFor({ smaller, variable }: { smaller: number; variable: number }): readonly number[] {
    if (this.made[smaller] === 0) return [smaller];
    const n = this.variables;
    const { products, dimension } = this.staircase;
    const form = this.memory.view(this.place(smaller), dimension);
    const missing: number[] = [];
    for (let c = 0; c < dimension; c++) {
      const at = products[c * n + variable]!;
      if (form[c] !== 0 && at < 0 && this.made[-1 - at] === 0) missing.push(-1 - at);
    }
    return missing;
  }

  private make(form: number, rule: BorderRule): void {
    if (this.memory.depth !== this.depth)
      throw new Error("QuotientAlgebra: expected `prepare` before an inner scope");
    const vector = this.memory.zeros(4 * this.size);
    let length = this.size;
    if (rule.kind === "generator") {
      const values = this.memory.view(vector, this.size);
      const { coefficients } = this.basis[rule.g]!;
      // Monomials in descending order: the first place is the largest.
      length = Math.ceil(((rule.places[0] ?? -1) + 1) / 4) * 4;
      for (let k = 0; k < rule.places.length; k++)
        values[rule.places[k]!] = this.field.negate(coefficients[k + 1]!);
    } else this.shift(this.place(rule.smaller), rule.variable, vector);
    this.memory.write(this.forms + 4 * form, vector);
    this.memory.write(this.lengths + 4 * form, length);
    this.made[form] = 1;
    this.work.spend(this.size);
  }

  /** x_variable · Σ_c form_c c. */
  private shift(form: number, variable: number, out: number): void {
    const n = this.variables;
    const { dimension, products } = this.staircase;
    const values = this.memory.view(form, dimension);
    let operations = dimension;
    for (let c = 0; c < dimension; c++)
      if (values[c] !== 0 && products[c * n + variable]! < 0) operations += this.size;
    this.work.spend(operations);
    const { kernel } = this.memory;
    const images = this.products + 4 * variable;
    kernel.shift(form, dimension, images, 4 * n, this.forms, this.sum, out, this.size, this.field.p);
  }

  /** Makes the normal forms that multiplication by Σ c_i x_i takes, so that it may be called in an inner scope. */
  prepare(form: Float64Array): void {
    const { dimension, products } = this.staircase;
    const n = this.variables;
    for (let b = 0; b < dimension; b++)
      for (let i = 0; i < n; i++)
        if (form[i] !== 0 && products[b * n + i]! < 0) this.normalForm(-1 - products[b * n + i]!);
  }

  /** Multiplication by u = Σ c_i x_i. */
  multiplication(form: Float64Array): Multiplication {
    const { dimension, products } = this.staircase;
    const n = this.variables;
    this.prepare(form);
    const used = [...form.keys()].filter((i) => form[i] !== 0);
    if (used.length === 1 && form[used[0]!] === 1) {
      const own = Int32Array.from({ length: dimension }, (_, b) => products[b * n + used[0]!]!);
      const lengths = this.memory.view(this.lengths, this.made.length);
      const dense = own.reduce((sum, at) => sum + (at < 0 ? lengths[-1 - at]! : 0), 0);
      return { images: this.memory.copy(own), vectors: this.forms, lengths: this.lengths, dense };
    }
    const factors = this.memory.copy(Int32Array.from(form));
    const vectors = Int32Array.from({ length: dimension }, (_, b) => {
      const vector = this.memory.allocate(4 * this.size);
      const images = this.products + 4 * n * b;
      const { kernel } = this.memory;
      kernel.shift(factors, n, images, 4, this.forms, this.sum, vector, this.size, this.field.p);
      return vector;
    });
    this.work.spend(dimension * n * this.size);
    const images = this.memory.copy(Int32Array.from({ length: dimension }, (_, b) => -1 - b));
    const lengths = this.memory.copy(new Int32Array(dimension).fill(this.size));
    return { images, vectors: this.memory.copy(vectors), lengths, dense: dimension * this.size };
  }

  /** The matrix of multiplication by u: row b is u · b over B. */
  matrix(form: Float64Array): Float64Array[] {
    const { dimension } = this.staircase;
    this.prepare(form);
    return this.memory.scope(() => {
      const { images, vectors } = this.multiplication(form);
      return Array.from({ length: dimension }, (_, b) => {
        const at = this.memory.view(images + 4 * b, 1)[0]!;
        if (at < 0) {
          const place = this.memory.view(vectors + 4 * (-1 - at), 1)[0]! >>> 0;
          return Float64Array.from(this.memory.view(place, dimension));
        }
        const unit = new Float64Array(dimension);
        unit[at] = 1;
        return unit;
      });
    });
  }

  /** The normal form of x_i over B. */
  variable(i: number): Int32Array {
    const { dimension, variables } = this.staircase;
    const at = variables[i]!;
    if (at < 0) return this.memory.read(this.normalForm(-1 - at), dimension);
    const unit = new Int32Array(dimension);
    unit[at] = 1;
    return unit;
  }

  /**
   * ℓ(b u^k) for k < length and each b in B whose place is asked for.
   *
   * @param values ℓ on B.
   */
  sequences(
    { images, vectors, lengths, dense }: Multiplication,
    values: Int32Array,
    length: number,
    places: readonly number[],
  ): readonly Float64Array[] {
    const { memory, size, field } = this;
    const { dimension } = this.staircase;
    const count = places.length;
    const perStep = dense + dimension;
    const steps = Math.max(1, Math.min(length, Math.floor(CHUNK / perStep)));
    return memory.scope(() => {
      let current = memory.copy(values);
      let next = memory.zeros(4 * size);
      const watched = memory.copy(Int32Array.from(places));
      const out = memory.allocate(4 * count * steps);
      const sequences = places.map(() => new Float64Array(length));
      for (let done = 0; done < length; done += steps) {
        const now = Math.min(steps, length - done);
        this.work.spend(now * perStep);
        const [k, p] = [memory.kernel, field.p];
        k.krylov(images, vectors, lengths, dimension, current, next, now, watched, count, out, p);
        if (now % 2 === 1) [current, next] = [next, current];
        const read = memory.view(out, now * count);
        for (let step = 0; step < now; step++)
          for (let j = 0; j < count; j++) sequences[j]![done + step] = read[step * count + j]!;
      }
      return sequences;
    });
  }
}
