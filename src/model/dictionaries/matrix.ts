/** A dictionary given by its entries. */
import { z } from "zod";
import { exactMatrix, object } from "../../files/fields.js";
import { ProblemError } from "../../files/problem-error.js";
import { type DictionaryKind, MAX_DENSE } from "./dictionary.js";

const schema = object({ kind: z.literal("matrix"), rows: exactMatrix });

type Spec = z.output<typeof schema>;

/** M as it is given. */
export const givenMatrix = {
  schema,
  shape: (spec: Spec) => [spec.rows.rows, spec.rows.columns] as const,
  check(spec: Spec, path: readonly PropertyKey[]) {
    const { rows, columns } = spec.rows;
    if (Math.max(rows, columns) > MAX_DENSE)
      throw new ProblemError(
        [...path, "rows"],
        `at most ${MAX_DENSE} rows and columns`,
        `${rows}×${columns}`,
      );
  },
  build: (spec: Spec) => spec.rows,
  describe: () => "given dictionary",
} satisfies DictionaryKind<Spec>;
