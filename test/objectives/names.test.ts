/**
 * Names of variables, parameters and constants that mean something elsewhere: to the language (what every object inherits), to the
 * computer algebra system, to mode equations. Each must work like any other name, or be refused in one line.
 */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { checkAtlas } from "../../src/atlas/audit/check.js";
import { derive } from "../../src/atlas/derive/derive.js";
import { readStoredAtlas } from "../../src/atlas/record/stored-atlas.js";
import { ProblemError } from "../../src/files/problem-error.js";
import { loadProblem } from "../../src/objectives/problem.js";
import { render } from "../../src/report/render.js";
import { readSystemFile } from "../../src/systems/system-file.js";

const INHERITED = ["toString", "valueOf", "hasOwnProperty", "constructor", "isPrototypeOf", "toLocaleString"];
const NAMES = [
  ...INHERITED,
  "prototype",
  "then",
  "toJSON",
  "length",
  "e",
  "i",
  "pi",
  "sqrt",
  "log",
  "g",
  "h",
  "mu",
];

const load = (objective: string) =>
  loadProblem(`{"model": {"moments": {"gamma": [[1, 0], [0, 3]]}}, "objective": ${objective}}`);

describe.each(NAMES)("the name %s", (name) => {
  it("may be a variable, a constrained one, a parameter or a constant", async () => {
    const roles = [
      `{"kind":"custom","loss":"${name}^4 - 2*${name}^2 + y^2","variables":{"${name}":[1,1],"y":[1,1]}}`,
      `{"kind":"custom","loss":"tr(${name}*Gamma*${name}')","variables":{"${name}":[1,2]},"constraints":{"${name}":"unit-norm"},"invariance":{"${name}":"left-orthogonal"}}`,
      `{"kind":"custom","loss":"norm2(Q*Gamma*Q' - 1) + ${name}*norm2(Q)","variables":{"Q":[1,2]},"parameters":{"${name}":"1/3"}}`,
      `{"kind":"custom","loss":"norm2(Q*${name}*Q' - 1)","variables":{"Q":[1,2]},"constants":{"${name}":[[1,0],[0,2]]}}`,
    ];
    for (const role of roles) {
      const problem = load(role);
      for (const format of ["text", "tex", "json"] as const)
        render({ kind: "derivation", derivation: derive(problem) }, format);
      const atlas = await analyze(problem, { certify: "none" });
      const stored = readStoredAtlas(render({ kind: "atlas", atlas }, "json"));
      expect(stored.components.map(({ value, index }) => [value, index])).toEqual(
        atlas.components.map(({ value, index }) => [value, index]),
      );
    }
    // x⁴ − 2x² + y²: two wells and the saddle between them, whatever x is called.
    const { components } = await analyze(load(roles[0]!));
    expect(components.map(({ index, multiplicity }) => [index, multiplicity])).toEqual([
      [0, 1n],
      [0, 1n],
      [1, 1n],
    ]);
  });

  it("may be an unknown of a system", () => {
    const { variables } = readSystemFile(JSON.stringify({ variables: [name], equations: [`${name}^2 - 2`] }));
    expect(variables).toEqual([name]);
  });
});

it("checks an atlas whose variable is called like an inherited property", async () => {
  const problem = load(
    '{"kind":"custom","loss":"toString^2 + valueOf^2","variables":{"toString":[1,1],"valueOf":[1,1]}}',
  );
  const stored = readStoredAtlas(render({ kind: "atlas", atlas: await analyze(problem) }, "json"));
  expect((await checkAtlas(stored)).discrepancies).toEqual([]);
});

it("refuses __proto__ in one line, and nothing inherits from it", () => {
  const text = '{"kind":"custom","loss":"x","variables":{"__proto__":[1,1]}}';
  expect(() => load(text)).toThrow(ProblemError);
  expect(() => load(text)).toThrow(/^objective\.variables: expected .*, got "__proto__"$/);
});

describe("mode equations", () => {
  it("tell a variable, a parameter and an eigenvalue of the same letter apart", () => {
    // With a parameter g the eigenvalue of Gamma is g_: 2 g_ G + 2 g G = 0 is linear in the amplitude, not a square.
    const { modes } = derive(
      load(
        '{"kind":"custom","loss":"tr(G*Gamma*G\') + g*norm2(G)","variables":{"G":[1,2]},"parameters":{"g":"1/3"}}',
      ),
    );
    expect(modes).toHaveLength(1);
    expect(modes[0]!.note).toContain("Gamma q = g_ q");
    expect(modes[0]!.solutions.map(({ text }) => text)).toEqual(["g__ = 0"]);
  });
});
