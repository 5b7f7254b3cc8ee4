import { describe, expect, it } from "vitest";
import type { SystemSolutions } from "../../src/numeric/homotopy/solutions.js";
import { auditPaths } from "../../src/systems/audit-paths.js";
import type { OpenCluster, PathFindings } from "../../src/systems/path-solutions.js";
import type { SolutionCounts, SolvedPoint } from "../../src/systems/solved-system.js";
import { polynomialsOf } from "../support/read-system.js";

const SQUARE = polynomialsOf("x y", "x^2 - 2", "y^2 - x");
const OVERDETERMINED = polynomialsOf("x y", "x^2 - 2", "y^2 - x", "x*y - 1");

const point = (x: number, certified = true): SolvedPoint => ({
  re: Float64Array.of(x, 0),
  im: Float64Array.of(0, 0),
  real: true,
  singular: false,
  multiplicity: 1,
  certified,
  residual: 0,
});
const cluster = (x: number, paths: number): OpenCluster => ({
  re: Float64Array.of(x, 0),
  im: Float64Array.of(0, 0),
  radii: Float64Array.of(1e-9, 1e-9),
  paths,
  real: true,
  residual: 1e-10,
});
const run = (bound: bigint, reason?: string): SystemSolutions => ({
  solutions: [],
  paths: { started: Number(bound), finite: 0, atInfinity: 0, failed: 0 },
  bound,
  groups: 1,
  onPositiveDimension: 0,
  extraneous: 0,
  undecided: 0,
  complete: reason === undefined,
  proof: reason === undefined ? "numerical" : "incomplete",
  ...(reason === undefined ? {} : { reason }),
});
const findings = (given: Partial<PathFindings>): PathFindings => ({
  simple: [],
  shown: [],
  open: [],
  doubtful: 0,
  runs: [run(4n)],
  coversAll: true,
  ...given,
});
const counts = (dimension: number, degree: number, distinct: number | null): SolutionCounts => ({
  dimension,
  degree,
  distinct,
  prime: 67_108_859,
});
const audit = (given: Partial<PathFindings>, count: SolutionCounts | null, equations = SQUARE) =>
  auditPaths(findings(given), equations, 2, count);

describe("the audit of paths", () => {
  it("says of a set of positive dimension what an interrupt left, and of no other trouble of the paths", () => {
    const reasons = (interrupted: boolean) =>
      audit({ runs: [{ ...run(4n, "2 of 4 paths were followed"), interrupted }] }, counts(1, 2, null))
        .reasons;
    const paths = { kind: "paths", text: "2 of 4 paths were followed" };
    expect(reasons(true)).toContainEqual(paths);
    expect(reasons(false)).not.toContainEqual(paths);
  });

  it("proves nothing by a count, and everything by as many certificates as paths", () => {
    const four = [1, 2, 3, 4].map((x) => point(x));
    expect(audit({ simple: four }, null)).toMatchObject({ complete: true, proof: "proved", dimension: 0 });
    const three = four.slice(1);
    expect(audit({ simple: three }, counts(0, 3, 3))).toMatchObject({ complete: true, proof: "numerical" });
    expect(audit({ simple: four }, counts(0, 4, 4), OVERDETERMINED).proof).toBe("numerical");
  });

  it("refuses another number than the count, distinct or with multiplicity", () => {
    const three = [1, 2, 3].map((x) => point(x));
    for (const other of [counts(0, 4, 4), counts(0, 3, 2), counts(0, 4, 3), counts(-1, 0, null)]) {
      const { complete, proof, reasons } = audit({ simple: three }, other);
      expect({ complete, proof }).toEqual({ complete: false, proof: "incomplete" });
      expect(reasons).toContainEqual({ kind: "count", distinct: 3, multiplicity: 3 });
    }
    // With more equations than variables paths say nothing of multiplicities, but simple points are simple.
    expect(audit({ simple: three }, counts(0, 4, 3), OVERDETERMINED).complete).toBe(false);
  });

  it("finding none where the count says there is none is complete", () => {
    expect(audit({}, counts(-1, 0, null))).toMatchObject({ complete: true, dimension: -1, solutions: [] });
  });

  it("lists a cluster as one solution only where the count leaves no other way", () => {
    const given = { simple: [point(1)], open: [cluster(5, 3)] };
    const agreed = audit(given, counts(0, 4, 2));
    expect(agreed).toMatchObject({ complete: true, proof: "numerical", clusters: [] });
    expect(agreed.solutions.map(({ multiplicity, singular }) => [multiplicity, singular])).toEqual([
      [1, false],
      [3, true],
    ]);
    for (const count of [null, counts(0, 4, 3), counts(0, 5, 2), counts(0, 4, null)]) {
      const { solutions, clusters, complete, reasons } = audit(given, count);
      expect({ complete, listed: solutions.length }).toEqual({ complete: false, listed: 1 });
      expect(clusters).toMatchObject([{ paths: 3 }]);
      expect(reasons).toContainEqual({ kind: "clusters", count: 1, paths: 3 });
    }
  });

  it("leaves multiplicities out where paths of combinations would be counted", () => {
    const { solutions } = audit({ open: [cluster(5, 4)] }, counts(0, 3, 1), OVERDETERMINED);
    expect(solutions).toHaveLength(1);
    expect(solutions[0]).not.toHaveProperty("multiplicity");
  });

  it("does not let failed paths matter where certified solutions are as many as the count", () => {
    const three = [1, 2, 3].map((x) => point(x));
    const failed = [run(4n, "1 paths failed")];
    expect(audit({ simple: three, runs: failed }, counts(0, 3, 3)).complete).toBe(true);
    expect(audit({ simple: three, runs: failed }, null).reasons).toEqual([
      { kind: "paths", text: "1 paths failed" },
    ]);
    const uncertified = [...three.slice(1), point(1, false)];
    expect(audit({ simple: uncertified }, counts(0, 3, 3)).reasons).toEqual([
      { kind: "uncertified", count: 1 },
    ]);
    expect(audit({ simple: uncertified }, counts(0, 3, 3), OVERDETERMINED).complete).toBe(true);
  });

  it("is incomplete beside sets of positive dimension, whose dimension it says", () => {
    expect(audit({ simple: [point(1)] }, counts(1, 2, null))).toMatchObject({
      complete: false,
      dimension: 1,
      reasons: [{ kind: "positive-dimension", dimension: 1 }],
    });
  });

  it("without a count, says what is not certified, not decided or not looked for", () => {
    const reasons = audit(
      { simple: [point(1, false)], doubtful: 2, coversAll: false, runs: [run(4n), run(4n)] },
      null,
    ).reasons;
    expect(reasons).toEqual([
      { kind: "uncertified", count: 1 },
      { kind: "membership", count: 2 },
      { kind: "sizes" },
    ]);
  });
});
