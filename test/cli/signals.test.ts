/** Commands that are ended before their work is done: what they leave, where, and with which status. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signalled, spawned } from "../support/command.js";
import { EXACT_ZOO } from "../support/exact-zoo.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signals-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LONG_TRAINING = ["train", "examples/train-columns.json", "--runs", "3000000"];

/** The file of a system of the zoo. */
function zooFile(name: string): string {
  const { variables, equations } = EXACT_ZOO.find((entry) => entry.name === name)!;
  const file = join(folder, "system.json");
  writeFileSync(file, JSON.stringify({ variables, equations }));
  return file;
}

describe("solve, when it is stopped", () => {
  // Each takes longer than the delay, in milliseconds, on any machine, in the stage that it is named for.
  it.each<[string, string, string, NodeJS.Signals, number]>([
    ["in a count", "katsura-10", "algebra", "SIGTERM", 1500],
    ["in components", "cyclic-8", "algebra", "SIGINT", 1500],
    // A second and a half on a machine that has nothing else to do.
    ["along paths", "cyclic-7", "paths", "SIGTERM", 600],
  ])(
    "%s, ends at once with status 3 and says so",
    async (_, name, method, signal, delay) => {
      const begin = performance.now();
      const args = ["solve", zooFile(name), "--method", method, "--format", "json", "--threads", "1"];
      const { status, stdout } = await signalled(args, { signal, delay });
      expect(status).toBe(3);
      const { complete, reason, points, solutions } = JSON.parse(stdout);
      expect(complete).toBe(false);
      expect(reason).toMatch(/^interrupted/);
      expect(solutions.finite).toBe(points.length);
      // The whole work takes minutes.
      expect(performance.now() - begin).toBeLessThan(30_000);
    },
    60_000,
  );

  it("isolating the roots of a polynomial of degree 1000, ends at once with status 3", async () => {
    const file = join(folder, "system.json");
    const terms = Array.from({ length: 1001 }, (_, k) => `${1 + ((k * k * 7 + 3 * k) % 19)}*x^${k}`);
    writeFileSync(file, JSON.stringify({ variables: ["x"], equations: [`${terms.join(" + ")} - 100`] }));
    const { status, stdout } = await signalled(["solve", file, "--format", "json"], {
      signal: "SIGINT",
      delay: 300,
    });
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, reasons: [{ kind: "interrupted" }] });
  }, 60_000);

  it("at its budget of time says that it is spent, and at that of memory what it has counted", async () => {
    const file = zooFile("katsura-7");
    const timed = spawned(["solve", file, "--method", "algebra", "--budget", "0.001s", "--format", "json"]);
    expect(timed.status).toBe(3);
    expect(JSON.parse(timed.stdout)).toMatchObject({ complete: false, reasons: [{ kind: "budget" }] });
    const small = spawned(["solve", file, "--method", "algebra", "--budget", "1MB", "--format", "json"]);
    expect(small.status).toBe(3);
    expect(JSON.parse(small.stdout)).toMatchObject({
      complete: false,
      reasons: [{ kind: "budget" }],
      counts: { dimension: 0, degree: 128, distinct: 128 },
      points: [],
    });
  }, 60_000);
});

describe("a command that is stopped", () => {
  it.each(["SIGTERM", "SIGHUP"] as const)(
    "leaves on %s what there is, with status 3",
    async (signal) => {
      const out = join(folder, "out.json");
      const { status } = await signalled([...LONG_TRAINING, "-o", out], { signal });
      expect(status).toBe(3);
      expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({ verdict: "open" });
      expect(readdirSync(folder)).toEqual(["out.json"]);
    },
    60_000,
  );

  it("does the same at its time limit, and never in place of an earlier file", async () => {
    const out = join(folder, "out.json");
    writeFileSync(out, "an earlier result");
    const { status, stderr } = await signalled([...LONG_TRAINING, "-o", out, "--time-limit", "0.5"], {});
    expect(status).toBe(3);
    expect(readFileSync(out, "utf8")).toBe("an earlier result");
    expect(JSON.parse(readFileSync(join(folder, "out.partial.json"), "utf8"))).toMatchObject({
      verdict: "open",
    });
    expect(stderr).toContain(
      `warning: interrupted: what there is goes to ${join(folder, "out.partial.json")}`,
    );
  }, 60_000);

  it("leaves the records of an experiment as far as it came", async () => {
    const file = join(folder, "experiment.json");
    writeFileSync(
      file,
      JSON.stringify({
        model: {
          dictionary: { kind: "random-orthonormal", rows: 8, columns: 5, seed: 1 },
          latent: { kind: "signed-pattern", positive: 1, negative: 1 },
          augmentation: { kind: "independent-masks", keep: "1/2" },
        },
        experiment: {
          embedding: 8,
          loss: "alignment",
          normalizeWeights: "rows",
          samples: 80,
          batch: 40,
          epochs: 9000000,
          runs: 2,
        },
      }),
    );
    for (const threads of ["1", "2"]) {
      const args = ["experiment", file, "--format", "json", "--threads", threads];
      const { status, stdout } = await signalled(args, { signal: "SIGTERM", delay: 4000 });
      expect(status).toBe(3);
      const { interrupted, runs } = JSON.parse(stdout);
      expect(interrupted).toMatch(/^interrupted: 0 of 2 runs came to their end, [12] some of the way$/);
      expect(runs[0].records.length).toBeGreaterThan(1);
    }
  }, 60_000);

  it("leaves the claims of reproduce that were judged, beside an earlier folder", async () => {
    const out = join(folder, "out");
    const first = await signalled(["reproduce", "--out", out, "--time-limit", "2"], {});
    expect(first.status).toBe(3);
    expect(first.stderr).toMatch(/^warning: interrupted: \d+ of \d+ problems were studied/m);
    const names = readdirSync(out);
    expect(names).toContain("report.md");
    const second = await signalled(["reproduce", "--out", out, "--quiet"], { signal: "SIGTERM" });
    expect(second.status).toBe(3);
    expect(readdirSync(folder).sort()).toEqual(["out", "out.partial"]);
    expect(readdirSync(out)).toEqual(names);
  }, 60_000);
});
