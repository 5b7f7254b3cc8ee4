import { describe, expect, it } from "vitest";
import { MAX_NESTING } from "../../src/symbolic/limits.js";
import { TokenReader, tokenize } from "../../src/symbolic/tokens.js";

/** Words, numbers and signs: a grammar of this test's own. */
const PATTERN = /\s*([a-z]+|\d+|[+*()])/y;
const refuse = (from: number): never => {
  throw new RangeError(`at ${from}`);
};
const tokens = (text: string) => tokenize(text, PATTERN, refuse);

const reader = (text: string) =>
  new TokenReader(tokens(text), (expected, got) => {
    throw new RangeError(`expected ${expected}, got ${got?.text ?? "the end"}`);
  });

describe("tokenize", () => {
  it("gives every token with the column of its first character, from 1", () => {
    expect(tokens("  ab + 12*c ")).toEqual([
      { text: "ab", column: 3 },
      { text: "+", column: 6 },
      { text: "12", column: 8 },
      { text: "*", column: 10 },
      { text: "c", column: 11 },
    ]);
  });

  it("finds no token in white space", () => {
    expect(tokens("")).toEqual([]);
    expect(tokens(" \n\t ")).toEqual([]);
  });

  it("refuses the place after the last token that it could read", () => {
    expect(() => tokens("ab ? c")).toThrow("at 2");
    expect(() => tokens("?")).toThrow("at 0");
  });
});

describe("TokenReader", () => {
  it("reads from left to right and stays before what it does not accept", () => {
    const read = reader("a + b");
    expect(read.peek("b", "a")).toBe(true);
    expect(read.accept("b")).toBe(false);
    expect(read.take()?.text).toBe("a");
    read.require("+");
    expect(read.next).toEqual({ text: "b", column: 5 });
    expect(read.accept("b")).toBe(true);
    expect(read.next).toBeUndefined();
    expect(read.peek("b")).toBe(false);
    expect(() => read.end()).not.toThrow();
  });

  it("names what it expected, and what stands there", () => {
    expect(() => reader("a").require("(")).toThrow('expected "(", got a');
    expect(() => reader("").require("(")).toThrow('expected "(", got the end');
    expect(() => reader("a").end()).toThrow("expected an operator, got a");
  });

  it("goes as deep as a parser may, and no deeper; levels that end count no more", () => {
    const dive = (read: TokenReader, levels: number): number =>
      levels === 0 ? 0 : read.nested("levels", () => 1 + dive(read, levels - 1));
    const read = reader("a");
    expect(dive(read, MAX_NESTING)).toBe(MAX_NESTING);
    expect(dive(read, MAX_NESTING)).toBe(MAX_NESTING);
    expect(() => dive(read, MAX_NESTING + 1)).toThrow(`expected at most ${MAX_NESTING} nested levels, got a`);
  });
});
