import { describe, expect, it } from "vitest";
import { askNerdamer, clip, ScalarVerificationError } from "../../src/symbolic/nerdamer.js";
import { parseScalar } from "../../src/symbolic/scalar-parser.js";
import { scalarText } from "../../src/symbolic/scalar-print.js";

describe("the door to the computer algebra system", () => {
  it("gives the answers of a list one by one, with the names of the question", () => {
    // (x − 2)(x + 3)
    const roots = askNerdamer(parseScalar("x^2 + x - 6"), ["x"], (cas, text, name) =>
      cas.solve(text, name("x")).toString(),
    );
    expect(roots.map(scalarText).sort()).toEqual(["-3", "2"]);
  });

  it("hides names that mean something there: pi, e and sqrt-like parameters are names like others", () => {
    const [answer] = askNerdamer(parseScalar("pi + e + pi"), [], (cas, text) => cas(text).toString());
    expect(scalarText(answer!).split(" + ").sort()).toEqual(["2*pi", "e"]);
  });

  it("reads its imaginary unit as √−1", () => {
    const roots = askNerdamer(parseScalar("x^2 + 1"), ["x"], (cas, text, name) =>
      cas.solve(text, name("x")).toString(),
    );
    expect(roots).toHaveLength(2);
    for (const root of roots) expect(scalarText(root)).toContain("sqrt(-1)");
  });

  it("refuses an answer outside the grammar, or with a name that nobody asked about", () => {
    const ask = (answer: string) => () => askNerdamer(parseScalar("x"), [], () => answer);
    expect(ask("sin(zqa)")).toThrow(ScalarVerificationError);
    expect(ask("other")).toThrow("expected a known name, got other");
    expect(ask("")).toThrow(ScalarVerificationError);
  });

  it("clips what a message cannot hold", () => {
    expect(clip("a".repeat(120))).toHaveLength(120);
    expect(clip("a".repeat(121))).toBe(`${"a".repeat(117)}…`);
  });
});
