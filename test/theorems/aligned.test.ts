import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import {
  alignedClaims,
  alignedInstance,
  alignedStability,
  belowThreshold,
  type Coupling,
  rootedMode,
} from "../../src/theorems/aligned.js";

const ONE = rational(1);

describe("modes with rational roots", () => {
  it("has the given root, the other one and the threshold", () => {
    // p² − 3p + 2 = (p − 1)(p − 2).
    const { g, roots } = rootedMode(ONE, rational(1), rational(2));
    expect(g.equals(3)).toBe(true);
    expect(roots.map(Number)).toEqual([2, 1]);
    expect(rootedMode(ONE, ONE, ONE).roots).toHaveLength(1);
  });

  it.each<Coupling>(["equal", "proportional", "free"])(
    "satisfies h p² − g p + η = 0, coupling %s",
    (coupling) => {
      fc.assert(
        fc.property(alignedInstance(2, 4, { coupling, threshold: true }), ({ modes, eta }) =>
          modes.every(({ g, h, roots }) => {
            const gap = g.mul(g).sub(eta.mul(h).mul(4));
            const count = gap.compare(0) > 0 ? 2 : gap.equals(0) ? 1 : 0;
            return (
              roots.length === count && roots.every((p) => h.mul(p).mul(p).sub(g.mul(p)).add(eta).equals(0))
            );
          }),
        ),
        { seed: 7 },
      );
    },
  );
});

describe("counts of aligned equilibria", () => {
  const eta = rational(2);
  const viable = rootedMode(ONE, ONE, eta);
  const dead = belowThreshold(ONE, ONE, eta, rational("1/2"));
  const base = { eta, v: null as never, frame: null as never };

  it("counts m = 1, one viable mode: collapse and ± the two roots", () => {
    const claims = alignedClaims({ ...base, m: 1, modes: [viable, dead] });
    expect(claims.map(({ copies }) => copies)).toEqual([1n, 2n, 2n]);
  });

  it("joins the rows of an eigenspace", () => {
    // Two rows in a plane: both on one root (orthogonal 2×2 matrices) or one on each (a torus), two copies each.
    const claims = alignedClaims({ ...base, m: 2, modes: [viable, viable] });
    expect(claims.map(({ dimension }) => dimension)).toEqual([0, 2, 2, 1, 2, 1]);
    expect(claims.map(({ copies }) => copies)).toEqual([1n, 1n, 1n, 2n, 2n, 2n]);
  });

  it("finds the larger root stable and the smaller one unstable", () => {
    const at = (p: number) =>
      alignedStability({ m: 1, eta, modes: [viable], rows: [{ k: 0, p: rational(p) }] });
    expect(at(2)).toEqual({ unstable: 0, neutral: 0 });
    expect(at(1)).toEqual({ unstable: 1, neutral: 0 });
  });
});
