/**
 * The numbers of the theory, worked out by hand, against the atlas: objective × shape × spectrum.
 *
 * A line of a row is [value, index, nullity, dimension, copies]; lists are compared as multisets.
 */
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { diag, type Entry, given, oneHot, problem } from "../support/problems.js";

type Line = readonly [value: number, index: number, nullity: number, dimension: number, copies: number];

interface Row {
  readonly name: string;
  readonly model: object;
  readonly objective: object;
  readonly lines: readonly Line[];
}

const row = (name: string, model: object, objective: object, lines: readonly Line[]): Row => ({
  name,
  model,
  objective,
  lines,
});

const bilinear = (normalize: string, embedding: number, more: object = {}) => ({
  kind: "bilinear",
  normalize,
  embedding,
  ...more,
});
/** A quarter of a projector of rank two in general position. */
const TURNED = [
  ["5/36", "1/9", "-1/18"],
  ["1/9", "5/36", "1/18"],
  ["-1/18", "1/18", "2/9"],
];

const spectral = (embedding: number, weightDecay: Entry = 0) => ({
  kind: "spectral-contrastive",
  embedding,
  weightDecay,
});
const cross = (embedding: number) => ({ kind: "cross-correlation", embedding });

/** Γ = γI + β11ᵀ with γ = 0: β off the diagonal and on it; Σ = I, as Γ may be indefinite. */
const coupled = (p: number, beta: number) =>
  given(
    Array.from({ length: p }, () => new Array<Entry>(p).fill(beta)),
    diag(...new Array<Entry>(p).fill(1)),
  );

const COLUMNS: Row[] = [
  row("m > p, distinct", given(diag("1/2", "1/3")), bilinear("columns", 3), [
    [1 / 3, 0, 4, 4, 1],
    [5 / 3, 2, 4, 4, 1],
    [7 / 3, 2, 4, 4, 1],
    [11 / 3, 4, 4, 4, 1],
  ]),
  row("repeated", given(diag("1/2", "1/2")), bilinear("columns", 2), [
    [0, 0, 2, 2, 1],
    [2, 1, 2, 2, 2],
    [4, 2, 2, 2, 1],
  ]),
  row("a zero on the diagonal frees both columns", given(diag(1, 0)), bilinear("columns", 2), [
    [0, 0, 3, 3, 1],
    [4, 1, 3, 3, 1],
  ]),
  row("indefinite", given(diag(1, "-1/2"), diag(1, 1)), bilinear("columns", 2), [
    [-1, 0, 2, 2, 1],
    [1, 1, 2, 2, 1],
    [3, 1, 2, 2, 1],
    [5, 2, 2, 2, 1],
  ]),
  row("Γ = 0, constant loss", given(diag(0, 0)), bilinear("columns", 2), [[2, 0, 4, 4, 1]]),
  row("m = 1: isolated signs", given(diag("1/2", "1/3")), bilinear("columns", 1), [
    [1 / 3, 0, 0, 0, 4],
    [5 / 3, 0, 0, 0, 4],
    [7 / 3, 0, 0, 0, 4],
    [11 / 3, 0, 0, 0, 4],
  ]),
  row("p = 1", given(diag("1/2")), bilinear("columns", 2), [
    [1, 0, 1, 1, 1],
    [3, 1, 1, 1, 1],
  ]),
  row("weight decay adds 2pλ", given(diag("1/2", "1/3")), bilinear("columns", 2, { weightDecay: "1/4" }), [
    [4 / 3, 0, 2, 2, 1],
    [8 / 3, 1, 2, 2, 1],
    [10 / 3, 1, 2, 2, 1],
    [14 / 3, 2, 2, 2, 1],
  ]),
  row("the data model, γ = π/4", oneHot(["1/2", "1/3", "1/6"]), bilinear("columns", 2), [
    [3 / 2, 0, 3, 3, 1],
    [3 / 2 + 4 / 24, 1, 3, 3, 1],
    [3 / 2 + 4 / 12, 1, 3, 3, 1],
    [3 / 2 + 4 / 8, 1, 3, 3, 1],
    [3 / 2 + 4 * (1 / 24 + 1 / 12), 2, 3, 3, 1],
    [3 / 2 + 4 * (1 / 24 + 1 / 8), 2, 3, 3, 1],
    [3 / 2 + 4 * (1 / 12 + 1 / 8), 2, 3, 3, 1],
    [5 / 2, 3, 3, 3, 1],
  ]),
];

const tied = (normalize: string, embedding: number, more: object = {}) =>
  bilinear(normalize, embedding, { tied: true, ...more });

const TIED_COLUMNS: Row[] = [
  row("p = 3, m = 2: L = 2 - 2v²", coupled(3, 1), tied("columns", 2), [
    [-16, 0, 1, 1, 1],
    [0, 1, 1, 1, 3],
    [2, 2, 1, 1, 2],
  ]),
  row(
    "γ shifts the value by 2pγ",
    given([
      [3, 1],
      [1, 3],
    ]),
    tied("columns", 3),
    [
      [2 - 8 - 2 * 4, 0, 2, 2, 1],
      [2 - 8, 2, 2, 2, 1],
    ],
  ),
  row("p = 4, m = 2", coupled(4, 1), tied("columns", 2), [
    [-30, 0, 1, 1, 1],
    [-6, 1, 1, 1, 4],
    [2, 2, 2, 2, 1],
  ]),
  row("p = 4, m = 3", coupled(4, 1), tied("columns", 3), [
    [-30, 0, 2, 2, 1],
    [-6, 2, 2, 2, 4],
    [2, 3, 5, 5, 1],
  ]),
  row("p = 5, m = 2", coupled(5, 1), tied("columns", 2), [
    [-48, 0, 1, 1, 1],
    [-16, 1, 1, 1, 5],
    [0, 2, 1, 1, 10],
    [2, 2, 3, 3, 1],
  ]),
  row("β < 0: the balanced columns are the minima", coupled(3, -1), tied("columns", 2), [
    [2, 0, 1, 1, 2],
    [4, 1, 1, 1, 3],
    [20, 2, 1, 1, 1],
  ]),
  row("m = 1, odd p", coupled(3, 1), tied("columns", 1), [
    [-16, 0, 0, 0, 2],
    [0, 0, 0, 0, 6],
  ]),
  row("m = 1, even p", coupled(2, 1), tied("columns", 1), [
    [-6, 0, 0, 0, 2],
    [2, 0, 0, 0, 2],
  ]),
  row("diagonal Γ: constant", given(diag(1, 2)), tied("columns", 2), [[-4, 0, 2, 2, 1]]),
  row("p = 1: constant", given(diag(3)), tied("columns", 2), [[-4, 0, 1, 1, 1]]),
  row("diagonal Γ, m = 1: all sign patterns", given(diag(1, 2)), tied("columns", 1), [[-4, 0, 0, 0, 4]]),
  row("weight decay", coupled(2, 1), tied("columns", 2, { weightDecay: "1/2" }), [
    [-4, 0, 1, 1, 1],
    [4, 1, 1, 1, 1],
  ]),
];

const ROWS: Row[] = [
  row("m = 1, p = 2", given(diag(2, 1)), bilinear("rows", 1), [
    [-2, 0, 0, 0, 2],
    [0, 1, 0, 0, 2],
    [4, 1, 0, 0, 2],
    [6, 2, 0, 0, 2],
  ]),
  row(
    "a Γ that is not symmetric, by singular values",
    given(
      [
        [0, 2],
        [1, 0],
      ],
      diag(1, 1),
    ),
    bilinear("rows", 1),
    [
      [-2, 0, 0, 0, 2],
      [0, 1, 0, 0, 2],
      [4, 1, 0, 0, 2],
      [6, 2, 0, 0, 2],
    ],
  ),
  row("m = 2: sums over the rows", given(diag(2, 1)), bilinear("rows", 2), [
    [-6, 0, 0, 0, 4],
    [-4, 1, 0, 0, 8],
    [0, 1, 0, 0, 8],
    [2, 2, 0, 0, 8],
    [-2, 2, 0, 0, 4],
    [2, 2, 0, 0, 8],
    [4, 3, 0, 0, 8],
    [6, 2, 0, 0, 4],
    [8, 3, 0, 0, 8],
    [10, 4, 0, 0, 4],
  ]),
  row("p = 3, distinct", given(diag(3, 2, 1)), bilinear("rows", 1), [
    [-4, 0, 0, 0, 2],
    [-2, 1, 0, 0, 2],
    [0, 2, 0, 0, 2],
    [4, 2, 0, 0, 2],
    [6, 3, 0, 0, 2],
    [8, 4, 0, 0, 2],
  ]),
  row("repeated", given(diag(1, 1)), bilinear("rows", 1), [
    [0, 0, 1, 1, 1],
    [4, 1, 1, 1, 1],
  ]),
  row("repeated below a larger one", given(diag(2, 1, 1)), bilinear("rows", 1), [
    [-2, 0, 0, 0, 2],
    [0, 1, 1, 1, 1],
    [4, 2, 1, 1, 1],
    [6, 4, 0, 0, 2],
  ]),
  row("one zero", given(diag(1, 0)), bilinear("rows", 1), [
    [0, 0, 0, 0, 2],
    [2, 1, 0, 0, 4],
    [4, 2, 0, 0, 2],
  ]),
  row("two zeros", given(diag(1, 0, 0)), bilinear("rows", 1), [
    [0, 0, 0, 0, 2],
    [2, 1, 2, 2, 1],
    [4, 4, 0, 0, 2],
  ]),
  row(
    "rank one, off the axes",
    given([
      [9, 9],
      [9, 9],
    ]),
    bilinear("rows", 1),
    [
      [-34, 0, 0, 0, 2],
      [2, 1, 0, 0, 4],
      [38, 2, 0, 0, 2],
    ],
  ),
  row("Γ = 0", given(diag(0, 0)), bilinear("rows", 1), [[2, 0, 2, 2, 1]]),
  row("p = 1, m = 2", given(diag("1/2")), bilinear("rows", 2), [
    [0, 0, 0, 0, 4],
    [2, 0, 0, 0, 8],
    [4, 0, 0, 0, 4],
  ]),
  row("weight decay adds 2mλ", given(diag(1, 1)), bilinear("rows", 1, { weightDecay: "1/4" }), [
    [1 / 2, 0, 1, 1, 1],
    [9 / 2, 1, 1, 1, 1],
  ]),
  row("tied, m = 2", given(diag(2, 1)), tied("rows", 2), [
    [-6, 0, 0, 0, 4],
    [-4, 1, 0, 0, 8],
    [-2, 2, 0, 0, 4],
  ]),
  row("tied, repeated: constant", given(diag(1, 1)), tied("rows", 1), [[0, 0, 1, 1, 1]]),
  row("tied, zero", given(diag(1, 0)), tied("rows", 1), [
    [0, 0, 0, 0, 2],
    [2, 1, 0, 0, 2],
  ]),
  row("tied, indefinite", given(diag(1, -1), diag(1, 1)), tied("rows", 1), [
    [0, 0, 0, 0, 2],
    [4, 1, 0, 0, 2],
  ]),
  row("tied, m > p = 1", given(diag(1)), tied("rows", 3), [[-4, 0, 0, 0, 8]]),
];

const FROBENIUS: Row[] = [
  row("distinct", given(diag(2, 1)), bilinear("frobenius", 2), [
    [-2, 0, 1, 1, 1],
    [0, 2, 1, 1, 1],
    [4, 3, 1, 1, 1],
    [6, 5, 1, 1, 1],
  ]),
  row("repeated", given(diag(1, 1)), bilinear("frobenius", 2), [
    [0, 0, 3, 3, 1],
    [4, 3, 3, 3, 1],
  ]),
  row("zero", given(diag(1, 0)), bilinear("frobenius", 2), [
    [0, 0, 1, 1, 1],
    [2, 2, 2, 2, 1],
    [4, 5, 1, 1, 1],
  ]),
  row(
    "rank one, off the axes",
    given([
      [9, 9],
      [9, 9],
    ]),
    bilinear("frobenius", 2),
    [
      [-34, 0, 1, 1, 1],
      [2, 2, 2, 2, 1],
      [38, 5, 1, 1, 1],
    ],
  ),
  row("m = 1", given(diag(2, 1)), bilinear("frobenius", 1, { weightDecay: "1/2" }), [
    [-1, 0, 0, 0, 2],
    [1, 1, 0, 0, 2],
    [5, 1, 0, 0, 2],
    [7, 2, 0, 0, 2],
  ]),
  row("p = 1 < m", given(diag(1)), bilinear("frobenius", 3), [
    [0, 0, 2, 2, 1],
    [4, 2, 2, 2, 1],
  ]),
  row("Γ = 0", given(diag(0, 0)), bilinear("frobenius", 1), [[2, 0, 2, 2, 1]]),
  row("tied", given(diag(2, 1)), tied("frobenius", 2), [
    [-2, 0, 1, 1, 1],
    [0, 2, 1, 1, 1],
  ]),
];

const FREE: Row[] = [
  row("λ between: unbounded below", given(diag(1, "1/4")), bilinear("none", 2, { weightDecay: "1/2" }), [
    [2, 2, 0, 0, 1],
  ]),
  row("λ equal to the largest σ", given(diag(1, "1/4")), bilinear("none", 2, { weightDecay: 1 }), [
    [2, 0, 2, 2, 1],
  ]),
  row("λ above: collapse", given(diag(1, "1/4")), bilinear("none", 2, { weightDecay: 2 }), [[2, 0, 0, 0, 1]]),
  row("no decay and a null mode", given(diag(1, 0)), bilinear("none", 2), [[2, 2, 4, 4, 1]]),
  row("tied", given(diag(1, "1/4")), tied("none", 2, { weightDecay: "1/2" }), [[2, 2, 0, 0, 1]]),
  row("tied, λ equal", given(diag(1, "1/4")), tied("none", 3, { weightDecay: 1 }), [[2, 0, 3, 3, 1]]),
  row("tied, indefinite", given(diag(1, -1), diag(1, 1)), tied("none", 2), [[2, 2, 0, 0, 1]]),
];

const SPECTRAL: Row[] = [
  row("m = 1", given(diag("1/2", "1/3"), diag(1, 1)), spectral(1), [
    [-1 / 4, 0, 0, 0, 2],
    [-1 / 9, 1, 0, 0, 2],
    [0, 2, 0, 0, 1],
  ]),
  row("m = p", given(diag("1/2", "1/3"), diag(1, 1)), spectral(2), [
    [-13 / 36, 0, 1, 1, 2],
    [-1 / 4, 1, 1, 1, 1],
    [-1 / 9, 2, 1, 1, 1],
    [0, 4, 0, 0, 1],
  ]),
  row("m > p", given(diag("1/2", "1/3"), diag(1, 1)), spectral(3), [
    [-13 / 36, 0, 3, 3, 1],
    [-1 / 4, 2, 2, 2, 1],
    [-1 / 9, 3, 2, 2, 1],
    [0, 6, 0, 0, 1],
  ]),
  row("m < p = 3", given(diag("3/4", "1/2", "1/4"), diag(1, 1, 1)), spectral(2), [
    [-13 / 16, 0, 1, 1, 2],
    [-10 / 16, 1, 1, 1, 2],
    [-9 / 16, 2, 1, 1, 1],
    [-5 / 16, 2, 1, 1, 2],
    [-4 / 16, 3, 1, 1, 1],
    [-1 / 16, 4, 1, 1, 1],
    [0, 6, 0, 0, 1],
  ]),
  row("repeated, m = 1", given(diag("1/2", "1/2"), diag(1, 1)), spectral(1), [
    [-1 / 4, 0, 1, 1, 1],
    [0, 2, 0, 0, 1],
  ]),
  row("repeated, m = 2", given(diag("1/2", "1/2"), diag(1, 1)), spectral(2), [
    [-1 / 2, 0, 1, 1, 2],
    [-1 / 4, 1, 2, 2, 1],
    [0, 4, 0, 0, 1],
  ]),
  row("zero eigenvalue, m = 2: degenerate below full rank", given(diag("1/2", 0), diag(1, 1)), spectral(2), [
    [-1 / 4, 0, 2, 1, 1],
    [0, 2, 2, 0, 1],
  ]),
  row("zero eigenvalue, m = 1", given(diag("1/2", 0), diag(1, 1)), spectral(1), [
    [-1 / 4, 0, 0, 0, 2],
    [0, 1, 1, 0, 1],
  ]),
  row("Γ = 0", given(diag(0), diag(1)), spectral(1), [[0, 0, 1, 0, 1]]),
  row("weight decay that cancels Γ on the range of a singular Σ", given(TURNED, TURNED), spectral(1, "1/2"), [
    [0, 0, 2, 0, 1],
  ]),
  row("negative eigenvalues are never used", given(diag("1/2", "-1/3"), diag(1, 1)), spectral(1), [
    [-1 / 4, 0, 0, 0, 2],
    [0, 1, 0, 0, 1],
  ]),
  row("weight decay shifts Γ by λ/2", given(diag("1/2", "1/3"), diag(1, 1)), spectral(1, "1/3"), [
    [-1 / 9, 0, 0, 0, 2],
    [-1 / 36, 1, 0, 0, 2],
    [0, 2, 0, 0, 1],
  ]),
  row("weight decay kills a mode", given(diag("1/2", "1/3"), diag(1, 1)), spectral(1, "2/3"), [
    [-1 / 36, 0, 0, 0, 2],
    [0, 1, 1, 0, 1],
  ]),
  row("Σ ≠ I", given(diag(1, 1), diag(2, 4)), spectral(1), [
    [-1 / 4, 0, 0, 0, 2],
    [-1 / 16, 1, 0, 0, 2],
    [0, 2, 0, 0, 1],
  ]),
  row("p = 1, m = 2", given(diag("1/2"), diag(1)), spectral(2), [
    [-1 / 4, 0, 1, 1, 1],
    [0, 2, 0, 0, 1],
  ]),
];

const CROSS: Row[] = [
  row("m = 1", given(diag(1, 2)), cross(1), [
    [0, 0, 1, 1, 1],
    [1, 2, 0, 0, 1],
  ]),
  row("m = p", given(diag(1, 2)), cross(2), [
    [0, 0, 1, 1, 2],
    [1, 1, 2, 2, 1],
    [2, 4, 0, 0, 1],
  ]),
  row("m = p, repeated: no difference", given(diag(3, 3)), cross(2), [
    [0, 0, 1, 1, 2],
    [1, 1, 2, 2, 1],
    [2, 4, 0, 0, 1],
  ]),
  row("m > p", given(diag(1, 2)), cross(3), [
    [1, 0, 3, 3, 1],
    [2, 2, 3, 3, 1],
    [3, 6, 0, 0, 1],
  ]),
  row("m < p", given(diag(1, 2, 3)), cross(2), [
    [0, 0, 3, 3, 1],
    [1, 2, 3, 3, 1],
    [2, 6, 0, 0, 1],
  ]),
  row("a null direction is free", given(diag(1, 0)), cross(1), [
    [0, 0, 1, 1, 2],
    [1, 1, 1, 1, 1],
  ]),
  row("indefinite: a hyperbola has two branches", given(diag(1, -1), diag(1, 1)), cross(1), [
    [0, 0, 1, 1, 2],
    [1, 1, 0, 0, 1],
  ]),
  row("negative definite: nothing to gain", given(diag(-1), diag(1)), cross(2), [[2, 0, 0, 0, 1]]),
  row("Γ = 0: constant", given(diag(0), diag(1)), cross(2), [[2, 0, 2, 2, 1]]),
  row("p = m = 1", given(diag(4)), cross(1), [
    [0, 0, 0, 0, 2],
    [1, 1, 0, 0, 1],
  ]),
];

const plain = (embedding: number, weightDecay: Entry) => ({
  kind: "predictor",
  embedding,
  weightDecay,
  stopGradient: false,
});

const PREDICTOR: Row[] = [
  row("decay: the origin alone", given(diag("1/2", "1/3"), diag(1, 1)), plain(2, "1/10"), [[0, 0, 0, 0, 1]]),
  row("decay, Γ = Σ", given(diag(1)), plain(1, "1/10"), [[0, 0, 0, 0, 1]]),
  row("decay, Γ = 0", given(diag(0, 0), diag(1, 1)), plain(3, 1), [[0, 0, 0, 0, 1]]),
  row("no decay: W = 0, P free", given(diag("1/2"), diag(1)), plain(2, 0), [[0, 0, 4, 4, 1]]),
];

const alignment = (embedding: number) => ({ kind: "relu-alignment", embedding });

const RELU: Row[] = [
  row("d = 2, m = 2: values 2 - live/4", oneHot(["1/2", "1/2"]), alignment(2), [
    [3 / 2, 0, 2, 2, 1],
    [7 / 4, 0, 2, 2, 2],
    [2, 0, 2, 2, 1],
  ]),
  row("distinct probabilities", oneHot(["3/4", "1/4"], 1), alignment(3), [
    [0, 0, 4, 4, 1],
    [1 / 2, 0, 4, 4, 1],
    [3 / 2, 0, 4, 4, 1],
    [2, 0, 4, 4, 1],
  ]),
  row("m = 1: signs", oneHot([1]), alignment(1), [
    [3 / 2, 0, 0, 0, 1],
    [2, 0, 0, 0, 1],
  ]),
];

const TABLE = {
  "unit columns": COLUMNS,
  "tied unit columns": TIED_COLUMNS,
  "unit rows": ROWS,
  "unit Frobenius norm": FROBENIUS,
  unconstrained: FREE,
  "spectral contrastive": SPECTRAL,
  "cross-correlation": CROSS,
  "predictor without stop-gradient": PREDICTOR,
  "ReLU alignment": RELU,
};

const byValue = (a: Line, b: Line) => a[0] - b[0] || a[1] - b[1] || a[4] - b[4];

for (const [name, rows] of Object.entries(TABLE))
  describe(name, () => {
    it.each(rows)("$name", async ({ model, objective, lines }) => {
      const { components, census, audit } = await analyze(problem(model, objective));
      expect(audit.failures).toEqual([]);
      expect(audit.complete).toBe(true);
      for (const { residual } of components) expect(residual).toBeLessThanOrEqual(1e-12);

      const found = components.map(
        ({ value, index, nullity, dimension, multiplicity }): Line => [
          Math.round(value! * 1e9) / 1e9 + 0, // no −0
          index!,
          nullity!,
          dimension!,
          Number(multiplicity),
        ],
      );
      const expected = lines.map(([value, ...rest]): Line => [Math.round(value * 1e9) / 1e9 + 0, ...rest]);
      expect(found.sort(byValue)).toEqual(expected.sort(byValue));

      const counts = new Map<number, bigint>();
      for (const [, index, , , copies] of lines)
        counts.set(index, (counts.get(index) ?? 0n) + BigInt(copies));
      expect(new Map(census!.byIndex)).toEqual(counts);
      expect(census!.total).toBe([...counts.values()].reduce((sum, c) => sum + c, 0n));

      const least = Math.min(...lines.map(([value]) => value));
      for (const { kind, value } of components)
        if (kind === "global-minimum") expect(value).toBeCloseTo(least, 9);
    });
  });

describe("values known exactly", () => {
  it("are rationals", async () => {
    const exact = async (model: object, objective: object) =>
      (await analyze(problem(model, objective))).components.map(({ exactValue }) => exactValue);
    expect(await exact(given(diag("1/2", "1/3")), bilinear("columns", 2))).toEqual([
      "1/3",
      "5/3",
      "7/3",
      "11/3",
    ]);
    expect(await exact(given(diag("1/2", "1/3"), diag(1, 1)), spectral(1))).toEqual(["-1/4", "-1/9", "0"]);
    expect(await exact(oneHot(["1/2", "1/2"]), alignment(2))).toEqual(["3/2", "7/4", "2"]);
  });

  it("are left out where they are irrational", async () => {
    // Golden ratio: the singular values of (1 1; 1 0).
    const { components } = await analyze(
      problem(
        given(
          [
            [1, 1],
            [1, 0],
          ],
          diag(1, 1),
        ),
        bilinear("rows", 1),
      ),
    );
    const phi = (1 + Math.sqrt(5)) / 2;
    expect(components.map(({ value }) => value!)).toEqual(
      [2 - 2 * phi, 2 - 2 / phi, 2 + 2 / phi, 2 + 2 * phi].map((x) => expect.closeTo(x, 12)),
    );
    expect(components.every(({ exactValue }) => exactValue === undefined)).toBe(true);
  });
});

describe("exact censuses at the size of the paper", () => {
  it("row-normalised, p = m = 50: (4p)^m points", async () => {
    const weights = Array.from({ length: 50 }, (_, k) => `${k + 1}/1275`);
    const { census } = await import("../../src/atlas/census.js");
    const counted = census(problem(oneHot(weights), bilinear("rows", 50))).census!;
    expect(counted.total).toBe(200n ** 50n);
    // One minimum row in two copies; the maximum has index 2(p - 1) per row.
    expect(counted.byIndex.get(0)).toBe(2n ** 50n);
    expect(counted.byIndex.get(98 * 50)).toBe(2n ** 50n);
  });

  it("column-normalised, p = 50: C(50, k) components of index 49k", async () => {
    const weights = Array.from({ length: 50 }, (_, k) => `${k + 1}/1275`);
    const { census } = await import("../../src/atlas/census.js");
    const counted = census(problem(oneHot(weights), bilinear("columns", 50))).census!;
    expect(counted.total).toBe(2n ** 50n);
    expect(counted.byIndex.get(49)).toBe(50n);
    expect(counted.byIndex.get(49 * 25)).toBe(126410606437752n);
  });
});

describe("ReLU contrastive", () => {
  const contrastive = (embedding: number, negatives: string, temperature: Entry = 1) => ({
    kind: "relu-contrastive",
    embedding,
    temperature,
    negatives,
  });

  it("has the permutation matrices as global minima, with the value of the definition", async () => {
    const { components, audit } = await analyze(problem(oneHot(["1/2", "1/2"]), contrastive(2, "distinct")));
    expect(components).toHaveLength(1);
    // keep² log(1 + e^{-1}) + (1 - keep²) log 2.
    expect(components[0]!.value).toBeCloseTo(0.25 * 0.3132616875182228 + 0.75 * Math.LN2, 14);
    expect(components[0]).toMatchObject({
      kind: "global-minimum",
      multiplicity: 2n,
      outcome: "ground-truth",
    });
    expect(audit).toMatchObject({ complete: false, failures: [] });
  });

  it("is a connected set of dimension m - d when m > d, and 4! points when m = d = 4", async () => {
    const three = ["1/3", "1/3", "1/3"];
    const wide = await analyze(problem(oneHot(three), contrastive(5, "distinct", "1/2")));
    expect(wide.components[0]).toMatchObject({ dimension: 2, multiplicity: 1n, rank: 3 });
    const four = ["1/4", "1/4", "1/4", "1/4"];
    const square = await analyze(problem(oneHot(four), contrastive(4, "distinct")));
    expect(square.components[0]!.multiplicity).toBe(24n);
  });

  /** ‖w_j⁺‖² of the columns of the representative. */
  const squares = ({ components }: Awaited<ReturnType<typeof analyze>>): number[] => {
    const { columns, data } = components[0]!.representative.W!;
    return Array.from({ length: columns }, (_, j) =>
      data.reduce((sum, x, k) => (k % columns === j && x > 0 ? sum + x * x : sum), 0),
    );
  };

  it("has the permutations as minima for any probabilities above the threshold, independent negatives", async () => {
    // 1 + (1-π)/((1-keep)π) is 11 for π = 1/2 and larger for the others: e < 11.
    const unequal = await analyze(
      problem(oneHot(["1/2", "1/3", "1/6"], "9/10"), contrastive(3, "independent", 1)),
    );
    expect(unequal.components).toMatchObject([
      { id: "permutations", kind: "global-minimum", multiplicity: 6n, outcome: "ground-truth" },
    ]);
    expect(unequal.components[0]!.certificate.kind).toBe("exact");
    // With keep = 1 there is no threshold.
    const unmasked = await analyze(
      problem(oneHot(["9/10", "1/10"], "1"), contrastive(2, "independent", "1/50")),
    );
    expect(unmasked.components).toMatchObject([{ id: "permutations" }]);
  });

  it("has shorter positive parts as minima below the threshold, of the lengths that calculus gives", async () => {
    // d = 2, keep = 0.3, τ = 1: e^q = 1 + 1/0.7 = 17/7. d = 3, keep = 0.5, τ = 1/5: e^{5q} = 1 + 2/0.5 = 5.
    for (const [p, keep, tau, q, dimension, copies] of [
      [["1/2", "1/2"], "3/10", 1, 0.8873031950009027, 0, 2n],
      [["1/3", "1/3", "1/3"], "1/2", "1/5", 0.3218875824868201, 3, 6n],
    ] as const) {
      const atlas = await analyze(problem(oneHot(p, keep), contrastive(p.length, "independent", tau)));
      expect(atlas.components).toMatchObject([
        { id: "short-columns", kind: "global-minimum", dimension, multiplicity: copies },
      ]);
      expect(atlas.components[0]!.outcome).not.toBe("ground-truth");
      expect(atlas.audit).toMatchObject({ complete: false, failures: [] });
      for (const square of squares(atlas)) expect(square).toBeCloseTo(q, 14);
    }
  });

  it("mixes columns of length one with short ones where the latents differ", async () => {
    // keep = 1/2, τ = 1: 1 + (1-π)/((1-keep)π) is 3/2 < e for π = 4/5, and 9 > e for π = 1/5.
    const atlas = await analyze(problem(oneHot(["4/5", "1/5"], "1/2"), contrastive(3, "independent", 1)));
    // The short column moves on S^1, the other one on the quarter circle of its own and the spare axis.
    expect(atlas.components).toMatchObject([{ dimension: 2, multiplicity: 1n, kind: "global-minimum" }]);
    expect(squares(atlas)).toEqual([expect.closeTo(Math.log(1.5), 14), expect.closeTo(1, 15)]);
    expect(atlas.audit.failures).toEqual([]);
  });

  it("declines at a threshold that intervals cannot tell from the temperature", async () => {
    // keep = 1/2, π = 1/2: e^{1/τ} = 3 for τ = 1/ln 3, here to 40 digits.
    const tau = "0.9102392266268373936142401657361070006126";
    const atlas = await analyze(problem(oneHot(["1/2", "1/2"], "1/2"), contrastive(2, "independent", tau)));
    expect(atlas.components).toEqual([]);
    expect(atlas.audit).toMatchObject({
      complete: false,
      reason: expect.stringContaining("at the threshold of latent 1 up to rounding"),
    });
  });
});
