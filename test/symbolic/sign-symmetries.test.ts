/** Changes of signs, against all of them by substitution. */
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { Polynomial } from "../../src/symbolic/polynomial.js";
import { signSymmetries } from "../../src/symbolic/sign-symmetries.js";
import { parseSystem } from "../../src/systems/system-file.js";

const conditions = (variables: string[], ...equations: string[]) =>
  parseSystem({ variables, equations }).equations;

/** All s with F_i(s x) = s_i F_i(x), one after the other. */
function allBySubstitution(all: readonly Polynomial[]): number[] {
  const n = all.length;
  return Array.from({ length: 2 ** n }, (_, bits) => bits).filter((bits) => {
    const sign = (v: number) => rational(bits & (1 << v) ? -1 : 1);
    const changed = all.map((_, v) => Polynomial.variable(v).scale(sign(v)));
    return all.every((f, i) => f.substitute(changed).equals(f.scale(sign(i))));
  });
}

describe("changes of signs", () => {
  it.each<[string, string[], string[]]>([
    ["each by itself", ["x", "y"], ["x^3 + x*y^2", "y*x^2 - y"]],
    ["together", ["x", "y"], ["x^3 + y", "y + x"]],
    ["none", ["x", "y"], ["x^2 + y", "y + x"]],
    [
      "a sphere: the multiplier keeps its sign",
      ["o", "t", "l", "m"],
      ["3*t - l*o", "3*o - m*t", "o^2 - 1", "t^2 - 1"],
    ],
    ["three, any two", ["x", "y", "z"], ["y*z + x", "x*z + y", "x*y + z"]],
  ])("%s", (_, variables, equations) => {
    const all = conditions(variables, ...equations);
    const basis = signSymmetries(all);
    const spanned = basis.reduce(
      (list, change) => {
        const bits = [...change].reduce((sum, v) => sum + 2 ** v, 0);
        return list.concat(list.map((other) => other ^ bits));
      },
      [0],
    );
    expect(spanned.sort((a, b) => a - b)).toEqual(allBySubstitution(all));
  });
});
