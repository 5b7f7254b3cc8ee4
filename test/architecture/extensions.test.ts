/** Kinds from outside of the package, one of each sort, from the problem file to the printed document. */
import { expect, it } from "vitest";
import { z } from "zod";
import { analyze } from "../../src/atlas/analyze.js";
import { checkAtlas } from "../../src/atlas/audit/check.js";
import type { CertificateWay } from "../../src/atlas/certify/certification.js";
import { derive } from "../../src/atlas/derive/derive.js";
import { readStoredAtlas } from "../../src/atlas/record/stored-atlas.js";
import { sweep } from "../../src/atlas/sweep/sweep.js";
import { locate, nearest } from "../../src/dynamics/locate.js";
import { train } from "../../src/dynamics/train.js";
import { CountPolynomial } from "../../src/exact/counting.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational, toNumber, ZERO } from "../../src/exact/rational.js";
import { dimension, object, positiveNumber } from "../../src/files/fields.js";
import type { AugmentationKind } from "../../src/model/augmentations/augmentation.js";
import type { DataModel } from "../../src/model/data-model.js";
import type { DictionaryKind } from "../../src/model/dictionaries/dictionary.js";
import type { LatentKind } from "../../src/model/latents/latent.js";
import { fromRows, generate } from "../../src/numeric/linalg/dense.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import type { ObjectiveKind } from "../../src/objectives/definition.js";
import { loadProblem, type Problem } from "../../src/objectives/problem.js";
import { KINDS } from "../../src/objectives/registry.js";
import type { OutputFormat } from "../../src/report/formatted.js";
import { render } from "../../src/report/render.js";
import { variable } from "../../src/symbolic/landscape.js";

const model = {
  dictionary: { kind: "identity", size: 2 },
  latent: { kind: "one-hot" },
  augmentation: { kind: "none" },
};
const read = (parts: object, objective: object, kinds: typeof KINDS): Problem =>
  loadProblem(JSON.stringify({ model: { ...model, ...parts }, objective }), kinds);
const printed = async (problem: Problem): Promise<string> =>
  render({ kind: "derivation", derivation: derive(problem) }, "text") +
  render({ kind: "atlas", atlas: await analyze(problem) }, "text");

// L(W) = λ‖W‖²: the origin alone is critical, and a minimum.
const shrinkageSchema = object({
  kind: z.literal("shrinkage"),
  embedding: dimension,
  strength: positiveNumber,
});
type Shrinkage = z.output<typeof shrinkageSchema>;
const shrinkage: ObjectiveKind<Shrinkage> = {
  schema: shrinkageSchema,
  build({ kind, embedding: m, strength }: Shrinkage, { moments: { dimension: p } }: DataModel) {
    return {
      kind,
      title: `Shrinkage by ${toNumber(strength)}`,
      landscape: landscapeFromText(
        "strength*norm2(W)",
        [variable("W", m, p)],
        new Map(),
        new Map([["strength", strength]]),
      ),
      encoder: "W",
      symmetries: [{ kind: "left-orthogonal", left: ["W"], conjugated: [] }],
      closedForm: () => ({
        statement: "a positive definite form",
        decided: () => true,
        *proposals() {
          yield {
            id: "origin",
            family: "shrinkage",
            representative: { W: generate(m, p, () => 0) },
            value: 0,
            exactValue: ZERO,
            dimension: 0,
            index: 0,
            nullity: 0,
            multiplicity: 1n,
            globalMinimum: true,
          };
        },
        byIndex: CountPolynomial.one,
        total: 1n,
      }),
    };
  },
};
const withShrinkage = { ...KINDS, objectives: KINDS.objectives.with(shrinkage) };

it("an objective from outside is read, derived, analyzed by both methods and printed", async () => {
  const problem = read({}, { kind: "shrinkage", embedding: 2, strength: "3/2" }, withShrinkage);
  const text = await printed(problem);
  expect(text).toContain("Shrinkage by 1.5; one-hot, d = 2, identity dictionary, identical views");
  expect(text).toContain("2*strength*W = 0");
  const both = await analyze(problem, { method: "both" });
  expect(both.audit).toMatchObject({ complete: true, failures: [] });
  expect(both.components.map(({ id, kind }) => [id, kind])).toEqual([["origin", "global-minimum"]]);
});

it("atlases of an objective from outside are stored, read back, checked, and refused without it", async () => {
  const problem = read({}, { kind: "shrinkage", embedding: 2, strength: "3/2" }, withShrinkage);
  const stored = readStoredAtlas(render({ kind: "atlas", atlas: await analyze(problem) }, "json"));
  expect(stored.components.map(({ id }) => id)).toEqual(["origin"]);
  const { discrepancies, independent } = await checkAtlas(stored, { kinds: withShrinkage });
  expect(discrepancies).toEqual([]);
  expect(independent?.outcome.kind ?? "confirmed").toBe("confirmed");
  const [origin] = stored.components;
  const wrong = { ...stored, components: [{ ...origin!, index: 1 }] };
  const { discrepancies: found } = await checkAtlas(wrong, { kinds: withShrinkage });
  expect(found.map(({ place }) => place)).toContain("components[0].index");
  await expect(checkAtlas(stored)).rejects.toThrow(/^problem: expected a problem file \(objective\.kind: /);
});

it("an objective from outside is swept along its own field and those of the model", async () => {
  const problem = read(
    { augmentation: { kind: "independent-masks", keep: "1/2" } },
    { kind: "shrinkage", embedding: 1, strength: "3/2" },
    withShrinkage,
  );
  const { values, complete, changes } = await sweep(problem, { parameter: "keep", values: ["1/4", "1/2"] });
  expect({ complete, changes }).toEqual({ complete: true, changes: [] });
  expect(values.map(({ components }) => components.map(({ index, value }) => [index, value]))).toEqual([
    [[0, 0]],
    [[0, 0]],
  ]);
});

it("points are located on, and runs end at, the components of an objective from outside", async () => {
  const problem = read({}, { kind: "shrinkage", embedding: 1, strength: "3/2" }, withShrinkage);
  const atlas = await analyze(problem);
  const point = { W: fromRows([[3, 4]]) };
  const place = locate(problem, atlas, point);
  // λ‖W‖² = 3/2 · 25; one step of Newton's method on a quadratic form.
  expect(place).toMatchObject({
    critical: false,
    value: 37.5,
    newton: { components: ["origin"], distance: 5 },
  });
  expect(nearest(atlas, point, withShrinkage)).toMatchObject({ id: "origin", distance: 5 });
  expect(() => nearest(atlas, point)).toThrow(/^objective\.kind: /);
  const { basins, verdict } = await train(problem, { runs: 3, threads: 2, trajectories: 0 });
  expect({ verdict, basins: basins.map(({ id, share }) => [id, share.count]) }).toEqual({
    verdict: "accounted",
    basins: [["origin", 3]],
  });
});

it("an objective from outside is refused where it is not known, and its fields are checked", () => {
  const objective = { kind: "shrinkage", embedding: 2, strength: 1 };
  expect(() => read({}, objective, KINDS)).toThrow(
    'objective.kind: expected one of bilinear, spectral-contrastive, cross-correlation, predictor, relu-alignment, relu-contrastive, custom, got "shrinkage"',
  );
  expect(() => read({}, { ...objective, strength: 0 }, withShrinkage)).toThrow(
    "objective.strength: expected a number > 0, got 0",
  );
});

it("a latent from outside reaches moments and caption", async () => {
  // Independent signs: S = I. Γ = Σ = I, so that W Wᵀ = I is a minimum: value 0 for m = p.
  const schema = object({ kind: z.literal("rademacher") });
  const rademacher: LatentKind<z.output<typeof schema>> = {
    schema,
    complete: (given) => given,
    moment: (_spec, d) => RationalMatrix.identity(d),
    describe: () => "random signs",
  };
  const kinds = { ...KINDS, latents: KINDS.latents.with(rademacher) };
  const problem = read(
    { latent: { kind: "rademacher" } },
    { kind: "cross-correlation", embedding: 2 },
    kinds,
  );
  expect(problem.model.moments.gamma.equals(RationalMatrix.identity(2))).toBe(true);
  const { components, audit } = await analyze(problem);
  expect(audit.complete).toBe(true);
  expect(components.map(({ value }) => value)).toEqual([0, 1, 2]);
  expect(await printed(problem)).toContain("random signs, d = 2");
});

it("an augmentation from outside reaches moments and caption", async () => {
  // a2 = −a1: Γ = −X has no positive mode, and W = 0 is all that is critical off the kernel, at value m.
  const schema = object({ kind: z.literal("opposite") });
  const opposite: AugmentationKind<z.output<typeof schema>> = {
    schema,
    moments: (_spec, x) => ({ gamma: x.scale(rational(-1)), sigma: x, sigmaSecond: x }),
    describe: () => "opposite views",
    sampler: () => () => {},
  };
  const kinds = { ...KINDS, augmentations: KINDS.augmentations.with(opposite) };
  const problem = read(
    { augmentation: { kind: "opposite" } },
    { kind: "cross-correlation", embedding: 2 },
    kinds,
  );
  const { components, audit } = await analyze(problem);
  expect(audit.complete).toBe(true);
  expect(components.map(({ id, value }) => [id, value])).toEqual([["r=0", 2]]);
  expect(await printed(problem)).toContain("identity dictionary, opposite views");
});

it("a dictionary from outside reaches moments and caption", async () => {
  // M = 2I on one-hot latents with π = 1/2: X = 4 · I/2 = 2I.
  const schema = object({ kind: z.literal("doubled"), size: dimension });
  const doubled: DictionaryKind<z.output<typeof schema>> = {
    schema,
    shape: ({ size }) => [size, size],
    build: ({ size }) => RationalMatrix.identity(size).scale(rational(2)),
    describe: () => "doubled dictionary",
  };
  const kinds = { ...KINDS, dictionaries: KINDS.dictionaries.with(doubled) };
  const problem = read(
    { dictionary: { kind: "doubled", size: 2 } },
    { kind: "spectral-contrastive", embedding: 1 },
    kinds,
  );
  expect(problem.model.moments.gamma.equals(RationalMatrix.identity(2).scale(rational(2)))).toBe(true);
  expect(await printed(problem)).toContain("one-hot, d = 2, doubled dictionary");
});

it("an output format from outside sets documents, of one table and of formulas", async () => {
  const headings: OutputFormat = {
    write: ({ title, tables }) =>
      `${[title, ...tables.map(({ rows }) => `rows: ${rows.length}`)].join("\n")}\n`,
  };
  const problem = read({}, { kind: "cross-correlation", embedding: 2 }, KINDS);
  const stored = readStoredAtlas(render({ kind: "atlas", atlas: await analyze(problem) }, "json"));
  expect(render({ kind: "atlas", atlas: stored }, headings)).toContain("rows: 3");
  const result = await checkAtlas(stored);
  expect(render({ kind: "check", check: result }, headings)).toBe(`Check: ${problem.title}\n`);
  const dense = read(
    { augmentation: { kind: "independent-masks", keep: "1/2" } },
    { kind: "cross-correlation", embedding: 1 },
    KINDS,
  );
  const swept = await sweep(dense, { parameter: "keep", values: ["1/2"] });
  expect(render({ kind: "sweep", sweep: swept }, headings)).toContain(
    `${dense.title}; along model.augmentation.keep`,
  );
  // Ranks 0, 1 and 2; their counts by index, and the sum of these.
  expect(render({ kind: "atlas", atlas: await analyze(problem) }, headings)).toBe(
    `${problem.title}\nrows: 3\nrows: 4\n`,
  );
  expect(render({ kind: "derivation", derivation: derive(problem) }, headings)).toContain(problem.title);
  expect(() => render({ kind: "theorems", theorems: { theorems: [] } as never }, headings)).toThrow(
    RangeError,
  );
});

it("a certificate from outside is given where those of the package prove nothing", async () => {
  // Beyond the unknowns that the package certifies; 2λI is the Hessian everywhere, so that the origin is the only zero.
  const n = 161;
  const definite: CertificateWay = {
    kind: "definite-form",
    how: "the Hessian is constant and positive definite",
    prove: (_landscape, x) =>
      x.every((entry) => entry === 0)
        ? {
            of: "isolated",
            index: 0,
            nullity: 0,
            positive: n,
            dimension: 0,
            radius: 0,
            value: { lo: 0, hi: 0 },
          }
        : null,
  };
  const problem = read(
    { dictionary: { kind: "identity", size: n } },
    { kind: "shrinkage", embedding: 1, strength: 1 },
    withShrinkage,
  );
  const [without] = (await analyze(problem, { certify: "all" })).components;
  expect(without!.certificate.kind).toBe("closed-form");
  const atlas = await analyze(problem, { certify: "all", certificates: [definite] });
  expect(atlas.components[0]!.certificate).toEqual({
    kind: "definite-form",
    detail: "an isolated critical point: the Hessian is constant and positive definite",
    proven: ["existence", "uniqueness", "dimension", "index", "nullity", "value"],
    radius: 0,
  });
  const json = render({ kind: "atlas", atlas }, "json");
  expect(json).toContain('"kind": "definite-form"');
  // Stored, read back and checked by who knows the way.
  const stored = readStoredAtlas(json, [definite]);
  expect(stored.components[0]!.certificate).toEqual(atlas.components[0]!.certificate);
  const options = { kinds: withShrinkage, certificates: [definite] };
  expect((await checkAtlas(stored, options)).discrepancies).toEqual([]);
  expect(() => readStoredAtlas(json)).toThrow(
    'components[0].certificate.kind: expected "exact" or "interval" or "closed-form" or "numerical", got "definite-form"',
  );
});
