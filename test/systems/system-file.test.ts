import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProblemError } from "../../src/files/problem-error.js";
import { readSystemFile } from "../../src/systems/system-file.js";

const read = (variables: unknown, equations: unknown) =>
  readSystemFile(JSON.stringify({ variables, equations }));

describe("system files", () => {
  it("are expanded exactly, and rounded last", () => {
    const { variables, equations, numeric } = read(["x", "y"], ["(x + y)^2 - 1/3", "x*y/7 - 0.1"]);
    expect(variables).toEqual(["x", "y"]);
    expect(equations.map((f) => f.toText(["x", "y"]))).toEqual(["x^2 + 2*x*y + y^2 - 1/3", "1/7*x*y - 1/10"]);
    expect(numeric.variables).toBe(2);
    expect(numeric.equations[1]).toEqual([
      { re: 1 / 7, im: 0, factors: [0, 1] },
      { re: -0.1, im: 0, factors: [] },
    ]);
  });

  it("may have more equations than variables, and long names", () => {
    expect(read(["lambda_1"], ["lambda_1^2 - 1", "lambda_1 - 1"]).equations).toHaveLength(2);
  });

  it.each<[unknown, unknown, string]>([
    [["x"], ["x^2 +"], "equations[0]: expected a number, a name or a parenthesis at the end, got nothing"],
    [
      ["x", "y"],
      ["x", "x + z"],
      "equations[1]: expected a declared variable, parameter or constant at column 5",
    ],
    [["x"], ["x = 1"], 'equations[0]: expected an operator at column 3, got "="'],
    [["x"], ["x*I(2)"], "equations[0]: expected a scalar, got a 2×2 matrix"],
    [
      ["x"],
      ["x - sqrt(x + 1)"],
      "equations[0]: expected a polynomial (instead of an inverse or a root, an unknown with an equation of its own)",
    ],
    [
      ["x"],
      ["x*inv([1, 2; 3, 4])[1, 1]"],
      "equations[0]: expected a polynomial (instead of an inverse or a root, an unknown with an equation of its own)",
    ],
    [["x"], ["sg(x)"], "equations[0]: expected a polynomial without sg"],
    [["x"], ["1/x"], "equations[0]: expected a nonzero number"],
    [["x", "y"], ["1e99*x"], "equations[0]: expected coefficients between 1e-60 and 1e60"],
    [["x", "y"], ["x - 1e-99"], "equations[0]: expected coefficients between 1e-60 and 1e60"],
    [["x"], [null], "equations[0]: expected text, got null"],
    [["x"], "x", "equations: expected an array of text"],
    [undefined, ["x"], "variables: expected an array of text, got nothing"],
    [["x"], ["x", "y".repeat(20_001)], "equations[1]: expected text of at most 20000 characters"],
    [["x"], new Array(201).fill("x"), "equations: expected at most 200 equations, got 201"],
    [[], [], "variables: expected from 1 to 20 variables, got 0"],
    [Array.from({ length: 21 }, (_, k) => `x${k}`), [], "variables: expected from 1 to 20 variables, got 21"],
    [["x", "x"], ["x", "x"], 'variables[1]: expected a name that is not taken yet, got "x"'],
    [["tr"], ["1"], 'variables[0]: expected a name that the grammar does not use, got "tr"'],
    [["2x"], ["1"], 'variables[0]: expected a name of letters, digits and _, got "2x"'],
  ])("refuse %j, %j with the place and the expectation", (variables, equations, message) => {
    expect(() => read(variables, equations)).toThrow(ProblemError);
    expect(() => read(variables, equations)).toThrow(message);
  });

  it("refuse other fields, text that is not JSON, and more than 2 MB", () => {
    expect(() => readSystemFile('{"variables": ["x"], "equations": ["x"], "more": 1}')).toThrow(
      "more: expected only the fields variables, equations",
    );
    for (const text of ["", "{", "[]", "x".repeat(3_000_000), "null"])
      expect(() => readSystemFile(text)).toThrow(/^problem: expected /);
  });

  it("admit 0 = 0, fewer equations than variables, and none at all", () => {
    expect(read(["x"], ["x - x"]).equations[0]!.isZero()).toBe(true);
    expect(read(["x", "y"], ["x + y"]).equations).toHaveLength(1);
    expect(read(["x", "y"], []).equations).toEqual([]);
  });

  it("admit powers above 16, and degrees and coefficients in one variable that no double holds", () => {
    expect(read(["x"], ["x^17 - 1"]).equations[0]!.degree).toBe(17);
    // Σ_k C(200, k) (−1)^k x^k: the middle coefficient has 59 digits.
    const power = read(["x"], ["(1 - x)^200"]).equations[0]!;
    expect({ degree: power.degree, terms: power.termCount }).toEqual({ degree: 200, terms: 201 });
    let binomial = 1n;
    for (let k = 1n; k <= 100n; k++) binomial = (binomial * (201n - k)) / k;
    const middle = [...power.terms()].find(({ factors }) => factors.length === 100)!;
    expect(middle.coefficient.toFraction()).toBe(String(binomial));
    expect(read(["x"], ["x - 1e300"]).equations[0]!.degree).toBe(1);
  });

  it("read matrices on the way to a scalar", () => {
    expect(read(["x"], ["tr(I(3))*x - norm2(x)"]).equations[0]!.toText(["x"])).toBe("3*x - x^2");
  });

  it("refuse powers that would take for ever, before expanding them", () => {
    expect(() => read(["x"], ["x^16^16^16^16"])).toThrow(
      "equations[0]: expected a degree of at most 1000 before terms cancel",
    );
    expect(() => read(["x"], ["(((x + 1)^11)^11)^11"])).toThrow("a degree of at most 1000");
    expect(() => read(["x"], ["2^9999^9999*x"])).toThrow(
      'equations[0]: expected numbers of at most 100000 bits, got "2^9999^9999*x"',
    );
    expect(() => read(["x"], [new Array(1001).fill("x").join("*")])).toThrow(
      "expected a degree of at most 1000",
    );
    expect(() => read(["x", "y", "z"], ["(x + y + z + 1)^90"])).toThrow("at most 100000 terms");
    // Many small powers side by side are no chain.
    const sum = Array.from({ length: 40 }, (_, k) => `${k + 1}*x^${(k % 4) + 1}`).join(" + ");
    expect(read(["x"], [sum]).equations[0]!.degree).toBe(4);
  });

  it("admit powers of numerals, which have no degree", () => {
    // (x − a)² + (x − a), a = 2^40 + 1: the constant term is a² − a = 2^40 (2^40 + 1).
    const [square] = read(["x"], ["(x-(2^40+1))^2+x-(2^40+1)"]).equations;
    expect(square!.degree).toBe(2);
    const constant = [...square!.terms()].find(({ factors }) => factors.length === 0)!;
    expect(constant.coefficient.n).toBe(2n ** 80n + 2n ** 40n);
    expect(read(["x", "y"], ["(2^10)^16*x - (1 + 3^2)^50*y^2"]).equations[0]!.degree).toBe(2);
  });

  it("expand powers of fractions over their common denominator", () => {
    // The coefficient of x is 60/2^59.
    const [power] = read(["x"], ["(x + 1/2)^60"]).equations;
    const linear = [...power!.terms()].find(({ factors }) => factors.length === 1)!;
    expect(linear.coefficient.toFraction()).toBe(`15/${2n ** 57n}`);
  });

  it("never answer junk with anything but a ProblemError", () => {
    const word = fc.constantFrom(
      "x",
      "y",
      "2",
      "^",
      "^3",
      "*",
      "+",
      "-",
      "(",
      ")",
      "'",
      "tr(",
      "/",
      "1e5",
      " ",
      "=",
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { maxLength: 12 }), { minLength: 2, maxLength: 3 }),
        (equations) => {
          try {
            const { numeric } = read(
              ["x", "y"],
              equations.map((words) => words.join("")),
            );
            for (const { re } of numeric.equations.flat()) expect(Number.isFinite(re)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(ProblemError);
          }
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});
