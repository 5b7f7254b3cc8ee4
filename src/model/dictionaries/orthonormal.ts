/** What dictionaries with orthonormal columns from a seed share: MᵀM = I_d, `rows` ≥ `columns`. */
import { z } from "zod";
import { Random } from "../../exact/random.js";
import { integer, object, seed } from "../../files/fields.js";
import { ProblemError } from "../../files/problem-error.js";

/** M: rows×columns, determined by the seed. */
export interface Orthonormal {
  readonly kind: string;
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
}

/** The schema of such a kind. @param largest number of rows. */
export const orthonormal = <Kind extends string>(kind: Kind, largest: number) =>
  object({ kind: z.literal(kind), rows: integer(1, largest), columns: integer(1, largest), seed });

/** @throws ProblemError if there are more columns than rows. */
export function checkOrthonormal({ rows, columns }: Orthonormal, path: readonly PropertyKey[]): void {
  if (columns > rows)
    throw new ProblemError([...path, "columns"], `at most ${rows} (rows) orthonormal columns`, `${columns}`);
}

/** The stream that the entries are drawn from. @throws RangeError if there are more columns than rows. */
export function streamOf({ rows, columns, seed }: Orthonormal): Random {
  if (columns > rows) throw new RangeError(`dictionary: expected columns ≤ rows, got ${columns} > ${rows}`);
  return new Random(seed).fork("dictionary");
}

/** The same with another seed. */
export const reseeded = <Spec extends Orthonormal>(spec: Spec, again: number): Spec => ({
  ...spec,
  seed: spec.seed + again,
});
