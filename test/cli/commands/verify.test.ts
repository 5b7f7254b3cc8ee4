/** `verify` as a user meets it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { expectRefusal, MAIN, run, signalled, spawned } from "../../support/command.js";

const CHEAP = "complementary-masks-of-uniform-one-hot-latents-teach-nothing";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atlas-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: readonly string[]) => run(args);

describe("verify", () => {
  it("says what holds, with status 0", async () => {
    expect(spawned(["verify", CHEAP, "--runs", "5"])).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        `^holds        ${CHEAP} \\[exact 5; floating 1, residual [0-9.e-]+\\]\n$`,
      ),
      stderr: "",
    });
  });

  it("wants every control refuted, writes counterexamples that analyze opens, and replays them", {
    timeout: 60_000,
  }, async () => {
    const out = join(folder, "counterexamples");
    const { status, stdout } = await command(
      ...["verify", CHEAP, "--controls", "--format", "json", "--counterexamples", out],
    );
    expect(status).toBe(0);
    const { verdicts } = JSON.parse(stdout);
    expect(verdicts.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      "refuted",
      "refuted",
      "refuted",
    ]);
    const withFile = verdicts.find(
      (row: { counterexample: { problemFile?: string } }) => row.counterexample.problemFile,
    );
    const { problemFile, seed, path, instance } = withFile.counterexample;
    expect(readdirSync(out)).toEqual([`${CHEAP}--independent-masks.json`]);
    expect(JSON.parse(readFileSync(problemFile, "utf8"))).toEqual(withFile.counterexample.problem);
    // Opened and answered: complete, or incomplete with a reason.
    expect([0, 3]).toContain((await command("analyze", problemFile, "--quiet")).status);
    const again = await command(
      ...["verify", CHEAP, "--controls", "--seed", `${seed}`, "--path", path, "--format", "json"],
    );
    const replayed = JSON.parse(again.stdout).verdicts.find(
      ({ control }: { control: string }) => control === withFile.control,
    );
    expect(replayed.counterexample.instance).toBe(instance);
  });

  it.each([
    [["no-such-theorem"], "theorem: expected an id, a part of one or a section"],
    [[CHEAP, "--runs", "0"], "--runs: expected a positive integer"],
    [["8", "--path", "1/0"], "--path: expected one theorem"],
    [[CHEAP, "--path", "0:1"], "--path: expected the path of a counterexample, form/path"],
    [[CHEAP, "--path", "9/0"], "--path: expected the path of a counterexample, form/path"],
  ])("refuses %j in one line with status 2", async (args, message) => {
    expectRefusal(await command("verify", ...args), message);
  });

  it("reports a check that throws with its instance, and goes on with the others; status 1", async () => {
    const records = new URL("../../../dist/proofs/index.js", import.meta.url).href;
    const broken =
      `import { theorems } from ${JSON.stringify(records)};` +
      `theorems.find(({ id }) => id === ${JSON.stringify(CHEAP)}).forms[0].check = () => { throw new TypeError("a defect"); };`;
    const { status, stdout, stderr } = spawnSync(
      "node",
      [
        ...["--import", `data:text/javascript,${encodeURIComponent(broken)}`],
        ...[MAIN, "verify", CHEAP, "frames-and-subspaces", "--runs", "3", "--seed", "5"],
      ],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const [first, ...rest] = stdout.split(/\n(?! )/);
    const lines = [
      `error        ${CHEAP} \\[exact 1\\]`,
      "    TypeError: a defect",
      `    replay: verify ${CHEAP} --seed 5 --path 1/0[0-9:]*`,
      "    instance: .*",
    ];
    expect(first).toMatch(new RegExp(`^${lines.join("\n")}$`));
    expect(rest).toEqual([expect.stringMatching(/^holds {8}euler-characteristics-of-frames/), ""]);
  });

  it("reports on Ctrl-C what is left as interrupted, with status 3", { timeout: 60_000 }, async () => {
    const args = ["verify", CHEAP, "frames-and-subspaces", "--runs", "1000000", "--quiet"];
    const { status, stdout, stderr } = await signalled(args, { signal: "SIGINT", delay: 300 });
    expect({ status, stderr }).toEqual({ status: 3, stderr: "interrupted\n" });
    expect(stdout).toBe(
      `interrupted  ${CHEAP}\n` +
        "interrupted  euler-characteristics-of-frames-and-subspaces-count-signed-cells\n",
    );
  });
});
