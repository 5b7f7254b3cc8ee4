/**
 * The output formats: one row each. Data alone, so that the command line can list them without loading what writes them:
 * a row's writer is its entry of `WRITERS` in `render.ts`.
 */

interface FormatTraits {
  /** Of files, by which the format is chosen. */
  readonly extension: string;
  /** Rows and columns of its tables can be chosen; JSON is a contract of its own. */
  readonly hasTables?: true;
  /** It sets formulas, as derivations are made of. */
  readonly hasFormulas?: true;
  /** It has room for what is said beside the table. */
  readonly hasNotes?: true;
  /** Captions, labels and widths mean something to it. */
  readonly isTypeset?: true;
}

const ROWS = {
  text: { extension: ".txt", hasTables: true, hasFormulas: true, hasNotes: true },
  json: { extension: ".json", hasFormulas: true, hasNotes: true },
  tex: { extension: ".tex", hasTables: true, hasFormulas: true, hasNotes: true, isTypeset: true },
  md: { extension: ".md", hasTables: true, hasFormulas: true, hasNotes: true },
  csv: { extension: ".csv", hasTables: true },
} as const satisfies Readonly<Record<string, FormatTraits>>;

/** The name of an output format. */
export type Format = keyof typeof ROWS;

/** All of them, in the order of help. */
export const FORMATS = Object.keys(ROWS) as readonly Format[];

/** What the terminal is given where nothing is said. */
export const DEFAULT_FORMAT: Format = FORMATS[0]!;

/** What a format can do. */
export const traitsOf = (format: Format): FormatTraits => ROWS[format];

/** Those that can do something. @example formatsWith("isTypeset") // ["tex"] */
export const formatsWith = (trait: Exclude<keyof FormatTraits, "extension">): readonly Format[] =>
  FORMATS.filter((format) => traitsOf(format)[trait] === true);
