import { describe, expect, it } from "vitest";
import type { Location } from "../../src/dynamics/locate.js";
import { matrix } from "../../src/numeric/linalg/dense.js";
import { locationDocument, locationJson } from "../../src/report/location.js";

const W = matrix(1, 2, [0.5, 0]);
const here = { point: { W }, residual: 0.25, critical: false, components: [] };

/** A point that is not critical, without anything that may be absent. */
const location = (changes: Partial<Location> = {}): Location => ({
  title: "A problem",
  infeasibility: 0,
  escape: [],
  ...here,
  ...changes,
});

const linesOf = (given: Location, heading: string): readonly string[] | undefined =>
  locationDocument(given).notes.find((note) => note.heading === heading)?.lines;

describe("a located point as a document", () => {
  it("has a row for the point and for every place that it leads to", () => {
    const [table] = locationDocument(
      location({
        newton: { ...here, critical: true, components: ["a"], distance: 1 },
        descent: { ...here, critical: true, components: ["a", "b"], distance: 2 },
      }),
    ).tables;
    const columns = table!.columns.map(({ key }) => key);
    expect(table!.rows).toHaveLength(3);
    expect(columns.slice(0, 3)).toEqual(["place", "critical", "component"]);
  });

  it("says whether the point is critical, and on what", () => {
    expect(linesOf(location(), "Point")).toEqual([
      "not critical: residual 0.25",
      "Newton's method does not reach a critical point from here",
    ]);
    expect(linesOf(location({ critical: true, residual: 1e-16, components: ["a", "b"] }), "Point")).toEqual([
      "critical (residual 1e-16), on a or b",
    ]);
    expect(linesOf(location({ critical: true, residual: 0 }), "Point")![0]).toContain(
      "on no component of the atlas",
    );
  });

  it("says what was moved, and what is proved or why nothing is", () => {
    const lines = (changes: Partial<Location>) =>
      linesOf(location({ critical: true, ...changes }), "Point")!.slice(1);
    expect(lines({ infeasibility: 0.1 })).toEqual(["moved onto its constraints by 0.1"]);
    expect(lines({ infeasibility: 1e-13 })).toEqual([]);
    expect(lines({ certificate: { proved: true, detail: "one point" } })).toEqual(["certificate: one point"]);
    expect(lines({ certificate: { proved: false, detail: "a kink" } })).toEqual([
      "certificate: none: a kink",
    ]);
  });

  it("has eigenvalues and escape directions where there are some", () => {
    expect(linesOf(location(), "Escape directions")).toBeUndefined();
    const saddle = location({ eigenvalues: [-2, 1], escape: [{ eigenvalue: -2, direction: { W } }] });
    expect(linesOf(saddle, "Eigenvalues of the Hessian")).toEqual(["-2, 1"]);
    expect(linesOf(saddle, "Escape directions")).toEqual(["-2: W = [[0.5, 0]]"]);
  });
});

describe("a located point as JSON", () => {
  it("has matrices as rows, and no field for what is absent", () => {
    const plain = JSON.parse(JSON.stringify(locationJson(location()))) as Record<string, unknown>;
    expect(plain).toMatchObject({
      title: "A problem",
      point: { W: [[0.5, 0]] },
      critical: false,
      components: [],
      escape: [],
    });
    expect(Object.keys(plain)).not.toContain("newton");
    expect(Object.keys(plain)).not.toContain("eigenvalues");
  });

  it("has where the point leads, with the distance", () => {
    const newton = { ...here, distance: 2, nearest: { id: "a", distance: 0, kind: "orbit" as const } };
    const plain = JSON.parse(JSON.stringify(locationJson(location({ newton })))) as { newton: object };
    expect(plain.newton).toMatchObject({
      distance: 2,
      nearest: { id: "a", distance: 0 },
      point: { W: [[0.5, 0]] },
    });
  });
});
