import { expect, it } from "vitest";
import { DEFAULT_FORMAT, FORMATS, formatsWith, traitsOf } from "../../src/report/formats.js";

it("formats are told by different extensions, the first is what terminals are given", () => {
  expect(FORMATS).toEqual(["text", "json", "tex", "md", "csv"]);
  expect(DEFAULT_FORMAT).toBe("text");
  expect(new Set(FORMATS.map((format) => traitsOf(format).extension)).size).toBe(FORMATS.length);
});

it.each([
  ["hasTables", ["text", "tex", "md", "csv"]],
  ["hasFormulas", ["text", "json", "tex", "md"]],
  ["hasNotes", ["text", "json", "tex", "md"]],
  ["isTypeset", ["tex"]],
] as const)("%s: %j", (trait, formats) => {
  expect(formatsWith(trait)).toEqual(formats);
});
