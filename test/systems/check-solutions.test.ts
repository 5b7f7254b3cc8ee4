/** `check` of stored solutions: what `solve` wrote passes, and each tampering is found at its place. */
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/files/json-text.js";
import { solutionsJson } from "../../src/report/solutions.js";
import { checkSolutions } from "../../src/systems/check-solutions.js";
import { type SolveMethod, solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { readStoredSolutions } from "../../src/systems/stored-solutions.js";
import { parseSystem } from "../../src/systems/system-file.js";

type Plain = Record<string, Json>;
interface File extends Plain {
  points: Plain[];
  solutions: Plain;
  counts: Plain;
  evidence: Plain;
}

/** The file that `solve` writes. */
async function fileOf(
  variables: string,
  equations: string[],
  method: SolveMethod = "algebra",
): Promise<File> {
  const system = parseSystem({ variables: variables.split(" "), equations });
  const result = await solvePolynomials(system, { seed: 7, method });
  const { sources } = system;
  const report = {
    variables: system.variables,
    equations: equations.length,
    sources: sources!,
    seed: 7,
    result,
  };
  return JSON.parse(JSON.stringify(solutionsJson(report)));
}

const checked = (file: Plain) => checkSolutions(readStoredSolutions(JSON.stringify(file)));

const placesOf = async (file: Plain): Promise<string[]> =>
  (await checked(file)).discrepancies.map(({ place, audit }) => `${place} ${audit}`);

/** x² = 2 and y³ − 3 y + 2 = (y − 1)² (y + 2): ±√2 with y = 1 doubly, and with y = −2. */
const DOUBLE = ["x^2 - 2", "y^3 - 3*y + 2"];
/** A circle and a parabola: four simple points, none rational. */
const SIMPLE = ["x^2 + y^2 - 5", "x^2 - 3*y"];
/** A circle, and x = 2, y = x² − 1 = 3. */
const CURVE = ["(x^2 + y^2 - 1)*(x - 2)", "(x^2 + y^2 - 1)*(y - x^2 + 1)"];

describe("a stored list of solutions", () => {
  it.each<[string, string, string[], SolveMethod]>([
    ["simple points by elimination", "x y", SIMPLE, "algebra"],
    ["simple points by paths, as many as there are paths", "x y", SIMPLE, "paths"],
    ["double points by elimination", "x y", DOUBLE, "algebra"],
    ["double points by paths", "x y", DOUBLE, "paths"],
    ["both methods", "x y", DOUBLE, "both"],
    ["more equations than variables", "x y", [...DOUBLE, "(x^2 - 2)*(y + 5)"], "algebra"],
    ["one variable", "x", ["x^5 - 3*x + 1"], "auto"],
    ["no solution", "x y", ["x*y - 1", "x*y - 2"], "auto"],
    ["a circle and a point", "x y", CURVE, "auto"],
    ["a variable that no equation contains", "x y z", SIMPLE, "auto"],
    ["fewer equations than variables", "x y z", SIMPLE.slice(0, 1), "auto"],
  ])("holds as it was written: %s", async (_, variables, equations, method) => {
    const { discrepancies, open } = await checked(await fileOf(variables, equations, method));
    expect({ discrepancies, open }).toEqual({ discrepancies: [], open: [] });
  });

  it("is counted modulo a prime that is not its own", async () => {
    const file = await fileOf("x y", DOUBLE);
    const { prime } = await checked(file);
    expect(prime).not.toBeNull();
    expect(prime).not.toBe(file.counts.prime);
    const again = await checked({ ...file, counts: { ...file.counts, prime } });
    expect(again.prime).not.toBe(prime);
    expect(again.discrepancies).toEqual([]);
  });
});

describe("a tampered list of solutions", () => {
  const tampered = async (
    equations: string[],
    change: (file: File) => void,
    method: SolveMethod = "algebra",
  ): Promise<string[]> => {
    const file = await fileOf("x y", equations, method);
    change(file);
    return placesOf(file);
  };

  it.each<[string, (file: File) => void, string]>([
    ["a dropped point", ({ points }) => points.pop(), "solutions.finite summary"],
    [
      "a dropped point, and the summary with it",
      (file) => {
        file.points.pop();
        file.solutions.finite = 3;
        file.solutions.real = 3;
      },
      "solutions.finite count",
    ],
    ["a point twice", ({ points }) => points.push(points[0]!), "points[4] distinct"],
    ["a moved point", ({ points }) => move(points[1]!, 1e-9), "points[1] list"],
    ["a point that is moved far", ({ points }) => move(points[2]!, 1), "points[2] list"],
    ["a wrong multiplicity", ({ points }) => (points[0]!.multiplicity = 7), "points[0].multiplicity list"],
    [
      "a multiplicity of nothing",
      ({ points }) => (points[0]!.multiplicity = 0),
      "points[0].multiplicity points",
    ],
    [
      "multiplicities exchanged",
      ({ points }) => {
        const simple = points.find(({ multiplicity }) => multiplicity === 1)!;
        const double = points.find(({ multiplicity }) => multiplicity === 2)!;
        Object.assign(simple, { multiplicity: 2, singular: true });
        Object.assign(double, { multiplicity: 1, singular: false });
      },
      "points[0].multiplicity list",
    ],
    [
      "singular or not",
      ({ points }) => (points[0]!.singular = !points[0]!.singular),
      "points[0].singular list",
    ],
    ["real or not", ({ points }) => (points[3]!.real = false), "points[3].real list"],
    ["another radius", ({ points }) => (points[0]!.radius = 1e-3), "points[0].radius points"],
    ["a wrong dimension", (file) => (file.dimension = 1), "dimension list"],
    ["a wrong count", ({ counts }) => (counts.degree = 7), "counts.degree count"],
    ["a wrong count of distinct ones", ({ counts }) => (counts.distinct = 5), "counts.distinct count"],
    ["a wrong dimension of the count", ({ counts }) => (counts.dimension = 1), "counts.dimension count"],
    ["a prime that is none", ({ counts }) => (counts.prime = 67108861), "counts.prime count"],
    ["real ones miscounted", ({ solutions }) => (solutions.real = 2), "solutions.real summary"],
    ["singular ones miscounted", ({ solutions }) => (solutions.singular = 1), "solutions.singular summary"],
    ["complete, and not proved", (file) => (file.proof = "incomplete"), "complete summary"],
    ["a proof that is no word of this package", (file) => (file.proof = "certain"), "proof summary"],
    ["another bound", ({ evidence }) => (evidence.bound = 7), "evidence.bound proof"],
    ["points at infinity", ({ evidence }) => (evidence.atInfinity = 1), "evidence.atInfinity proof"],
    ["a proof by primes", ({ evidence }) => (evidence.kind = "modular"), "evidence.kind proof"],
    [
      "a composite prime of the evidence",
      ({ evidence }) => (evidence.prime = 67108861),
      "evidence.prime proof",
    ],
  ])("is refuted at its place: %s", async (_, change, place) => {
    expect(await tampered(DOUBLE, change)).toContain(place);
  });

  it("is confirmed by a grading, and refuted where its weights or its bound are others", async () => {
    const graded = ["y^2 - x^3 + x - 1", "x^2*y + y - 7*x"];
    expect((await fileOf("x y", graded)).evidence).toMatchObject({
      kind: "weighted-rank",
      bound: 7,
      weights: [2, 3],
    });
    expect(await tampered(graded, () => {})).toEqual([]);
    for (const weights of [[3, 2], [2], "2,3", null])
      expect(await tampered(graded, ({ evidence }) => (evidence.weights = weights))).toEqual([
        "evidence.weights proof",
      ]);
    expect(await tampered(graded, ({ evidence }) => (evidence.bound = 8))).toContain("evidence.bound proof");
  });

  it("is refuted where a simple point is moved: Krawczyk's test finds the zero elsewhere", async () => {
    expect(await tampered(SIMPLE, ({ points }) => move(points[0]!, 1e-9))).toContain("points[0] points");
    expect(await tampered(SIMPLE, ({ points }) => move(points[0]!, 1e-9), "paths")).toContain(
      "points[0] points",
    );
  });

  it("is refuted where a rational point is another, or not where its doubles are", async () => {
    const exact = ["(x - 3)*(x + 1/2)", "y - x^2"];
    expect(await tampered(exact, ({ points }) => (points[0]!.exact = ["3", "10"]))).toContain(
      "points[0] points",
    );
    expect(await tampered(exact, ({ points }) => (points[0]!.exact = points[1]!.exact!))).toContain(
      "points[0] points",
    );
  });

  it("is refuted where its evidence is a bound that does not hold", async () => {
    // With solutions at infinity: the degrees alone bound nothing.
    const file = await fileOf("x y", ["x*y - 1", "x*y^2 - x^2 - 3"]);
    expect(file).toMatchObject({ proof: "proved", counts: { distinct: 3 } });
    expect(file.evidence!.kind).not.toBe("rank");
    const { evidence: _, ...rest } = file;
    expect(await placesOf({ ...rest, proof: "modular" })).toEqual(["evidence proof"]);
    const forged = { kind: "rank", prime: file.counts.prime!, bound: 2, atInfinity: 0 };
    expect(await placesOf({ ...file, evidence: forged })).toEqual([
      "evidence.bound proof",
      "evidence.kind proof",
    ]);
    // With the true number as well: the scheme in P² has degree 6, two thirds of it at infinity.
    for (const atInfinity of [0, 1, 2])
      expect(await placesOf({ ...file, evidence: { ...forged, bound: 3, atInfinity } })).toEqual([
        "evidence.kind proof",
      ]);
  });

  it("is not verified by a rank that rests on points at infinity that nobody has seen", async () => {
    // y = 1/x², x⁴ + 5 x³ = 1: of nine points in P² five are at infinity, counted with multiplicity; distinct are two.
    const file = await fileOf("x y", ["x^2*y - 1", "x*y^2 - x - 5"]);
    const { kind } = file.evidence;
    expect(kind).not.toBe("rank");
    const rank = { kind: "rank", prime: file.counts.prime!, bound: 4, atInfinity: 5 };
    const { discrepancies, open } = await checked({ ...file, evidence: rank });
    expect(discrepancies).toEqual([]);
    expect(open).toEqual([{ kind: "other-evidence", name: "rank", found: kind }]);
  });

  it("is refuted where a point is dropped together with all that counts it", async () => {
    const drop = (file: File) => {
      file.points.pop();
      Object.assign(file.solutions, { finite: 3, real: 3 });
      Object.assign(file.counts, { degree: 5, distinct: 3 });
      file.evidence.bound = 5;
    };
    expect(await tampered(DOUBLE, drop)).toContain("counts.degree count");
    const withoutCounts = (file: File) => {
      drop(file);
      delete (file as Plain).counts;
      delete (file as Plain).evidence;
    };
    expect(await tampered(DOUBLE, withoutCounts)).toContain("solutions.finite count");
    // Beside a circle, where no count speaks of it.
    const beside = await tampered(CURVE, (file) => {
      file.points.pop();
      Object.assign(file.solutions, { finite: 0, real: 0 });
    });
    expect(beside).toContain("points list");
  });

  it("is refuted where a proof by primes alone is renamed", async () => {
    const file = await fileOf("x y", DOUBLE);
    const { prime } = file.counts;
    const evidence = { kind: "modular", solutions: true, primes: 0, bits: 26, gap: "bound" };
    expect(await placesOf({ ...file, proof: "modular", evidence })).toEqual(["evidence.primes proof"]);
    expect(await placesOf({ ...file, evidence: { kind: "rank", bound: 6, atInfinity: 0 } })).toEqual([
      "evidence.prime proof",
    ]);
    const components = {
      kind: "components",
      dimension: 0,
      degree: 6,
      unmixed: true,
      generators: 2,
      prime: prime!,
    };
    const { open } = await checked({ ...file, evidence: components });
    expect(open).toEqual([
      { kind: "field", name: "evidence.prime" },
      { kind: "other-evidence", name: "components", found: "rank" },
    ]);
  });

  it("is refuted where certificates of multiple points are claimed", async () => {
    const certified = (verifiedBy: string) => (file: File) => Object.assign(file.evidence, { verifiedBy });
    expect(await tampered(DOUBLE, certified("certificates"))).toEqual(["evidence.verifiedBy proof"]);
    const simple = ["x^2 + y^2 - 5", "x*y - 1"];
    expect(await tampered(simple, certified("certificates"))).toEqual([]);
    expect(await tampered(simple, certified("somebody"))).toEqual(["evidence.verifiedBy proof"]);
  });

  it("is not verified where it claims certificates of points in a list that is not complete", async () => {
    const file = await fileOf("x y", DOUBLE);
    const incomplete = { ...file, complete: false, proof: "incomplete" };
    const { open } = await checked(incomplete);
    const irrational = file.points.flatMap(({ exact }, k) => (exact === undefined ? [k] : []));
    const singular = irrational.filter((k) => file.points[k]!.singular);
    expect(singular).toHaveLength(2);
    expect(open).toEqual(singular.map((k) => ({ kind: "field", name: `points[${k}].certified` })));
  });

  it("is refuted where a part of positive dimension is said to be known better", async () => {
    const file = await fileOf("x y", CURVE, "auto");
    const layers = file.layers as Plain[];
    const realPart = file.realPart as Plain;
    expect({ layers, realPart }).toMatchObject({
      layers: [{ dimension: 1, degree: 2, proof: "proved" }],
      realPart: { kind: "points", proof: "proved" },
    });
    const places = (change: Plain) => placesOf({ ...file, ...change } as File);
    expect(await places({ layers: [{ ...layers[0], proof: "modular" }] })).toEqual([]);
    expect(await places({ layers: [{ ...layers[0], proof: "beyond doubt" }] })).toEqual([
      "layers[0].proof proof",
    ]);
    expect(await places({ realPart: { ...realPart, proof: "beyond doubt" } })).toEqual([
      "realPart.proof proof",
    ]);
    const points = (realPart.points as Plain[]).map((point) => ({ ...point, dimension: 0 }));
    expect(await places({ realPart: { ...realPart, points } })).toContain(
      "realPart.points[0].dimension list",
    );
  });

  it("is not refuted where it says less than could be said", async () => {
    const file = await fileOf("x y", DOUBLE);
    const { evidence: _, ...rest } = file;
    expect(await placesOf({ ...rest, proof: "numerical" })).toEqual([]);
    expect(await placesOf({ ...rest, proof: "modular" })).toEqual(["evidence proof"]);
  });

  it("is refuted where components have another dimension or degree", async () => {
    const places = await tampered(CURVE, ({ evidence }) =>
      Object.assign(evidence, { degree: 3, unmixed: false }),
    );
    expect(places).toEqual(["evidence.degree proof", "evidence.unmixed proof"]);
  });

  it("is not re-verified where nobody here knows what it says", async () => {
    const file = await fileOf("x y", DOUBLE);
    const strange = { ...file, evidence: { kind: "oracle" }, stability: [1] };
    const { discrepancies, open } = await checked(strange);
    expect(discrepancies).toEqual([]);
    expect(open).toEqual([
      { kind: "field", name: "stability" },
      { kind: "evidence", name: "oracle" },
    ]);
  });

  it("is not re-verified by evidence of another kind", async () => {
    const file = await fileOf("x y", DOUBLE);
    const { kind } = file.evidence;
    const others = { rank: "consequences", consequences: "rank", bernstein: "rank" } as const;
    const other = others[kind as keyof typeof others];
    const { open } = await checked({ ...file, evidence: { ...file.evidence, kind: other, bound: 6 } });
    expect(open.filter((statement) => statement.kind !== "field")).toEqual([
      { kind: "other-evidence", name: other, found: kind },
    ]);
  });

  it("stops at its signal", async () => {
    const stored = readStoredSolutions(JSON.stringify(await fileOf("x y", DOUBLE)));
    const reason = new Error("enough");
    await expect(checkSolutions(stored, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

/** Another place for a point that was at a rational or an irrational one. */
function move(point: Plain, by: number): void {
  const [x, ...rest] = point.re as number[];
  point.re = [x! + by, ...rest];
  delete point.exact;
}
