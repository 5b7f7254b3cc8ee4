/**
 * χ(T) = det(T − M) over F_p by Hessenberg's form: similarity transformations, then
 * χ_k = (T − h_kk) χ_{k−1} − Σ_{i<k} h_ik (Π_{j=i+1..k} h_{j,j−1}) χ_{i−1}; O(n³).
 */

import type { PrimeField } from "../exact/prime-field.js";
import type { ModularPolynomial } from "./polynomial-modulo.js";

/** The monic characteristic polynomial of a square matrix of residues, whose rows are overwritten. */
export function characteristicPolynomial(rows: Float64Array[], field: PrimeField): ModularPolynomial {
  const n = rows.length;
  for (let k = 1; k < n - 1; k++) clearBelow(rows, k, field);
  const chi: Float64Array[] = [Float64Array.of(1)];
  for (let k = 0; k < n; k++) {
    const next = new Float64Array(k + 2);
    const last = chi[k]!;
    for (let j = 0; j <= k; j++) {
      next[j + 1] = field.add(next[j + 1]!, last[j]!);
      next[j] = field.subtract(next[j]!, field.multiply(rows[k]![k]!, last[j]!));
    }
    let product = 1;
    for (let i = k - 1; i >= 0; i--) {
      product = field.multiply(product, rows[i + 1]![i]!);
      const factor = field.multiply(product, rows[i]![k]!);
      if (factor === 0) continue;
      const former = chi[i]!;
      for (let j = 0; j <= i; j++) next[j] = field.subtract(next[j]!, field.multiply(factor, former[j]!));
    }
    chi.push(next);
  }
  return chi[n]!;
}

/** Makes the entries of column k − 1 below row k zero. */
function clearBelow(rows: Float64Array[], k: number, field: PrimeField): void {
  const n = rows.length;
  let pivot = k;
  while (pivot < n && rows[pivot]![k - 1] === 0) pivot++;
  if (pivot === n) return;
  if (pivot !== k) {
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (const row of rows) [row[k], row[pivot]] = [row[pivot]!, row[k]!];
  }
  const source = rows[k]!;
  const inverse = field.invert(source[k - 1]!);
  for (let i = k + 1; i < n; i++) {
    const target = rows[i]!;
    if (target[k - 1] === 0) continue;
    const factor = field.multiply(target[k - 1]!, inverse);
    const opposite = field.p - factor;
    for (let j = k - 1; j < n; j++) target[j] = field.reduce(target[j]! + opposite * source[j]!);
    for (const row of rows) row[k] = field.reduce(row[k]! + factor * row[i]!);
  }
}
