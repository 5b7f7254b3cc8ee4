/** Samples as a user gives them to the commands, and the examples of them, whose answers are written down here a second time. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/command.js";

const DATA = "examples/data";
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "atlas-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Rows = readonly (readonly number[])[];
interface Listed {
  readonly value: number;
  readonly rank?: number;
}

const analyzed = async (file: string) => {
  const { status, stdout, stderr } = await run(["analyze", file, "--format", "json", "--quiet"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as { components: Listed[]; title: string; audit: { complete: boolean } };
};
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const square = (n: number, entry: (i: number, j: number) => number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
const determinant = (a: Rows): number =>
  a.length === 1
    ? a[0]![0]!
    : a[0]!.reduce(
        (sum, x, j) =>
          sum + (j % 2 === 0 ? x : -x) * determinant(a.slice(1).map((row) => row.filter((_, k) => k !== j))),
        0,
      );
/** Γ and Σ by loops over numbers. */
const momentsOf = (samples: readonly Rows[], centred: boolean) => {
  const p = samples[0]![0]!.length;
  const mu = Array.from({ length: p }, (_, i) => mean(samples.map((views) => mean(views.map((x) => x[i]!)))));
  const about = (i: number, j: number) => (centred ? mu[i]! * mu[j]! : 0);
  const sigma = square(
    p,
    (i, j) => mean(samples.map((v) => mean(v.map((x) => x[i]! * x[j]!)))) - about(i, j),
  );
  const gamma = square(
    p,
    (i, j) =>
      mean(
        samples.map((v) => mean(v.flatMap((x, a) => v.flatMap((y, b) => (a === b ? [] : x[i]! * y[j]!))))),
      ) - about(i, j),
  );
  /** det(Γ − ρΣ)/det Σ, zero at the modes. */
  const at = (rho: number) =>
    determinant(square(p, (i, j) => gamma[i]![j]! - rho * sigma[i]![j]!)) / determinant(sigma);
  return { at };
};

describe("the examples of data", () => {
  it("with pairs of views have the modes of Σ⁻¹Γ, one or two at a time", async () => {
    const { model } = JSON.parse(readFileSync(`${DATA}/pairs-of-views.json`, "utf8"));
    const { at } = momentsOf(model.samples, false);
    const { audit, components } = await analyzed(`${DATA}/pairs-of-views.json`);
    expect(audit.complete).toBe(true);
    // The value on a set of modes is −Σ ρ².
    const values = components.map(({ value }) => value).sort((a, b) => a - b);
    expect(values).toHaveLength(4);
    const [both, first, second, none] = values as [number, number, number, number];
    for (const value of [first, second]) expect(at(Math.sqrt(-value))).toBeCloseTo(0, 12);
    expect(both).toBeCloseTo(first + second, 12);
    expect(none).toBe(0);
  });

  it("with several augmentations in a table have the modes about the mean, and are checked without the table", async () => {
    const lines = readFileSync(`${DATA}/augmentations.csv`, "utf8").trim().split("\n").slice(1);
    const images = new Map<string, number[][]>();
    for (const line of lines) {
      const [image, , ...entries] = line.split(",");
      images.set(image!, [...(images.get(image!) ?? []), entries.map(Number)]);
    }
    const { at } = momentsOf([...images.values()], true);
    const stored = join(folder, "atlas.json");
    const ended = await run(["analyze", `${DATA}/augmentations.json`, "-o", stored, "--quiet"]);
    expect(ended).toEqual({ status: 0, stdout: "", stderr: "" });
    const { components, problem } = JSON.parse(readFileSync(stored, "utf8"));
    expect(problem.model.source).toMatchObject({ file: "augmentations.csv", samples: 6, views: [2, 3] });
    // On a mode (t − 1)² + 2β(1 − ρ)t is least at 1 − t = β(1 − ρ), where it is 1 − t²; β = 1/2.
    const levels = [...new Set(components.map(({ value }: Listed) => value.toFixed(9)))].map(Number);
    expect(levels).toHaveLength(4);
    for (const value of levels.filter((level) => level !== 1))
      expect(at(1 - (1 - Math.sqrt(1 - value)) / 0.5)).toBeCloseTo(0, 8);
    expect((await run(["check", stored])).status).toBe(0);
  });

  it("with two modalities have singular values of the centred cross-covariance, those above λ", async () => {
    const { model } = JSON.parse(readFileSync(`${DATA}/two-modalities.json`, "utf8"));
    const { x, y } = model.samples as { x: Rows; y: Rows };
    const c = square(2, (i, j) => {
      const [u, v] = [x.map((row) => row[i]!), y.map((row) => row[j]!)];
      return mean(u.map((a, k) => a * v[k]!)) - mean(u) * mean(v);
    });
    // σ₁² + σ₂² = ‖C‖², σ₁σ₂ = |det C|.
    const [sum, product] = [c.flat().reduce((s, a) => s + a * a, 0), Math.abs(determinant(c))];
    const singular = [1, -1].map(
      (sign) => (Math.sqrt(sum + 2 * product) + sign * Math.sqrt(sum - 2 * product)) / 2,
    );
    const gains = singular.map((s) => (s - 1 / 20) ** 2);
    const { audit, components } = await analyzed(`${DATA}/two-modalities.json`);
    expect(audit.complete).toBe(true);
    const expected = [-gains[0]! - gains[1]!, -gains[0]!, -gains[1]!, 0];
    expect(components).toHaveLength(4);
    for (const [k, { value }] of components.entries()) expect(value).toBeCloseTo(expected[k]!, 12);
  });
});

describe("a table of samples", () => {
  const write = (name: string, contents: string) => {
    const place = join(folder, name);
    writeFileSync(place, contents);
    return place;
  };
  const problem = (samples: object, objective: object = { kind: "cross-correlation", embedding: 1 }) =>
    JSON.stringify({ model: { samples }, objective });

  it("is found beside the problem file, from wherever the command is run", async () => {
    copyFileSync(`${DATA}/augmentations.csv`, join(folder, "data.csv"));
    const file = write("problem.json", problem({ file: "data.csv", columns: ["u"], sample: "image" }));
    const { status, stdout } = await run(["derive", file]);
    expect(status).toBe(0);
    expect(stdout).toContain("moments of 6 samples with 2 to 3 views each, from data.csv (SHA-256 ");
  });

  it.each([
    ["a table that is not there", { file: "none.csv" }, "none.csv: expected a readable file, got no such file\n"],
    ["a cell that is no number", { file: "bad.csv", sample: "s" }, 'model.samples.file: expected a number in row 3, column u, got "NaN"\n'],
  ])("is refused in one line: %s", async (_, samples, message) => {
    write("bad.csv", "s,u\n1,2\n1,NaN\n");
    const { status, stdout, stderr } = await run(["analyze", write("problem.json", problem(samples))]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.endsWith(message)).toBe(true);
    expect(stderr.split("\n")).toHaveLength(2);
  }); // biome-ignore format: a table

  it("serves every command that takes a problem, and those that need a model of the data say so", async () => {
    write("data.csv", "s,u\n1,2\n1,3\n2,-1\n2,-2\n");
    const samples = { file: "data.csv", sample: "s" };
    const file = write("problem.json", problem(samples));
    const decayed = { kind: "custom", loss: "norm2(W*Sigma*W' - I(1)) - tr(W*Gamma*W') + eta*norm2(W)", variables: { W: [1, 1] }, parameters: { eta: "1/2" } }; // biome-ignore format: a problem
    const swept = write("swept.json", problem(samples, decayed));
    const point = write("point.json", "[[0]]");
    for (const args of [
      ["census", file],
      ["locate", file, point],
      ["train", file, "--runs", "2", "--quiet"],
      ["sweep", swept, "--parameter", "eta", "--values", "1/2,40", "--brackets-only", "--quiet"],
    ])
      expect([args[0], (await run(args)).status]).toEqual([args[0], 0]);
    const experiment = write(
      "experiment.json",
      JSON.stringify({ model: { samples }, experiment: { embedding: 1, loss: "nt-xent" } }),
    );
    expect((await run(["experiment", experiment])).stderr).toBe(
      "model: expected a data model to draw samples from, got samples\n",
    );
  });
});
