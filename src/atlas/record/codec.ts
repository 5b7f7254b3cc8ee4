/**
 * Records as tables of fields: from one table follow the TypeScript type, the JSON and its reader, the columns of a table and
 * what `check` compares.
 *
 *   Codec<T>   a schema JSON → T, whose issues say what is expected, and `write`: T → JSON;  schema(write(t)) = t
 *   Field<T>   a codec, and what else there is to say of a field of a record: optional or not, its columns, how it is compared
 *
 * A field that does not apply is absent from the record and from its JSON. Not covered: what fields mean, which is for the table
 * (`fields.ts`), and how columns are printed, which is for reports.
 */
import { z } from "zod";
import { object as strictObject } from "../../files/fields.js";
import type { Json } from "../../files/json-text.js";
import { type Matrix, toRows } from "../../numeric/linalg/dense.js";

/** Both directions between a value and its JSON. */
export interface Codec<T> {
  /** JSON → value; every issue's message is the expectation alone. */
  readonly schema: z.ZodType<T>;
  /** Value → JSON. */
  write(value: T): Json;
  /** Of an object: its fields. */
  readonly fields?: Fields;
  /** Of objects of several kinds: the fields of each. */
  readonly kinds?: Readonly<Record<string, Fields>>;
}

/** The value that a codec reads and writes. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

/** What a column shows; absent where it does not apply. */
type Shown = string | number | bigint | undefined;

/** A column of a table of records, as data. */
export interface FieldColumn<T> {
  /** Header in CSV; default: the name of the field in snake case. */
  readonly key?: string;
  readonly header: string;
  /** The header in TeX, where it is another. */
  readonly tex?: string;
  readonly cell: "code" | "text" | "exact" | "integer" | "number";
  /** Significant digits of numbers. */
  readonly digits?: number;
  /** Default: numbers to the right, words to the left. */
  readonly align?: "left" | "right";
  /** What the header means, where it does not say it. */
  readonly meaning?: string;
  /** In print, where a line has no room for all: the larger, the sooner left out; 0, the default, never. */
  readonly expendable?: number;
  /** The key of the column that it stands before; default: columns come in the order of the fields. */
  readonly before?: string;
  /** What is shown; default: the value itself. */
  show?(value: T): Shown;
  /** What a footnote to the cell says. */
  note?(value: T): string;
}

/**
 * How `check` compares a field of a stored record with the recomputed one:
 *
 *   claim   it is the same for every representative, and must be equal
 *   point   it belongs to the representative: at another one of the same component it is the one there, to rounding
 *   own     an audit of its own, or none, speaks of it
 */
export type Comparison = "claim" | "point" | "own";

/** One field of a record. */
export interface Field<T, Optional extends boolean = boolean> {
  readonly codec: Codec<T>;
  readonly optional: Optional;
  readonly columns: readonly FieldColumn<T>[];
  readonly comparison: Comparison;
  /** Weaker statements that are true as well. */
  accepts?(stored: T, recomputed: T): boolean;
}

interface FieldOptions<T> extends Partial<Pick<Field<T>, "columns" | "comparison" | "accepts">> {}

/** A table of fields by name, in the order of JSON and of columns. */
// biome-ignore lint/suspicious/noExplicitAny: tables hold fields of any type, which the types below give back
export type Fields = Readonly<Record<string, Field<any>>>;

/** The record that a table of fields describes. */
export type RecordOf<F extends Fields> = {
  readonly [K in keyof F as F[K]["optional"] extends true ? never : K]: FieldValue<F[K]>;
} & {
  readonly [K in keyof F as F[K]["optional"] extends true ? K : never]?: FieldValue<F[K]>;
};

type FieldValue<F> = F extends Field<infer T> ? T : never;

const fieldWith = <T, O extends boolean>(
  codec: Codec<T>,
  optional: O,
  options: FieldOptions<T>,
): Field<T, O> => ({ columns: [], comparison: "claim", ...options, codec, optional });

/** A field that every record has. */
export const field = <T>(codec: Codec<T>, options: FieldOptions<T> = {}): Field<T, false> =>
  fieldWith(codec, false, options);

/** A field that is absent where it does not apply. */
export const optional = <T>(codec: Codec<T>, options: FieldOptions<T> = {}): Field<T, true> =>
  fieldWith(codec, true, options);

/** A codec of a reading function, whose `undefined` is the refusal; plain values are their own JSON. */
export function codecOf<T>(
  expected: string,
  read: (value: unknown) => T | undefined,
  write: (value: T) => Json = (value) => value as Json,
): Codec<T> {
  const schema = z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== undefined) return result;
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });
  return { schema, write };
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isFiniteNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** Text, as it is. */
export const text = codecOf("text", (value) => (typeof value === "string" ? value : undefined));
/** A finite double. */
export const number = codecOf("a finite number", (value) => (isFiniteNumber(value) ? value : undefined));
/** A finite number from 0 on. */
export const magnitude = codecOf("a finite number from 0 on", (value) =>
  isFiniteNumber(value) && value >= 0 ? value : undefined,
);
/** A non-negative integer that a double holds. */
export const count = codecOf("a non-negative integer", (value) => (isCount(value) ? value : undefined));
/** Exact counts of any size are text in JSON. */
export const bigCount = codecOf(
  "text of a non-negative integer without leading zeros",
  (value) => (typeof value === "string" && /^(0|[1-9]\d{0,3999})$/.test(value) ? BigInt(value) : undefined),
  String,
);
/** The same from 1 on. */
export const positiveCount = codecOf(
  "text of a positive integer without leading zeros",
  (value) => (typeof value === "string" && /^[1-9]\d{0,3999}$/.test(value) ? BigInt(value) : undefined),
  String,
);
/** Integers are JSON numbers while a double holds them exactly, text beyond. */
export const bigInteger = codecOf(
  "an integer, as a number or, where a double does not hold it, as text",
  (value) => {
    if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
    if (typeof value !== "string" || !/^-?[1-9]\d{0,3999}$/.test(value)) return undefined;
    const integer = BigInt(value);
    return Number.isSafeInteger(Number(integer)) ? undefined : integer;
  },
  (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()),
);
/** Integers of any size, as text. */
export const integerText = codecOf(
  "text of an integer without leading zeros",
  (value) => (typeof value === "string" && /^(0|-?[1-9]\d*)$/.test(value) ? BigInt(value) : undefined),
  String,
);
/** True or false. */
export const flag: Codec<boolean> = {
  schema: z.boolean({ error: () => "true or false" }),
  write: (value) => value,
};
/** A matrix as an array of rows. */
export const matrix = codecOf("a matrix: rows of finite numbers, equally long", readRows, toRows);

function readRows(value: unknown): Matrix | undefined {
  if (!Array.isArray(value) || !Array.isArray(value[0])) return undefined;
  const columns = (value[0] as unknown[]).length;
  const data: number[] = [];
  for (const row of value as unknown[]) {
    if (!Array.isArray(row) || row.length !== columns) return undefined;
    for (const entry of row as unknown[]) {
      if (!isFiniteNumber(entry)) return undefined;
      data.push(entry);
    }
  }
  return { rows: value.length, columns, data: Float64Array.from(data) };
}

/** One of the words. */
export const choice = <const W extends readonly [string, ...string[]]>(words: W): Codec<W[number]> => ({
  schema: z.enum(words) as unknown as z.ZodType<W[number]>,
  write: (value) => value,
});

/** An array. */
export const list = <T>({ schema, write }: Codec<T>): Codec<readonly T[]> => ({
  schema: z.array(schema, { error: () => "a list" }),
  write: (values) => values.map(write),
});

/** An object with any names. */
export const named = <T>({ schema, write }: Codec<T>): Codec<Readonly<Record<string, T>>> => ({
  schema: z.record(z.string(), schema),
  write: (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, write(value)])),
});

/** A map from indices, from 0 on and in ascending order, as an object. */
export const indexed = <T>({ schema, write }: Codec<T>): Codec<ReadonlyMap<number, T>> => ({
  schema: z.record(z.string(), schema).transform((values, context) => {
    for (const index of Object.keys(values)) {
      if (/^(0|[1-9]\d{0,8})$/.test(index)) continue;
      const params = { got: JSON.stringify(index) };
      context.addIssue({ code: "custom", message: "an index", path: [index], params });
      return z.NEVER;
    }
    return ascending(Object.entries(values).map(([index, value]): [number, T] => [Number(index), value]));
  }),
  write: (map) =>
    Object.fromEntries([...ascending(map)].map(([index, value]) => [String(index), write(value)])),
});

const ascending = <T>(entries: Iterable<readonly [number, T]>): Map<number, T> =>
  new Map([...entries].sort(([a], [b]) => a - b));

/** The schemas of the fields of a table, for an object that has others beside them. */
export const shapeOf = (fields: Fields): Record<string, z.ZodType> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { codec, optional: isOptional }]) => [
      name,
      isOptional ? codec.schema.optional() : codec.schema,
    ]),
  );

/** An object with these fields and no other, the literal ones first. */
export const object = <F extends Fields>(
  fields: F,
  literals: Readonly<Record<string, string>> = {},
): Codec<RecordOf<F>> => ({
  schema: strictObject({
    ...Object.fromEntries(Object.entries(literals).map(([name, value]) => [name, z.literal(value)])),
    ...shapeOf(fields),
  }) as unknown as z.ZodType<RecordOf<F>>,
  write: (value) => ({ ...literals, ...writeFields(fields, value) }),
  fields,
});

/** The JSON of the fields of a record. */
export const writeFields = <F extends Fields>(
  fields: F,
  value: RecordOf<F>,
): { readonly [name: string]: Json | undefined } =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { codec }]) => {
      const own = (value as Readonly<Record<string, unknown>>)[name];
      return [name, own === undefined ? undefined : codec.write(own)];
    }),
  );

/** Objects of several kinds, each with its own fields beside `kind`. */
export function variants<V extends Readonly<Record<string, Fields>>>(
  kinds: V,
): Codec<{ [K in keyof V]: { readonly kind: K } & RecordOf<V[K]> }[keyof V]> {
  type Value = { [K in keyof V]: { readonly kind: K } & RecordOf<V[K]> }[keyof V];
  const codecs = new Map(Object.entries(kinds).map(([kind, fields]) => [kind, object(fields, { kind })]));
  return {
    schema: z.union([...codecs.values()].map(({ schema }) => schema)) as unknown as z.ZodType<Value>,
    write: (value) => codecs.get(value.kind as string)!.write(value as never),
    kinds,
  };
}
