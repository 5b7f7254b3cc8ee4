/**
 * Tokens of the two grammars: losses (`parser.ts`) and scalar expressions (`scalar-parser.ts`).
 *
 * A grammar is a sticky pattern whose first group is the token, after white space; what a token means is the grammar's own.
 */
import { MAX_NESTING } from "./limits.js";

/** A piece of a text. */
export interface Token {
  readonly text: string;
  /** Of its first character, from 1. */
  readonly column: number;
}

/**
 * The tokens of a text.
 *
 * @param refuse throws the grammar's error for a place, from 0, at which no token begins; white space may come first.
 */
export function tokenize(text: string, pattern: RegExp, refuse: (from: number) => never): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? refuse(at);
    tokens.push({ text: match[1]!, column: pattern.lastIndex - match[1]!.length + 1 });
  }
  return tokens;
}

/** Reads tokens from left to right. */
export class TokenReader {
  private at = 0;
  private depth = 0;

  /** @param refuse throws the grammar's error, of a token or of the end. */
  constructor(
    private readonly tokens: readonly Token[],
    private readonly refuse: (expected: string, got: Token | undefined) => never,
  ) {}

  /** The token that is read next; undefined at the end. */
  get next(): Token | undefined {
    return this.tokens[this.at];
  }

  /** Whether one of these is read next. */
  peek(...texts: readonly string[]): boolean {
    return this.next !== undefined && texts.includes(this.next.text);
  }

  /** Reads the next token, whatever it is. */
  take(): Token | undefined {
    return this.tokens[this.at++];
  }

  /** Reads this token if it is the next. */
  accept(text: string): boolean {
    return this.peek(text) && ++this.at > 0;
  }

  /** Reads this token; nothing else may stand here. */
  require(text: string): void {
    if (!this.accept(text)) this.fail(JSON.stringify(text));
  }

  fail(expected: string): never {
    return this.refuse(expected, this.next);
  }

  /** One level of the recursion of a parser, which a hostile text would make too deep. */
  nested<T>(levels: string, read: () => T): T {
    if (++this.depth > MAX_NESTING) this.fail(`at most ${MAX_NESTING} nested ${levels}`);
    const value = read();
    this.depth--;
    return value;
  }

  /** What was read is all. */
  end(): void {
    if (this.next !== undefined) this.fail("an operator");
  }
}
