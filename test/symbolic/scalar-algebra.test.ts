import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Rational, rational, rationalText, ZERO } from "../../src/exact/rational.js";
import { expandExpression, solveMode } from "../../src/symbolic/scalar-algebra.js";
import { evaluateScalar, parseScalar } from "../../src/symbolic/scalar-parser.js";
import { scalarText } from "../../src/symbolic/scalar-print.js";

/** Sparse polynomials in x, y with small rational coefficients, as terms (coefficient, i, j). */
type Terms = readonly (readonly [coefficient: string, i: number, j: number])[];
const terms: fc.Arbitrary<Terms> = fc.array(
  fc.tuple(
    fc.tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: 1, max: 5 })).map(([n, d]) => `${n}/${d}`),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 3 }),
  ),
  { minLength: 1, maxLength: 4 },
);
const textOf = (list: Terms): string => list.map(([c, i, j]) => `(${c})*x^${i}*y^${j}`).join(" + ");
const polynomialValue = (list: Terms, x: Rational, y: Rational): Rational =>
  list.reduce((total, [c, i, j]) => total.add(rational(c).mul(x.pow(i)!).mul(y.pow(j)!)), ZERO);
const point = { x: rational("3/7"), y: rational("-5/2") };
const roots = (equation: string, unknown: string): string[] =>
  solveMode(equation, unknown).roots.map(scalarText).sort();

const expanded = (text: string): string => scalarText(expandExpression(parseScalar(text)));

describe("expandExpression", () => {
  test("has the value of the product, computed independently", () => {
    fc.assert(
      fc.property(terms, terms, (f, g) => {
        const text = expanded(`(${textOf(f)})*(${textOf(g)})`);
        expect(text).not.toMatch(/\(/);
        expect(
          evaluateScalar(text, point).equals(
            polynomialValue(f, point.x, point.y).mul(polynomialValue(g, point.x, point.y)),
          ),
        ).toBe(true);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test("keeps every reserved name", () => {
    const names = ["e", "i", "pi", "E", "PI", "Infinity", "constructor", "trace", "w_1_1", "zqa", "abs"];
    const square = expanded(`(${names.join(" + ")})^2`);
    const values = Object.fromEntries(names.map((name, k) => [name, rational(`${k + 1}/7`)]));
    expect(rationalText(evaluateScalar(square, values))).toBe(rationalText(rational("66/7").pow(2)!));
  });
});

describe("solveMode", () => {
  test("splits off powers of the unknown and finds the power to solve for", () => {
    const found = solveMode("-4*g*w + 4*h^2*w^3", "w");
    expect(found).toMatchObject({ unknown: "w", zeroMultiplicity: 1, power: 2 });
    expect(found.roots.map(scalarText)).toEqual(["g/h^2"]);
    expect(solveMode("w^3*g", "w")).toMatchObject({ zeroMultiplicity: 3, roots: [] });
    expect(solveMode("7", "w")).toMatchObject({ zeroMultiplicity: 0, roots: [] });
  });

  test("finds the factors of quadratics built from rational roots, with multiplicity", () => {
    const root = fc
      .tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: 1, max: 4 }))
      .map(([n, d]) => rational(`${n}/${d}`));
    const nonzero = root.filter((r) => !r.equals(ZERO));
    fc.assert(
      fc.property(nonzero, nonzero, nonzero, (a, p, q) => {
        const text = `(${rationalText(a)})*(u^4 - (${rationalText(p.add(q))})*u^2 + (${rationalText(p.mul(q))}))`;
        expect(roots(text, "u")).toEqual([p, q].map(rationalText).sort());
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test("an equation that nerdamer answers wrongly is still solved correctly", () => {
    // Its own answer is (−a ± |a|√3)/2, which is not a root of w² + aw + a².
    expect(roots("w^2 + a*w + a^2", "w")).toEqual(["(-a + sqrt(-3*a^2))/2", "(-a - sqrt(-3*a^2))/2"]);
  });

  test("a double root is listed twice", () => {
    expect(roots("(w - a)^2", "w")).toEqual(["a", "a"]);
  });

  test("accepts rational functions as coefficients and reserved names", () => {
    expect(
      roots("e*w - i/(1 + pi)", "w").map((text) =>
        rationalText(
          evaluateScalar(text, {
            e: rational(2),
            i: rational(3),
            pi: rational(4),
          }),
        ),
      ),
    ).toEqual(["3/10"]);
  });

  test("cubics, non-polynomials and identities are refused", () => {
    expect(() => solveMode("w^3 + w - 1", "w")).toThrow("at most quadratic");
    expect(() => solveMode("sqrt(w) - 1", "w")).toThrow("expected a polynomial in w");
    expect(() => solveMode("(w + 1)^2 = w^2 + 2*w + 1", "w")).toThrow("holds for every value");
    expect(() => solveMode("w = 1 = 2", "w")).toThrow("expected one equation");
  });
});

describe("verification", () => {
  /** A fresh adapter around nerdamer, with some of its answers replaced. */
  async function withAnswers(answers: { call?: string; solve?: string }) {
    vi.resetModules();
    vi.doMock("node:module", async (importOriginal) => {
      const original = await importOriginal<typeof import("node:module")>();
      const createRequire = (url: string) => {
        const load = original.createRequire(url);
        return (id: string) => {
          const real = load(id);
          if (id !== "nerdamer") return real;
          const call = (text: string) => answers.call ?? real(text);
          const solve = (text: string, name: string) => answers.solve ?? real.solve(text, name);
          return Object.assign(call, { coeffs: real.coeffs, solve, flush: real.flush, set: real.set });
        };
      };
      return { ...original, createRequire };
    });
    const [algebra, { ScalarVerificationError }, { parseScalar: parse }] = await Promise.all([
      import("../../src/symbolic/scalar-algebra.js"),
      import("../../src/symbolic/nerdamer.js"),
      import("../../src/symbolic/scalar-parser.js"),
    ]);
    vi.doUnmock("node:module");
    const expand = (text: string) => scalarText(algebra.expandExpression(parse(text)));
    return { expand, solveMode: algebra.solveMode, ScalarVerificationError };
  }

  test("wrong expansions throw", async () => {
    const wrong = await withAnswers({ call: "zqa^2+1" });
    expect(() => wrong.expand("(a + 1)^2")).toThrow(wrong.ScalarVerificationError);
    expect(wrong.expand("a^2 + 1")).toBe("a^2 + 1");
  });

  test("malformed answers and foreign names throw", async () => {
    for (const call of ["abs(zqa)", "_1*w_1", "zqb", ""]) {
      const adapter = await withAnswers({ call });
      expect(() => adapter.expand("a")).toThrow(adapter.ScalarVerificationError);
    }
  });

  test("a list of roots must be right and complete", async () => {
    const answered = async (solve: string) => {
      const adapter = await withAnswers({ solve });
      return () => adapter.solveMode("w^2 - 3*w + 2", "w").roots.map(scalarText);
    };
    expect((await answered("[1,2]"))()).toEqual(["1", "2"]);
    for (const solve of ["[1]", "[1,3]", "[1,2,2]", "[1,sqrt(4)+zqb]", "[]"])
      expect(await answered(solve), solve).toThrow("no answer for");
  });
});
