import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { packageTag } from "../../src/report/package.js";

it("names the package with the version of package.json", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(packageTag()).toBe(`landscape-atlas@${version}`);
});
