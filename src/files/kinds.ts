/**
 * Tables of kinds: what a user may write under `kind`, one row each, and the schema that the rows make together.
 *
 *   schema(R) = ⊔ { row.schema : row ∈ R },  told apart by the field `kind`, which each row's schema fixes.
 *
 * A room lists its rows once; names, schema and look-up are derived. `with` makes a longer table and leaves the first as it is,
 * so that a kind from outside is an argument of what reads a file, never a change of the program's state.
 */
import { z } from "zod";

/** What every kind has in common as data. */
export interface Tagged {
  readonly kind: string;
}

/** A row: an object schema whose field `kind` is one literal. */
export interface Kind<Spec extends Tagged = Tagged> {
  readonly schema: z.ZodType<Spec> & { readonly shape: { readonly kind: z.ZodLiteral<Spec["kind"]> } };
}

/** The name under which users write a kind. */
export const nameOf = <Name extends string>(row: {
  readonly schema: { readonly shape: { readonly kind: z.ZodLiteral<Name> } };
}): Name => row.schema.shape.kind.value;

/** Whether a spec is of the kind of this row. */
export const isOf = <Row extends Kind, Spec extends Tagged>(
  row: Row,
  spec: Spec,
): spec is Extract<Spec, { readonly kind: z.output<Row["schema"]>["kind"] }> => spec.kind === nameOf(row);

/**
 * Rows by their kinds, in the order in which messages list them.
 *
 * @example
 * KINDS.dictionaries.names.includes("identity") // true
 */
export class KindTable<Row extends Kind> {
  private readonly byName: ReadonlyMap<string, Row>;
  /** Of whatever kind the table knows. */
  readonly schema: z.ZodType<Tagged>;

  /** @throws RangeError where two rows have the same kind. */
  constructor(readonly rows: readonly Row[]) {
    this.byName = new Map(rows.map((row) => [nameOf(row), row]));
    if (this.byName.size < rows.length)
      throw new RangeError(`kinds: expected different ones, got ${this.names.join(", ")}`);
    this.schema = z.discriminatedUnion("kind", rows.map(({ schema }) => schema) as never);
  }

  /** The kinds, in the order of the rows. */
  get names(): readonly string[] {
    return this.rows.map((row) => nameOf(row));
  }

  /** The row of a spec. @throws RangeError for a kind that the table does not know. */
  of({ kind }: Tagged): Row {
    const row = this.byName.get(kind);
    if (row === undefined)
      throw new RangeError(`kind: expected one of ${this.names.join(", ")}, got ${kind}`);
    return row;
  }

  /** The table with more rows. @throws RangeError for a kind that it has. */
  with(...more: readonly Row[]): KindTable<Row> {
    return new KindTable([...this.rows, ...more]);
  }
}
