import { afterEach, describe, expect, it, vi } from "vitest";
import * as hyperplanes from "../../src/algebra/mixed-volume-bound.js";
import * as quotients from "../../src/algebra/numeric-quotient.js";
import * as eigen from "../../src/numeric/linalg/nonsymmetric-eigenvectors.js";
import { certifiedSolutions } from "../../src/systems/certified-solutions.js";
import * as digits from "../../src/systems/refined-solution.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { solveByAlgebra } from "../../src/systems/solve-algebra.js";
import { comparePoints, type SolvedPoint } from "../../src/systems/solved-system.js";
import { readSystemFile } from "../../src/systems/system-file.js";
import { EXACT_ZOO } from "../support/exact-zoo.js";
import { polynomialsOf } from "../support/read-system.js";

vi.mock("../../src/algebra/mixed-volume-bound.js", { spy: true });
vi.mock("../../src/algebra/numeric-quotient.js", { spy: true });
vi.mock("../../src/numeric/linalg/nonsymmetric-eigenvectors.js", { spy: true });
vi.mock("../../src/systems/refined-solution.js", { spy: true });
afterEach(() => {
  vi.restoreAllMocks();
});

const certified = (variables: string, ...equations: string[]) =>
  certifiedSolutions(algebraSystem(polynomialsOf(variables, ...equations), variables.split(" ").length));

/** Points in their order, without what depends on the way: radii of exact zeros differ by rounding far below a double's. */
const listed = (points: readonly SolvedPoint[]) =>
  [...points]
    .sort(comparePoints)
    .map(({ re, im, real, exact, multiplicity }) => ({ re, im, real, exact, multiplicity }));

/** The same by a rational univariate representation. */
const exactly = async (variables: string, ...equations: string[]) =>
  (await solveByAlgebra(polynomialsOf(variables, ...equations), variables.split(" ").length, {
    budget: 1e9,
  }))!.solutions;

const SIMPLE = EXACT_ZOO.filter(
  ({ dimension, points, multiplicities, variables, equations }) =>
    dimension === 0 &&
    points <= 32 &&
    points > 0 &&
    multiplicities.length === 0 &&
    variables.length === equations.length,
);

describe("certified solutions", () => {
  it.each(SIMPLE.map(({ name, ...system }) => [name, system] as const))(
    "are those of a rational univariate representation, double by double: %s",
    async (_, { variables, equations }) => {
      const system = readSystemFile(JSON.stringify({ variables, equations })).equations;
      const found = certifiedSolutions(algebraSystem(system, variables.length));
      if (found.kind !== "points") throw new Error(found.kind);
      const exact = (await solveByAlgebra(system, variables.length, { budget: 1e10 }))!.solutions;
      expect(listed(found.points)).toEqual(listed(exact));
      const [own, theirs] = [found.points, exact].map((points) => [...points].sort(comparePoints));
      own!.forEach(({ radii }, k) => {
        radii!.forEach((radius, v) => {
          expect(radius).toBeLessThanOrEqual(theirs![k]!.radii![v]! + 2 ** -120);
        });
      });
      expect(found.proof.verifiedBy).toBe("certificates");
    },
  );

  it("the zoo has them", () => {
    expect(SIMPLE.length).toBeGreaterThanOrEqual(15);
  });

  it.each<[string, string, string[]]>([
    ["sizes 10⁸ and 10⁻⁸", "x y", ["(x - 10^8)*(x - 1/10^8) + y^2 - y", "y^2 - y + x*y/10^20"]],
    ["two points 10⁻¹² apart", "x y", ["(x - 1)*(x - 1 - 1/10^12) + y^2 - 2", "y^2 - 2 + x*y/10^30"]],
    ["a cluster of three", "x y", ["(x^3 - 1/10^24)*(x - 1) + y", "y^2 - 3*y + x/10^9"]],
    [
      "Wilkinson's roots 1 … 12",
      "x y",
      [`${[...Array(12).keys()].map((k) => `(x - ${k + 1})`).join("*")} + y`, "y^2 - 2*y"],
    ],
    ["a quotient of sizes 10³⁰", "x y", ["10^30*x^2 - y + 1", "y^2 - 10^30*x - 3"]],
  ])("are right, or not given: %s", async (_, variables, equations) => {
    const found = certified(variables, ...equations);
    if (found.kind === "unavailable") return;
    expect(listed(found.points)).toEqual(listed(await exactly(variables, ...equations)));
  });

  it("are found where sizes differ, and where they are rational, to the last digit", () => {
    const found = certified("x y", "(x - 10^8)*(x - 1/10^8)", "y^2 - y");
    if (found.kind !== "points") throw new Error(found.kind);
    expect(found.points.map(({ exact }) => exact!.join()).sort()).toEqual(
      ["1/100000000,0", "1/100000000,1", "100000000,0", "100000000,1"].sort(),
    );
    // Fractions of thirty digits.
    const long = certified("x y", "(3333333333333333333333333333*x - 1)*(x - 2)", "x*y - 1");
    if (long.kind !== "points") throw new Error(long.kind);
    expect(long.points.map(({ exact }) => exact!.join()).sort()).toEqual([
      "1/3333333333333333333333333333,3333333333333333333333333333",
      "2,1/2",
    ]);
  });

  it("have coordinates that are zero where as many solutions are proved to", () => {
    // y (y² − x) = 0, x² = −2: y = 0 twice, off the reals.
    const found = certified("x y", "x^2 + 2", "y*(y^2 - x)");
    if (found.kind !== "points") throw new Error(found.kind);
    const zero = found.points.filter(({ re, im }) => re[1] === 0 && im[1] === 0);
    expect(zero.map(({ radii }) => radii![1])).toEqual([0, 0]);
    expect(found.points).toHaveLength(6);
  });

  it("need no count of the zeros of points that are rational", () => {
    const countAtZero = vi.mocked(hyperplanes.countAtZero).mockClear();
    // (0, 1), (0, 2), and two points with x² = 2 + y: the first two are rational.
    const found = certified("x y", "x^3 - x*(2 + y)", "y^2 - 3*y + 2");
    if (found.kind !== "points") throw new Error(found.kind);
    expect(found.points.filter(({ exact }) => exact?.[0] === "0").map(({ exact }) => exact![1])).toEqual(
      expect.arrayContaining(["1", "2"]),
    );
    expect(found.points).toHaveLength(6);
    expect(countAtZero).not.toHaveBeenCalled();
  });

  it("have none where a coordinate is only too small to be told from zero", async () => {
    // (x + y)² = x² + x/10⁵⁵: y = 10⁻⁵⁵/2 and y = −2x, nearly.
    const system = ["x y", "x^2 - 2", "x^2 + 2*x*y + y^2 - 2 - x/10^55"] as const;
    const found = certified(...system);
    if (found.kind === "points") expect(listed(found.points)).toEqual(listed(await exactly(...system)));
  });

  it("do not depend on what was computed before", () => {
    const once = certified("x y", "x^3 - 3*x*y + 1", "y^2 - x - 5");
    certified("x y z", "x*y - 2", "y*z - 3", "x*z + x - 5");
    expect(certified("x y", "x^3 - 3*x*y + 1", "y^2 - x - 5")).toEqual(once);
    expect(once.kind).toBe("points");
  });

  it("are not given of multiple points, sets of positive dimension, other numbers of equations, or beyond a budget", () => {
    expect(certified("x y", "x^2 - 2*x + 1", "y^2 - 2").kind).toBe("unavailable");
    expect(certified("x y", "x*y", "x^2 - x").kind).toBe("unavailable");
    expect(certified("x y", "x^2 - 2", "y^2 - 3", "x*y - 1").kind).toBe("unavailable");
    expect(certified("x y", "x - 1").kind).toBe("unavailable");
    const system = algebraSystem(polynomialsOf("x y", "x^3 - 3*x*y + 1", "y^2 - x - 5"), 2);
    expect(certifiedSolutions(system, { budget: 100 }).kind).toBe("unavailable");
  });
});

describe("solutions that are multiplied by roots of unity", () => {
  it.each<[string, number, string[]]>([
    // Odd equations; the origin is one of nine.
    ["2", 9, ["x^3 - 2*x + y", "y^3 - 3*y + x"]],
    ["3", 16, ["x^4 + 2*x - y", "y^4 - 3*y + x"]],
    ["4", 16, ["x^4 - 3*x^2*y^2 - 1", "x^3*y + y^4 + 2"]],
    ["3, where the last variable has the same third powers", 9, ["x^3 - 2", "y^3 - x^2*y - 1"]],
  ])("are all found from one of each orbit, of the order %s", async (_, count, equations) => {
    const found = certified("x y", ...equations);
    if (found.kind !== "points") throw new Error(found.kind);
    expect(found.points.length).toBe(count);
    expect(listed(found.points)).toEqual(listed(await exactly("x y", ...equations)));
  });
});

describe("a fault on the way does not make a wrong list", () => {
  const system = ["x y", "x^3 - 3*x*y + 1", "y^2 - x - 5"] as const;

  it.each([-1, 1])("a prime that counts %i too many", (wrong) => {
    const { numericQuotient } = quotients;
    vi.mocked(numericQuotient).mockImplementation((...args) => {
      vi.mocked(numericQuotient).mockRestore();
      const found = quotients.numericQuotient(...args)!;
      const { degree } = found;
      const { matrix, coordinates } = found.power([0, 1]);
      const power =
        wrong > 0
          ? { size: degree + 1, matrix: padded(matrix, degree), coordinates }
          : { size: degree - 1, matrix: cut(matrix, degree), coordinates };
      return { ...found, degree: degree + wrong, power: () => power };
    });
    expect(certified(...system).kind).toBe("unavailable");
  });

  it("radii that reach zero where the coordinate is none", () => {
    const { refineSolution } = digits;
    const conics = ["x y", "x^2 + y^2 - 1", "x*y - 1/4"] as const;
    const exact = certified(...conics);
    expect(exact.kind).toBe("points");
    vi.mocked(refineSolution).mockImplementation((map, values, box, bits) => {
      vi.mocked(refineSolution).mockReset();
      const fine = digits.refineSolution(map, values, box, bits)!;
      const [x, y] = fine.re as [bigint, bigint];
      return { ...fine, re: [x, 0n], radius: [fine.radius[0]!, y < 0n ? -y : y] };
    });
    expect(certified(...conics).kind).toBe("unavailable");
  });

  it("eigenvectors that are all the same", () => {
    const whole = certified(...system);
    if (whole.kind !== "points") throw new Error(whole.kind);
    const original = eigen.eigenpairs;
    vi.mocked(original).mockImplementation(function* (matrix, n, spend) {
      vi.mocked(original).mockRestore();
      const pairs = [...eigen.eigenpairs(matrix, n, spend)];
      for (const _ of pairs) yield pairs[0]!;
    });
    // One of them counts, and another form finds the rest.
    const found = certified(...system);
    expect(found.kind === "points" && listed(found.points)).toEqual(listed(whole.points));
    expect(original).toHaveBeenCalled();
  });
});

/** The first n − 1 rows and columns. */
const cut = (a: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: (n - 1) ** 2 }, (_, k) => a[Math.floor(k / (n - 1)) * n + (k % (n - 1))]!);

/** One more row and column, with an eigenvalue 7. */
function padded(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array((n + 1) ** 2);
  for (let i = 0; i < n; i++) out.set(a.subarray(i * n, (i + 1) * n), i * (n + 1));
  out[out.length - 1] = 7;
  return out;
}
