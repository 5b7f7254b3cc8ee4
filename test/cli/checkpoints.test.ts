import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { folderStore } from "../../src/cli/checkpoints.js";
import { UsageError } from "../../src/cli/exit.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoints-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RECORD = { epoch: 3, loss: 0.1, recovery: { min: 0, median: 0.5, max: 1 }, effectiveRank: 2 };
const CHECKPOINT = {
  epoch: 3,
  loss: 0.1,
  parameters: Float64Array.of(0.1, -0, 5e-324, -1.7976931348623157e308),
  records: [RECORD],
};

it("gives back every digit, and the sign of zero", async () => {
  const store = await folderStore(join(folder, "kept"));
  await store.save("a", CHECKPOINT);
  const loaded = await store.load("a");
  expect(loaded).toEqual(CHECKPOINT);
  expect(Object.is(loaded!.parameters[1], -0)).toBe(true);
  expect(readdirSync(join(folder, "kept"))).toEqual(["a.json"]);
});

it("has nothing for a key that was not saved", async () => {
  expect(await (await folderStore(folder)).load("b")).toBeUndefined();
});

it.each([
  ["no JSON", () => "{"],
  ["another record", () => '{"epoch": 2}'],
  ["half a number", (text: string) => text.replace(/"parameters":"[^"]*"/, '"parameters":"AAAA"')],
  ["a field too many", (text: string) => text.replace("{", '{"x": 1, ')],
])("refuses %s, naming the file", async (_, spoil) => {
  const store = await folderStore(folder);
  await store.save("a", CHECKPOINT);
  const place = join(folder, "a.json");
  writeFileSync(place, spoil(readFileSync(place, "utf8")));
  await expect(store.load("a")).rejects.toThrow(UsageError);
  await expect(store.load("a")).rejects.toThrow(`${place}: expected a checkpoint`);
});
