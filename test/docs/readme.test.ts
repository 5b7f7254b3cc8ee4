/**
 * The worked example of the README, run: files as given, commands as given, output byte for byte.
 *
 * UPDATE_DOCS=1 writes the real output into the README instead.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Block, blocksOf, sectionOf } from "./blocks.js";

const MAIN = resolve("dist/cli/main.js");
const README = readFileSync("README.md", "utf8");
const blocks = blocksOf(sectionOf(README, "A worked example"));

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  for (const { info, body, fileName } of blocks)
    if (info === "json") writeFileSync(join(folder, fileName!), body);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command and the output that follows it. */
const runs = blocks.flatMap((block, k): [command: string, output: Block][] =>
  block.info === "sh" ? [[block.body.trim(), blocks[k + 1]!]] : [],
);

function run(command: string) {
  const [node, main, ...args] = command.split(/\s+/);
  expect([node, main]).toEqual(["node", "dist/cli/main.js"]);
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: "utf8" });
}

describe("the worked example of the README", () => {
  it("has a problem file, a command and its output, for both kinds of objective", () => {
    expect(blocks.map(({ info }) => info)).toEqual(["json", "sh", "text", "json", "sh", "text"]);
  });

  it.each(runs)("%s prints what the README shows", (command, output) => {
    const { status, stdout, stderr } = run(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    if (process.env.UPDATE_DOCS !== undefined) {
      const before = `${command}\n\`\`\`\n\n\`\`\`text\n`;
      writeFileSync(
        "README.md",
        readFileSync("README.md", "utf8").replace(
          `${before}${output.body}\`\`\``,
          () => `${before}${stdout}\`\`\``,
        ),
      );
    } else expect(stdout).toBe(output.body);
  });
});
