/**
 * JSON text → value; what is no JSON is refused with line, column and what was expected there.
 *
 * `JSON.parse` decides; only where it refuses is the text read again by a parser that says where and why.
 */
import { createRequire } from "node:module";
import type * as JsoncParser from "jsonc-parser";
import { ProblemError, show } from "./problem-error.js";

/** A plain JSON value; object fields that are `undefined` are left out of the text. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** What a file is called, and how large it may be. */
export interface JsonLimits {
  /** What the file is called in refusals; default `problem`. */
  readonly place?: string;
  /** Longer texts are not parsed. */
  readonly megabytes: number;
}

/**
 * The value of a JSON text (a byte order mark is passed over).
 *
 * @throws ProblemError for text that is too long or no JSON.
 * @example parseJson('{"a": [1, 2}', { megabytes: 1 })
 * // problem: expected JSON ("]" or a comma at line 1, column 12), got "}"
 */
export function parseJson(text: string, { place, megabytes }: JsonLimits): unknown {
  const path = place === undefined ? [] : [place];
  const bytes = text.length > megabytes * 2 ** 20 ? text.length : Buffer.byteLength(text);
  if (bytes > megabytes * 2 ** 20)
    throw new ProblemError(path, `at most ${megabytes} MB of JSON`, `${(bytes / 2 ** 20).toFixed(1)} MB`);
  const json = text.replace(/^\ufeff/, "");
  try {
    return JSON.parse(json);
  } catch {
    if (json.trim() === "") throw new ProblemError(path, "JSON", "nothing");
    const defect = firstDefect(json);
    if (defect === null) throw new ProblemError(path, "JSON", show(json));
    const { line, column } = positionOf(json, defect.offset);
    throw new ProblemError(
      path,
      `JSON (${defect.expected} at line ${line}, column ${column})`,
      defect.offset >= json.trimEnd().length ? "the end of the text" : show(defect.found),
    );
  }
}

/**
 * The value of a text that `parseJson` takes, with every number that has a fraction, an exponent or many digits as the text that it
 * is, so that no digit is lost.
 *
 * @example withDecimals('{"x": [0.1, 2]}') // { x: ["0.1", 2] }
 */
export const withDecimals = (text: string): unknown =>
  JSON.parse(
    text
      .replace(/^\ufeff/, "")
      .replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
        token.startsWith('"') || (token.length <= MAX_SAFE_LENGTH && /^-?\d+$/.test(token))
          ? token
          : `"${token}"`,
      ),
  );

/** Integers of so many characters, sign included, are safe as doubles. */
const MAX_SAFE_LENGTH = 15;

/** What each error code of jsonc-parser wants instead; its enumeration is erased from its declarations. */
const EXPECTED = new Map<number, string>([
  [1, "a value: true, false, null, a number, text in double quotes, [ or {"],
  [2, "a number as JSON writes it"],
  [3, "a key in double quotes"],
  [4, "a value"],
  [5, "a colon"],
  [6, "a comma"],
  [7, '"}" or a comma'],
  [8, '"]" or a comma'],
  [9, "the end of the text"],
  [10, "no comment"],
  [12, "the closing double quote"],
  [13, "a number as JSON writes it"],
  [14, "four hexadecimal digits after \\u"],
  [15, "an escape that JSON knows"],
  [16, "no control character"],
]);

function firstDefect(json: string): { expected: string; offset: number; found: string } | null {
  // Loaded here: hardly any run needs it. The package's ESM build has imports that Node does not resolve.
  const { parse } = createRequire(import.meta.url)("jsonc-parser") as typeof JsoncParser;
  const errors: JsoncParser.ParseError[] = [];
  try {
    parse(json, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch {
    // It recurses: JSON nested deeper than its stack has no place.
    return null;
  }
  const [first] = errors;
  if (first === undefined) return null;
  return {
    expected: EXPECTED.get(first.error) ?? "JSON",
    offset: first.offset,
    found: json.slice(first.offset, first.offset + Math.max(1, first.length)),
  };
}

/** Lines and columns count from 1, columns in characters. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...lines.at(-1)!].length + 1 };
}
