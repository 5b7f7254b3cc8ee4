import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit.js";
import { makeFolder, writeAtomically, writeFolder } from "../../src/cli/files.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atlas-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("writeAtomically", () => {
  it("replaces a file by a new one, leaving nothing else", async () => {
    const file = join(folder, "a.txt");
    writeFileSync(file, "old and long");
    const { ino } = statSync(file);
    await writeAtomically(file, "new");
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).ino).not.toBe(ino);
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  it("writes through a device instead of replacing it", async () => {
    await writeAtomically("/dev/null", "gone");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it("says what it expected when the place is not there", async () => {
    await expect(writeAtomically(join(folder, "no", "a.txt"), "x")).rejects.toThrow(
      /expected a writable place, got no such file$/,
    );
  });
});

describe("writeFolder", () => {
  it("makes the folders the names ask for", async () => {
    await writeFolder(join(folder, "out"), [{ name: "tables/a.tex", contents: "x" }]);
    expect(readFileSync(join(folder, "out", "tables", "a.tex"), "utf8")).toBe("x");
  });

  it("refuses a folder whose place is taken by a file", async () => {
    writeFileSync(join(folder, "out"), "");
    await expect(makeFolder(join(folder, "out"))).rejects.toBeInstanceOf(UsageError);
  });
});
