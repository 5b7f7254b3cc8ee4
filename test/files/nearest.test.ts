import { describe, expect, it } from "vitest";
import { nearest, suggestion } from "../../src/files/nearest.js";

describe("the nearest known word", () => {
  it.each([
    ["embeding", ["kind", "embedding", "normalize"], "embedding"],
    ["analyse", ["derive", "analyze", "census"], "analyze"],
    ["ANALYZE", ["derive", "analyze"], "analyze"],
    ["--fromat", ["--from", "--format"], "--format"],
    ["gama", ["gamma", "sigma"], "gamma"],
  ])("%s of %j is %s", (word, known, expected) => {
    expect(nearest(word, known)).toBe(expected);
    expect(suggestion(word, known)).toBe(` (did you mean ${expected}?)`);
  });

  it("is none where more than a third of the letters would have to change", () => {
    expect(nearest("fly", ["derive", "analyze"])).toBeUndefined();
    expect(nearest("", ["a"])).toBeUndefined();
    expect(nearest("x".repeat(1000), ["x".repeat(999)])).toBeUndefined();
    expect(suggestion(3, ["3"])).toBe("");
    expect(nearest("|", [",", ";"])).toBeUndefined();
  });
});
