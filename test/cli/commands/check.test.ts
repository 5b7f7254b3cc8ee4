/** `check` as a user meets it: an atlas file in, an exit status and one line per discrepancy out. */
import { expect, it } from "vitest";
import { expectRefusal, run, spawned } from "../../support/command.js";

const written = spawned(["analyze", "examples/bilinear-columns.json", "--format", "json"]).stdout;

it("passes what analyze wrote, with status 0 and one line", async () => {
  expect(spawned(["check", "-"], written)).toEqual({
    status: 0,
    stdout: "holds: 8 entries, 8 of them certified; completeness proved\n",
    stderr: "",
  });
});

it("names the place of a wrong statement, with status 1", async () => {
  const atlas = JSON.parse(written);
  atlas.components[2].index = 5;
  const { status, stdout } = await run(["check", "-"], JSON.stringify(atlas));
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^components\[2\]: expected what is proved, got .*index 5 listed, 1 proved \(inertia\)$/m,
  );
  expect(stdout).toMatch(/^components\[2\]\.index: expected 1, got 5 \(claims\)$/m);
  const json = JSON.parse((await run(["check", "-", "--format", "json"], JSON.stringify(atlas))).stdout);
  expect(json).toMatchObject({ schemaVersion: 1, holds: false });
  expect(json.discrepancies).toContainEqual({
    audit: "claims",
    place: "components[2].index",
    text: "expected 1, got 5",
  });
});

it.each([
  ["", "atlas: expected JSON, got nothing"],
  ["{}", "schemaVersion: expected 1, got nothing"],
  [
    written.replace('"embedding": 2', '"embedding": 0'),
    "problem: expected a problem file (objective.embedding",
  ],
])("refuses a file that is no atlas in one line, with status 2", async (text, message) => {
  expectRefusal(await run(["check", "-"], text), message);
});
