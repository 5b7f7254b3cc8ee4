import { describe, expect, it } from "vitest";
import { parseJson, withDecimals } from "../../src/files/json-text.js";

const refusal = (text: string, place?: string): string => {
  try {
    parseJson(text, { megabytes: 1, ...(place === undefined ? {} : { place }) });
  } catch (error) {
    return (error as Error).message;
  }
  return "parsed";
};

describe("JSON text", () => {
  it("is what JSON.parse makes of it, a byte order mark passed over", () => {
    expect(parseJson('\ufeff{"a": [1, "x", null]}', { megabytes: 1 })).toEqual({ a: [1, "x", null] });
  });

  // Line and column counted by hand.
  it.each([
    ['{"a": 1,\n "b" 2}', 'problem: expected JSON (a colon at line 2, column 6), got "2"'],
    ['{"a": 1\r\n "b": 2}', 'problem: expected JSON (a comma at line 2, column 2), got "\\"b\\""'],
    ['{"a": 1,}', 'problem: expected JSON (a key in double quotes at line 1, column 9), got "}"'],
    ["[1, 2", 'problem: expected JSON ("]" or a comma at line 1, column 6), got the end of the text'],
    ['{"ü😀": x}', /^problem: expected JSON \(a value: .* at line 1, column 8\), got "x"$/],
    ["", "problem: expected JSON, got nothing"],
    ["{} {}", 'problem: expected JSON (the end of the text at line 1, column 4), got "{"'],
  ])("%j is refused with its place", (text, message) => {
    expect(refusal(text)).toMatch(typeof message === "string" ? /^/ : message);
    if (typeof message === "string") expect(refusal(text)).toBe(message);
  });

  it("is refused without one where it is nested beyond all measure", () => {
    expect(refusal("[".repeat(200_000))).toMatch(/^problem: expected JSON/);
  });

  it("names the file, and does not parse what is too long", () => {
    expect(refusal("{", "atlas")).toMatch(/^atlas: expected JSON /);
    expect(refusal(" ".repeat(2 ** 20 + 1), "atlas")).toBe(
      "atlas: expected at most 1 MB of JSON, got 1.0 MB",
    );
  });
});

it("keeps decimals as they are written, all their digits, and texts and short integers as they are", () => {
  const text =
    '\ufeff{"a\\"1.5": [0.10, -1E2, 12, "3.5 \\\\", -7, 12345678901234567890, true, null], "b": 1.234567890123456789}';
  expect(withDecimals(text)).toEqual({
    'a"1.5': ["0.10", "-1E2", 12, "3.5 \\", -7, "12345678901234567890", true, null],
    b: "1.234567890123456789",
  });
});
