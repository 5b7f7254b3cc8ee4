import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { corruption, FAULTS, type StoredJson } from "../../../bench/support/faults.js";
import { analyze } from "../../../src/atlas/analyze.js";
import { checkAtlas } from "../../../src/atlas/audit/check.js";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import { Random } from "../../../src/exact/random.js";
import { ProblemError } from "../../../src/files/problem-error.js";
import { toRows } from "../../../src/numeric/linalg/dense.js";
import { isUnavailable } from "../../../src/objectives/objective.js";
import { loadProblem } from "../../../src/objectives/problem.js";
import { render } from "../../../src/report/render.js";

const folder = new URL("../../../examples/", import.meta.url);
const example = (name: string) => loadProblem(readFileSync(new URL(name, folder), "utf8"));
const jsonOf = async (name: string, options = {}): Promise<string> =>
  render({ kind: "atlas", atlas: await analyze(example(name), options) }, "json");

/** What is found; a file that is no atlas any more counts as one finding. */
async function findings(text: string): Promise<string[]> {
  try {
    const { discrepancies } = await checkAtlas(readStoredAtlas(text));
    return discrepancies.map(({ audit, place, text: what }) => `${audit}: ${place}: ${what}`);
  } catch (error) {
    if (error instanceof ProblemError) return [`form: ${error.message}`];
    throw error;
  }
}

const NAMES = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort();
const texts = new Map<string, string>();
beforeAll(async () => {
  for (const name of NAMES) texts.set(name, await jsonOf(name));
}, 120_000);

describe("an atlas as it was written", () => {
  test("is refused where an interrupt cut it short, whatever is said to be complete", async () => {
    const text = await jsonOf("bilinear-rows.json", { signal: AbortSignal.abort() });
    expect(await findings(text)).toEqual([
      'form: audit.reason: expected an atlas that was made to its end, got "interrupted: 0 components were classified"',
    ]);
    const claimed = await findings(text.replace('"complete": false', '"complete": true'));
    expect(claimed).toContainEqual(expect.stringMatching(/^verdict: audit\.reason: expected nothing/));
  });

  test.each(NAMES)("%s passes", async (name) => {
    expect(await findings(texts.get(name)!)).toEqual([]);
  });

  test("passes when the list is cut, empty, certified otherwise, or found by the solver", async () => {
    const options = [{ limit: 4 }, { limit: 0 }, { certify: "none" }, { certify: "all" }, { seed: 99 }];
    for (const option of options)
      expect(await findings(await jsonOf("bilinear-rows.json", option)), JSON.stringify(option)).toEqual([]);
    expect(await findings(await jsonOf("relu-contrastive-distinct.json", { certify: "none" }))).toEqual([]);
    const small = loadProblem(
      JSON.stringify({
        model: {
          moments: {
            gamma: [
              ["1/2", 0],
              [0, "1/4"],
            ],
          },
        },
        objective: { kind: "spectral-contrastive", embedding: 1 },
      }),
    );
    for (const method of ["solve", "both"] as const) {
      const text = render({ kind: "atlas", atlas: await analyze(small, { method }) }, "json");
      expect(await findings(text), method).toEqual([]);
    }
  });
});

describe("a representative", () => {
  test("moved along its component is still right", async () => {
    for (const name of [
      "spectral-contrastive.json",
      "bilinear-columns.json",
      "cross-correlation.json",
      "predictor-stop-gradient.json",
      "relu-alignment.json",
      "bilinear-columns-tied.json",
    ]) {
      const form = example(name).objective.closedForm();
      if (isUnavailable(form)) throw new Error("expected a closed form");
      const random = new Random(17);
      const atlas = JSON.parse(texts.get(name)!) as StoredJson;
      const proposals = [...form.proposals()];
      for (const component of atlas.components) {
        const sample = proposals.find(({ id }) => id === component.id)?.sample;
        if (sample === undefined) continue;
        const point = sample(random);
        component.representative = Object.fromEntries(
          Object.entries(point).map(([variable, value]) => [variable, toRows(value)]),
        );
      }
      expect(await findings(JSON.stringify(atlas)), name).toEqual([]);
    }
  });

  test("moved off it is not, nor is one of another component of the same value and index", async () => {
    const atlas = JSON.parse(texts.get("spectral-contrastive.json")!) as StoredJson;
    const w = (atlas.components[3]!.representative as { W: number[][] }).W;
    w[0]![0] = w[0]![0]! * (1 + 1e-7);
    expect(await findings(JSON.stringify(atlas))).toEqual([
      expect.stringMatching(/^stationarity: components\[3\]\.representative: expected a residual/),
    ]);
    // Three entries of bilinear-rows share value 2 and index 4.
    const rows = JSON.parse(texts.get("bilinear-rows.json")!) as StoredJson;
    const [a, b] = ["rows=+3,-3", "rows=+2,-2"].map((id) => rows.components.find((c) => c.id === id)!);
    [a!.representative, b!.representative] = [b!.representative!, a!.representative!];
    expect(await findings(JSON.stringify(rows))).toEqual([
      expect.stringMatching(/a point of another component/),
      expect.stringMatching(/a point of another component/),
    ]);
  });
});

describe("faults", () => {
  test("each named one is found in every atlas that it can be injected into", async () => {
    for (const { name: fault, inject } of FAULTS)
      for (const name of ["cross-correlation.json", "relu-contrastive-distinct.json"])
        for (const faulty of inject(JSON.parse(texts.get(name)!) as StoredJson))
          expect(await findings(JSON.stringify(faulty)), `${fault} in ${name}`).not.toEqual([]);
  });

  test("a wrong index, value or count is found without comparing with the recomputed list", async () => {
    const faultOf = (fault: string) => FAULTS.find(({ name }) => name === fault)!;
    const audits = async (fault: string) => {
      const [first] = faultOf(fault).inject(JSON.parse(texts.get("bilinear-columns.json")!) as StoredJson);
      return new Set((await findings(JSON.stringify(first))).map((line) => line.split(":")[0]));
    };
    expect(await audits("index + 1")).toContain("inertia");
    expect(await audits("nullity + 1")).toContain("inertia");
    expect(await audits("value + 1e-7")).toContain("value");
    expect(await audits("another exact value")).toContain("value");
    expect(await audits("remove a component")).toContain("census");
    expect(await audits("duplicate a root under a new name")).toContain("distinct");
    expect(await audits("perturb a root by 1e-7")).toContain("stationarity");
    const [faulty] = faultOf("eulerCharacteristic + 2").inject(
      JSON.parse(texts.get("bilinear-rows.json")!) as StoredJson,
    );
    expect((await findings(JSON.stringify(faulty))).some((line) => line.startsWith("morse-euler"))).toBe(
      true,
    );
  });

  test("random corruptions are rejected, all of them", async () => {
    const corrupted = fc
      .constantFrom(...NAMES)
      .chain((name) => corruption(JSON.parse(texts.get(name)!) as StoredJson).map((c) => ({ ...c, name })));
    await fc.assert(
      fc.asyncProperty(corrupted, async ({ atlas, what, name }) => {
        expect(await findings(atlas), `${what} in ${name}`).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("an atlas file that is none", () => {
  test.each([
    ["", /^atlas: expected JSON, got nothing/],
    ["{}", /^schemaVersion: expected 1, got nothing/],
    ["[]", /expected an object/],
  ])("%j is refused with the place", (text, message) => {
    expect(() => readStoredAtlas(text)).toThrow(message);
  });

  test("a problem in it that is none is refused with its place", async () => {
    const atlas = JSON.parse(texts.get("cross-correlation.json")!) as {
      problem: { objective: { embedding: number } };
    };
    atlas.problem.objective.embedding = 0;
    await expect(checkAtlas(readStoredAtlas(JSON.stringify(atlas)))).rejects.toThrow(
      /^problem: expected a problem file \(objective.embedding: an integer from 1 to 1000\), got 0/,
    );
  });

  test("reads what was written, to the last digit", async () => {
    const atlas = await analyze(example("spectral-contrastive.json"));
    const again = readStoredAtlas(render({ kind: "atlas", atlas }, "json"));
    expect(render({ kind: "atlas", atlas: again }, "json")).toBe(render({ kind: "atlas", atlas }, "json"));
  });
});

describe("forgeries", () => {
  const columns = {
    model: {
      dictionary: { kind: "identity", size: 3 },
      latent: { kind: "one-hot" },
      augmentation: { kind: "independent-masks", keep: "1/2" },
    },
    objective: { kind: "bilinear", embedding: 3, normalize: "columns" },
  };
  const forged = async (change: (component: Record<string, unknown>) => void) => {
    const text = render(
      { kind: "atlas", atlas: await analyze(loadProblem(JSON.stringify(columns))) },
      "json",
    );
    const atlas = JSON.parse(text) as StoredJson;
    change(atlas.components[0]!);
    return findings(JSON.stringify(atlas));
  };
  const permutation = [
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ];

  test("a component whose outcome varies is not of ground truth because one of its points is", async () => {
    const found = await forged((component) => {
      component.representative = { Wo: permutation, Wt: permutation };
      component.outcome = "ground-truth";
      component.recovery = { min: 1, median: 1, max: 1 };
    });
    expect(found).toContainEqual(
      expect.stringMatching(/^claims: components\[0\]\.outcome: expected varies, got ground-truth/),
    );
    expect(found).toContainEqual(expect.stringMatching(/^claims: components\[0\]\.recovery/));
  });

  test("nor is it collapsed in dimension because one of its points is", async () => {
    const one = [
      [1, 1, 1],
      [0, 0, 0],
      [0, 0, 0],
    ];
    const found = await forged((component) => {
      component.representative = { Wo: one, Wt: one };
      component.outcome = "dimensional-collapse";
      component.rank = 1;
    });
    expect(found).toContainEqual(expect.stringMatching(/components\[0\]\.outcome: expected varies/));
    expect(found).toContainEqual(
      expect.stringMatching(
        /components\[0\]\.representative: expected an encoder of rank 3 at least, got one of rank 1/,
      ),
    );
    expect(found).toContainEqual(expect.stringMatching(/components\[0\]\.rank/));
  });

  test("a radius of 0 is claimed of no rounded point, at the representative or at another one", async () => {
    const c = Math.SQRT1_2;
    const turned = [
      [c, -c, 0],
      [c, c, 0],
      [0, 0, 1],
    ];
    for (const representative of [undefined, { Wo: turned, Wt: turned }]) {
      const found = await forged((component) => {
        if (representative !== undefined) component.representative = representative;
        (component.certificate as { radius: number }).radius = 0;
      });
      expect(found).toContainEqual(expect.stringMatching(/components\[0\]\.certificate\.radius/));
    }
  });

  test.each([
    ["multiplicity", "01"],
    ["multiplicity", "0"],
    ["multiplicity", 1],
    ["eulerCharacteristic", "8"],
    ["eulerCharacteristic", "-0"],
    ["residual", -1],
    ["dimension", 6.5],
    ["index", -1],
    ["rank", "3"],
    ["value", null],
    ["kind", "minimum"],
    ["outcome", "good"],
    ["notes", "text"],
    ["certificate", { kind: "interval", detail: "", radius: -1 }],
  ])("%s of another form, %s, is no atlas", async (key, value) => {
    const found = await forged((component) => {
      component[key] = value;
    });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^form: components\\[0\\]\\.${key}`))]);
  });
});
