import fc from "fast-check";
import katex from "katex";
import { describe, expect, test, vi } from "vitest";
import { type Rational, rational, rationalText, ZERO } from "../../src/exact/rational.js";
import {
  differentiateScalar,
  evaluateScalar,
  expandScalar,
  scalarTex,
  solveMode,
} from "../../src/symbolic/scalar.js";
import { scalarText } from "../../src/symbolic/scalar-expression.js";

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

describe("evaluateScalar", () => {
  test("is exact", () => {
    expect(rationalText(evaluateScalar("1/20 + kappa^2*0.1", { kappa: rational("1/3") }))).toBe("11/180");
    expect(rationalText(evaluateScalar("12345678901234567890123/7"))).toBe("12345678901234567890123/7");
  });

  test("names that computer algebra systems reserve are plain names", () => {
    const names = ["e", "i", "pi", "E", "PI", "Infinity", "constructor", "trace", "w_1_1", "toString", "sin"];
    for (const name of names) {
      expect(rationalText(evaluateScalar(`2*${name}`, { [name]: rational("1/6") }))).toBe("1/3");
      expect(() => evaluateScalar(name)).toThrow(`expected a value for ${name}`);
    }
  });

  test("irrational and undefined values are refused", () => {
    expect(() => evaluateScalar("sqrt(2)")).toThrow("expected the square of a rational number");
    expect(() => evaluateScalar("1/x", { x: ZERO })).toThrow("expected a nonzero divisor");
    expect(() => evaluateScalar("process.exit()")).toThrow("expected a number, a name or an operator");
  });
});

describe("expandScalar", () => {
  test("has the value of the product, computed independently", () => {
    fc.assert(
      fc.property(terms, terms, (f, g) => {
        const expanded = expandScalar(`(${textOf(f)})*(${textOf(g)})`);
        expect(expanded).not.toMatch(/\(/);
        expect(
          evaluateScalar(expanded, point).equals(
            polynomialValue(f, point.x, point.y).mul(polynomialValue(g, point.x, point.y)),
          ),
        ).toBe(true);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test("keeps every reserved name", () => {
    const names = ["e", "i", "pi", "E", "PI", "Infinity", "constructor", "trace", "w_1_1", "zqa", "abs"];
    const square = expandScalar(`(${names.join(" + ")})^2`);
    const values = Object.fromEntries(names.map((name, k) => [name, rational(`${k + 1}/7`)]));
    expect(rationalText(evaluateScalar(square, values))).toBe(rationalText(rational("66/7").pow(2)!));
  });
});

describe("differentiateScalar", () => {
  test("has the coefficients of the derivative, computed independently", () => {
    fc.assert(
      fc.property(terms, (f) => {
        const derivative = f
          .filter(([, i]) => i > 0)
          .map(([c, i, j]): [string, number, number] => [rationalText(rational(c).mul(i)), i - 1, j]);
        expect(
          evaluateScalar(differentiateScalar(textOf(f), "x"), point).equals(
            polynomialValue(derivative, point.x, point.y),
          ),
        ).toBe(true);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test("is zero for a name that does not occur and refuses what is not a polynomial", () => {
    expect(differentiateScalar("g*h", "w")).toBe("0");
    expect(() => differentiateScalar("1/w", "w")).toThrow("expected a polynomial");
    expect(() => differentiateScalar("sqrt(w)", "w")).toThrow("expected a polynomial");
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
    const adapter = await import("../../src/symbolic/scalar.js");
    vi.doUnmock("node:module");
    return adapter;
  }

  test("wrong expansions and derivatives throw", async () => {
    const wrong = await withAnswers({ call: "zqa^2+1" });
    expect(() => wrong.expandScalar("(a + 1)^2")).toThrow(wrong.ScalarVerificationError);
    expect(() => wrong.differentiateScalar("a^3", "a")).toThrow(wrong.ScalarVerificationError);
    expect(wrong.expandScalar("a^2 + 1")).toBe("a^2 + 1");
  });

  test("malformed answers and foreign names throw", async () => {
    for (const call of ["abs(zqa)", "_1*w_1", "zqb", ""]) {
      const adapter = await withAnswers({ call });
      expect(() => adapter.expandScalar("a")).toThrow(adapter.ScalarVerificationError);
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

describe("scalarTex", () => {
  test("typesets names and fractions", () => {
    expect(scalarTex("g/(2*eta)")).toBe("\\frac{g}{2 \\eta}");
    katex.renderToString(scalarTex("(weight_1 - Lambda)^2/h2"), { throwOnError: true, strict: "error" });
  });
});
