import { expect, it } from "vitest";
import { isUnavailable, type Result } from "../src/result.js";

it("a result is its value, or the reason why there is none", () => {
  const half = (n: number): Result<{ readonly half: number }, { readonly kind: "odd" }> =>
    n % 2 === 0 ? { half: n / 2 } : { unavailable: { kind: "odd" } };
  const even = half(4);
  expect(isUnavailable(even)).toBe(false);
  const odd = half(3);
  expect(isUnavailable(odd) ? odd.unavailable.kind : odd.half).toBe("odd");
});
