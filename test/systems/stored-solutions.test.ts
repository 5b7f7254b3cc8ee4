import { describe, expect, it } from "vitest";
import { isStoredSolutions, readStoredSolutions } from "../../src/systems/stored-solutions.js";
import { parseSystem } from "../../src/systems/system-file.js";

const FILE = {
  schemaVersion: 1,
  package: "landscape-atlas@0.1.0",
  seed: 7,
  variables: ["x"],
  equations: ["x^2 - 2"],
  solutions: { finite: 1, real: 1, singular: 0 },
  points: [{ re: [1.5], im: [0], real: true, singular: false, certified: false }],
  method: "paths",
  complete: false,
  proof: "incomplete",
};

const read = (file: object, beside?: Parameters<typeof readStoredSolutions>[1]) =>
  readStoredSolutions(JSON.stringify(file), beside);

describe("a file of solutions", () => {
  it("is told from an atlas by its points", () => {
    expect(isStoredSolutions(JSON.stringify(FILE))).toBe(true);
    expect(isStoredSolutions('{"components": [], "points": []}')).toBe(false);
    expect(isStoredSolutions("[]")).toBe(false);
    expect(() => isStoredSolutions("")).toThrow("atlas: expected JSON, got nothing");
  });

  it("is read with what may be left out, and names of fields that are not known", () => {
    const { points, counts, evidence, unknown, clusters } = read({ ...FILE, colour: "red" });
    expect(points).toEqual([
      { re: Float64Array.of(1.5), im: Float64Array.of(0), real: true, singular: false, certified: false },
    ]);
    expect({ counts, evidence, unknown, clusters }).toEqual({
      counts: undefined,
      evidence: undefined,
      unknown: ["colour"],
      clusters: 0,
    });
  });

  it("takes its equations from beside it, if they are those", () => {
    const { equations: _, ...without } = FILE;
    const system = parseSystem({ variables: ["x"], equations: ["x^2 - 2"] });
    expect(read(without, system).system).toBe(system);
    expect(read(FILE, system).system.equations[0]!.equals(system.equations[0]!)).toBe(true);
    const other = parseSystem({ variables: ["x"], equations: ["x^2 - 3"] });
    expect(() => read(FILE, other)).toThrow("equations: expected those of the system, got others");
    const renamed = parseSystem({ variables: ["y"], equations: ["y^2 - 2"] });
    expect(() => read(FILE, renamed)).toThrow('variables: expected those of the system, y, got ["x"]');
    expect(() => read(without)).toThrow(
      "equations: expected the equations, here or beside the file, got nothing",
    );
  });

  it.each<[object, string]>([
    [{ schemaVersion: 2 }, "schemaVersion: expected 1, got 2"],
    [{ seed: 1.5 }, "seed: expected an integer, got 1.5"],
    [{ equations: ["x^"] }, "equations[0]"],
    [{ variables: "x" }, "variables: expected an array of text"],
    [{ solutions: [] }, "solutions: expected an object, got []"],
    [{ points: {} }, "points: expected an array, got {}"],
    [{ points: [3] }, "points[0]: expected an object, got 3"],
    [{ points: [{ ...FILE.points[0], re: [1, 2] }] }, "points[0].re: expected 1 numbers"],
    [{ points: [{ ...FILE.points[0], real: "yes" }] }, "points[0].real: expected true or false"],
    [{ points: [{ ...FILE.points[0], radius: null }] }, "points[0].radius: expected a number, got null"],
    [{ points: [{ ...FILE.points[0], exact: ["1/0"] }] }, "points[0].exact: expected 1 rational numbers"],
    [{ points: [{ ...FILE.points[0], exact: ["1", "2"] }] }, "points[0].exact: expected 1 rational numbers"],
    [{ counts: { dimension: 0, degree: 2, prime: 7 } }, "counts.distinct: expected an integer, got nothing"],
    [{ evidence: {} }, "evidence.kind: expected text, got nothing"],
    [{ complete: 1 }, "complete: expected true or false, got 1"],
  ])("is refused in one line: %j", (change, message) => {
    expect(() => read({ ...FILE, ...change })).toThrow(message);
  });
});
