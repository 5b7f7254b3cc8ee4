import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/objectives/registry.js";

const names = KINDS.objectives.names;

describe("the documentation of objectives", () => {
  it("lists the kinds of the registry, in its order, each with its page", () => {
    const listed = readFileSync("docs/objectives.md", "utf8").matchAll(
      /^\| \[`([^`]+)`\]\(\.\.\/src\/objectives\/([^/]+)\/README\.md\)/gm,
    );
    expect([...listed].map(([, name, folder]) => [name, folder])).toEqual(names.map((name) => [name, name]));
  });

  it.each(names)("has a page on %s beside its code", (name) => {
    expect(readFileSync(`src/objectives/${name}/README.md`, "utf8")).toMatch(new RegExp(`^# \`${name}\``));
  });

  it("has a folder for each kind and no other", () => {
    const folders = readdirSync("src/objectives", { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
});
