import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit.js";
import { readBudget, readInteger, readSharedFlags } from "../../src/cli/flags.js";
import { DEFAULT_SEED } from "../../src/exact/random.js";
import { FORMATS, traitsOf } from "../../src/report/formats.js";

describe("readSharedFlags", () => {
  it("knows a format by the extension of its files", () => {
    for (const format of FORMATS)
      expect(readSharedFlags({ output: `a${traitsOf(format).extension}` }).format).toBe(format);
  });

  it("lets --format decide before the extension, and the extension before text", () => {
    expect(readSharedFlags({}).format).toBe("text");
    expect(readSharedFlags({ output: "a/b.TEX" }).format).toBe("tex");
    expect(readSharedFlags({ output: "a/b.tex", format: "md" }).format).toBe("md");
    expect(() => readSharedFlags({ output: "a.csv" }, ["text", "json"])).toThrow(UsageError);
    expect(() => readSharedFlags({ output: "a.constructor" })).toThrow(UsageError);
  });

  it("has a seed of its own", () => {
    expect(readSharedFlags({}).seed).toBe(DEFAULT_SEED);
    expect(readSharedFlags({ seed: "0" }).seed).toBe(0);
  });
});

describe("--budget", () => {
  it.each([
    ["30s", { seconds: 30 }],
    ["0.5", { seconds: 0.5 }],
    ["500MB", { bytes: 5e8 }],
    ["1.5gb", { bytes: 1.5e9 }],
    ["30s, 64kB", { seconds: 30, bytes: 64_000 }],
  ])("reads %s", (text, budget) => {
    expect(readBudget(text)).toEqual(budget);
  });

  it.each(["", "s", "0s", "-1s", "30x", "5s,", "1.2.3s", "3000000s"])("refuses %j", (text) => {
    expect(() => readBudget(text)).toThrow(UsageError);
  });
});

describe("--text-width", () => {
  // 72.27 points of TeX to the inch of 25.4 mm.
  it.each([
    ["5.5in", 397.485],
    ["240pt", 240],
    ["254 mm", 722.7],
    ["2.54cm", 72.27],
  ])("%s", (textWidth, points) => {
    expect(readSharedFlags({ format: "tex", textWidth }).tex.width).toBeCloseTo(points, 9);
  });

  it.each(["5.5", "in", "-5in", "5em", "0pt", "10pt", "1e9in", "5in;", "5 in in"])(
    "%s is refused",
    (textWidth) => {
      expect(() => readSharedFlags({ format: "tex", textWidth })).toThrow(/^--text-width: expected a length/);
    },
  );

  it("acts on TeX alone", () => {
    expect(() => readSharedFlags({ textWidth: "5in" })).toThrow(
      "--text-width: expected --format tex, got text",
    );
  });
});

describe("readInteger", () => {
  it("reads exactly the integers below 2^32", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (value) => {
        expect(readInteger("--n", `${value}`, 1)).toBe(value);
      }),
    );
    for (const text of ["", " 1", "1.0", "0x1", "-1", "1e1", `${2 ** 32}`, "NaN", "٣"])
      expect(() => readInteger("--n", text, 0)).toThrow(UsageError);
  });
});
