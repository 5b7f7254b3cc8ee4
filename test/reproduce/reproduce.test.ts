/** The main job as a whole, once: verdicts, progress, files. */
import { beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { loadProblem } from "../../src/objectives/problem.js";
import { render } from "../../src/report/render.js";
import { PROBLEMS } from "../../src/reproduce/problems.js";
import { reproduce } from "../../src/reproduce/reproduce.js";

const quick = PROBLEMS.filter(({ large }) => !large);
const progress: [done: number, total: number | undefined, label: string][] = [];
let result: Awaited<ReturnType<typeof reproduce>>;
beforeAll(async () => {
  result = await reproduce({
    quick: true,
    seed: 7,
    onProgress: (...report) => progress.push(report),
  });
}, 120_000);

const contents = (name: string) => result.files.find((file) => file.name === name)!.contents;

describe("reproduce --quick", () => {
  it("finds that every claim holds", () => {
    expect(result.claims.length).toBeGreaterThanOrEqual(14);
    expect(result.claims.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
    const ids = result.claims.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("reports its progress in order, up to the end", () => {
    const steps = [...new Set(progress.map(([done]) => done))];
    expect(steps).toEqual(Array.from({ length: quick.length + 2 }, (_, k) => k));
    expect(new Set(progress.map(([, total]) => total))).toEqual(new Set([quick.length + 1]));
    expect(progress.map(([, , label]) => label)).toContain("experiments, 100 % of the epochs");
  });

  it("returns files with names of their own, without a number that is none", () => {
    const names = result.files.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, contents } of result.files) {
      expect(name).toMatch(/^[a-z0-9-]+(\/[a-z0-9-]+)?\.(json|csv|md|tex|svg)$/);
      expect(contents.endsWith("\n")).toBe(true);
      expect(contents).not.toMatch(/\b(NaN|Infinity|undefined)\b/);
    }
  });

  it("writes for every problem its file, its atlas and its table", () => {
    const names = new Set(result.files.map(({ name }) => name));
    for (const { id } of quick)
      for (const name of [
        `problems/${id}.json`,
        `atlases/${id}.json`,
        `atlases/${id}.md`,
        `tables/${id}.tex`,
      ])
        expect(names).toContain(name);
  });

  it.each(["masks-spectral-contrastive", "onehot4-columns", "relu4-relu-contrastive"])(
    "gives the atlas of %s that analyze gives on the problem file beside it",
    async (id) => {
      const { limit } = quick.find((named) => named.id === id)!;
      const atlas = await analyze(loadProblem(contents(`problems/${id}.json`)), { seed: 7, limit });
      expect(render({ kind: "atlas", atlas }, "json")).toBe(contents(`atlases/${id}.json`));
    },
  );

  it("gives the claims as JSON and CSV, one entry each", () => {
    const { claims } = JSON.parse(contents("claims.json"));
    expect(claims).toEqual(result.claims);
    expect(contents("claims.csv").trim().split("\r\n")).toHaveLength(result.claims.length + 1);
    for (const { id } of result.claims) {
      expect(contents("report.md")).toContain(id);
      expect(contents("report.tex")).toContain(id);
    }
  });

  it("stops between two problems when it is cancelled", async () => {
    const controller = new AbortController();
    let seen = 0;
    const run = reproduce({
      quick: true,
      seed: 7,
      signal: controller.signal,
      onProgress: (done) => {
        seen = done;
        if (done === 1) controller.abort(new Error("enough"));
      },
    });
    const { interrupted, claims, files } = await run;
    expect(interrupted).toMatch(/^interrupted: 1 of \d+ problems were studied/);
    // Claims on roles with problems that were not studied are not judged.
    expect(claims.every(({ verdict }) => verdict !== "refuted")).toBe(true);
    expect(files.map(({ name }) => name)).toContain("report.md");
    expect(seen).toBe(1);
  });
});
