/**
 * Univariate polynomials that are hard to solve, hidden in systems by exact elimination: in u = x + 2y − 1 and v = 3x + 7y, so that no
 * variable can be substituted. x = 7u − 2v + 7, y = v − 3u − 3; all values by closed forms.
 */
import { describe, expect, it } from "vitest";
import { type Rational, rational, rationalText } from "../../src/exact/rational.js";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import type { SolvedPoint } from "../../src/systems/solved-system.js";
import { systemOf } from "../support/read-system.js";

const U = "(x + 2*y - 1)";
const V = "(3*x + 7*y)";

async function solve(variables: string, ...equations: readonly string[]): Promise<readonly SolvedPoint[]> {
  const result = await solvePolynomials(systemOf(variables, ...equations), { seed: 1, method: "algebra" });
  expect({ complete: result.complete, reasons: result.reasons }).toEqual({ complete: true, reasons: [] });
  return result.solutions;
}

/** f and g in other words: no equation is in u alone. */
const mixed = (f: string, g: string) => [`(${f}) + 2*(${g})`, `3*(${f}) + 5*(${g})`] as const;

const powers = (form: string, roots: readonly string[]) =>
  roots.map((root) => `(${form} - ${root})`).join("*");

/** u and v of a rational point. */
const exactForms = ({ exact }: SolvedPoint): [u: Rational, v: Rational] => {
  const [x, y] = exact!.map((text) => rational(text));
  return [x!.add(y!.mul(2)).sub(1), x!.mul(3).add(y!.mul(7))];
};
/** u as doubles have it: coordinates are right to a unit in the last place, and the sum to a few. */
const uOf = ({ re }: SolvedPoint): number => re[0]! + 2 * re[1]! - 1;
const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

describe("hard points by elimination, in two and three variables", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("roots of multiplicity %i", async (m) => {
    const found = await solve("x y", ...mixed(`(${U} - 1)^${m}`, `${V}^2 - 4`));
    // u = 1, v = ±2.
    expect(found.map(({ exact, multiplicity }) => [exact!.join(), multiplicity])).toEqual([
      ["10,-4", m],
      ["18,-8", m],
    ]);
  });

  it("products of multiplicities in three variables", async () => {
    const found = await solve(
      "x y z",
      ...mixed(`(${U} - 1)^3`, `(${V} - 2)^2*(${V} + 2)`),
      `(z - x)^2*(z - x - 1)`,
    );
    expect(found.map(({ exact, multiplicity }) => [exact!.join(), multiplicity])).toEqual([
      ["10,-4,10", 3 * 2 * 2],
      ["10,-4,11", 3 * 2],
      ["18,-8,18", 3 * 2],
      ["18,-8,19", 3],
    ]);
  });

  it("clusters 10⁻¹² apart", async () => {
    const found = await solve(
      "x y",
      ...mixed(powers(U, ["1", "(1 + 1/10^12)", "(1 - 1/10^12)", "3"]), `${V}^2 - 4`),
    );
    const wanted = ["1", "1000000000001/1000000000000", "999999999999/1000000000000", "3"];
    expect(found.map((point) => exactForms(point).map(rationalText).join()).sort()).toEqual(
      wanted.flatMap((u) => [`${u},-2`, `${u},2`]).sort(),
    );
  });

  it("roots at 10⁸ and 10⁻⁸ in one system", async () => {
    const found = await solve("x y", ...mixed("(x - 10^8)*(x - 1/10^8)", "(y - 10^8)*(y + 1/10^8)"));
    const sizes = { x: ["1/100000000", "100000000"], y: ["-1/100000000", "100000000"] };
    expect(found.map(({ exact }) => exact!.join()).sort()).toEqual(
      sizes.x.flatMap((x) => sizes.y.map((y) => `${x},${y}`)).sort(),
    );
    for (const { multiplicity, real } of found)
      expect({ multiplicity, real }).toEqual({ multiplicity: 1, real: true });
  });

  it.each([15, 20, 30])("Wilkinson's %i", async (n) => {
    const roots = Array.from({ length: n }, (_, k) => `${k + 1}`);
    const found = await solve("x y", ...mixed(powers(U, roots), `${V} - ${U} - 5`));
    expect(found.map((point) => exactForms(point).map(rationalText).join()).sort()).toEqual(
      roots.map((u) => `${u},${Number(u) + 5}`).sort(),
    );
  });

  it("Mignotte's close pair", async () => {
    // u^11 = 2 (100u − 1)²: u = 1/100 ± 100^(−6.5)/√2 (1 + …).
    const found = await solve("x y", ...mixed(`${U}^11 - 2*(100*${U} - 1)^2`, `${V} - 1`));
    expect(found).toHaveLength(11);
    const near = found
      .filter(({ real, re }) => real && Math.abs(uOf({ re } as SolvedPoint) - 0.01) < 1e-6)
      .map(({ re, radii }) => ({ y: re[1]!, radius: radii![1]! }));
    expect(near).toHaveLength(2);
    // y = v − 3u − 3 = −2 − 3u.
    const gap = Math.abs(near[0]!.y - near[1]!.y) / 3;
    expect(gap / (Math.SQRT2 * 100 ** -6.5)).toBeCloseTo(1, 2);
  });

  it("Chebyshev's forty nodes, and ten hidden ones", async () => {
    // T_40 = T_2(T_2(T_2(T_5))).
    const forty = await solve(
      "x z w t",
      ...mixed("z - (16*x^5 - 20*x^3 + 5*x)", "2*z^2 - 1 - w"),
      "2*w^2 - 1 - t",
      "2*t^2 - 1",
    );
    expect(forty.every(({ real, multiplicity }) => real && multiplicity === 1)).toBe(true);
    const nodes = (n: number) =>
      Array.from({ length: n }, (_, k) => Math.cos(((2 * k + 1) * Math.PI) / (2 * n)));
    expect(ascending(forty.map(({ re }) => re[0]!))).toEqual(
      ascending(nodes(40)).map((x) => expect.closeTo(x, 14)),
    );
    const five = `(16*${U}^5 - 20*${U}^3 + 5*${U})`;
    const ten = await solve("x y", ...mixed(`2*${five}^2 - 1`, `${V} - ${U}^2`));
    expect(ascending(ten.map(uOf))).toEqual(ascending(nodes(10)).map((x) => expect.closeTo(x, 13)));
  });

  it("degrees 200 and 1000", { timeout: 120_000 }, async () => {
    // x^200 = 2: two real roots.
    const many = await solve("x y", "x^20 - y", "y^10 - 2");
    expect(many).toHaveLength(200);
    expect(many.filter(({ real }) => real).map(({ re }) => [...re])).toEqual(
      [-1, 1].map((s) => [expect.closeTo(s * 2 ** (1 / 200), 14), expect.closeTo(2 ** (1 / 10), 14)]),
    );
    const thousand = await solve("x", "x^1000 - 2");
    expect(thousand).toHaveLength(1000);
    expect(thousand.filter((point) => point.real).map(({ re }) => re[0])).toEqual(
      [-1, 1].map((s) => expect.closeTo(s * 2 ** (1 / 1000), 14)),
    );
  });
});
