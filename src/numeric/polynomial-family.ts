/**
 * Families of polynomial systems, F_i(x; t) = Σ_k c_ik(t) x^{a_k}, c(t) = (1 − t) c⁰ + t c¹ complex: the term interpreter.
 *
 * All monomials live in one table closed under removing a factor, x^{a} = x^{a′} · x_b, so that each costs one
 * multiplication, and value, Jacobian and Taylor coefficients along a path are sparse sums over that table. The same
 * table serves every number type. Nothing is allocated while evaluating.
 */

/** A polynomial as a list of terms; `factors` are sorted variable indices, with repetition. */
export interface NumericTerm {
  readonly re: number;
  readonly im: number;
  readonly factors: readonly number[];
}

export interface NumericSystem {
  readonly variables: number;
  readonly equations: readonly (readonly NumericTerm[])[];
}

/** The monomials of a system and where they enter. */
export interface MonomialTable {
  readonly variables: number;
  readonly equations: number;
  /** Node 0 is 1, nodes 1 … n are the variables; node k > n is node[parent[k]] · x_{factor[k]}. */
  readonly nodes: number;
  readonly parent: Int32Array;
  readonly factor: Int32Array;
  /** Terms by equation: those of equation i are termStart[i] … termStart[i + 1] − 1; the node of each. */
  readonly termStart: Int32Array;
  readonly termNode: Int32Array;
  /**
   * Nonzero entries of the Jacobian: placeAt[p] = row · n + column, sums of the derivatives placeStart[p] …
   * placeStart[p + 1] − 1, each with its term, exponent and the node of the derived monomial.
   */
  readonly placeAt: Int32Array;
  readonly placeStart: Int32Array;
  readonly entryTerm: Int32Array;
  readonly entryExponent: Float64Array;
  readonly entryNode: Int32Array;
}

/** Builds the table of the union of supports. Returns also, per system, its coefficients on the terms. */
export function monomialTable(systems: readonly NumericSystem[]): {
  readonly table: MonomialTable;
  readonly coefficients: readonly { readonly re: Float64Array; readonly im: Float64Array }[];
  /** The number of a term, by its equation and sorted factors. */
  termOf(equation: number, factors: readonly number[]): number;
} {
  const n = systems[0]!.variables;
  const equations = systems[0]!.equations.length;
  const nodeOf = new Map<string, number>([["", 0]]);
  const parent: number[] = [0];
  const factor: number[] = [0];
  for (let v = 0; v < n; v++) {
    nodeOf.set(String(v), v + 1);
    parent.push(0);
    factor.push(v);
  }
  const node = (factors: readonly number[]): number => {
    const key = factors.join();
    const known = nodeOf.get(key);
    if (known !== undefined) return known;
    const above = node(factors.slice(0, -1));
    nodeOf.set(key, parent.length);
    parent.push(above);
    factor.push(factors[factors.length - 1]!);
    return parent.length - 1;
  };
  const terms = new Map<string, number>();
  const termStart = new Int32Array(equations + 1);
  const termNode: number[] = [];
  const entries: [place: number, term: number, exponent: number, node: number][] = [];
  const values = systems.map((): number[] => []);
  for (let i = 0; i < equations; i++) {
    systems.forEach((system, which) => {
      for (const { re, im, factors } of system.equations[i]!) {
        const key = `${i}:${factors.join()}`;
        let term = terms.get(key);
        if (term === undefined) {
          term = termNode.length;
          terms.set(key, term);
          termNode.push(node(factors));
          for (const list of values) list.push(0, 0);
          for (let k = 0; k < factors.length; ) {
            let end = k + 1;
            while (end < factors.length && factors[end] === factors[k]) end++;
            const rest = [...factors.slice(0, k), ...factors.slice(k + 1)];
            entries.push([i * n + factors[k]!, term, end - k, node(rest)]);
            k = end;
          }
        }
        values[which]![2 * term]! += re;
        values[which]![2 * term + 1]! += im;
      }
    });
    termStart[i + 1] = termNode.length;
  }
  entries.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const placeAt: number[] = [];
  const placeStart: number[] = [];
  entries.forEach(([place], e) => {
    if (place === placeAt.at(-1)) return;
    placeAt.push(place);
    placeStart.push(e);
  });
  placeStart.push(entries.length);
  return {
    table: {
      variables: n,
      equations,
      nodes: parent.length,
      parent: Int32Array.from(parent),
      factor: Int32Array.from(factor),
      termStart,
      termNode: Int32Array.from(termNode),
      placeAt: Int32Array.from(placeAt),
      placeStart: Int32Array.from(placeStart),
      entryTerm: Int32Array.from(entries, (e) => e[1]),
      entryExponent: Float64Array.from(entries, (e) => e[2]),
      entryNode: Int32Array.from(entries, (e) => e[3]),
    },
    termOf: (equation, factors) => {
      const term = terms.get(`${equation}:${factors.join()}`);
      if (term === undefined)
        throw new RangeError(`monomials: expected a term ${factors.join()} in equation ${equation}`);
      return term;
    },
    coefficients: values.map((list) => ({
      re: Float64Array.from(termNode, (_, k) => list[2 * k]!),
      im: Float64Array.from(termNode, (_, k) => list[2 * k + 1]!),
    })),
  };
}

/** Highest Taylor coefficient that `series` computes. */
export const SERIES_ORDER = 4;

export interface Coefficients {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Evaluates one family; owns its buffers, so use one per thread of work.
 *
 * Inside, complex numbers are pairs in one array: half as many arrays to address in the inner loops.
 */
export class FamilyEvaluator {
  readonly equations: number;
  readonly variables: number;
  readonly valueRe: Float64Array;
  readonly valueIm: Float64Array;
  /** Jacobian, row-major equations × variables. */
  readonly jacobianRe: Float64Array;
  readonly jacobianIm: Float64Array;
  /** Taylor coefficients of the monomials: order by order, nodes within. */
  private readonly node: Float64Array;
  /** What the latest coefficient of x adds to the monomials' coefficients of its order. */
  private readonly added: Float64Array;
  private readonly term: Float64Array;
  private readonly entry: Float64Array;
  private readonly slope: Float64Array;
  private timeRe = Number.NaN;
  private timeIm = Number.NaN;

  /** @param start coefficients at t = 1. @param target coefficients at t = 0. */
  constructor(
    private readonly table: MonomialTable,
    private start: Coefficients,
    private target: Coefficients,
  ) {
    const { nodes, equations, variables, termNode, entryNode } = table;
    this.equations = equations;
    this.variables = variables;
    this.valueRe = new Float64Array(equations);
    this.valueIm = new Float64Array(equations);
    this.jacobianRe = new Float64Array(equations * variables);
    this.jacobianIm = new Float64Array(equations * variables);
    this.node = new Float64Array(2 * nodes * (SERIES_ORDER + 1));
    this.added = new Float64Array(2 * nodes);
    this.term = new Float64Array(2 * termNode.length);
    this.slope = new Float64Array(2 * termNode.length);
    this.entry = new Float64Array(2 * entryNode.length);
    this.node[0] = 1;
  }

  /** Moves to another pair of members of the family. */
  setCoefficients(start: Coefficients, target: Coefficients): void {
    this.start = start;
    this.target = target;
    this.timeRe = Number.NaN;
  }

  /** Coefficients of the terms and of their derivatives; several evaluations share a time. */
  private setTime(tRe: number, tIm: number): void {
    if (tRe === this.timeRe && tIm === this.timeIm) return;
    this.timeRe = tRe;
    this.timeIm = tIm;
    const { term, entry } = this;
    const { re: sRe, im: sIm } = this.start;
    const { re: gRe, im: gIm } = this.target;
    for (let k = 0; k < gRe.length; k++) {
      const dr = sRe[k]! - gRe[k]!;
      const di = sIm[k]! - gIm[k]!;
      term[2 * k] = gRe[k]! + tRe * dr - tIm * di;
      term[2 * k + 1] = gIm[k]! + tRe * di + tIm * dr;
    }
    const { entryTerm, entryExponent } = this.table;
    for (let e = 0; e < entryTerm.length; e++) {
      const k = 2 * entryTerm[e]!;
      const exponent = entryExponent[e]!;
      entry[2 * e] = exponent * term[k]!;
      entry[2 * e + 1] = exponent * term[k + 1]!;
    }
  }

  /** Value and Jacobian at (x, t). */
  evaluate(xRe: Float64Array, xIm: Float64Array, tRe: number, tIm: number): void {
    this.setTime(tRe, tIm);
    const { table, node, valueRe, valueIm, jacobianRe, jacobianIm, variables, equations } = this;
    const { nodes, parent, factor } = table;
    for (let v = 0; v < variables; v++) {
      node[2 * v + 2] = xRe[v]!;
      node[2 * v + 3] = xIm[v]!;
    }
    for (let k = variables + 1; k < nodes; k++) {
      const a = 2 * parent[k]!;
      const b = 2 * factor[k]! + 2;
      const ar = node[a]!;
      const ai = node[a + 1]!;
      const br = node[b]!;
      const bi = node[b + 1]!;
      node[2 * k] = ar * br - ai * bi;
      node[2 * k + 1] = ar * bi + ai * br;
    }
    const { term } = this;
    const { termStart, termNode } = table;
    for (let i = 0, k = 0; i < equations; i++) {
      let re = 0;
      let im = 0;
      for (const end = termStart[i + 1]!; k < end; k++) {
        const at = 2 * termNode[k]!;
        const nr = node[at]!;
        const ni = node[at + 1]!;
        const cr = term[2 * k]!;
        const ci = term[2 * k + 1]!;
        re += cr * nr - ci * ni;
        im += cr * ni + ci * nr;
      }
      valueRe[i] = re;
      valueIm[i] = im;
    }
    const { entry } = this;
    const { placeAt, placeStart, entryNode } = table;
    // Entries that no term reaches stay zero.
    for (let p = 0, e = 0; p < placeAt.length; p++) {
      let re = 0;
      let im = 0;
      for (const end = placeStart[p + 1]!; e < end; e++) {
        const at = 2 * entryNode[e]!;
        const nr = node[at]!;
        const ni = node[at + 1]!;
        const cr = entry[2 * e]!;
        const ci = entry[2 * e + 1]!;
        re += cr * nr - ci * ni;
        im += cr * ni + ci * nr;
      }
      jacobianRe[placeAt[p]!] = re;
      jacobianIm[placeAt[p]!] = im;
    }
  }

  /** Starts a Taylor expansion at the point of the last `evaluate`, in the direction t = t₀ + s·d. */
  startSeries(dRe: number, dIm: number): void {
    const { slope } = this;
    const { re: sRe, im: sIm } = this.start;
    const { re: gRe, im: gIm } = this.target;
    for (let k = 0; k < gRe.length; k++) {
      const dr = sRe[k]! - gRe[k]!;
      const di = sIm[k]! - gIm[k]!;
      slope[2 * k] = dRe * dr - dIm * di;
      slope[2 * k + 1] = dRe * di + dIm * dr;
    }
  }

  /**
   * The s^order coefficient of F(x(s); t₀ + s d) into `out`, with x known below that order (`updateSeries`) and its own
   * coefficient of that order taken as zero: what is missing is J x_order.
   */
  seriesCoefficient(order: number, outRe: Float64Array, outIm: Float64Array): void {
    this.convolve(order);
    const { table, node, term, slope, equations } = this;
    const { nodes, termStart, termNode } = table;
    const here = 2 * order * nodes;
    const below = here - 2 * nodes;
    for (let i = 0, k = 0; i < equations; i++) {
      let re = 0;
      let im = 0;
      for (const end = termStart[i + 1]!; k < end; k++) {
        const at = 2 * termNode[k]!;
        const nr = node[here + at]!;
        const ni = node[here + at + 1]!;
        const pr = node[below + at]!;
        const pi = node[below + at + 1]!;
        const cr = term[2 * k]!;
        const ci = term[2 * k + 1]!;
        const sr = slope[2 * k]!;
        const si = slope[2 * k + 1]!;
        re += cr * nr - ci * ni + (sr * pr - si * pi);
        im += cr * ni + ci * nr + (sr * pi + si * pr);
      }
      outRe[i] = re;
      outIm[i] = im;
    }
  }

  /** The monomials' coefficients of one order, from those of x below it: Σ_{i≥1} parent_i · x_{order−i}. */
  private convolve(order: number): void {
    const { table, node, variables } = this;
    const { nodes, parent, factor } = table;
    const plane = 2 * nodes;
    const here = order * plane;
    // The constant, and x itself.
    for (let k = here; k <= here + 2 * variables + 1; k++) node[k] = 0;
    if (order === 1) {
      for (let k = here + 2 * variables + 2; k < here + plane; k++) node[k] = 0;
      return;
    }
    for (let k = variables + 1; k < nodes; k++) {
      const a = 2 * parent[k]!;
      const b = 2 * factor[k]! + 2;
      let re = 0;
      let im = 0;
      for (let p = a + plane, q = b + here - plane; q >= 0; p += plane, q -= plane) {
        const ar = node[p]!;
        const ai = node[p + 1]!;
        const br = node[q]!;
        const bi = node[q + 1]!;
        re += ar * br - ai * bi;
        im += ar * bi + ai * br;
      }
      node[here + 2 * k] = re;
      node[here + 2 * k + 1] = im;
    }
  }

  /** Takes in x's coefficient of the order of the last `seriesCoefficient`: row `order` of the series. */
  updateSeries(order: number, xRe: Float64Array, xIm: Float64Array): void {
    const { table, node, added, variables } = this;
    const { nodes, parent, factor } = table;
    const here = 2 * order * nodes;
    for (let v = 0; v < variables; v++) {
      const re = xRe[order * variables + v]!;
      const im = xIm[order * variables + v]!;
      added[2 * v + 2] = re;
      added[2 * v + 3] = im;
      node[here + 2 * v + 2] = re;
      node[here + 2 * v + 3] = im;
    }
    for (let k = variables + 1; k < nodes; k++) {
      const a = 2 * parent[k]!;
      const b = 2 * factor[k]! + 2;
      const ar = node[a]!;
      const ai = node[a + 1]!;
      const br = node[b]!;
      const bi = node[b + 1]!;
      const dr = added[a]!;
      const di = added[a + 1]!;
      const er = added[b]!;
      const ei = added[b + 1]!;
      const re = dr * br - di * bi + (ar * er - ai * ei);
      const im = dr * bi + di * br + (ar * ei + ai * er);
      added[2 * k] = re;
      added[2 * k + 1] = im;
      node[here + 2 * k]! += re;
      node[here + 2 * k + 1]! += im;
    }
  }
}
