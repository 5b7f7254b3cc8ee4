import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/formats.js";
import { type Report, render, viewKeys } from "../../src/report/render.js";
import type { SolvedSystem } from "../../src/systems/solved-system.js";

const result: SolvedSystem = {
  solutions: [
    {
      re: Float64Array.of(-0, 0.5),
      im: Float64Array.of(0, 0),
      real: true,
      multiplicity: 2,
      singular: true,
      certified: false,
      residual: 1e-9,
    },
    {
      re: Float64Array.of(1, 2),
      im: Float64Array.of(-1, 3),
      real: false,
      multiplicity: 1,
      singular: false,
      certified: true,
      residual: 0,
    },
  ],
  paths: { started: 6, finite: 3, atInfinity: 2, failed: 1 },
  bound: 6n,
  clusters: [],
  method: "paths",
  complete: false,
  proof: "incomplete",
  reasons: [{ kind: "paths", text: "1 paths failed" }],
};
const report: Report = {
  kind: "solutions",
  solutions: { variables: ["x_1", "lambda"], equations: 2, seed: 7, result },
};

describe("the report of a solved system", () => {
  it("counts points, real ones and singular ones, and accounts for every path", () => {
    const json = JSON.parse(render(report, "json"));
    expect(json.solutions).toEqual({ finite: 2, real: 1, singular: 1 });
    expect(json.paths).toEqual(result.paths);
    expect(json).toMatchObject({ variables: ["x_1", "lambda"], complete: false, reason: "1 paths failed" });
    expect(json.points[0]).toEqual({
      re: [0, 0.5],
      im: [0, 0],
      real: true,
      singular: true,
      multiplicity: 2,
      certified: false,
      residual: 1e-9,
    });
    expect(render(report, "text")).toContain("2 finite, 1 of them real, 1 singular");
    expect(render(report, "text")).toContain("6 started = 3 finite + 2 at infinity + 1 failed");
    expect(render(report, "text")).toContain("complete: no (1 paths failed)");
  });

  it("prints points that are close together with as many digits as tell them apart, and the others with six", () => {
    const at = (...re: number[]) => ({
      ...result.solutions[1]!,
      re: Float64Array.from(re),
      im: new Float64Array(2),
    });
    const points = [
      at(1, 1 / 3),
      at(1 + 1e-12, 1 / 3),
      at(1 + Number.EPSILON, 1 / 3),
      at(2, 1 / 3),
      at(2, 1 / 3),
    ];
    const text = render(
      { kind: "solutions", solutions: { ...report.solutions, result: { ...result, solutions: points } } },
      "text",
    );
    const row = (k: number) => new RegExp(`^ *${k} +(\\S+) +(?:\\S+) +(\\S+)`, "m").exec(text)!.slice(1);
    expect(row(2)).toEqual(["1.000000000001", "0.3333333333333"]);
    expect(row(1)[0]).toBe("1");
    expect(row(3)[0]).toBe("1.0000000000000002");
    // The same point twice: doubles have no more digits.
    expect(row(4)).toEqual(row(5));
  });

  it("describes the part of positive dimension by layers, and its real points in a table of their own", () => {
    const described = (more: Partial<SolvedSystem>): Report => ({
      kind: "solutions",
      solutions: {
        variables: ["x", "y"],
        equations: 1,
        seed: 7,
        result: {
          ...result,
          method: "elimination",
          complete: true,
          proof: "proved",
          reasons: [],
          dimension: 1,
          ...more,
        },
      },
    });
    const point = { re: Float64Array.of(0.25, -1), radii: Float64Array.of(0, 1e-17), dimension: 1 };
    const some = described({
      layers: [
        { dimension: 1, degree: 4, reduced: 2, proof: "proved" },
        { dimension: 2, degree: 3, proof: "modular" },
      ],
      realPart: { kind: "points", points: [point, { ...point, exact: ["1/4", "-1"] }], proof: "proved" },
    });
    const text = render(some, "text");
    expect(text).toContain(
      "dimension 1, degree 4 with multiplicity, 2 without; dimension 2, degree 3 (as primes agree, not proved)",
    );
    expect(text).toContain("at most 2 connected components, every one meets the points below (proved)");
    expect(text).toContain("Real points on components of positive dimension");
    expect(JSON.parse(render(some, "json"))).toMatchObject({
      layers: [
        { dimension: 1, degree: 4, reduced: 2, proof: "proved" },
        { dimension: 2, degree: 3, proof: "modular" },
      ],
      realPart: {
        kind: "points",
        components: { atMost: 2 },
        points: [{ re: [0.25, -1], radii: [0, 1e-17], dimension: 1 }, { exact: ["1/4", "-1"] }],
      },
    });
    const none = described({ realPart: { kind: "none", proof: "proved" } });
    expect(render(none, "text")).toContain("no real point on them (proved)");
    for (const gap of ["budget", "components", "radical", "points", "interrupted"] as const)
      expect(render(described({ realPart: { kind: "undecided", gap } }), "text")).toContain(
        "real points on them: not decided (",
      );
  });

  it("says every reason in words, and the data behind it", () => {
    const counts = { dimension: 0, degree: 5, distinct: 4, prime: 31 };
    const reasons: SolvedSystem["reasons"] = [
      { kind: "paths", text: "2 paths failed" },
      { kind: "clusters", count: 1, paths: 3 },
      { kind: "uncertified", count: 2 },
      { kind: "count", distinct: 3, multiplicity: 4 },
      { kind: "positive-dimension", dimension: 1 },
      { kind: "sizes" },
      { kind: "membership", count: 1 },
      { kind: "consistency" },
      { kind: "dimension", atLeast: 2 },
    ];
    const cluster = { re: [1, 2], im: [0, 1], radii: [1e-3, 1e-3], paths: 3 };
    const typed = {
      re: Float64Array.from(cluster.re),
      im: Float64Array.from(cluster.im),
      radii: Float64Array.from(cluster.radii),
      paths: 3,
    };
    const solutions = {
      variables: ["x", "y"],
      equations: 2,
      seed: 1,
      result: { ...result, counts, reasons, clusters: [typed] },
    };
    const json = JSON.parse(render({ kind: "solutions", solutions }, "json"));
    expect(json).toMatchObject({ counts, reasons, clusters: [cluster] });
    const text = render({ kind: "solutions", solutions }, "text");
    for (const words of [
      "2 paths failed; 3 paths end in 1 cluster that double precision does not resolve",
      "2 nonsingular points are not certified",
      "found 3 distinct solutions (4 with multiplicity), while modulo 31 there are 4, 5 with multiplicity",
      "beside a solution set of dimension 1, isolated solutions may receive no path",
      "of 1 point it is not known whether every equation vanishes there",
      "a solution set of dimension 2 at least",
      "unresolved cluster of 3 paths near (1.00000, 2.00000 + 1.00000i)",
    ])
      expect(text.replace(/\s+/g, " ")).toContain(words);
  });

  it("says the dimension of what is not isolated, and that there is nothing", () => {
    const with_ = (dimension: number, complete = true) => ({
      kind: "solutions" as const,
      solutions: {
        variables: ["x"],
        equations: 1,
        seed: 1,
        result: {
          ...result,
          solutions: [],
          dimension,
          method: "elimination" as const,
          complete,
          proof: "proved" as const,
          reasons: [],
        },
      },
    });
    expect(render(with_(2), "text")).toContain("the solution set has dimension 2, without isolated points");
    expect(render(with_(2, false), "text")).not.toContain("without isolated points");
    expect(render(with_(-1), "text")).toContain("no solution");
    expect(render(with_(-1), "text")).toContain("complete: yes (proved: by exact elimination)");
    const evidence = {
      kind: "rank",
      prime: 67_108_859,
      bound: 4,
      atInfinity: 0,
      verifiedBy: "certificates",
    } as const;
    const points = with_(0);
    points.solutions.result = { ...points.solutions.result, evidence } as typeof points.solutions.result;
    expect(render(points, "text")).toContain("as many distinct solutions are certified");
    expect(JSON.parse(render(points, "json"))).toMatchObject({ evidence });
    expect(JSON.parse(render(with_(2), "json"))).toMatchObject({ dimension: 2, complete: true, reasons: [] });
  });

  it("has a number in every numeric cell, and names set as mathematics in TeX", () => {
    expect(render(report, "csv").split("\r\n")[0]).toBe(
      "point,re_x_1,im_x_1,re_lambda,im_lambda,real,singular,multiplicity,certified,residual",
    );
    expect(render(report, "csv").split("\r\n")[1]).toBe("1,0,,0.5,,yes,yes,2,no,1e-9");
    expect(render(report, "tex")).toContain("$\\operatorname{Re} x_{1}$");
    expect(render(report, "tex")).toContain("$\\operatorname{Im} \\lambda$");
    for (const format of FORMATS) expect(render(report, format).endsWith("\n")).toBe(true);
  });
});

describe("the table of solutions under a view", () => {
  const view = { where: "real = yes", columns: ["re_lambda", "point"], digits: 2 };

  it("lists the rows of the condition, says so, and keeps the counts of all", () => {
    const text = render(report, "text", {}, view);
    expect(text).toContain("filtered: 1 of 2 rows, where real = yes; the rest of the report is that of all");
    expect(text).toContain("2 finite, 1 of them real, 1 singular");
    expect(render(report, "csv", {}, view)).toBe("re_lambda,point\r\n0.5,1\r\n");
  });

  it("knows the columns of the variables, also those that are empty", () => {
    const keys = viewKeys("solutions", ["x_1", "lambda"]);
    expect(keys).toEqual(expect.arrayContaining(["re_x_1", "im_lambda", "multiplicity", "certified"]));
    expect(() => render(report, "csv", {}, { where: "re_y = 1" })).toThrow(
      /^--where: expected a column: point,/,
    );
  });
});
