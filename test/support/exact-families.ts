/** Families of polynomial systems over Q as text, with as many members as there are sizes. */
import { Random } from "../../src/exact/random.js";
import type { NumericSystem } from "../../src/numeric/polynomial/system.js";

/** What a system file holds. */
export interface TextSystem {
  readonly variables: readonly string[];
  readonly equations: readonly string[];
}

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
const names = (n: number, name = "x"): string[] => range(n).map((i) => `${name}${i + 1}`);
const sum = (terms: readonly string[]): string => terms.join(" + ");

/** A system over doubles, its coefficients at their decimal values: 1.1 is 11/10. */
export const textOf = ({ variables, equations }: NumericSystem): TextSystem => ({
  variables: names(variables),
  equations: equations.map((terms) =>
    sum(terms.map(({ re, factors }) => [`(${re})`, ...factors.map((v) => `x${v + 1}`)].join("*"))),
  ),
});

/**
 * Chandrasekhar's H-equation, c = 0.51234: 2n x_i − c x_i (1 + Σ_{j<n} i/(i+j) x_j) = 2n, 2^(n−1) solutions
 * (Gonzalez-Vega 1996).
 */
export function chandra(n: number): TextSystem {
  const variables = names(n);
  return {
    variables,
    equations: variables.map(
      (x, i) =>
        `${2 * n}*${x} - 0.51234*${x}*(1 + ${sum(
          range(n - 1).map((j) => `${i + 1}/${i + j + 2}*${variables[j]}`),
        )}) - ${2 * n}`,
    ),
  };
}

/**
 * Totally mixed Nash equilibria of n players with two choices each: equation i is multilinear in the other variables. As many
 * solutions as there are permutations of n without a fixed point (McKelvey and McLennan 1997).
 */
export function game(n: number, seed: number): TextSystem {
  const random = new Random(seed).fork("game");
  const variables = names(n);
  return {
    variables,
    equations: range(n).map((i) => {
      const others = variables.filter((_, k) => k !== i);
      const coefficient = () => (random.next() < 0.5 ? -1 : 1) * random.integer(1, 9);
      return sum(
        range(2 ** (n - 1)).map((set) =>
          [`(${coefficient()})`, ...others.filter((_, k) => (set >> k) & 1)].join("*"),
        ),
      );
    }),
  };
}

/** Σ_j ±2 x_j^k = 1 for k = 2 … n + 1, signs alternating. */
export function reimer(n: number): TextSystem {
  const variables = names(n);
  return {
    variables,
    equations: range(n).map(
      (k) => `${sum(variables.map((x, j) => `(${j % 2 === 0 ? 2 : -2})*${x}^${k + 2}`))} - 1`,
    ),
  };
}

/** eco-n after elimination: x_k + Σ_i x_i x_{i+k} = k x_n, Σ x_i = −1: 2^(n−2) solutions. */
export function redeco(n: number): TextSystem {
  const variables = names(n);
  const x = (i: number) => variables[i - 1]!;
  return {
    variables,
    equations: [
      ...range(n - 1).map(
        (k) =>
          `${sum([x(k + 1), ...range(n - 2 - k).map((i) => `${x(i + 1)}*${x(i + k + 2)}`)])} - ${k + 1}*${x(n)}`,
      ),
      `${sum(variables.slice(0, -1))} + 1`,
    ],
  };
}

/** n dense quadrics with integer coefficients between −9 and 9: 2^n solutions. */
export function quadrics(n: number, seed: number): TextSystem {
  const random = new Random(seed).fork("quadrics");
  const variables = names(n);
  const monomials = [
    "1",
    ...variables,
    ...variables.flatMap((x, i) => variables.slice(i).map((y) => `${x}*${y}`)),
  ];
  return {
    variables,
    equations: variables.map(() => sum(monomials.map((m) => `(${random.integer(-9, 9)})*${m}`))),
  };
}

type Matrix = readonly (readonly string[])[];
const transposed = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => transposed(b).map((column) => `(${sum(row.map((entry, k) => `${entry}*${column[k]}`))})`));
const unknowns = (rows: number, columns: number, name = "w"): Matrix =>
  range(rows).map((i) => range(columns).map((j) => `${name}${i + 1}${j + 1}`));
const tilt = (rows: number, columns: number, random: Random): Matrix =>
  range(rows).map(() =>
    range(columns).map(() => `(${random.integer(1, 9) * (random.next() < 0.5 ? -1 : 1)})`),
  );
/** Σ_ij = 0 … 3 off the diagonal, and 5 … 9 on it. */
const symmetric = (n: number, random: Random): Matrix => {
  const rows = range(n).map(() => new Array<string>(n).fill("0"));
  for (const i of range(n))
    for (const j of range(i + 1))
      rows[i]![j] = rows[j]![i] = String(i === j ? random.integer(5, 9) : random.integer(1, 3));
  return rows;
};

/** W Σ WᵀW Σ − W Γ + C = 0, W: m×p: critical points of tr((WΣWᵀ)²)/4 − tr(WΓWᵀ)/2 + ⟨C, W⟩. */
export function tiltedSpectral(m: number, p: number, seed: number): TextSystem {
  const random = new Random(seed).fork("tilted spectral");
  const w = unknowns(m, p);
  const [gamma, sigma, c] = [symmetric(p, random), symmetric(p, random), tilt(m, p, random)];
  const cubic = product(product(w, sigma), product(transposed(w), product(w, sigma)));
  const linear = product(w, gamma);
  return {
    variables: w.flat(),
    equations: w.flatMap((row, i) => row.map((_, j) => `${cubic[i]![j]} - ${linear[i]![j]} + ${c[i]![j]}`)),
  };
}

/** (WΓWᵀ − I) WΓ + C = 0, W: m×p: critical points of ‖WΓWᵀ − I‖²/4 + ⟨C, W⟩. */
export function tiltedCrossCorrelation(m: number, p: number, seed: number): TextSystem {
  const random = new Random(seed).fork("tilted cross-correlation");
  const w = unknowns(m, p);
  const [gamma, c] = [symmetric(p, random), tilt(m, p, random)];
  const wg = product(w, gamma);
  const s = product(wg, transposed(w)).map((row, i) => row.map((x, j) => (i === j ? `(${x} - 1)` : x)));
  const cubic = product(s, wg);
  return {
    variables: w.flat(),
    equations: w.flatMap((row, i) => row.map((_, j) => `${cubic[i]![j]} + ${c[i]![j]}`)),
  };
}

/** W Γ − W Λ + C = 0, |w_j|² = 1, Λ diagonal: critical points of tr(WΓWᵀ)/2 + ⟨C, W⟩ on unit columns; C(2p, p) for m = 2. */
export function tiltedTiedColumns(m: number, p: number, seed: number): TextSystem {
  const random = new Random(seed).fork("tilted tied columns");
  const w = unknowns(m, p);
  const multipliers = names(p, "l");
  const [gamma, c] = [symmetric(p, random), tilt(m, p, random)];
  const linear = product(w, gamma);
  return {
    variables: [...w.flat(), ...multipliers],
    equations: [
      ...w.flatMap((row, i) => row.map((x, j) => `${linear[i]![j]} - ${multipliers[j]}*${x} + ${c[i]![j]}`)),
      ...transposed(w).map((column) => `${sum(column.map((x) => `${x}^2`))} - 1`),
    ],
  };
}
