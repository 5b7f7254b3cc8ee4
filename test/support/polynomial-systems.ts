/** Polynomial systems written by hand as [coefficient, ...factors], and a zoo with known numbers of solutions. */
import type { NumericSystem } from "../../src/numeric/polynomial/system.js";

export type PlainTerm = readonly [
  coefficient: number | readonly [re: number, im: number],
  ...factors: number[],
];

export const system = (variables: number, equations: readonly (readonly PlainTerm[])[]): NumericSystem => ({
  variables,
  equations: equations.map((terms) =>
    terms.map(([c, ...factors]) => ({
      re: typeof c === "number" ? c : c[0],
      im: typeof c === "number" ? 0 : c[1],
      factors: factors.sort((a, b) => a - b),
    })),
  ),
});

export interface Complex {
  readonly re: number;
  readonly im: number;
}

const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

/** F(x) term by term, straight from the list: shares nothing with the evaluators of `src`. */
export const evaluatePlainly = ({ equations }: NumericSystem, x: readonly Complex[]): Complex[] =>
  equations.map((terms) =>
    terms.reduce<Complex>(
      (sum, { re, im, factors }) => {
        const value = factors.reduce<Complex>((product, v) => times(product, x[v]!), { re, im });
        return { re: sum.re + value.re, im: sum.im + value.im };
      },
      { re: 0, im: 0 },
    ),
  );

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** Σ_l u_|l| u_|m−l| = u_m for m < n, Σ u = 1: 2^n solutions. */
export const katsura = (n: number): NumericSystem =>
  system(n + 1, [
    ...range(n).map((m): PlainTerm[] => {
      const pairs = range(2 * n + 1).flatMap((k): PlainTerm[] => {
        const [a, b] = [Math.abs(k - n), Math.abs(m - k + n)];
        return b <= n ? [[1, a, b]] : [];
      });
      return [...pairs, [-1, m]];
    }),
    [[1, 0], ...range(n).map((l): PlainTerm => [2, l + 1]), [-1]],
  ]);

/** x_i Σ_{j≠i} x_j² − 1.1 x_i + 1: 21 solutions for n = 3, 73 for n = 4. */
export const noon = (n: number): NumericSystem =>
  system(
    n,
    range(n).map((i): PlainTerm[] => [
      ...range(n).flatMap((j): PlainTerm[] => (j === i ? [] : [[1, i, j, j]])),
      [-1.1, i],
      [1],
    ]),
  );

/** Cyclic products of length 1 … n − 1 sum to zero, the whole product is 1: 70 solutions for n = 5. */
export const cyclic = (n: number): NumericSystem =>
  system(n, [
    ...range(n - 1).map((k) => range(n).map((i): PlainTerm => [1, ...range(k + 1).map((j) => (i + j) % n)])),
    [[1, ...range(n)], [-1]],
  ]);

/** Stationarity of −2 wᵀAw + (wᵀw)², A diagonal, with λ = wᵀw as an unknown of its own: (λ − a_i) w_i = 0. */
export const liftedSpectral = (a: readonly number[]): NumericSystem =>
  system(a.length + 1, [
    ...a.map((value, i): PlainTerm[] => [
      [-value, i],
      [1, i, a.length],
    ]),
    [[-1, a.length], ...a.map((_, i): PlainTerm => [1, i, i])],
  ]);

/** Exponent vectors of each equation, with that of 1. */
export const supportsOf = ({ variables, equations }: NumericSystem): number[][][] =>
  equations.map((terms) => {
    const points = new Map<string, number[]>();
    for (const factors of [...terms.map((term) => term.factors), []]) {
      const point = range(variables).map((v) => factors.filter((f) => f === v).length);
      points.set(point.join(), point);
    }
    return [...points.values()];
  });
