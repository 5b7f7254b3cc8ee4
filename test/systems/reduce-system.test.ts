import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import {
  eliminateExplicit,
  reduceSystem,
  substitute,
  univariateCoefficients,
} from "../../src/systems/reduce-system.js";
import { polynomialsOf } from "../support/read-system.js";

const reduced = (variables: string, ...equations: string[]) => {
  const names = variables.split(" ");
  const result = reduceSystem(polynomialsOf(variables, ...equations), names.length);
  if (result.kind === "inconsistent") return "inconsistent";
  const used = result.used.map((v) => names[v]!);
  return {
    equations: result.equations.map((f) => f.toText(used)),
    used,
    unused: result.unused.map((v) => names[v]!),
    dropped: result.dropped,
  };
};

describe("what is redundant", () => {
  it("is left out: 0 = 0, multiples, combinations", () => {
    expect(reduced("x y", "x - y", "2*x - 2*y", "x - x")).toMatchObject({ equations: ["x - y"], dropped: 2 });
    // 2(x + y) = (x + 2y) + x.
    expect(reduced("x y", "x + 2*y", "x", "x + y")).toMatchObject({
      equations: ["x + 2*y", "x"],
      dropped: 1,
    });
    expect(reduced("x y", "1/3*(x^2 - y)", "7*y - 7*x^2", "x*y - 1")).toMatchObject({ dropped: 1 });
  });

  it("keeps equations as they are where nothing is redundant", () => {
    expect(reduced("x y", "x^2 + y^2 - 1", "x*y - 1/4")).toEqual({
      equations: ["x^2 + y^2 - 1", "x*y - 1/4"],
      used: ["x", "y"],
      unused: [],
      dropped: 0,
    });
  });

  it("is seen over Q, not modulo a prime: coefficients that differ by the modulus differ", () => {
    // x and x + p·y are alike modulo p = 67108859.
    expect(reduced("x y", "x", "x + 67108859*y")).toMatchObject({ dropped: 0, used: ["x", "y"] });
    expect(reduced("x y", "x - y", "67108859*x - 67108859*y")).toMatchObject({ dropped: 1 });
  });

  it("a constant in the span is a contradiction, however small", () => {
    expect(reduced("x", "x^2 - 2", "x^2 - 2 - 1e-15")).toBe("inconsistent");
    expect(reduced("x", "1")).toBe("inconsistent");
    expect(reduced("x y", "x + y - 1", "x - y + 1", "x")).toMatchObject({ dropped: 1 });
    expect(reduced("x", "x", "x - 67108859")).toBe("inconsistent");
  });

  it("variables that no equation contains are told apart", () => {
    expect(reduced("x y z", "2*x - 2", "3*x - 3", "z^2 - x")).toEqual({
      equations: ["2*x - 2", "z^2 - x"],
      used: ["x", "z"],
      unused: ["y"],
      dropped: 1,
    });
  });

  it("combinations that hide a lower degree are undone", () => {
    // u² + v − 1 and u² + (1 + 10⁻⁹) v − 2: their difference is linear.
    const { equations } = reduced("u v", "u^2 + v - 1", "u^2 + (1 + 1/1000000000)*v - 2") as {
      equations: string[];
    };
    expect(equations).toEqual(["u^2 + v - 1", "1/1000000000*v - 1"]);
  });
});

describe("substitution", () => {
  const eliminated = (variables: string, ...equations: string[]) => {
    const names = variables.split(" ");
    const result = eliminateExplicit(polynomialsOf(variables, ...equations), names.length);
    if (result === null || result.kind === "inconsistent") return result?.kind ?? null;
    return {
      left: result.equations.map((f) => f.toText(names)),
      by: result.substitutions.map(({ variable, value }) => `${names[variable]} = ${value.toText(names)}`),
      free: result.free.map((v) => names[v]!),
    };
  };

  it("solves linear systems, and says what stays free", () => {
    expect(eliminated("x y", "x + y - 3", "x - y - 1")).toEqual({
      left: [],
      by: ["x = -y + 3", "y = 1"],
      free: [],
    });
    expect(eliminated("x y z", "x + y - 3")).toMatchObject({ left: [], free: ["y", "z"] });
  });

  it("brings graphs down to one variable", () => {
    expect(eliminated("x y", "y - x^2", "y^2 - 2")).toEqual({
      left: ["x^4 - 2"],
      by: ["y = x^2"],
      free: ["x"],
    });
  });

  it("leaves equations alone that contain no variable so, and sees contradictions that come up", () => {
    expect(eliminated("x y", "x^2 + y^2 - 1", "x*y - 1")).toMatchObject({ by: [], free: ["x", "y"] });
    expect(eliminated("x y", "y - x^2", "x^2 - y + 1")).toBe("inconsistent");
  });

  it("gives up where expressions grow too large", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const sum = names.join(" + ");
    expect(eliminated(`${names.join(" ")} y`, `y - (${sum})^8`, "y^40 + y^2 + y*a - 1")).toBeNull();
  });

  it("is a homomorphism", () => {
    const [f, g] = polynomialsOf("x y", "x^2*y - 3*y + 1", "2*x - y");
    const replaced = substitute(f!, (v) => (v === 0 ? g! : polynomialsOf("x y", "y")[0]!));
    for (const [x, y] of [
      [1, 2],
      [-3, 5],
    ]) {
      const at = (p: typeof f, ...point: number[]) => p!.evaluate(point.map((c) => rational(c)));
      expect(at(replaced, x!, y!).equals(at(f, 2 * x! - y!, y!))).toBe(true);
    }
  });

  it("coefficients in one variable are null beside another", () => {
    const [f, g] = polynomialsOf("x y", "y^2 - 1/2", "x*y");
    expect(univariateCoefficients(f!, 1)!.map(String)).toEqual(["-0.5", "0", "1"]);
    expect(univariateCoefficients(g!, 1)).toBeNull();
  });
});
