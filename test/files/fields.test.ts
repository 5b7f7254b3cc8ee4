import { describe, expect, it } from "vitest";
import { copyJson, decimal, isExactJson, namedMatrix, shape } from "../../src/files/fields.js";
import { ProblemError } from "../../src/files/problem-error.js";

describe("the copy of a problem's JSON", () => {
  it("is equal, independent of the original, and without undefined fields", () => {
    const original = { a: [1, "x", null, { b: true }], c: undefined };
    const copy = copyJson(original);
    original.a[0] = 2;
    expect(copy).toStrictEqual({ a: [1, "x", null, { b: true }] });
  });

  it.each([
    ["a function", { a: () => 1 }, "a: expected JSON, got a function"],
    ["a bigint", { a: [1n] }, "a[0]: expected JSON, got 1"],
    ["a date", { a: new Date(0) }, "a: expected JSON, got an object that is not plain JSON"],
    ["a hole", { a: new Array(1) }, "a[0]: expected JSON, got nothing"],
    [
      "__proto__",
      JSON.parse('{"a": {"__proto__": 1}}'),
      'a: expected names that are fields, got "__proto__"',
    ],
  ])("refuses %s", (_, json, message) => {
    expect(() => copyJson(json)).toThrow(ProblemError);
    expect(() => copyJson(json)).toThrow(message);
  });

  it("refuses cycles and what is nested or shared beyond measure", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => copyJson(cycle)).toThrow("problem: expected JSON at most 32 levels deep, got more");
    let shared: unknown = 1;
    for (let i = 0; i < 30; i++) shared = [shared, shared];
    expect(() => copyJson(shared)).toThrow("problem: expected at most 2500000 values, got more");
  });
});

it("takes integers and text for exact, other doubles for rounded", () => {
  expect(isExactJson({ a: [1, "0.1", true, null], b: "1/3" })).toBe(true);
  expect(isExactJson({ a: [{ b: 0.5 }] })).toBe(false);
  expect(isExactJson(2 ** 60)).toBe(false);
});

it("takes one number as the shape of a column", () => {
  expect(shape.parse([3])).toEqual([3, 1]);
  expect(shape.parse([3, 2])).toEqual([3, 2]);
});

describe("a matrix that is held to something", () => {
  const refusal = (value: unknown) => {
    const { path, message } = namedMatrix.safeParse(value).error!.issues[0]!;
    return `${path.join(".")}: ${message}`;
  };

  it("is taken where it is that", () => {
    const matrix = [
      [2, 1],
      [1, 2],
    ];
    for (const is of ["symmetric", "positive-definite", "positive-semidefinite"])
      expect(namedMatrix.parse({ matrix, is }).toNumbers()).toEqual(Float64Array.of(2, 1, 1, 2));
    const singular = [
      [1, 1],
      [1, 1],
    ];
    expect(namedMatrix.parse({ matrix: singular, is: "positive-semidefinite" }).rows).toBe(2);
    expect(refusal({ matrix: singular, is: "positive-definite" })).toBe("matrix: a positive-definite matrix");
  });

  it("is refused where it is not, with the place", () => {
    const skew = [
      [1, 1],
      [0, 1],
    ];
    expect(refusal({ matrix: skew, is: "symmetric" })).toBe("matrix: a symmetric matrix");
    expect(refusal({ matrix: [[-1]], is: "positive-semidefinite" })).toBe(
      "matrix: a positive-semidefinite matrix",
    );
    expect(refusal({ matrix: [[1]], is: "round" })).toMatch(/^is: one of symmetric, positive-definite/);
    expect(refusal({ matrix: [[1]], sign: 1 })).toBe("sign: only the fields matrix, is");
    expect(refusal({ matrix: [[1], ["x"]], is: "symmetric" })).toMatch(/^matrix\.1\.0: a number/);
  });
});

describe("a number as it is written", () => {
  it("is the decimal of a double, and text as ever", () => {
    const texts = [0.1, 1e-7, -2, "3/7", "0.30"].map((value) => decimal(value, ["x"]).toFraction());
    expect(texts).toEqual(["1/10", "1/10000000", "-2", "3/7", "3/10"]);
  });

  it("is refused with its place where it is none, or too large", () => {
    expect(() => decimal("x", ["a", 1])).toThrow(
      'a[1]: expected a number or text such as "3/7" or "0.05", got "x"',
    );
    expect(() => decimal(Number.NaN, ["a"])).toThrow("got NaN");
    expect(() => decimal("1e61", ["a"])).toThrow("a: expected zero or a magnitude between 1e-60 and 1e60");
  });
});
