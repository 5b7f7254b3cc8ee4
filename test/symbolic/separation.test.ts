/** Conditions that fall apart, by hand. */
import { describe, expect, it } from "vitest";
import { restrictedLoss, separatedParts } from "../../src/symbolic/separation.js";
import { parseSystem } from "../../src/systems/system-file.js";

const polynomials = (variables: string[], ...equations: string[]) =>
  parseSystem({ variables, equations }).equations;
const partsOf = (variables: string[], ...equations: string[]) =>
  separatedParts(polynomials(variables, ...equations)).map(({ unknowns, conditions }) => [
    unknowns,
    conditions.map((f) => f.toText(unknowns.map((v) => variables[v]!))),
  ]);

describe("separation", () => {
  it("x and z stand together, y by itself", () => {
    expect(partsOf(["x", "y", "z"], "x^2 - z", "y^3 - 1", "z - x*z")).toEqual([
      [
        [0, 2],
        ["x^2 - z", "z - x*z"],
      ],
      [[1], ["y^3 - 1"]],
    ]);
  });

  it("a condition belongs to its unknown, also where it does not hold it", () => {
    expect(partsOf(["x", "y"], "y - 1", "y^2 - 1")).toHaveLength(1);
    expect(partsOf(["x", "y"], "x^2 - 1", "x - y")).toHaveLength(1);
    expect(partsOf(["x", "y"], "x^2 - 1", "0")).toEqual([
      [[0], ["x^2 - 1"]],
      [[1], ["0"]],
    ]);
  });

  it("the loss of a part has no constant", () => {
    const [loss] = polynomials(["x", "y", "z"], "x^2*z + 3*y^2 - y + 5");
    expect(restrictedLoss([1], loss!).toText(["y"])).toBe("3*y^2 - y");
    expect(restrictedLoss([0, 2], loss!).toText(["x", "z"])).toBe("x^2*z");
  });
});
