import { describe, expect, it } from "vitest";
import { CERTIFICATES } from "../../src/atlas/record/certificate-kinds.js";
import { RULE_KINDS } from "../../src/dynamics/rule-kinds.js";
import { KINDS } from "../../src/objectives/registry.js";
import { FORMATS } from "../../src/report/formats.js";
import { type Named, namedOutside, sourcesOf } from "./named-kinds.js";

/** Problem files written in the language of users, by those who state and test claims about them. */
const WRITE_PROBLEMS = ["src/reproduce/", "src/theorems/aligned.ts", "src/theorems/instances.ts"];

const SORTS: readonly Named[] = [
  {
    names: KINDS.objectives.names,
    owners: (name) => [
      `src/objectives/${name}/`,
      ...WRITE_PROBLEMS,
      // Experiments have a predictor of their own, a field of their files.
      ...(name === "predictor" ? ["src/dynamics/experiments/"] : []),
    ],
    // An issue of the schema library.
    shared: ["custom"],
    subjects: ["objective.kind", "form.kind"],
  },
  {
    names: KINDS.latents.names,
    owners: (name) => [`src/model/latents/${name}.ts`, ...WRITE_PROBLEMS],
    // A constant of moments, and the expectation in a message.
    shared: ["moment"],
    subjects: ["latent.kind"],
  },
  {
    names: KINDS.augmentations.names,
    owners: (name) => [`src/model/augmentations/${name}.ts`, ...WRITE_PROBLEMS],
    shared: ["none"],
    subjects: ["augmentation.kind"],
  },
  {
    names: KINDS.dictionaries.names,
    owners: (name) => [`src/model/dictionaries/${name}.ts`, ...WRITE_PROBLEMS],
    shared: ["identity", "matrix"],
    subjects: ["dictionary.kind"],
  },
  // Rules and their row share a folder.
  { names: RULE_KINDS, owners: () => ["src/dynamics/"] },
  { names: FORMATS, owners: () => ["src/report/formats.ts"], shared: FORMATS, subjects: ["format"] },
  {
    names: CERTIFICATES.map(({ kind }) => kind),
    owners: () => ["src/atlas/certify/"],
    shared: CERTIFICATES.map(({ kind }) => kind),
    subjects: ["certificate.kind"],
  },
];

it("no kind is named outside of the files that own it", () => {
  expect(namedOutside(sourcesOf("src"), SORTS)).toEqual([]);
});

describe("a kind named outside of its files", () => {
  const found = (file: string, text: string) => namedOutside(new Map([[file, text]]), SORTS);

  it("is found, with its place", () => {
    const text = 'const a = 1;\nif (spec.kind === "cross-correlation") run();\n';
    expect(found("src/atlas/x.ts", text)).toEqual([
      { file: "src/atlas/x.ts", line: 2, name: "cross-correlation" },
    ]);
  });

  it.each([
    ["an objective, in the folder of another", "src/objectives/bilinear/x.ts", 'f("predictor")'],
    ["a latent", "src/dynamics/experiments/x.ts", 'switch (z.kind) { case "one-hot": f(); }'],
    ["an augmentation", "src/objectives/x.ts", "f(`independent-masks`)"],
    ["a dictionary that shares its name", "src/model/x.ts", 'f(model.dictionary.kind !== "identity")'],
    ["a training rule", "src/cli/commands/train.ts", 'f("gradient-flow")'],
    ["a format", "src/cli/output.ts", 'if (settings.format === "csv") f();'],
    ["a certificate", "src/report/x.ts", 'switch (c.certificate.kind) { case "interval": f(); }'],
  ])("is found: %s", (_, file, text) => {
    expect(found(file, text)).toHaveLength(1);
  });

  it.each([
    ["its own folder", "src/objectives/predictor/x.ts", 'f("predictor")'],
    ["a comment", "src/atlas/x.ts", '// "predictor"'],
    ["another meaning of the word", "src/report/x.ts", 'f({ kind: "text" }, "none", "matrix")'],
  ])("is no finding in %s", (_, file, text) => {
    expect(found(file, text)).toEqual([]);
  });
});
