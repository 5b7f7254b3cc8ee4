/** Commands that are ended before their work is done: what they leave, where, and with which status. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signalled } from "../support/command.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signals-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LONG_TRAINING = ["train", "examples/train-columns.json", "--runs", "3000000"];

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
