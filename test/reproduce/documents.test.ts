import { beforeAll, describe, expect, it } from "vitest";
import { judgeClaims } from "../../src/reproduce/claims.js";
import { reproductionFiles } from "../../src/reproduce/documents.js";
import { PROBLEMS } from "../../src/reproduce/problems.js";
import { study } from "../../src/reproduce/study.js";

async function filesFor(seed: number) {
  const studies = [];
  for (const named of PROBLEMS.filter(({ group }) => group === "masks" || group === "relu4"))
    studies.push(await study({ ...named, samples: 10, limit: 3 }, { seed }));
  return reproductionFiles(studies, judgeClaims(studies), { quick: true, seed });
}

let files: Awaited<ReturnType<typeof filesFor>> = [];
beforeAll(async () => {
  files = await filesFor(7);
}, 60_000);

const contents = (name: string) => files.find((file) => file.name === name)!.contents;

describe("the files of a reproduction", () => {
  it("are the same bytes for the same seed, and not for another", async () => {
    expect(await filesFor(7)).toEqual(files);
    const other = await filesFor(8);
    expect(other.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
    expect(other).not.toEqual(files);
  });

  it("set the objectives on one data set side by side, with the contrast in the numbers", () => {
    const [head, ...rows] = contents("tables/minima-masks.csv").trim().split("\r\n");
    const column = head!.split(",").indexOf("retained_max");
    // Identifiers such as K={1,2,3} are quoted fields.
    const cells = rows.map((row) => row.replace(/"[^"]*"/g, "quoted").split(","));
    expect(cells.map(([objective]) => objective)).toEqual([
      "spectral contrastive",
      "cross-correlation identity",
      "quoted",
    ]);
    const [contrastive, ...others] = cells.map((row) => Number(row[column]));
    expect(contrastive).toBeCloseTo(1, 12);
    for (const rho of others) expect(rho).toBeLessThan(0.9);
  });

  it("input every table in report.tex, by a name that exists", () => {
    const inputs = [...contents("report.tex").matchAll(/\\input\{([^}]*)\}/g)].map(
      ([, name]) => `${name}.tex`,
    );
    expect(inputs).toEqual(files.map(({ name }) => name).filter((name) => /^tables\/.*\.tex$/.test(name)));
    for (const name of inputs) {
      expect(contents(name)).toContain("\\begin{table}");
      // An empty display does not compile.
      expect(contents(name)).not.toMatch(/\\begin\{align\*\}\s*\\end/);
    }
    expect(contents("report.tex")).toMatch(/\\end\{document\}\n$/);
  });

  it("say the conditions of losses outside the grammar in words", () => {
    expect(contents("tables/relu4-relu-contrastive.tex")).toContain("\\text{for all tangent }");
  });
});
