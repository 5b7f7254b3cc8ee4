/** `train` as a user meets it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectRefusal, run, signalled, spawned } from "../../support/command.js";

const COLUMNS = "examples/bilinear-columns.json";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "train-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const train = (args: readonly string[], input = "") => run(["train", ...args], input);

describe("train", () => {
  it("writes the same bytes for the same seed, whatever the number of threads", async () => {
    const runs = ["1", "2", "3"].map((threads) =>
      spawned(["train", COLUMNS, "--runs", "100", "--seed", "3", "--format", "json", "--threads", threads]),
    );
    expect(runs[0]).toMatchObject({ status: 0, stderr: "" });
    expect(runs[1]!.stdout).toBe(runs[0]!.stdout);
    expect(runs[2]!.stdout).toBe(runs[0]!.stdout);
    const answer = JSON.parse(runs[0]!.stdout);
    expect(answer).toMatchObject({
      schemaVersion: 1,
      seed: 3,
      runs: 100,
      rule: { kind: "alternating-steps", process: "steps" },
      atlas: { components: 8, complete: true },
      basins: [{ id: "s=+++", share: { count: 100, of: 100, high: 1 } }],
      strays: [],
      unfinished: 0,
      diverged: 0,
      verdict: "accounted",
    });
    expect(answer.trajectories).toHaveLength(8);
    expect(runs[0]!.stdout).not.toMatch(/\b(NaN|Infinity)\b/);
  });

  it.each(["text", "json", "tex", "md", "csv"])("writes %s", async (format) => {
    const { status, stdout } = await train([COLUMNS, "--runs", "20", "--format", format]);
    expect(status).toBe(0);
    expect(stdout).toContain("s=+++");
  });

  it("draws trajectories, deterministically", async () => {
    const files = ["a.svg", "b.svg"].map((name) => join(folder, name));
    for (const file of files)
      expect((await train([COLUMNS, "--runs", "8", "--figure", file, "--quiet"])).status).toBe(0);
    const [a, b] = files.map((file) => readFileSync(file, "utf8"));
    expect(a).toMatch(/^<svg /);
    expect(a!.match(/<path d="M[^"]*" fill="none"/g)!.length).toBe(8 * 4);
    expect(a).toBe(b);
  });

  it("takes the rule from the file, and from flags before it", async () => {
    const file = "examples/train-direct-copy.json";
    const read = async (...args: string[]) =>
      JSON.parse((await train([file, "--runs", "2", "--format", "json", "--quiet", ...args])).stdout).rule;
    expect((await read()).title).toBe("DirectCopy flow, P = F");
    expect((await read("--rule", "gradient-flow")).title).toBe("stop-gradient flow");
    expect((await read("--rule", "gradient-steps", "--step", "0.125")).title).toBe(
      "stop-gradient steps, η = 0.125",
    );
  });

  it("says what is open with status 3", async () => {
    const open = await train([COLUMNS, "--runs", "5", "--steps", "2"]);
    expect(open.status).toBe(3);
    expect(open.stdout).toContain("5 do not come to rest");
    expect((await train(["examples/bilinear-weight-decay.json", "--runs", "5"])).status).toBe(3);
    // A loss as text has no closed form: the solver lists its components.
    expect((await train(["examples/custom.json", "--runs", "5"])).status).toBe(0);
  });

  it.each([
    [[COLUMNS, "--runs", "0"], "--runs: expected a positive integer"],
    [[COLUMNS, "--rule", "adam"], "--rule: expected alternating-steps, simultaneous-steps, gradient-steps"],
    [
      [COLUMNS, "--rule", "gradient-flow", "--step", "1"],
      "--step: expected a rule of steps, got gradient-flow",
    ],
    [[COLUMNS, "--step", "-1"], "--step: expected a positive number"],
    [[COLUMNS, "--time", "inf"], "--time: expected a positive number"],
    [[COLUMNS, "--figure", "a.png"], "--figure: expected a file .svg"],
    [[COLUMNS, "--rule", "direct-set"], "training.rule.kind: expected a predictor with stop-gradient"],
    [["examples/relu-contrastive-distinct.json"], "objective.kind: expected an objective whose gradient"],
  ])("refuses %j in one line with status 2", async (args, message) => {
    expectRefusal(await train(args), message);
  });

  it("refuses a bad block `training` before anything is written", async () => {
    const file = JSON.parse(readFileSync(COLUMNS, "utf8"));
    const out = join(folder, "out.json");
    const bad = JSON.stringify({ ...file, training: { runs: -3 } });
    const { status, stderr } = await train(["-", "-o", out], bad);
    expect(status).toBe(2);
    expect(stderr).toContain("training.runs: expected an integer from 1 to 1000000000, got -3");
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["1", "2"])("writes the runs there are on Ctrl-C, as open, on %s threads", async (threads) => {
    const out = join(folder, "out.json");
    const args = ["train", COLUMNS, "--runs", "3000000", "--threads", threads, "-o", out];
    const { status } = await signalled(args, { signal: "SIGINT" });
    expect(status).toBe(3);
    const { runs, verdict, reasons, basins } = JSON.parse(readFileSync(out, "utf8"));
    expect(verdict).toBe("open");
    expect(reasons[0]).toBe(`interrupted: ${runs} of 3000000 runs were made`);
    expect(
      basins.reduce(
        (sum: number, { share }: { share: { of: number; count: number } }) => sum + share.count,
        0,
      ),
    ).toBeLessThanOrEqual(runs);
  });
});
