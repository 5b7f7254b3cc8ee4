/** Random small systems of every dimension against answers that no elimination has a part in. */
import { describe, expect, it } from "vitest";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import type { SolvedPoint } from "../../src/systems/solved-system.js";
import { judgeAwkward } from "../support/awkward-systems.js";
import { resultantPattern } from "../support/small-linear.js";
import { holdsPoints, readSmall, SMALL, type SmallSystem, smallSystem } from "../support/small-systems.js";

/** Of the thousand that `npm run bench:awkward -- --set small` runs: every kind is among them. */
const SHARE = 24;
const SEED = 1;

describe("random small systems", () => {
  it(`${SHARE} of them: never a wrong answer, and hardly an incomplete one`, {
    timeout: 120_000,
  }, async () => {
    const kinds = new Set<string>();
    const incomplete: SmallSystem[] = [];
    for (let k = 0; k < SHARE; k++) {
      const entry = smallSystem(SEED, k);
      kinds.add(entry.kind);
      const result = await solvePolynomials(readSmall(entry), { seed: 1, method: "algebra" });
      const verdict = judgeAwkward(entry, result);
      expect(verdict, entry.equations.join("; ")).not.toBe("WRONG");
      if (verdict === "incomplete") incomplete.push(entry);
      else expect(holdsPoints(entry, result.solutions), entry.equations.join("; ")).toBe(true);
    }
    expect(kinds).toEqual(new Set(SMALL.keys()));
    expect(incomplete.length).toBeLessThanOrEqual(1);
  });

  it("are judged: a point elsewhere, and multiplicities that differ, are wrong", async () => {
    const entry = [...Array(40).keys()]
      .map((k) => smallSystem(SEED, k))
      .find(({ points = [], dimension }) => points.length > 1 && dimension === 0)!;
    const result = await solvePolynomials(readSmall(entry), { seed: 1, method: "algebra" });
    const moved = result.solutions.map(
      ({ exact: _, ...point }): SolvedPoint => ({ ...point, re: point.re.map((x) => x + 1e-3) }),
    );
    expect(holdsPoints(entry, moved)).toBe(false);
    expect(holdsPoints(entry, result.solutions.slice(1))).toBe(false);
    const doubled = { ...entry, multiplicities: entry.multiplicities!.map((m) => m + 1) };
    expect(judgeAwkward(doubled, result)).toBe("WRONG");
  });

  it("have resultants as by hand", () => {
    // x² + y² = 1 and y = x² − 1: (±1, 0), and (0, −1) doubly.
    const circle = [[-1, 0, 1], [0, 0], [1]];
    const parabola = [[-1, -1], [0], [1]];
    expect(resultantPattern(circle, parabola)).toEqual({
      multiplicities: expect.toSatisfy((list: number[]) => [...list].sort().join() === "1,1,2"),
      real: 3,
    });
    // x² + y² = −1 and xy = 0: (0, ±i), (±i, 0).
    const imaginary = [[1, 0, 1], [0, 0], [1]];
    const cross = [[0, 0, 0], [0, 1], [0]];
    expect(resultantPattern(imaginary, cross)).toMatchObject({ multiplicities: [1, 1, 1, 1], real: 0 });
    expect(resultantPattern(circle, circle)).toBeNull();
  });
});
