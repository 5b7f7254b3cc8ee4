import fc from "fast-check";
import { expect, it } from "vitest";
import { ProblemError, pathText, show } from "../../src/files/problem-error.js";

it("reads path, expectation and finding in one line", () => {
  const error = new ProblemError(["model", "latent", "probabilities"], "a sum of 1", "9/10");
  expect(error.message).toBe("model.latent.probabilities: expected a sum of 1, got 9/10");
  expect([error.name, error.path]).toEqual(["ProblemError", "model.latent.probabilities"]);
});

it("writes paths with indices, quotes odd keys, and calls the root the problem", () => {
  expect(pathText(["model", "moments", "gamma", 0, 12])).toBe("model.moments.gamma[0][12]");
  expect(pathText(["objective", "a\nb"])).toBe('objective["a\\nb"]');
  expect(pathText([])).toBe("problem");
});

it("shows values like JSON, missing ones as nothing, and what is not JSON by its type", () => {
  expect(show({ a: [1, "x", null, true] })).toBe('{"a": [1, "x", null, true]}');
  expect(show(undefined)).toBe("nothing");
  expect(show(() => 1)).toBe("a function");
  expect(show(new Date(0))).toBe("an object that is not plain JSON");
  expect(show(Number.NaN)).toBe("NaN");
});

it("shows a circular value and a huge one briefly", () => {
  const circular: unknown[] = [];
  circular.push(circular);
  expect(show(circular).length).toBeLessThanOrEqual(60);
  expect(show(Array.from({ length: 1e5 }, () => "x".repeat(10))).length).toBeLessThanOrEqual(60);
});

it("stays on one line of bounded length for any value and any key", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }), fc.anything(), (path, value) => {
      const { message } = new ProblemError(path, "text", show(value));
      expect(message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(message.length).toBeLessThan(62 * path.length + 100);
    }),
    { seed: 7, numRuns: 100 },
  );
});
