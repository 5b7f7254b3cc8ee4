import { describe, expect, it } from "vitest";
import { Findings, isSame } from "../../../src/atlas/audit/discrepancy.js";
import { field, number, optional, text } from "../../../src/atlas/record/codec.js";

const FIELDS = {
  name: field(text),
  residual: field(number, { comparison: "point" }),
  seed: field(number, { comparison: "own" }),
  bound: optional(number, { accepts: (stored, recomputed) => stored >= recomputed }),
};
const record = { name: "a", residual: 0.5, seed: 1, bound: 2 };

const found = (stored: typeof record, elsewhere?: readonly (typeof record)[]) => {
  const findings = new Findings();
  findings.sameFields("claims", "components[3]", FIELDS, stored, record, elsewhere);
  return findings.found.map(({ place, text: words }) => `${place}: ${words}`);
};

describe("a stored record beside the recomputed one", () => {
  it("differs in what is compared, place by place", () => {
    expect(found(record)).toEqual([]);
    expect(found({ ...record, name: "b" })).toEqual(["components[3].name: expected a, got b"]);
    expect(found({ ...record, seed: 2 })).toEqual([]);
  });

  it("may say less than is known, and no more", () => {
    expect(found({ ...record, bound: 3 })).toEqual([]);
    expect(found({ ...record, bound: 1 })).toEqual(["components[3].bound: expected 2, got 1"]);
  });

  it("at another point has the numbers of that point, to 1e-9 of their size, and those of no other", () => {
    const there = [{ ...record, residual: 0.25 }];
    expect(found({ ...record, residual: 0.25 * (1 + 1e-10) }, there)).toEqual([]);
    expect(found({ ...record, residual: 0.25 * (1 + 1e-8) }, there)).toHaveLength(1);
    expect(found({ ...record, residual: 0.25 })).toHaveLength(1);
  });
});

describe("two JSON values", () => {
  it("are the same in every place, lists no objects", () => {
    expect(isSame({ a: [1, { b: "x" }] }, { a: [1, { b: "x" }] })).toBe(true);
    expect(isSame([1], { 0: 1 })).toBe(false);
    expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(isSame(null, {})).toBe(false);
  });

  it("are reported where they differ, long ones cut", () => {
    const findings = new Findings();
    findings.same("list", "audit", { by: ["x"], long: "y".repeat(500) }, { by: ["x", "z"], long: 1n });
    expect(findings.found.map(({ place, text: words }) => [place, words.length])).toEqual([
      ["audit.by[1]", "expected z, got nothing".length],
      ["audit.long", "expected 1, got ".length + 160],
    ]);
  });
});
