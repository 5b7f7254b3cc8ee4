/** `sweep` as a user meets it. */
import { describe, expect, it } from "vitest";
import { run, spawned } from "../../support/command.js";

const PROBLEM = {
  model: {
    moments: {
      gamma: [
        [2, 0],
        [0, 1],
      ],
      sigma: [
        [1, 0],
        [0, 3],
      ],
    },
  },
  objective: { kind: "spectral-contrastive", embedding: 1 },
};

const sweep = (problem: object, ...args: readonly string[]) =>
  run(["sweep", "-", ...args], JSON.stringify(problem));

describe("sweep", () => {
  it("lists components and changes, the same bytes for the same seed", async () => {
    const args = [
      "--parameter",
      "weightDecay",
      "--from",
      "1/2",
      "--to",
      "3",
      "--steps",
      "2",
      "--width",
      "0.1",
    ];
    const first = spawned(["sweep", "-", ...args, "--format", "json"], JSON.stringify(PROBLEM));
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const answer = JSON.parse(first.stdout);
    expect(answer).toMatchObject({ parameter: "objective.weightDecay", complete: true, failures: [] });
    expect(answer.values.map(({ value }: { value: string }) => value)).toEqual(["1/2", "7/4", "3"]);
    // The second mode dies at λ = 2γ₂ = 2.
    expect(answer.changes).toHaveLength(1);
    const [from, to] = [answer.changes[0].from, answer.changes[0].to].map((text: string) => {
      const [n, d = "1"] = text.split("/");
      return Number(n) / Number(d);
    });
    expect(from).toBeLessThan(2);
    expect(to).toBeGreaterThan(2);
    expect(to! - from!).toBeLessThanOrEqual(0.1);
    expect(answer.exact.thresholds.map(({ closed }: { closed: string }) => closed)).toEqual(["2"]);
    expect(await sweep(PROBLEM, ...args, "--format", "json")).toEqual(first);
    expect((await sweep(PROBLEM, ...args, "--brackets-only")).stdout).toMatch(/Changes\n/);
  });

  it("writes the same bytes with 1 and 2 threads", { timeout: 60_000 }, async () => {
    const larger = { ...PROBLEM, objective: { ...PROBLEM.objective, embedding: 2 } };
    const args = [
      "--parameter",
      "weightDecay",
      "--from",
      "1/2",
      "--to",
      "3/2",
      "--steps",
      "3",
      "--brackets-only",
      "--format",
      "json",
    ];
    const one = await sweep(larger, ...args, "--threads", "1");
    expect(JSON.parse(one.stdout)).toMatchObject({ complete: true, generic: 11 });
    expect(await sweep(larger, ...args, "--threads", "2")).toEqual(one);
  });

  it("says what is incomplete, with status 3", async () => {
    const linear = { ...PROBLEM, objective: { kind: "bilinear", normalize: "none", embedding: 1 } };
    const { status, stdout } = await sweep(linear, "--parameter", "weightDecay", "--values", "2, 5/2");
    expect(status).toBe(3);
    expect(stdout).toMatch(/complete: no \(at 2: /);
  });

  it.each([
    [
      ["--parameter", "weightDecay", "--from", "1"],
      /^--to: expected a number \(or --values\), got nothing\n$/,
    ],
    [
      ["--parameter", "weightDecay", "--from", "2", "--to", "1"],
      /^to: expected a number above 2 \(from\), got 1\n$/,
    ],
    [
      ["--parameter", "weightDecay", "--values", "1", "--to", "2"],
      /^--to: expected no --values beside it, got "1"\n$/,
    ],
    [["--parameter", "weightDecay", "--values", "1,,2"], /^values: expected a number or text/],
    [["--parameter", "weightDecay", "--values", "-1"], /^objective\.weightDecay: expected /],
    [
      ["--parameter", "depth", "--values", "1"],
      /^parameter: expected one of objective\.weightDecay, .*, got "depth"\n$/,
    ],
    [["--values", "1"], /^--parameter: expected a value \(.*\), got nothing\n$/],
    [
      ["--parameter", "weightDecay", "--from", "0", "--to", "1", "--width", "0"],
      /^width: expected a positive number, got 0\n$/,
    ],
  ])("refuses %j by name, with status 2", async (args, message) => {
    const { status, stdout, stderr } = await sweep(PROBLEM, ...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});
