/** Forms and covectors as triplets. */
import type { Covector, Triplets } from "../../src/numeric/linalg/blocks.js";
import type { JudgedInertia } from "../../src/numeric/linalg/inertia.js";

/** A matrix by its entries. */
export const triplets = (rows: readonly (readonly number[])[]): Triplets => {
  const form: Triplets = { size: rows.length, rows: [], columns: [], values: [] };
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      if (value === 0) return;
      form.rows.push(i);
      form.columns.push(j);
      form.values.push(value);
    });
  });
  return form;
};
/** A covector by its entries. */
export const covector = (values: readonly number[]): Covector => ({
  indices: values.flatMap((v, k) => (v === 0 ? [] : [k])),
  values: values.filter((v) => v !== 0),
});
/** Negative, zero, positive, undecided. */
export const counts = ({ negative, zero, positive, undecided }: JudgedInertia) => [
  negative,
  zero,
  positive,
  undecided,
];
