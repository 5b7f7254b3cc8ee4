/** `solve` as a user meets it. */
import { describe, expect, it } from "vitest";
import { expectRefusal, run, signalled, spawned } from "../../support/command.js";

const solve = (system: object, ...args: readonly string[]) =>
  run(["solve", "-", ...args], JSON.stringify(system));

const HYPERBOLA = { variables: ["x", "y"], equations: ["x^2 + y^2 - 1", "x*y - 1/4"] };

describe("solve", () => {
  it("writes counts, points and paths as the interface says, the same bytes for the same seed", async () => {
    const first = spawned(["solve", "-", "--format", "json", "--seed", "3"], JSON.stringify(HYPERBOLA));
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
    expect(await solve(HYPERBOLA, "--format", "json", "--seed", "3")).toEqual(first);
  });

  it("shows real points without imaginary parts, others with them", async () => {
    const real = await solve(HYPERBOLA, "--format", "csv");
    expect(real.stdout).toMatch(/^point,re_x,re_y,real,singular,multiplicity,certified,residual\r\n1,/);
    // By elimination: without a residual.
    const complex = await solve({ variables: ["z"], equations: ["z^2 + 4"] }, "--format", "csv");
    const [header, ...rows] = complex.stdout.trimEnd().split("\r\n");
    expect(header).toBe("point,re_z,im_z,real,singular,multiplicity,certified");
    expect(rows.map((row) => Math.round(Number(row.split(",")[2])))).toEqual([-2, 2]);
  });

  it("says what is incomplete, with status 3", async () => {
    // cyclic-4: two curves, beside which paths do not know whether they have all points.
    const equations = [
      "a + b + c + d",
      "a*b + b*c + c*d + d*a",
      "a*b*c + b*c*d + c*d*a + d*a*b",
      "a*b*c*d - 1",
    ];
    const { status, stdout } = await solve(
      { variables: ["a", "b", "c", "d"], equations },
      "--method",
      "paths",
    );
    expect(status).toBe(3);
    expect(stdout.replace(/\s+/g, " ")).toMatch(/complete: no \(beside a solution set of dimension 1/);
  });

  it("says the dimension of what has no isolated point, and knows an integer that no double holds", async () => {
    const line = await solve({ variables: ["x", "y"], equations: ["x + y"] }, "--format", "json");
    expect(line.status).toBe(0);
    expect(JSON.parse(line.stdout)).toMatchObject({
      solutions: { finite: 0, real: 0, singular: 0 },
      dimension: 1,
      complete: true,
      proof: "proved",
    });
    const beyond = await solve({ variables: ["x"], equations: ["x - 9007199254740993"] }, "--format", "json");
    expect(JSON.parse(beyond.stdout).points).toMatchObject([{ exact: ["9007199254740993"], radius: 1 }]);
  });

  it("finds the same by every method, and refuses others", async () => {
    for (const method of ["auto", "algebra", "paths", "both"]) {
      const answer = JSON.parse((await solve(HYPERBOLA, "--format", "json", "--method", method)).stdout);
      expect(answer).toMatchObject({
        solutions: { finite: 4, real: 4, singular: 0 },
        dimension: 0,
        proof: "proved",
      });
    }
    const { status, stderr } = await solve(HYPERBOLA, "--method", "magic");
    expect({ status, stderr: stderr.trimEnd() }).toEqual({
      status: 2,
      stderr: '--method: expected auto, algebra, paths, both, got "magic"',
    });
  });

  it("follows paths with the care of a preset", async () => {
    // The circle touches the hyperbola: what the endgame leaves of two double points tells how the paths were followed.
    const touching = { variables: ["x", "y"], equations: ["x^2 + y^2 - 2", "x*y - 1"] };
    const by = async (...flags: string[]) =>
      (await solve(touching, "--format", "json", "--method", "paths", ...flags)).stdout;
    const outputs = [];
    for (const preset of ["fast", "default", "conservative"]) {
      outputs.push(await by("--preset", preset));
      expect(JSON.parse(outputs.at(-1)!)).toMatchObject({
        complete: true,
        points: [{ multiplicity: 2 }, { multiplicity: 2 }],
      });
    }
    expect(new Set(outputs).size).toBe(3);
    expect(outputs[1]).toBe(await by());
    const { status, stderr } = await solve(HYPERBOLA, "--preset", "slow");
    expect({ status, stderr: stderr.trimEnd() }).toEqual({
      status: 2,
      stderr: '--preset: expected fast, default, conservative, got "slow"',
    });
  });

  it.each([
    [{ variables: ["x"], equations: ["x +"] }, /^equations\[0\]: expected /],
    [
      {
        variables: ["a", "b", "c", "d", "e", "f"],
        equations: ["a", "b", "c", "d", "e", "f"].map((v) => `(a + b + c + d + e + f)^8 - ${v}^8 - 1`),
      },
      /^paths: expected a bound of at most 200000, got 262144$/m,
    ],
  ])("refuses bad input in one line with status 2: case %#", async (system, message) => {
    expectRefusal(await solve(system), message);
  });

  /** Σ_l u_|l| u_|m−l| = u_m, Σ u = 1: 2^n paths. */
  const katsura = (n: number) => {
    const u = (k: number) => `u${Math.abs(k)}`;
    const all = Array.from({ length: 2 * n + 1 }, (_, k) => k - n);
    return {
      variables: Array.from({ length: n + 1 }, (_, k) => u(k)),
      equations: [
        ...Array.from(
          { length: n },
          (_, m) =>
            `${all
              .filter((l) => Math.abs(m - l) <= n)
              .map((l) => `${u(l)}*${u(m - l)}`)
              .join(" + ")} - ${u(m)}`,
        ),
        `${all.map(u).join(" + ")} - 1`,
      ],
    };
  };

  it("writes the same bytes with 1, 2 and 3 threads", async () => {
    const threads = (n: string) =>
      spawned(["solve", "-", "--format", "json", "--threads", n], JSON.stringify(katsura(7)));
    const one = threads("1");
    expect(JSON.parse(one.stdout)).toMatchObject({ complete: true, paths: { started: 128, finite: 128 } });
    for (const n of ["2", "3"]) expect(threads(n)).toEqual(one);
  });

  it("writes what it has on Ctrl-C, incomplete, with status 3", { timeout: 60_000 }, async () => {
    // 2^15 paths: minutes.
    const { status, stdout } = await signalled(["solve", "-", "--format", "json", "--threads", "2"], {
      signal: "SIGINT",
      delay: 1000,
      input: JSON.stringify(katsura(15)),
    });
    expect(status).toBe(3);
    const answer = JSON.parse(stdout);
    expect(answer.complete).toBe(false);
    expect(answer.reason).toMatch(/^interrupted: \d+ of 32768 paths were followed/);
    expect(answer.paths.started).toBeLessThan(32768);
  });

  it("ends elimination within a second of Ctrl-C and of its time limit", { timeout: 60_000 }, async () => {
    // Minutes by elimination.
    const input = JSON.stringify(katsura(11));
    const args = ["solve", "-", "--method", "algebra", "--format", "json"];
    for (const [more, how] of [
      [[], { signal: "SIGINT", delay: 1000 }],
      [["--time-limit", "1"], {}],
    ] as const) {
      const { status, stdout } = await signalled([...args, ...more], { ...how, input });
      expect(status).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({ complete: false, reasons: [{ kind: "interrupted" }] });
    }
  });

  it("ends at its budget of time with the count, incomplete, with status 3", {
    timeout: 60_000,
  }, async () => {
    // Counted in hundredths of a second; solutions over Q have a hundred thousand bits.
    const variables = ["x", "y", "z", "u", "v", "w"];
    const digits = (k: number) => String(BigInt(7 * k + 3) ** 400n % 10n ** 60n);
    const equations = variables.map((_, i) =>
      [
        ...variables.map((x, j) => `${digits(11 * i + j)}*${x}^2 - ${digits(13 * i + 5 * j + 1)}*${x}`),
        "1",
      ].join(" + "),
    );
    const { status, stdout } = spawned(
      ["solve", "-", "--method", "algebra", "--format", "json", "--budget", "3s"],
      JSON.stringify({
        variables,
        equations: equations.map((f, i) => `${f} + ${variables[i]}*${variables[(i + 1) % 6]}`),
      }),
    );
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: false,
      proof: "incomplete",
      counts: { dimension: 0, degree: 64, distinct: 64 },
      reasons: [{ kind: "budget" }],
    });
  });

  it("ends at its budget of memory, and is not troubled by one that suffices", async () => {
    const budget = (text: string) =>
      solve(katsura(6), "--method", "algebra", "--format", "json", "--budget", text);
    const small = await budget("10kB");
    expect(small.status).toBe(3);
    expect(JSON.parse(small.stdout)).toMatchObject({ complete: false, reasons: [{ kind: "budget" }] });
    const large = await budget("60s,1GB");
    expect(large.status).toBe(0);
    expect(JSON.parse(large.stdout)).toMatchObject({ complete: true, solutions: { finite: 64 } });
  });
});
