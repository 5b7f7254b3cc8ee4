import { beforeAll, describe, expect, it } from "vitest";
import { judgeClaims } from "../../src/reproduce/claims.js";
import { reproductionFiles } from "../../src/reproduce/documents.js";
import { judgeExperiments } from "../../src/reproduce/experiment-claims.js";
import { experiments, studyExperiments } from "../../src/reproduce/experiments.js";
import { PROBLEMS } from "../../src/reproduce/problems.js";
import { study } from "../../src/reproduce/study.js";

async function filesFor(seed: number) {
  const studies = [];
  for (const named of PROBLEMS.filter(({ group }) => group === "masks" || group === "relu4"))
    studies.push(await study({ ...named, samples: 10, limit: 3 }, { seed }));
  const trained = await studyExperiments(experiments({ quick: true, epochs: 3, runs: 2 }), { seed });
  const claims = [...judgeClaims(studies), ...judgeExperiments(studies, trained)];
  return reproductionFiles(studies, trained, claims, { quick: true, seed });
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

  it("hold of every experiment its file with its records, and curves; of every data setting runs and a figure", () => {
    const names = ["reduced-contrastive", "reduced-alignment"];
    for (const id of names) {
      const json = JSON.parse(contents(`experiments/${id}.json`));
      expect(json.problem.experiment.epochs).toBe(3);
      expect(json.runs.map(({ records }: { records: unknown[] }) => records.length)).toEqual([4, 4]);
      const [head, ...rows] = contents(`experiments/${id}-curves.csv`).trim().split("\r\n");
      expect(head).toContain("epoch,loss_run_min,loss_run_median,loss_run_max,recovery_min_run_min");
      expect(rows.map((row) => row.split(",")[0])).toEqual(["0", "1", "2", "3"]);
      expect(contents("figures/recovery-reduced.svg")).toContain(`>${id}</text>`);
      expect(contents("report.md")).toContain(id);
    }
    const table = contents("tables/runs-reduced.csv").trim().split("\r\n");
    expect(table.slice(1).map((row) => row.split(",")[0])).toEqual(names.flatMap((id) => [id, id]));
    expect(contents("report.tex")).toContain("\\input{tables/runs-reduced}");
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
