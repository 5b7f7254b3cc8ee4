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

const SYSTEM = JSON.stringify({ variables: ["x", "y"], equations: ["x^2 - 2", "y^2 - 2*y + 1"] });
const solved = spawned(["solve", "-", "--format", "json"], SYSTEM).stdout;

it("passes what solve wrote, with status 0 and one line", async () => {
  const { status, stdout, stderr } = await run(["check", "-"], solved);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(
    /^holds: 2 points, \d verified at their places, the count modulo \d+; completeness proved\n$/,
  );
});

it("names the place of a wrong statement on solutions, with status 1", async () => {
  const file = JSON.parse(solved);
  file.points[1].multiplicity = 3;
  const { status, stdout } = await run(["check", "-"], JSON.stringify(file));
  expect(status).toBe(1);
  expect(stdout).toMatch(/^points\[1\]\.multiplicity: expected 2, got 3 \(list\)$/m);
});

it("leaves open what solutions rest on, where it does not know that, with status 3", async () => {
  const file = JSON.parse(solved);
  file.evidence = { kind: "oracle" };
  const { status, stdout } = await run(["check", "-"], JSON.stringify(file));
  expect(status).toBe(3);
  expect(stdout).toMatch(/^evidence\.kind: not re-verified, oracle is not known here$/m);
});

it("refuses solutions without equations, and a system for an atlas, with status 2", async () => {
  const { equations: _, ...file } = JSON.parse(solved);
  expectRefusal(await run(["check", "-"], JSON.stringify(file)), "equations: expected the equations");
  expectRefusal(
    await run(["check", "-", "--system", "system.json"], written),
    "--system: expected a file of solutions",
  );
});
