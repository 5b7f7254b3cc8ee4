import { describe, expect, it } from "vitest";
import { expNonpositive } from "../../src/elementary/exponential.js";
import { Random } from "../../src/exact/random.js";

/** Math.exp is right to one unit in the last place, 2.2e-16. */
const relativeError = (x: number) => Math.abs(expNonpositive(x) / Math.exp(x) - 1);

describe("expNonpositive", () => {
  it("keeps the derived bound 3e-15 on random arguments of every size", () => {
    const random = new Random(11);
    let worst = 0;
    for (let k = 0; k < 200_000; k++)
      worst = Math.max(worst, relativeError((k % 2 === 0 ? -708 : -40) * random.next()));
    expect(worst).toBeLessThan(3e-15);
  });

  it("keeps it where the rounding to a multiple of ln2/32 switches, and at tiny arguments", () => {
    for (let n = 0; n < 3000; n++)
      for (const nudge of [-1e-12, 0, 1e-12])
        expect(relativeError(Math.min(0, (-(n + 0.5) * Math.LN2) / 32 + nudge))).toBeLessThan(3e-15);
    for (const x of [-1e-300, -1e-17, -1e-9, -1e-3]) expect(relativeError(x)).toBeLessThan(3e-15);
  });

  it("is 1 at 0, good a little above it, and 0 below -708", () => {
    expect(expNonpositive(0)).toBe(1);
    expect(relativeError(1e-10)).toBeLessThan(3e-15);
    expect(expNonpositive(-708.1)).toBe(0);
    expect(expNonpositive(-Infinity)).toBe(0);
  });
});
