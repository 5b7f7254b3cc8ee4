/** The command as a user meets it: a process with arguments, streams and an exit status. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectRefusal, MAIN, run, spawned } from "../support/command.js";

const EXAMPLE = "examples/bilinear-columns.json";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atlas-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("usage", () => {
  it("lists in its help the commands there are", async () => {
    const { status, stdout } = await run(["--help"]);
    expect(status).toBe(0);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) .*\[options\]/gm)].map(([, name]) => name);
    expect(names).toEqual([
      "reproduce",
      "derive",
      "analyze",
      "locate",
      "census",
      "check",
      "solve",
      "sweep",
      "train",
      "experiment",
      "verify",
      "theorems",
    ]);
  });

  it("echoes little of what it was given, however long that is", async () => {
    const long = "x".repeat(100_000);
    for (const args of [
      [long],
      ["analyze", EXAMPLE, `--${long}`],
      ["analyze", EXAMPLE, "--seed", long],
      ["analyze", EXAMPLE, "--method", long],
      ["derive", EXAMPLE, long, long],
      ["theorems", long],
      ["sweep", EXAMPLE, "--parameter", long, "--values", "1"],
    ]) {
      const { status, stderr } = await run(args);
      expect(status).toBe(2);
      expect(stderr).toMatch(/: expected .*, got /);
      // The name once or twice, each at most 80 characters, and the list of what there is.
      expect(stderr.length).toBeLessThan(700);
      expect(stderr).not.toContain("x".repeat(81));
    }
  });

  it("prints the version of package.json", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(spawned(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    [["fly"], /^command: expected one of reproduce, .*, got "fly"$/m],
    [["analyse", EXAMPLE], /^command: expected one of .* \(did you mean analyze\?\), got "analyse"$/m],
    [["analyze"], /^file: expected a problem file, or - for standard input, got nothing$/m],
    [["analyze", EXAMPLE, "--nope"], /^--nope: expected a flag of analyze: --format, .*, got "--nope"$/m],
    [["analyze", EXAMPLE, "--fromat", "json"], "(did you mean --format?)"],
    [["analyze", EXAMPLE, "--format"], /^--format: expected a value \(text, json, .*\), got nothing$/m],
    [["sweep", EXAMPLE], /^--parameter: expected a value \(.*\), got nothing$/m],
    [["derive", EXAMPLE, "a", "b"], /^arguments: expected only file for derive, got also "a", "b"$/m],
    [["--nope"], /^--nope: expected a flag: --version, got "--nope"$/m],
    [["theorems", "second-moments-of-sparse-latents-are-rational-in-their-parametres"], "did you mean"],
    [["reproduce", "--out", EXAMPLE], /^--out: expected a folder, got the file ".*bilinear-columns.json"$/m],
    [
      ["experiment", EXAMPLE, "--checkpoint", `${EXAMPLE}/x`],
      /^--checkpoint: expected a folder, got the file /m,
    ],
    [["analyze", EXAMPLE, "--format", "xml"], "--format: expected text, json, tex, md, csv, got"],
    [["derive", EXAMPLE, "--format", "csv"], "--format: expected text, json, tex, md, got"],
    [
      ["analyze", EXAMPLE, "--method", "guess"],
      "--method: expected auto, closed-form, algebra, paths, solve, both, got",
    ],
    [["analyze", EXAMPLE, "--limit", "-1"], "--limit: expected a non-negative integer"],
    [["analyze", EXAMPLE, "--threads", "0"], "--threads: expected a positive integer"],
    [["analyze", EXAMPLE, "--seed", "1e3"], "--seed: expected a non-negative integer"],
    [["analyze", EXAMPLE, "--siunitx"], "--siunitx: expected --format tex, got text"],
    [["analyze", EXAMPLE, "--format", "tex", "--label", "a}"], "--label: expected letters"],
    [["analyze", EXAMPLE, "-o", "out.xyz"], "--output: expected an extension .txt, .json, .tex, .md, .csv"],
    [["analyze", EXAMPLE, "-o", "nowhere/at/all.json"], "--output: expected an existing folder"],
    [["analyze", "nowhere.json"], "nowhere.json: expected a readable file, got no such file"],
    [["analyze", "examples"], "examples: expected a readable file, got a folder"],
  ])("refuses %j in one line with status 2", async (args, message) => {
    expectRefusal(await run(args), message);
  });
});

describe("bad problem files", () => {
  it.each([
    ["", /expected/],
    ["{", /expected/],
    ['{"model": {}, "objective": {"kind": "magic"}}', /expected/],
    ["x".repeat(1_000_000), /expected/],
  ])("are refused with the place and the expectation: case %#", async (input, message) => {
    expectRefusal(await run(["analyze", "-"], input), message);
  });

  it("leave no file behind", async () => {
    const output = join(folder, "bad.json");
    expectRefusal(await run(["analyze", "-", "-o", output], "{}"), /expected/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("results", () => {
  it("go to standard output alone, and to a file in the format of its extension, the same bytes", async () => {
    const output = join(folder, "atlas.json");
    const direct = spawned(["analyze", EXAMPLE, "--format", "json", "--quiet"]);
    expect(direct).toMatchObject({ status: 0, stderr: "" });
    expect(await run(["analyze", EXAMPLE, "-o", output, "--quiet"])).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
    expect(readFileSync(output, "utf8")).toBe(direct.stdout);
    expect(readdirSync(folder)).toEqual(["atlas.json"]);
    expect(JSON.parse(direct.stdout)).toMatchObject({ schemaVersion: 1, audit: { failures: [] } });
  });

  it("are the same from a file and from standard input", async () => {
    const text = readFileSync(EXAMPLE, "utf8");
    const fromInput = spawned(["census", "-"], text);
    expect(fromInput.status).toBe(0);
    expect(fromInput).toEqual(await run(["census", EXAMPLE]));
  });

  it("count the components of theory: one sign per column, index (m − 1) per wrong sign", async () => {
    // m = 2, p = 3: C(3, k) sign patterns with k wrong signs, each one component of index k.
    const { stdout } = await run(["census", EXAMPLE, "--format", "json"]);
    expect(JSON.parse(stdout).census).toEqual({ byIndex: { 0: "1", 1: "3", 2: "3", 3: "1" }, total: "8" });
  });

  it("write --limit components at most, without cutting the counts", async () => {
    const { stdout } = await run(["analyze", EXAMPLE, "--limit", "2", "--format", "json", "--quiet"]);
    const atlas = JSON.parse(stdout);
    expect(atlas.components).toHaveLength(2);
    expect(atlas).toMatchObject({ truncated: true, census: { total: "8" } });
  });

  it("survive a reader that stops reading", async () => {
    const child = spawn("node", [MAIN, "analyze", EXAMPLE, "--format", "json", "--quiet"]);
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("examples", () => {
  const examples = readdirSync("examples").filter((name) => name.endsWith(".json"));

  it("hold every objective kind", async () => {
    const kinds = examples.map(
      (name) => JSON.parse(readFileSync(join("examples", name), "utf8")).objective.kind,
    );
    expect([...new Set(kinds)].sort()).toEqual([
      "bilinear",
      "cross-correlation",
      "custom",
      "predictor",
      "relu-alignment",
      "relu-contrastive",
      "spectral-contrastive",
    ]);
  });

  it.each(examples)("%s gives an atlas whose audit finds nothing wrong, without a NaN", async (name) => {
    const { status, stdout, stderr } = await run([
      "analyze",
      join("examples", name),
      "--quiet",
      "--format",
      "json",
      // The custom loss is solved, for half a minute.
      ...["--time-limit", "5"],
    ]);
    expect(stderr).toBe("");
    const { audit } = JSON.parse(stdout);
    expect(audit.failures).toEqual([]);
    expect(status).toBe(audit.complete ? 0 : 3);
    expect(stdout).not.toMatch(/\b(NaN|Infinity)\b/);
  });
});

describe("unwritable output", () => {
  it("is refused before any work when it is a folder", async () => {
    expectRefusal(
      await run(["census", EXAMPLE, "--format", "json", "-o", folder]),
      "--output: expected a file, got the folder",
    );
  });

  it("replaces an existing file as a whole", async () => {
    const output = join(folder, "census.csv");
    writeFileSync(output, "old");
    expect((await run(["census", EXAMPLE, "-o", output])).status).toBe(0);
    expect(readFileSync(output, "utf8")).toMatch(/^index,components\r\n0,/);
  });
});
