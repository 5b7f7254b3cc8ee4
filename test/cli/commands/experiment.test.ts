/** `experiment FILE` as a process: threads, interruption, files, refusals. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseExperiment } from "../../../src/dynamics/experiments/schema.js";
import { expectRefusal, MAIN, run, spawned } from "../../support/command.js";

const experiment = (change: object = {}) =>
  JSON.stringify({
    model: {
      dictionary: { kind: "random-orthonormal", rows: 8, columns: 5, seed: 1 },
      latent: { kind: "signed-pattern", positive: 1, negative: 1 },
      augmentation: { kind: "independent-masks", keep: "1/2" },
    },
    experiment: { embedding: 8, loss: "nt-xent", samples: 80, batch: 40, epochs: 30, runs: 3, ...change },
  });

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "experiment-"));
  file = join(folder, "file.json");
  writeFileSync(file, experiment());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (args: readonly string[]) => run(["experiment", ...args]);

describe("experiment", () => {
  it("gives the same bytes on one thread and on two, and another seed others", async () => {
    const one = await command([file, "--format", "json", "--threads", "1"]);
    expect({ status: one.status, stderr: one.stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(one.stdout).runs).toHaveLength(3);
    expect(spawned(["experiment", file, "--format", "json", "--threads", "2"])).toEqual(one);
    expect((await command([file, "--format", "json", "--seed", "8"])).stdout).not.toBe(one.stdout);
  });

  it("writes curves, figure, records and report", async () => {
    const out = join(folder, "out");
    const { status, stdout } = await command([file, "--out", out, "--epochs", "3", "--runs", "2"]);
    expect(status).toBe(0);
    expect(stdout).toContain("NT-Xent (temperature 0.05), m = 8");
    expect(readdirSync(out).sort()).toEqual([
      "curves.csv",
      "curves.svg",
      "experiment.json",
      "report.md",
      "runs.csv",
    ]);
    const json = JSON.parse(readFileSync(join(out, "experiment.json"), "utf8"));
    expect(json.problem.experiment).toMatchObject({ epochs: 3, runs: 2 });
    expect(json.runs[0].records.at(-1).epoch).toBe(3);
    expect(readFileSync(join(out, "curves.svg"), "utf8")).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  });

  it("goes on after Ctrl-C where it was, to the same bytes", async () => {
    const long = ["--epochs", "60000", "--runs", "1", "--format", "json"];
    writeFileSync(file, experiment({ loss: "alignment", normalizeWeights: "rows" }));
    const checkpoint = ["--checkpoint", join(folder, "kept")];
    const child = spawn("node", [MAIN, "experiment", file, ...long, ...checkpoint, "--threads", "2"]);
    // The first checkpoint comes after a quarter of a second; the whole run takes several times as long.
    const saved = () => readdirSync(folder).includes("kept") && readdirSync(join(folder, "kept")).length > 0;
    const waiting = setInterval(() => {
      if (!saved()) return;
      clearInterval(waiting);
      child.kill("SIGINT");
    }, 50);
    const status = await new Promise((resolve) => child.on("close", resolve));
    clearInterval(waiting);
    expect(status).toBe(3);
    const [name] = readdirSync(join(folder, "kept"));
    expect(JSON.parse(readFileSync(join(folder, "kept", name!), "utf8")).epoch).toBeGreaterThan(0);
    const continued = spawned(["experiment", file, ...long, ...checkpoint]);
    expect(continued.status).toBe(0);
    expect(continued.stdout).toBe(spawned(["experiment", file, ...long]).stdout);
  }, 60_000);

  it.each([
    [["--epochs", "0"], {}, "--epochs: expected a positive integer"],
    [["--runs", "-1"], {}, "--runs: expected a positive integer"],
    [[], { loss: "l2" }, "experiment.loss: expected"],
    [[], { batch: 100 }, "experiment.batch: expected at most the number of samples, 80, got 100"],
  ])("refuses %j with %j in one line and status 2", async (args, change, message) => {
    writeFileSync(file, experiment(change));
    expectRefusal(await command([file, ...args]), message);
  });

  it("refuses a damaged checkpoint, naming its file", async () => {
    const kept = join(folder, "kept");
    expect((await command([file, "--epochs", "2", "--runs", "1", "--checkpoint", kept])).status).toBe(0);
    const [name] = readdirSync(kept);
    writeFileSync(join(kept, name!), '{"epoch": 2}');
    const { status, stderr } = await command([file, "--epochs", "3", "--runs", "1", "--checkpoint", kept]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${join(kept, name!)}: expected a checkpoint`);
  });
});

describe("example experiments", () => {
  it.each(readdirSync("examples/experiments"))(
    "%s is an experiment with the paper's schedule",
    async (name) => {
      const { training } = parseExperiment(
        JSON.parse(readFileSync(join("examples/experiments", name), "utf8")),
      );
      expect(training).toMatchObject({
        samples: 3000,
        batch: 512,
        learningRate: 0.005,
        epochs: 8000,
        runs: 5,
      });
    },
  );
});
