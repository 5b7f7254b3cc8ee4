/**
 * The quotient A = F_p[x]/I of an ideal of dimension 0, from its reduced Gröbner basis G.
 *
 * The monomials b that no leading monomial divides are a basis B of A. The border is {x_i b} \ B; normal forms of border monomials m
 * in B are found from G or by a smaller one, NF(m) = Σ_c v_c NF(x_j c) with v = NF(m / x_j) (Faugère, Gianni, Lazard and Mora 1993),
 * and only where they are asked for.
 *
 * Linear forms ℓ on A are vectors of values on B. For u = Σ c_i x_i the sequence ℓ_0 = ℓ, ℓ_{k+1} = ℓ_k ∘ (multiplication by u)
 * gives ℓ(u^k) at 1 and ℓ(x_i u^k) at x_i: all that minimal polynomials and coordinates take.
 */
import type { Polynomial } from "./groebner.js";
import type { MonomialTable } from "./monomials.js";
import type { PrimeField } from "./prime-field.js";
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
type Rule =
  | { readonly kind: "generator"; readonly g: number; readonly places: Int32Array }
  | { readonly kind: "product"; readonly smaller: number; readonly variable: number };

/** The rules of all border monomials; `leads` and the supports of the basis are those of every prime. */
export function borderRules(staircase: Staircase, supports: readonly Int32Array[]): readonly Rule[] {
  const { table, basis, border } = staircase;
  const n = table.variables;
  const places = new Map<number, number>([...basis].map((m, k) => [m, k]));
  const byLead = new Map<number, number>(supports.map((monomials, g) => [monomials[0]!, g]));
  const borderPlaces = new Map<number, number>(border.map((m, k) => [m, k]));
  const single = Array.from({ length: n }, (_, i) =>
    table.of(Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))),
  );
  return border.map((m): Rule => {
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

/** A over one prime: normal forms of border monomials, made when they are needed. */
export class QuotientAlgebra {
  private readonly forms: (Float64Array | undefined)[];

  constructor(
    readonly staircase: Staircase,
    private readonly rules: readonly Rule[],
    private readonly basis: readonly Polynomial[],
    readonly field: PrimeField,
    private readonly work: Work,
  ) {
    this.forms = new Array(staircase.border.length).fill(undefined);
  }

  /** NF of a border monomial over B. */
  private normalForm(place: number): Float64Array {
    // Without recursion: chains may be as long as the border.
    const stack = [place];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      if (this.forms[top] !== undefined) {
        stack.pop();
        continue;
      }
      const rule = this.rules[top]!;
      if (rule.kind === "generator") {
        this.forms[top] = this.tailOf(rule);
        stack.pop();
        continue;
      }
      const missing = this.missingFor(rule);
      if (missing.length > 0) stack.push(...missing);
      else {
        this.forms[top] = this.shifted(this.forms[rule.smaller]!, rule.variable);
        this.work.hold(2 * this.staircase.dimension * this.forms.length);
        stack.pop();
      }
    }
    return this.forms[place]!;
  }

  private missingFor({ smaller, variable }: { smaller: number; variable: number }): readonly number[] {
    const form = this.forms[smaller];
    if (form === undefined) return [smaller];
    const n = this.staircase.table.variables;
    const missing: number[] = [];
    for (let c = 0; c < form.length; c++) {
      const at = this.staircase.products[c * n + variable]!;
      if (form[c] !== 0 && at < 0 && this.forms[-1 - at] === undefined) missing.push(-1 - at);
    }
    return missing;
  }

  private tailOf({ g, places }: { g: number; places: Int32Array }): Float64Array {
    const form = new Float64Array(this.staircase.dimension);
    const { coefficients } = this.basis[g]!;
    for (let k = 0; k < places.length; k++) form[places[k]!] = this.field.negate(coefficients[k + 1]!);
    return form;
  }

  /** x_variable · Σ_c form_c c; the normal forms that it takes are there. */
  private shifted(form: Float64Array, variable: number): Float64Array {
    const n = this.staircase.table.variables;
    const sum = new Float64Array(form.length);
    for (let c = 0; c < form.length; c++) {
      const factor = form[c]!;
      if (factor === 0) continue;
      const at = this.staircase.products[c * n + variable]!;
      if (at < 0) this.addMultiple(sum, factor, this.forms[-1 - at]!);
      else {
        const value = sum[at]! + factor;
        sum[at] = value >= this.field.square ? value - this.field.square : value;
      }
    }
    this.work.spend(form.length);
    return sum.map((c) => this.field.reduce(c));
  }

  private addMultiple(sum: Float64Array, factor: number, form: Float64Array): void {
    const { square } = this.field;
    for (let k = 0; k < form.length; k++) {
      const value = sum[k]! + factor * form[k]!;
      sum[k] = value >= square ? value - square : value;
    }
    this.work.spend(form.length);
  }

  /** Multiplication by u = Σ c_i x_i as images of B: a place in B (for a single variable, c = 1) or a vector over B. */
  multiplication(form: Float64Array): readonly (number | Float64Array)[] {
    const { dimension, products, table } = this.staircase;
    const n = table.variables;
    const used = [...form.keys()].filter((i) => form[i] !== 0);
    return Array.from({ length: dimension }, (_, b) => {
      if (used.length === 1 && form[used[0]!] === 1) {
        const at = products[b * n + used[0]!]!;
        return at >= 0 ? at : this.normalForm(-1 - at);
      }
      const sum = new Float64Array(dimension);
      for (const i of used) {
        const at = products[b * n + i]!;
        if (at < 0) this.addMultiple(sum, form[i]!, this.normalForm(-1 - at));
        else {
          const value = sum[at]! + form[i]!;
          sum[at] = value >= this.field.square ? value - this.field.square : value;
        }
      }
      return sum.map((c) => this.field.reduce(c));
    });
  }

  /** ℓ(x_i) from the values of ℓ on B. */
  atVariable(values: Float64Array, i: number): number {
    const at = this.staircase.variables[i]!;
    return at >= 0 ? values[at]! : this.dot(this.normalForm(-1 - at), values);
  }

  /**
   * ℓ(u^k) and ℓ(x_i u^k) for k < length and the variables asked for.
   *
   * @param values ℓ on B.
   */
  sequences(
    images: readonly (number | Float64Array)[],
    values: Float64Array,
    length: number,
    variables: readonly number[],
  ): { readonly powers: Float64Array; readonly coordinates: readonly Float64Array[] } {
    const powers = new Float64Array(length);
    const coordinates = variables.map(() => new Float64Array(length));
    let current = values;
    for (let k = 0; k < length; k++) {
      powers[k] = current[0]!;
      for (const [j, i] of variables.entries()) coordinates[j]![k] = this.atVariable(current, i);
      if (k + 1 === length) break;
      const next = new Float64Array(current.length);
      for (let b = 0; b < next.length; b++) {
        const image = images[b]!;
        next[b] = typeof image === "number" ? current[image]! : this.dot(image, current);
      }
      this.work.spend(current.length);
      current = next;
    }
    return { powers, coordinates };
  }

  private dot(a: Float64Array, b: Float64Array): number {
    const { square } = this.field;
    // Two sums, because each waits for its last addition.
    let even = 0;
    let odd = 0;
    const half = a.length & ~1;
    for (let k = 0; k < half; k += 2) {
      even += a[k]! * b[k]!;
      odd += a[k + 1]! * b[k + 1]!;
      if (even >= square) even -= square;
      if (odd >= square) odd -= square;
    }
    if (half < a.length) even += a[half]! * b[half]!;
    this.work.spend(a.length);
    return this.field.add(this.field.reduce(even), this.field.reduce(odd));
  }
}
