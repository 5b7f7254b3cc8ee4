/**
 * Bad input, answered with the place and the expectation: one line `path: expected X, got Y`.
 */
const GOT_LENGTH = 60;

/**
 * What is wrong with an input, as one line for the person who wrote it.
 *
 * @example new ProblemError(["model", "latent"], "an object", "3").message // "model.latent: expected an object, got 3"
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly path: string;

  /**
   * @param path keys and indices from the root of the problem file; empty for the file itself.
   * @param expected continues the sentence "expected …".
   * @param got text of what was found (see `show`), shortened to 60 characters.
   */
  constructor(
    path: readonly PropertyKey[],
    readonly expected: string,
    readonly got: string,
  ) {
    const place = pathText(path);
    super(`${place}: expected ${oneLine(expected)}, got ${shorten(oneLine(got))}`);
    this.path = place;
  }
}

/** `model.latent.probabilities[2]`; keys that are not plain words are quoted. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else if (typeof key === "string" && /^[\w$-]{1,60}$/.test(key)) text += text === "" ? key : `.${key}`;
    else text += `[${shorten(oneLine(JSON.stringify(String(key).slice(0, 2 * GOT_LENGTH))))}]`;
  }
  return text === "" ? "problem" : text;
}

/** The beginning of a value as one line of JSON-like text; never throws, never runs long. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return shorten(oneLine(JSON.stringify(value.slice(0, 2 * GOT_LENGTH))));
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint" || typeof value === "boolean" || value === null)
    return shorten(String(value));
  if (Array.isArray(value)) return shorten(`[${list(value, show)}]`);
  if (typeof value !== "object") return `a ${typeof value}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return "an object that is not plain JSON";
  return shorten(
    `{${list(Object.keys(value), (key) => `${show(key)}: ${show((value as Record<string, unknown>)[key])}`)}}`,
  );
}

/** Joins only as many items as can show, so that a large (or circular) value costs nothing. */
function list<T>(items: readonly T[], text: (item: T) => string): string {
  let joined = "";
  for (let i = 0; i < items.length && joined.length <= GOT_LENGTH; i++)
    joined += (i === 0 ? "" : ", ") + nested(() => text(items[i]!));
  return joined;
}

let depth = 0;

function nested(text: () => string): string {
  if (depth >= 4) return "…";
  depth++;
  try {
    return text();
  } finally {
    depth--;
  }
}

const shorten = (text: string): string =>
  text.length <= GOT_LENGTH ? text : `${text.slice(0, GOT_LENGTH - 1).replace(/[\ud800-\udbff]$/, "")}…`;

/** Every control character, line and paragraph separator becomes its \u escape. */
const oneLine = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
