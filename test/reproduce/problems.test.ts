import { describe, expect, it } from "vitest";
import { buildProblem } from "../../src/objectives/problem.js";
import { parseProblemFile } from "../../src/objectives/schema.js";
import { PROBLEMS } from "../../src/reproduce/problems.js";

describe("the problems of the reproduction", () => {
  it("have names of their own that are file names", () => {
    const ids = PROBLEMS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
  });

  it("share the data within a group, word for word, and differ in the objective", () => {
    for (const group of new Set(PROBLEMS.map((problem) => problem.group))) {
      const members = PROBLEMS.filter((problem) => problem.group === group);
      expect(new Set(members.map(({ file, setting }) => JSON.stringify([file.model, setting]))).size).toBe(1);
      expect(new Set(members.map(({ file }) => JSON.stringify(file.objective))).size).toBe(members.length);
    }
  });

  it.each(PROBLEMS.filter(({ large }) => !large))("$id has the shapes that its setting names", (named) => {
    const { model, objective } = buildProblem(parseProblemFile(named.file));
    const shape = (name: string) =>
      Number(new RegExp(`\\b${name} = (?:[a-z] = )*(\\d+)`).exec(named.setting)?.[1]);
    expect(model.dictionary!.columns).toBe(shape("d"));
    if (named.setting.includes("p =")) expect(model.moments.dimension).toBe(shape("p"));
    const variable = objective.landscape?.variables[0]?.symbol;
    if (variable !== undefined) expect(variable.rows).toBe(shape("m"));
  });
});
