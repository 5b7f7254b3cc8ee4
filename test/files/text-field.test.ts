import { describe, expect, it } from "vitest";
import { textDefect } from "../../src/files/text-field.js";

describe("text", () => {
  it.each([
    ["a", undefined],
    ["abc", undefined],
    ["abcd", "text of at most 3 characters"],
    ["", "text"],
    ["  ", "text"],
    [3, "text"],
    [null, "text"],
    [["a"], "text"],
  ])("%j of at most three characters: %s", (value, defect) => {
    expect(textDefect(value, 3)).toBe(defect);
  });
});
