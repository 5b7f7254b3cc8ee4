/**
 * The adapter to nerdamer: questions about scalar expressions, answers as scalar expressions. Nothing of what it answers is
 * checked here; `scalar-algebra.ts` checks all of it.
 *
 * nerdamer's state is global and its reserved names are many (`e`, `i`, `pi`, `trace`, `w_1_1`, …). It only ever sees
 * private names (`zqa`, `zqb`, …), which are mapped back. It is loaded at the first question; parsing, evaluation and
 * typesetting do without.
 */
import { createRequire } from "node:module";
import {
  namesOf,
  number,
  root,
  type ScalarExpression,
  ScalarSyntaxError,
  substitute,
} from "./scalar-expression.js";
import { parseScalar } from "./scalar-parser.js";
import { scalarText } from "./scalar-print.js";

/** An answer of the computer algebra system that did not survive exact back-substitution. */
export class ScalarVerificationError extends Error {
  override readonly name = "ScalarVerificationError";
}

interface Printable {
  toString(): string;
}

/** The part of nerdamer that is used. */
interface Nerdamer {
  (text: string): Printable;
  coeffs(text: string, variable: string): Printable;
  solve(text: string, variable: string): Printable;
  flush(): void;
  set(option: string, value: number): void;
}

let loaded: Nerdamer | undefined;

/** Loaded once, whole. */
function nerdamer(): Nerdamer {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = require("nerdamer") as Nerdamer;
    for (const part of ["Algebra", "Calculus", "Solve"]) require(`nerdamer/${part}`);
    // The default limit is 800 ms of wall clock, which makes answers depend on the load of the machine.
    loaded.set("TIMEOUT", 1e9);
  }
  return loaded;
}

/** Asks about a text; `privateName` is what an unknown is called in it. */
type Question = (cas: Nerdamer, text: string, privateName: (name: string) => string) => string;

/**
 * The answers to a question about an expression: one, or those of a list `[…, …]`.
 *
 * @param unknowns names that the question mentions, whether or not the expression contains them.
 * @throws ScalarVerificationError if an answer is none in the grammar of scalar expressions and the names of the question.
 */
export function askNerdamer(
  a: ScalarExpression,
  unknowns: readonly string[],
  question: Question,
): ScalarExpression[] {
  const names = [...namesOf(a, new Set(unknowns))];
  const toPrivate = new Map(names.map((name, k) => [name, privateName(k)]));
  const back = new Map(names.map((name, k) => [privateName(k), name]));
  const rename = (by: Map<string, string>) => (b: ScalarExpression) =>
    substitute(b, (name) => {
      // The imaginary unit is the only name of its own that nerdamer answers with.
      if (name === "i") return root(number(-1));
      const renamed = by.get(name);
      if (renamed === undefined) throw new ScalarSyntaxError(`expected a known name, got ${name}`);
      return { kind: "name", name: renamed };
    });
  const hidden = substitute(a, (name) => ({ kind: "name", name: toPrivate.get(name)! }));
  const cas = nerdamer();
  let answer = "";
  try {
    answer = question(cas, scalarText(hidden), (name) => toPrivate.get(name)!).trim();
    const list = answer.startsWith("[") ? answer.slice(1, -1).split(",") : [answer];
    return list.map((item) => rename(back)(parseScalar(item)));
  } catch (error) {
    if (error instanceof ScalarVerificationError) throw error;
    throw new ScalarVerificationError(
      `expected an answer in the scalar grammar, got ${JSON.stringify(clip(answer))} (${(error as Error).message})`,
    );
  } finally {
    cas.flush();
  }
}

/** Not more of a text than a message can hold. */
export const clip = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}…` : text);

/** zqa, zqb, …, zqz, zqaa, …: no function, constant or reserved word of nerdamer. */
function privateName(k: number): string {
  const letter = String.fromCharCode(97 + (k % 26));
  return k < 26 ? `zq${letter}` : privateName(Math.floor(k / 26) - 1) + letter;
}
