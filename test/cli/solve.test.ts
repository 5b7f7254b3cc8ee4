/** `solve` as a user meets it. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

function solve(system: object, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("node", ["dist/cli/main.js", "solve", "-", ...args], {
    input: JSON.stringify(system),
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const HYPERBOLA = { variables: ["x", "y"], equations: ["x^2 + y^2 - 1", "x*y - 1/4"] };

describe("solve", () => {
  it("writes counts, points and paths as the interface says, the same bytes for the same seed", () => {
    const first = solve(HYPERBOLA, "--format", "json", "--seed", "3");
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const answer = JSON.parse(first.stdout);
    expect(answer).toMatchObject({
      seed: 3,
      solutions: { finite: 4, real: 4, singular: 0 },
      paths: { started: 4, finite: 4, atInfinity: 0, failed: 0 },
      complete: true,
    });
    expect(answer).not.toHaveProperty("reason");
    for (const { re, im, ...point } of answer.points) {
      expect(re[0] ** 2 + re[1] ** 2).toBeCloseTo(1, 14);
      expect(re[0] * re[1]).toBeCloseTo(0.25, 14);
      expect(im).toEqual([0, 0]);
      expect(point).toMatchObject({ real: true, singular: false, multiplicity: 1, certified: true });
    }
    expect(solve(HYPERBOLA, "--format", "json", "--seed", "3")).toEqual(first);
  });

  it("shows real points without imaginary parts, others with them", () => {
    const real = solve(HYPERBOLA, "--format", "csv");
    expect(real.stdout).toMatch(/^point,re_x,re_y,real,singular,multiplicity,certified,residual\r\n1,/);
    const complex = solve({ variables: ["z"], equations: ["z^2 + 4"] }, "--format", "csv");
    const [header, ...rows] = complex.stdout.trimEnd().split("\r\n");
    expect(header).toBe("point,re_z,im_z,real,singular,multiplicity,certified,residual");
    expect(rows.map((row) => Math.round(Number(row.split(",")[2])))).toEqual([-2, 2]);
  });

  it("says what is incomplete, with status 3", () => {
    const { status, stdout } = solve({ variables: ["x", "y"], equations: ["x*y - x", "x^2 + x*y - 2*x"] });
    expect(status).toBe(3);
    expect(stdout).toMatch(/complete: no \(\d+ paths end on solution sets of positive dimension/);
  });

  it.each([
    [
      { variables: ["x", "y"], equations: ["x + y"] },
      /^equations: expected at least as many equations as variables/,
    ],
    [{ variables: ["x"], equations: ["x +"] }, /^equations\[0\]: expected /],
    [
      {
        variables: ["a", "b", "c", "d", "e", "f"],
        equations: ["a", "b", "c", "d", "e", "f"].map((v) => `(a + b + c + d + e + f)^8 - ${v}^8 - 1`),
      },
      /^paths: expected a bound of at most 200000, got 262144$/m,
    ],
  ])("refuses bad input in one line with status 2: case %#", (system, message) => {
    const { status, stdout, stderr } = solve(system);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
