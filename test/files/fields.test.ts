import { describe, expect, it } from "vitest";
import { copyJson, isExactJson } from "../../src/files/fields.js";
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
