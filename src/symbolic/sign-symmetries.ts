/**
 * Changes of signs of the unknowns that leave stationarity conditions as they are.
 *
 *   F_i(s x) = s_i F_i(x) for all i,   s ∈ {±1}^n   ⇔   every monomial of F_i changes its sign as x_i does,
 *
 * which are linear equations over GF(2) for the exponents of s: all such s are the products of a basis. F is the gradient of a loss less λ x, and ‖x‖² − 1 for each unit sphere,
 * as `to-system.ts` gives it; multipliers keep their signs, as every λ x_i stands in F_i. Then L(s x) and L(x) have the same gradient, and the same value at 0.
 *
 * Not covered: permutations; signs combined with permutations.
 */
import type { Polynomial } from "./polynomial.js";

/**
 * A basis of the changes of signs, each as the unknowns whose sign it changes.
 *
 * @param conditions as many as unknowns, F_i belonging to unknown i.
 * @example signSymmetries([x³ + x y², y x² − y]) // [{x}, {y}]
 */
export function signSymmetries(conditions: readonly Polynomial[]): ReadonlySet<number>[] {
  const n = conditions.length;
  /** Rows of the echelon form by their highest bit. */
  const pivots = new Map<number, bigint>();
  for (const [i, f] of conditions.entries())
    for (const { factors } of f.terms()) {
      let row = factors.reduce((bits, v) => bits ^ (1n << BigInt(v)), 1n << BigInt(i));
      while (row !== 0n) {
        const top = highest(row);
        const pivot = pivots.get(top);
        if (pivot === undefined) {
          pivots.set(top, row);
          break;
        }
        row ^= pivot;
      }
    }
  const free = Array.from({ length: n }, (_, v) => v).filter((v) => !pivots.has(v));
  return free.map((v) => {
    // From below: the bit of each pivot is what the lower bits of its row ask for.
    let s = 1n << BigInt(v);
    for (let k = 0; k < n; k++) {
      const row = pivots.get(k);
      if (row !== undefined && isOdd(row & s)) s |= 1n << BigInt(k);
    }
    return new Set(Array.from({ length: n }, (_, k) => k).filter((k) => ((s >> BigInt(k)) & 1n) === 1n));
  });
}

const highest = (bits: bigint): number => bits.toString(2).length - 1;
const isOdd = (bits: bigint): boolean => (bits.toString(2).match(/1/g)?.length ?? 0) % 2 === 1;
