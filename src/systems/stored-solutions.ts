/**
 * Reading a file that `solve --format json` wrote, every field that is checked for its type. Whether it is true is for `check-solutions.ts`.
 *
 * Fields that are not known here, and kinds of evidence, are kept by name: what nobody looks at is said not to be verified.
 */

import { rational } from "../exact/rational.js";
import { parseJson } from "../files/json-text.js";
import { ProblemError, show } from "../files/problem-error.js";
import type { SamplePoint, SolvedLayer, SolvedPoint } from "./solved-system.js";
import { type PolynomialSystem, parseSystem } from "./system-file.js";

/** A point as it is stored. */
export type StoredPoint = Pick<
  SolvedPoint,
  "re" | "im" | "real" | "singular" | "multiplicity" | "certified" | "radius" | "radii" | "exact"
>;

/** A layer as it is stored. */
export type StoredLayer = Omit<SolvedLayer, "proof"> & { readonly proof?: string };

/** What a file says. */
export interface StoredSolutions {
  readonly seed: number;
  /** The system: of the file, or beside it. */
  readonly system: PolynomialSystem;
  /** Numbers of points, of real ones, of singular ones. */
  readonly solutions: { readonly finite: number; readonly real: number; readonly singular: number };
  readonly dimension?: number;
  readonly points: readonly StoredPoint[];
  readonly clusters: number;
  readonly counts?: {
    readonly dimension: number;
    readonly degree: number;
    readonly distinct: number | null;
    readonly prime: number;
  };
  readonly method: string;
  readonly complete: boolean;
  readonly proof: string;
  readonly evidence?: Readonly<Record<string, unknown>> & { readonly kind: string };
  /** Of what has positive dimension. */
  readonly layers?: readonly StoredLayer[];
  readonly realPart?: {
    readonly kind: string;
    readonly proof?: string;
    readonly points: readonly Pick<SamplePoint, "re" | "exact" | "dimension">[];
  };
  /** Names of fields that are not known here. */
  readonly unknown: readonly string[];
}

const MAX_MEGABYTES = 256;
const KNOWN = new Set(
  "schemaVersion package seed variables equations solutions dimension points clusters counts method start paths complete proof evidence layers realPart reason reasons".split(
    " ",
  ),
);

/**
 * Whether a text is that of a file of solutions rather than of an atlas.
 *
 * @throws ProblemError where it is no JSON.
 * @example isStoredSolutions('{"points": []}') // true
 */
export function isStoredSolutions(json: string): boolean {
  const plain = parseJson(json, { place: "atlas", megabytes: MAX_MEGABYTES });
  return isObject(plain) && Object.hasOwn(plain, "points") && !Object.hasOwn(plain, "components");
}

/**
 * The solutions of a file.
 *
 * @param beside the system, for files that have not their equations.
 * @returns what the file says; nothing is verified, which is what `checkSolutions` does.
 * @throws ProblemError, one line with the place and the expectation.
 * @example
 * const system = parseSystem({ variables: ["x"], equations: ["x - 2"] });
 * const result = await solvePolynomials(system, { seed: 7 });
 * const solutions = { variables: ["x"], equations: 1, sources: system.sources!, seed: 7, result };
 * readStoredSolutions(render({ kind: "solutions", solutions }, "json")).points.length // 1
 */
export function readStoredSolutions(json: string, beside?: PolynomialSystem): StoredSolutions {
  const file = new Reader(parseJson(json, { place: "solutions", megabytes: MAX_MEGABYTES }), []);
  file.field("schemaVersion", "1", (value): value is 1 => value === 1);
  const system = systemOf(file, beside);
  const n = system.variables.length;
  const solutions = file.object("solutions");
  return {
    seed: file.integer("seed"),
    system,
    solutions: {
      finite: solutions.integer("finite"),
      real: solutions.integer("real"),
      singular: solutions.integer("singular"),
    },
    ...file.maybe("dimension", () => file.integer("dimension")),
    points: file.list("points").map((point) => pointOf(point, n)),
    clusters: file.has("clusters") ? file.list("clusters").length : 0,
    ...file.maybe("counts", () => countsOf(file.object("counts"))),
    method: file.text("method"),
    complete: file.boolean("complete"),
    proof: file.text("proof"),
    ...file.maybe("evidence", () => {
      const evidence = file.object("evidence");
      return { ...evidence.plain, kind: evidence.text("kind") };
    }),
    ...file.maybe("layers", () =>
      file.list("layers").map((layer) => ({
        dimension: layer.integer("dimension"),
        degree: layer.integer("degree"),
        ...layer.maybe("reduced", () => layer.integer("reduced")),
        ...layer.maybe("proof", () => layer.text("proof")),
      })),
    ),
    ...file.maybe("realPart", () => {
      const part = file.object("realPart");
      const points = part.has("points") ? part.list("points") : [];
      return {
        kind: part.text("kind"),
        ...part.maybe("proof", () => part.text("proof")),
        points: points.map((point) => ({
          re: point.numbers("re", n),
          ...exactOf(point, n),
          ...point.maybe("dimension", () => point.integer("dimension")),
        })),
      };
    }),
    unknown: Object.keys(file.plain).filter((name) => !KNOWN.has(name)),
  };
}

/** The equations of the file; they must be those beside it where both are given. */
function systemOf(file: Reader, beside: PolynomialSystem | undefined): PolynomialSystem {
  const variables = file.texts("variables");
  if (beside !== undefined && beside.variables.join() !== variables.join())
    throw new ProblemError(
      ["variables"],
      `those of the system, ${beside.variables.join(", ")}`,
      show(variables),
    );
  if (!file.has("equations")) {
    if (beside !== undefined) return beside;
    throw new ProblemError(["equations"], "the equations, here or beside the file", "nothing");
  }
  const own = parseSystem({ variables, equations: file.texts("equations") });
  const isSame =
    beside === undefined ||
    (beside.equations.length === own.equations.length &&
      own.equations.every((f, k) => f.equals(beside.equations[k]!)));
  if (!isSame) throw new ProblemError(["equations"], "those of the system", "others");
  return own;
}

const countsOf = (counts: Reader) => ({
  dimension: counts.integer("dimension"),
  degree: counts.integer("degree"),
  distinct: counts.plain.distinct === null ? null : counts.integer("distinct"),
  prime: counts.integer("prime"),
});

const pointOf = (point: Reader, n: number): StoredPoint => ({
  re: point.numbers("re", n),
  im: point.numbers("im", n),
  real: point.boolean("real"),
  singular: point.boolean("singular"),
  ...point.maybe("multiplicity", () => point.integer("multiplicity")),
  certified: point.boolean("certified"),
  ...point.maybe("radius", () => point.number("radius")),
  ...point.maybe("radii", () => point.numbers("radii", n)),
  ...exactOf(point, n),
});

const exactOf = (point: Reader, n: number) =>
  point.maybe("exact", () => {
    const exact = point.texts("exact");
    if (exact.length !== n || !exact.every(isRational))
      throw new ProblemError([...point.path, "exact"], `${n} rational numbers`, show(exact));
    return exact;
  });

const isRational = (text: string): boolean => {
  try {
    rational(text);
    return true;
  } catch {
    return false;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields of an object of JSON, by what they must be. */
class Reader {
  readonly plain: Readonly<Record<string, unknown>>;

  constructor(
    json: unknown,
    readonly path: readonly PropertyKey[],
  ) {
    if (!isObject(json)) throw new ProblemError(path, "an object", show(json));
    this.plain = json;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.plain, name);
  }

  field<T>(name: string, expected: string, accepts: (value: unknown) => value is T): T {
    const value = this.has(name) ? this.plain[name] : undefined;
    if (!accepts(value)) throw new ProblemError([...this.path, name], expected, show(value));
    return value;
  }

  /** A field that may be left out. */
  maybe<Name extends string, T>(name: Name, read: () => T): { readonly [K in Name]?: T } {
    return (this.has(name) ? { [name]: read() } : {}) as { readonly [K in Name]?: T };
  }

  object(name: string): Reader {
    return new Reader(this.field(name, "an object", isObject), [...this.path, name]);
  }

  list(name: string): readonly Reader[] {
    const items = this.field(name, "an array", (value): value is unknown[] => Array.isArray(value));
    return items.map((item, k) => new Reader(item, [...this.path, name, k]));
  }

  text(name: string): string {
    return this.field(name, "text", (value): value is string => typeof value === "string");
  }

  texts(name: string): readonly string[] {
    return this.field(
      name,
      "an array of text",
      (value): value is string[] => Array.isArray(value) && value.every((item) => typeof item === "string"),
    );
  }

  boolean(name: string): boolean {
    return this.field(name, "true or false", (value): value is boolean => typeof value === "boolean");
  }

  number(name: string): number {
    return this.field(name, "a number", (value): value is number => Number.isFinite(value));
  }

  integer(name: string): number {
    return this.field(name, "an integer", (value): value is number => Number.isSafeInteger(value));
  }

  numbers(name: string, length: number): Float64Array {
    const values = this.field(
      name,
      `${length} numbers`,
      (value): value is number[] =>
        Array.isArray(value) && value.length === length && value.every((x) => Number.isFinite(x)),
    );
    return Float64Array.from(values);
  }
}
