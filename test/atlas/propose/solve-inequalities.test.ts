/** Losses under X ≥ 0, against points of Karush, Kuhn and Tucker that are enumerated face by face with plain linear algebra. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { inertia } from "../../../src/exact/inertia.js";
import { determinant, inverse } from "../../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { Random } from "../../../src/exact/random.js";
import { isZero, sign, ZERO } from "../../../src/exact/rational.js";
import { loadProblem } from "../../../src/objectives/problem.js";

const analysed = (objective: object) =>
  analyze(loadProblem(JSON.stringify({ objective: { kind: "custom", ...objective } })));

/** "value index" of xᵀQx + 2cᵀx at every point of Karush, Kuhn and Tucker on x ≥ 0; null where one is degenerate. */
function enumerated(q: readonly (readonly number[])[], c: readonly number[]): string[] | null {
  const n = c.length;
  const found: string[] = [];
  for (let face = 0; face < 1 << n; face++) {
    const free = c.map((_, i) => i).filter((i) => (face & (1 << i)) !== 0);
    const block = RationalMatrix.generate(free.length, free.length, (i, j) =>
      RationalMatrix.from([[q[free[i]!]![free[j]!]!]]).get(0, 0),
    );
    if (free.length > 0 && isZero(determinant(block))) return null;
    const right = RationalMatrix.from(free.map((i) => [-c[i]!]));
    const x = free.length === 0 ? null : inverse(block).multiply(right);
    const entries = c.map((_, i) => {
      const at = free.indexOf(i);
      return at < 0 ? ZERO : x!.get(at, 0);
    });
    const slopes = c.map((value, i) =>
      entries.reduce((sum, entry, j) => sum.add(entry.mul(q[i]![j]!)), ZERO.add(value)),
    );
    const signs = c.map((_, i) => sign(free.includes(i) ? entries[i]! : slopes[i]!));
    if (signs.some((s) => s < 0)) continue;
    if (signs.includes(0)) return null;
    const value = entries.reduce((sum, entry, i) => sum.add(entry.mul(c[i]!)), ZERO);
    found.push(`${value.valueOf().toFixed(9)} ${free.length === 0 ? 0 : inertia(block).negative}`);
  }
  return found;
}

describe("losses under X ≥ 0", () => {
  it("quadratic programs have the stationary points of the faces that are on the right sides, with the index there", async () => {
    const random = new Random(11);
    let compared = 0;
    const indices = new Set<number>();
    while (compared < 12) {
      const rows = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => random.integer(-3, 3)));
      const q = rows.map((row, i) => row.map((entry, j) => entry + rows[j]![i]!));
      const c = Array.from({ length: 4 }, () => random.integer(-5, 5));
      const expected = enumerated(q, c);
      if (expected === null) continue;
      const { components, audit } = await analysed({
        loss: "x'*Q*x + 2*c'*x",
        variables: { x: [4] },
        constraints: { x: "non-negative" },
        constants: { Q: q, c: c.map((value) => [value]) },
      });
      compared++;
      expect(audit).toMatchObject({ complete: true, proof: "proved" });
      for (const { index } of components) indices.add(index!);
      expect(components.map(({ value, index }) => `${value!.toFixed(9)} ${index}`).sort()).toEqual(
        expected.sort(),
      );
    }
    expect(indices.size).toBeGreaterThan(1);
  });

  it("beside equalities: portfolios of least variance on the simplex", async () => {
    const { components, audit } = await analysed({
      loss: "x'*Q*x",
      variables: { x: [3] },
      constraints: { x: "non-negative" },
      equalities: ["sum(x) = 1"],
      constants: {
        Q: [
          [2, 0, 0],
          [0, 3, 5],
          [0, 5, 9],
        ],
      },
    });
    expect(audit).toMatchObject({ complete: true, proof: "proved" });
    // x₃ would be short: of the other two the shares are as 1/2 to 1/3.
    expect(components).toHaveLength(1);
    const [{ representative, value, index, kind }] = components as [(typeof components)[number]];
    expect([...representative.x!.data]).toEqual([0.6, 0.4, 0]);
    expect(representative.Lambda_x!.data[2]).toBeGreaterThan(0);
    expect([value, index, kind]).toEqual([1.2, 0, "global-minimum"]);
  });

  it("where an entry and its multiplier vanish the point is degenerate, with a note, and listed once", async () => {
    // (x − 1)² + y² (1 + y): at (1, 0) the slope in y is 0.
    const { components, audit } = await analysed({
      loss: "(x[1] - 1)^2 + x[2]^2 + x[2]^3",
      variables: { x: [2] },
      constraints: { x: "non-negative" },
    });
    expect(audit.complete).toBe(true);
    expect(
      components.map(({ index, nullity, kind, notes }) => [index, nullity, kind, notes?.length]),
    ).toEqual([[0, 1, "degenerate", 1]]);
  });

  it("a loss that grows attains its least value, and the alternating sum is that of an orthant", async () => {
    const { components, audit } = await analysed({
      loss: "norm2(x)^2 - 2*(x'*Q*x) - sum(x)",
      variables: { x: [2] },
      constraints: { x: "non-negative" },
      constants: {
        Q: [
          [3, -1],
          [-1, 2],
        ],
      },
    });
    expect(audit).toMatchObject({ complete: true, proof: "proved", morseEuler: { expected: 1n, found: 1n } });
    expect(components[0]!.kind).toBe("global-minimum");
    expect(components.length).toBeGreaterThan(1);
  });

  it("paths are refused in words; nothing is stated of sets of positive dimension", async () => {
    const objective = {
      kind: "custom",
      loss: "(x[1] - x[2])^2",
      variables: { x: [2] },
      constraints: { x: "non-negative" },
    };
    const loaded = loadProblem(JSON.stringify({ objective }));
    const byPaths = await analyze(loaded, { method: "paths" });
    expect(byPaths.audit.reason).toMatch(/under inequalities: paths do not apply/);
    const { audit, components } = await analyze(loaded);
    expect(audit.complete).toBe(false);
    expect(components).toEqual([]);
  });
});
