/**
 * The monomials of polynomial systems in one table that is closed under removing a factor, x^a = x^{a′} · x_b, so that each
 * costs one multiplication; values, Jacobians and Taylor coefficients are sparse sums over it. It serves every number type.
 */
import type { ComplexPoint, NumericSystem } from "./system.js";

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

/** The nodes of a table while it is built. */
class Nodes {
  readonly parent: number[] = [0];
  readonly factor: number[] = [0];
  private readonly known = new Map<string, number>([["", 0]]);

  constructor(variables: number) {
    for (let v = 0; v < variables; v++) {
      this.known.set(String(v), v + 1);
      this.parent.push(0);
      this.factor.push(v);
    }
  }

  /** The node of a monomial, with those that it is made from. */
  of(factors: readonly number[]): number {
    const key = factors.join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const above = this.of(factors.slice(0, -1));
    this.known.set(key, this.parent.length);
    this.parent.push(above);
    this.factor.push(factors[factors.length - 1]!);
    return this.parent.length - 1;
  }
}

/** A derivative of a term: its place in the Jacobian, the term, the exponent and the node of the derived monomial. */
type Entry = readonly [place: number, term: number, exponent: number, node: number];

/** ∂/∂x_v of the monomial of a term of equation i, for each of its variables. */
function derivatives(i: number, term: number, factors: readonly number[], n: number, nodes: Nodes): Entry[] {
  const entries: Entry[] = [];
  for (let k = 0; k < factors.length; ) {
    let end = k + 1;
    while (end < factors.length && factors[end] === factors[k]) end++;
    const rest = [...factors.slice(0, k), ...factors.slice(k + 1)];
    entries.push([i * n + factors[k]!, term, end - k, nodes.of(rest)]);
    k = end;
  }
  return entries;
}

/**
 * Builds the table of the union of supports. Returns also, per system, its coefficients on the terms.
 *
 * @param systems with the same variables and as many equations each; at least one.
 * @throws RangeError from `termOf` if no system has the term.
 */
export function monomialTable(systems: readonly NumericSystem[]): {
  readonly table: MonomialTable;
  readonly coefficients: readonly ComplexPoint[];
  /** The number of a term, by its equation and sorted factors. */
  termOf(equation: number, factors: readonly number[]): number;
} {
  const n = systems[0]!.variables;
  const equations = systems[0]!.equations.length;
  const nodes = new Nodes(n);
  const terms = new Map<string, number>();
  const termStart = new Int32Array(equations + 1);
  const termNode: number[] = [];
  const entries: Entry[] = [];
  const values = systems.map((): number[] => []);
  for (let i = 0; i < equations; i++) {
    systems.forEach((system, which) => {
      for (const { re, im, factors } of system.equations[i]!) {
        const key = `${i}:${factors.join()}`;
        let term = terms.get(key);
        if (term === undefined) {
          term = termNode.length;
          terms.set(key, term);
          termNode.push(nodes.of(factors));
          for (const list of values) list.push(0, 0);
          entries.push(...derivatives(i, term, factors, n, nodes));
        }
        values[which]![2 * term]! += re;
        values[which]![2 * term + 1]! += im;
      }
    });
    termStart[i + 1] = termNode.length;
  }
  const { parent, factor } = nodes;
  return {
    table: {
      ...{ variables: n, equations, nodes: parent.length, termStart },
      parent: Int32Array.from(parent),
      factor: Int32Array.from(factor),
      termNode: Int32Array.from(termNode),
      ...jacobianPlaces(entries),
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

/** Derivatives by place, and those of one place by term. */
function jacobianPlaces(
  entries: Entry[],
): Pick<MonomialTable, "placeAt" | "placeStart" | "entryTerm" | "entryExponent" | "entryNode"> {
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
    placeAt: Int32Array.from(placeAt),
    placeStart: Int32Array.from(placeStart),
    entryTerm: Int32Array.from(entries, (e) => e[1]),
    entryExponent: Float64Array.from(entries, (e) => e[2]),
    entryNode: Int32Array.from(entries, (e) => e[3]),
  };
}
