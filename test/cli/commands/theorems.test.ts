/** `theorems` as a user meets it. */
import { expect, it } from "vitest";
import { run, spawned } from "../../support/command.js";

const CHEAP = "complementary-masks-of-uniform-one-hot-latents-teach-nothing";

it("prints the index, or the theorems that are asked for", async () => {
  const all = spawned(["theorems", "--format", "csv"]);
  expect(all.status).toBe(0);
  expect(all.stdout.split("\r\n").length).toBeGreaterThan(20);
  const one = await run(["theorems", CHEAP, "--format", "tex"]);
  expect(one).toMatchObject({ status: 0, stderr: "" });
  expect(one.stdout.match(/\\label\{thm:/g)).toHaveLength(1);
});
