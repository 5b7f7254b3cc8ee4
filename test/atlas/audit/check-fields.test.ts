/** Every field of a component, the census and the audit of a stored atlas is one that `check` verifies: names and notes too. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { FIELDS, MUTATIONS, mutateField, type StoredJson } from "../../../bench/support/faults.js";
import { analyze } from "../../../src/atlas/analyze.js";
import { checkAtlas } from "../../../src/atlas/audit/check.js";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import { ProblemError } from "../../../src/files/problem-error.js";
import { loadProblem } from "../../../src/objectives/problem.js";
import { render } from "../../../src/report/render.js";

/** Between them these have every field; the smaller ones come first. */
const PROBLEMS = [
  ...[
    { loss: "x^4 - 2*x^2 + y^2", variables: { x: [1, 1], y: [1, 1] } },
    { loss: "(x*y)^2", variables: { x: [1, 1], y: [1, 1] } },
  ].map((loss) => JSON.stringify({ objective: { kind: "custom", ...loss } })),
  ...["spectral-contrastive", "predictor-stop-gradient", "bilinear-columns"].map((name) =>
    readFileSync(`examples/${name}.json`, "utf8"),
  ),
];

async function findings(text: string): Promise<string[]> {
  try {
    const { discrepancies } = await checkAtlas(readStoredAtlas(text));
    return discrepancies.map(({ audit, place }) => `${audit}: ${place}`);
  } catch (error) {
    if (error instanceof ProblemError) return [`form: ${error.message}`];
    throw error;
  }
}

const atlases: StoredJson[] = [];
beforeAll(async () => {
  const keep = async (text: string, options = {}) => {
    const atlas = await analyze(loadProblem(text), options);
    atlases.push(JSON.parse(render({ kind: "atlas", atlas }, "json")) as StoredJson);
  };
  for (const text of PROBLEMS) await keep(text);
  await keep(PROBLEMS[0]!, { method: "paths" });
  await keep(PROBLEMS[0]!, { signal: AbortSignal.abort() });
  // Where the list is cut, the closed form counts components of which it does not know the index.
  await keep(readFileSync("examples/predictor-stop-gradient.json", "utf8"), { limit: 2 });
}, 60_000);

describe("every field of the contract", () => {
  test.each(FIELDS)("%s is missed, and known when it is another or of another form", async (field) => {
    for (const mutation of MUTATIONS) {
      const faulty = atlases
        .map((atlas) => mutateField(atlas, field, mutation))
        .find((atlas) => atlas !== null);
      expect(faulty, `${field} is in no atlas`).toBeDefined();
      expect(await findings(JSON.stringify(faulty)), `${field} ${mutation}`).not.toEqual([]);
    }
  });
});
