/** In words, that data have nothing to say in some directions. */
import { rationalText } from "../../exact/rational.js";
import type { NullSpace } from "../../model/null-space.js";

/** Longer vectors, and more of them, are not written out. */
const SHOWN = { size: 6, vectors: 2 };

/**
 * One line for a warning.
 *
 * @example nullSpaceLine({ of: ["Gamma", "Sigma"], dimension: 1, size: 2, basis: RationalMatrix.from([[-1], [1]]) })
 * // "Gamma and Sigma vanish on a space of dimension 1 of 2, spanned by (-1, 1): …"
 */
export function nullSpaceLine({ of, dimension, size, basis }: NullSpace): string {
  const names = `${of.join(" and ")} vanish${of.length === 1 ? "es" : ""}`;
  const shown =
    basis === undefined
      ? " (modulo primes)"
      : size <= SHOWN.size && dimension <= SHOWN.vectors
        ? `, spanned by ${Array.from({ length: dimension }, (_, k) => `(${Array.from({ length: size }, (_, i) => rationalText(basis.get(i, k))).join(", ")})`).join(" and ")}`
        : "";
  return `${names} on a space of dimension ${dimension} of ${size}${shown}: the data decide nothing there, and what no other term of the loss or constraint fixes is free`;
}
