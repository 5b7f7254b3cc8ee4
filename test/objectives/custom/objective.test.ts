import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze, buildProblem, loadProblem, parseProblemFile } from "../../../src/index.js";

const folder = new URL("../../../examples/losses/", import.meta.url);

type Rows = readonly (readonly number[])[];
type Point = Readonly<Record<string, Rows>>;
const product = (a: Rows, b: Rows): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const transposed = (a: Rows): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));
const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
const squares = (a: Rows): number => total(a.flat().map((x) => x * x));
const form = (w: Rows, c: Rows): number[][] => product(product(w, c), transposed(w));

const GAMMA = [
  [1, 1 / 5],
  [1 / 5, 1 / 2],
];
const SIGMA = [
  [5 / 4, 1 / 5],
  [1 / 5, 3 / 4],
];
const diagonalLoss = (c: Rows): number => total(c.map((row, i) => (row[i]! - 1) ** 2));
const offDiagonalLoss = (c: Rows): number =>
  total(c.flatMap((row, i) => row.map((x, j) => (i === j ? 0 : x * x))));

const S2 = [
  [2, 1 / 2],
  [1 / 2, 1],
];
const dotted = (a: Rows, b: Rows): number => total(a.flat().map((x, k) => x * b.flat()[k]!));
const determinantOf = (m: Rows): number => m[0]![0]! * m[1]![1]! - m[0]![1]! * m[1]![0]!;
const inverted = (m: Rows): number[][] => {
  const [[a, b], [c, d]] = m as [[number, number], [number, number]];
  const size = determinantOf(m);
  return [
    [d / size, -b / size],
    [-c / size, a / size],
  ];
};

/** Each loss once more, by loops over numbers. */
const LOSSES: Readonly<Record<string, (point: Point) => number>> = {
  "rayleigh-quotient": ({ w }) => -form(transposed(w!), GAMMA)[0]![0]! / form(transposed(w!), S2)[0]![0]!,
  "cosine-alignment": ({ w }) =>
    -dotted(w!, [[3], [4]]) / (5 * Math.hypot(...w!.flat())) + ((w![0]![0]! - 2) ** 2 + w![1]![0]! ** 2) / 4,
  "discriminant-analysis": ({ W }) => {
    const diagonal = (...entries: number[]) =>
      entries.map((x, i) => entries.map((_, j) => (i === j ? x : 0)));
    const c = form(W!, diagonal(2, 1, 1));
    const gauge = squares(c.map((row, i) => row.map((x, j) => x - (i === j ? 1 : 0))));
    const between = form(W!, diagonal(1, 3 / 4, 1 / 3));
    return gauge - total(product(inverted(c), between).map((row, i) => row[i]!));
  },
  "barlow-twins-normalised": ({ W }) => {
    // Rows are scaled to unit length: differences then are those along the spheres.
    const rows = W!.map((row) => row.map((x) => x / Math.hypot(...row)));
    const [c, d] = [form(rows, GAMMA), form(rows, S2)];
    const own = total([0, 1].map((i) => (1 - c[i]![i]! / d[i]![i]!) ** 2));
    return own + (0.2 * c[0]![1]! ** 2) / (d[0]![0]! * d[1]![1]!);
  },
  "whitened-alignment": ({ W }) => {
    const c = form(W!, S2).map((row, i) => row.map((x, j) => x + (i === j ? 1 / 10 : 0)));
    return -total(product(inverted(c), form(W!, GAMMA)).map((row, i) => row[i]!)) + squares(W!) / 20;
  },
  "vicreg-deviation": ({ W }) =>
    (1 - Math.sqrt(form(W!, S2)[0]![0]! + 1 / 10)) ** 2 - form(W!, GAMMA)[0]![0]! / 2,
  "volume-barrier": ({ W }) => squares(W!) + 1 / 3 / determinantOf(form(W!, S2)),
  "norm-penalty": ({ w }) => (w![0]![0]! - 3) ** 2 + (w![1]![0]! - 4) ** 2 + 3 * Math.hypot(...w!.flat()),
  "barlow-twins": ({ W }) => {
    const c = form(W!, GAMMA);
    return diagonalLoss(c) + offDiagonalLoss(c) / 10;
  },
  "vicreg-smooth": ({ W }) => {
    const c = form(W!, SIGMA);
    const alignment = total(form(W!, GAMMA).map((row, i) => row[i]!));
    return diagonalLoss(c) + offDiagonalLoss(c) / 2 + 2 * total(c.map((row, i) => row[i]!)) - 2 * alignment;
  },
  "encoder-with-bias": ({ U, b }) => {
    const inputs = [
      [1, 0, 2],
      [0, 1, 1],
    ];
    const targets = [
      [1, 1, 0],
      [0, 2, 1],
    ];
    const out = product(U!, inputs).map((row, i) => row.map((x, j) => x + b![i]![0]! - targets[i]![j]!));
    return squares(out) + squares(U!) / 2;
  },
  multimodal: ({ F, G }) => {
    const cross = [
      [1, 1 / 3],
      [0, 1 / 2],
    ];
    const sigma = [
      [2, 1 / 2],
      [1 / 2, 1],
    ];
    const alignment = product(product(F!, cross), transposed(G!))[0]![0]!;
    return -2 * alignment + squares(product(F!, sigma)) + (squares(F!) + squares(G!)) ** 2 / 4;
  },
  "phase-retrieval": ({ w }) => {
    const rows = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
      [1, -1, 2],
    ];
    const intensities = [1, 4, 1, 9, 2];
    return total(product(rows, w!).map(([x], i) => (x! ** 2 - intensities[i]!) ** 2));
  },
  "linear-autoencoder": ({ A, B }) => {
    const data = [
      [3, 1],
      [1, 2],
    ];
    const left = product(B!, A!).map((row, i) => row.map((x, j) => (i === j ? 1 : 0) - x));
    return total(form(left, data).map((row, i) => row[i]!)) + (squares(A!) + squares(B!)) / 2;
  },
  "two-layer-decay": ({ A, B }) => {
    const w = product(B!, A!);
    const alignment = form(w, [
      [2, 1 / 2],
      [1 / 2, 1],
    ])[0]![0]!;
    return -2 * alignment + squares(product(w, transposed(w))) + (squares(A!) + squares(B!)) / 2;
  },
  "linear-clip": ({ F, G }) => {
    const cross = [
      [1, 1 / 3],
      [0, 1 / 2],
    ];
    const sizes = [
      form(F!, [
        [2, 1 / 2],
        [1 / 2, 1],
      ])[0]![0]!,
      form(G!, [
        [1, 1 / 4],
        [1 / 4, 1],
      ])[0]![0]!,
    ];
    const alignment = product(product(F!, cross), transposed(G!))[0]![0]!;
    return -2 * alignment + sizes[0]! * sizes[1]! + (squares(F!) + squares(G!)) / 10;
  },
  "whitened-eigenvectors": ({ W, M }) => {
    const variance = form(W!, SIGMA)[0]![0]!;
    return 2 * (variance - form(W!, GAMMA)[0]![0]!) + 2 * M![0]![0]! * (variance - 1);
  },
  "free-features": ({ A, B }) => {
    const gaps = product(B!, A!).map((row, i) => row.map((x, j) => x - (i === j ? 1 : 0)));
    return squares(gaps) + (squares(A!) + squares(B!)) / 4;
  },
  "quartic-penalty": ({ w }) => {
    const a = [
      [2, 1, 0],
      [1, 2, 1],
      [0, 1, 2],
    ];
    return total(w!.map(([x]) => x! ** 4)) - form(transposed(w!), a)[0]![0]!;
  },
};

/** ∂f/∂x_ij by central differences. */
function slopes(f: (point: Point) => number, point: Point): number[] {
  const h = 1e-5;
  return Object.entries(point).flatMap(([name, rows]) =>
    rows.flatMap((row, i) =>
      row.map((_, j) => {
        const moved = (by: number): Point => ({
          ...point,
          [name]: rows.map((r, k) => r.map((x, l) => (k === i && l === j ? x + by : x))),
        });
        return (f(moved(h)) - f(moved(-h))) / (2 * h);
      }),
    ),
  );
}

/** Of degree 0 in every constrained variable: without projection their slopes are those along the spheres. */
const HOMOGENEOUS: Readonly<Record<string, (point: Point) => number>> = {
  "deep-contrastive": ({ A, B }) => {
    const data = [
      [2, 1, 0],
      [1, 1, 1 / 2],
      [0, 1 / 2, -1],
    ];
    const w = product(B!, A!);
    return -total(form(w, data).map((row, i) => row[i]!)) / (squares(A!) * squares(B!));
  },
  "barlow-normalised": ({ W }) => {
    const rows = W!.map((row) => row.map((x) => x / Math.sqrt(squares([row]))));
    const c = form(rows, [
      [4 / 5, 1 / 10],
      [1 / 10, 1 / 2],
    ]);
    return diagonalLoss(c) + 2 * offDiagonalLoss(c);
  },
  "uniform-simplex": ({ Z }) => {
    const columns = transposed(Z!).map((z) => z.map((x) => x / Math.sqrt(squares([z]))));
    const gram = product(columns, transposed(columns)).flat();
    return total(gram.map((x) => x + (1 + x) ** 2));
  },
};

const ALL = { ...LOSSES, ...HOMOGENEOUS };

const atlases = new Map<string, ReturnType<typeof analyze>>();

/** Of an example, computed once. */
function atlasOf(name: string): ReturnType<typeof analyze> {
  const atlas =
    atlases.get(name) ?? analyze(loadProblem(readFileSync(new URL(`${name}.json`, folder), "utf8")));
  atlases.set(name, atlas);
  return atlas;
}

describe("the example losses", () => {
  it("are those that are written down here", () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(ALL)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });

  it.each(Object.entries(ALL))(
    "%s has a complete list, whose points are critical by differences",
    async (name, f) => {
      const atlas = await atlasOf(name);
      expect(atlas.audit.complete).toBe(true);
      expect(atlas.components.length).toBeGreaterThan(0);
      for (const { representative, value } of atlas.components) {
        const at: Point = Object.fromEntries(
          Object.entries(representative).map(([symbol, { rows, columns, data }]) => [
            symbol,
            Array.from({ length: rows }, (_, i) => [...data.slice(i * columns, (i + 1) * columns)]),
          ]),
        );
        expect(f(at)).toBeCloseTo(value!, 9);
        expect(Math.max(...slopes(f, at).map(Math.abs))).toBeLessThan(1e-7);
      }
    },
  );

  it.each([
    // Generalised eigenvalues of (G, S): (18 ± √2)/35, each of a pair ±w.
    ["rayleigh-quotient", [-1, -1, 1, 1].map((s) => (-18 + s * Math.SQRT2) / 35)],
    // G w = λ S w with √(w'Sw + ε) = 1/(1 − λ/2), or w = 0.
    [
      "vicreg-deviation",
      [
        ...[1, 1, -1, -1].map((s) => {
          const mu = (18 + s * Math.SQRT2) / 35;
          const deviation = 1 / (1 - mu / 2);
          return (1 - deviation) ** 2 - (mu * (deviation ** 2 - 1 / 10)) / 2;
        }),
        (1 - Math.sqrt(1 / 10)) ** 2,
      ],
    ],
    // Pairs of generalised eigenvalues of (G, S), 1/2, 3/4 and 1/3, with W S W' = I.
    ["discriminant-analysis", [-5 / 4, -13 / 12, -5 / 6]],
    // W'W = t I, t³ = a/det S, at which the loss is 3t.
    ["volume-barrier", [3 * Math.cbrt(1 / 3 / (7 / 4))]],
    // w = (1 − 3/(2|c|)) c, |c| = 5.
    ["norm-penalty", [51 / 4]],
  ] as const)("%s has the values of its closed form and no others", async (name, values) => {
    const atlas = await atlasOf(name);
    expect(atlas.components.length).toBe(values.length);
    for (const [k, { value, certificate }] of atlas.components.entries()) {
      expect(value).toBeCloseTo(values[k]!, 12);
      expect(certificate.kind).toBe("interval");
    }
    expect(atlas.audit.proof).toBe("proved");
  });

  it("with norms name where they have no derivative, and the value there", async () => {
    const atlas = await atlasOf("norm-penalty");
    expect(atlas.domain).toEqual([
      {
        kind: "positive",
        text: "norm2(w)",
        tex: "\\lVert w \\rVert_F^2",
        everywhere: false,
        origin: { only: true, value: "25" },
      },
    ]);
  });
});

describe("moments that a loss names", () => {
  const loss = (text: string, model?: object, more: object = {}) =>
    buildProblem(
      parseProblemFile({
        ...(model === undefined ? {} : { model }),
        objective: { kind: "custom", loss: text, variables: { W: [1, 1] }, ...more },
      }),
    );
  const pairs = { samples: { x: [[1]], y: [[2]] } };

  it("are those of the model, or constants, or parts of its own", () => {
    const constants = { GammaXY: [[3]] };
    for (const problem of [
      loss("W*GammaXY*W'", pairs),
      loss("W*GammaXY*W'", undefined, { constants }),
      loss("W*GammaXY*W'", { moments: { gamma: [[1]] } }, { constants }),
      loss("let SigmaX = W*W'; SigmaX"),
      loss("W*Sigma*W'", { samples: [[1]] }),
    ])
      expect(problem.objective.landscape!.loss).toBeDefined();
  });

  it.each<[string, string, object | undefined, object, string]>([
    ["Γ of one view", "W*Gamma*W'", { samples: [[1]] }, {}, "objective.loss: expected Sigma alone (Gamma needs two or more views of each sample in the model), got Gamma"],
    ["Σ of two modalities", "W*Sigma*W'", pairs, {}, "objective.loss: expected GammaXY, SigmaX, SigmaY, the moments of the model, got Sigma"],
    ["those of two modalities of one", "W*SigmaX*W'", { moments: { gamma: [[1]] } }, {}, "objective.loss: expected Gamma and Sigma, the moments of the model (samples of two modalities in the model or a matrix under constants for others), got SigmaX"],
    ["those of two modalities without data", "W*GammaXY*W'", undefined, {}, "objective.loss: expected samples of two modalities in the model or a matrix under constants for GammaXY, SigmaX and SigmaY, got GammaXY"],
    ["a constant of the same name", "W*GammaXY*W'", pairs, { constants: { GammaXY: [[3]] } }, 'objective.constants: expected names that are not those of moments of the model, got "GammaXY"'],
  ])("are not %s", (_, text, model, more, message) => {
    expect(() => loss(text, model, more)).toThrow(message);
  }); // biome-ignore format: a table
});

/** Stable and unstable equilibria: the roots of cubics that are written down here. */
describe("the example fields", () => {
  const fields = new URL("../../../examples/fields/", import.meta.url);
  const read = (name: string) => loadProblem(readFileSync(new URL(name, fields), "utf8"));

  it("DirectCopy keeps the direction of variance 1 and loses that of variance 3", async () => {
    // p − h p² = η = 1/6 for p = |w|²: no root for h = 3, two for h = 1.
    const roots = [-1, 1].map((sign) => Math.sqrt((1 + sign * Math.sqrt(1 / 3)) / 2));
    const { audit, components } = await analyze(read("direct-copy.json"));
    expect(audit.complete).toBe(true);
    const points = components.map(({ representative, kind }) => [...representative.W!.data, kind]);
    const expected = [
      [-roots[1]!, "stable-equilibrium"],
      [-roots[0]!, "unstable-equilibrium"],
      [0, "stable-equilibrium"],
      [roots[0]!, "unstable-equilibrium"],
      [roots[1]!, "stable-equilibrium"],
    ];
    const sorted = points.sort((a, b) => (a[0] as number) - (b[0] as number));
    expect(sorted.map(([, , kind]) => kind)).toEqual(expected.map(([, kind]) => kind));
    sorted.forEach(([x, y], k) => {
      expect(x).toBeCloseTo(expected[k]![0] as number, 12);
      expect(y).toBeCloseTo(0, 12);
    });
  });

  it("JEPA with decay has two levels beside collapse", async () => {
    // Balanced, |V| = |E| = w: w³·3/2 − w² + η = 0 with V > 0, from E: V(3/2 VE − E) + ηE = 0.
    const levels = [-1, 1].map((sign) => (1 + sign * Math.sqrt(1 - (4 * 3) / 2 / 20)) / 3);
    const { audit, components } = await analyze(read("linear-jepa.json"));
    expect(audit.complete).toBe(true);
    const found = components.map(({ representative: { V, E }, kind }) => ({
      v: V!.data[0]!,
      e: Math.abs(E!.data[0]!),
      kind,
    }));
    expect(found).toHaveLength(5);
    for (const [level, kind] of [
      [0, "stable-equilibrium"],
      [levels[0]!, "unstable-equilibrium"],
      [levels[1]!, "stable-equilibrium"],
    ] as const) {
      const here = found.filter(({ v }) => Math.abs(v - level) < 1e-9);
      expect(here.map((point) => point.kind)).toEqual(level === 0 ? [kind] : [kind, kind]);
      for (const { e } of here) expect(e).toBeCloseTo(level, 9);
    }
  });
});
