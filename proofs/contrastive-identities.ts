/** Neighbouring literature: the spectral loss as factorisation of a graph, and the duality of contrastive losses. */
import fc from "fast-check";
import { exactValue, type Rational, RationalMatrix, rational } from "landscape-atlas";
import {
  type Check,
  form,
  landscapeOf,
  momentsProblem,
  positiveRational,
  problemOf,
  product,
  rationalFrame,
  rationalMatrix,
  rationalUnitVector,
  require,
  theorem,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ZERO = rational(0);

/** Symmetric non-negative weights with square row sums on n augmented examples, total one. */
const graphs = fc.integer({ min: 1, max: 5 }).chain((n) =>
  fc
    .record({
      n: fc.constant(n),
      m: fc.integer({ min: 1, max: 4 }),
      roots: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: n, maxLength: n }),
      off: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: n * n, maxLength: n * n }),
    })
    .chain((graph) => rationalMatrix(graph.m, n).map((f) => ({ ...graph, f })))
    .map(({ roots, off, f }) => {
      const norm = roots.reduce((sum, r) => sum + r * r, 0);
      // Off-diagonal weights of a row stay below its degree; the diagonal takes the rest.
      const weight = (i: number, j: number) =>
        rational(off[Math.min(i, j) * n + Math.max(i, j)]!).div(5 * n * norm);
      const degrees = roots.map((r) => rational(r * r).div(norm));
      const a = RationalMatrix.generate(n, n, (i, j) => {
        if (i !== j) return weight(i, j);
        let rest = degrees[i]!;
        for (let k = 0; k < n; k++) if (k !== i) rest = rest.sub(weight(i, k));
        return rest;
      });
      return { a, degrees, roots, norm, f };
    }),
);

/** ‖Ā − FFᵀ‖² − ‖Ā‖² with ā_xy = a_xy/√(d_x d_y), F_x = √d_x f(x): only ratios of the integer roots occur. */
function factorisationError(
  a: RationalMatrix,
  roots: readonly number[],
  norm: number,
  f: RationalMatrix,
): Rational {
  let error = ZERO;
  for (let x = 0; x < a.rows; x++)
    for (let y = 0; y < a.rows; y++) {
      const scale = rational(roots[x]! * roots[y]!).div(norm);
      const normalised = a.get(x, y).div(scale);
      let overlap = ZERO;
      for (let i = 0; i < f.rows; i++) overlap = overlap.add(f.get(i, x).mul(f.get(i, y)));
      const gap = normalised.sub(overlap.mul(scale));
      error = error.add(gap.mul(gap)).sub(normalised.mul(normalised));
    }
  return error;
}

/** −2 E⁺ f(x)ᵀf(x⁺) + E⁻ (f(x)ᵀf(x⁻))², the second over independent draws from `negatives`, as library and as sum. */
function spectralLoss(a: RationalMatrix, negatives: readonly Rational[], f: RationalMatrix) {
  let sum = ZERO;
  for (let x = 0; x < a.rows; x++)
    for (let y = 0; y < a.rows; y++) {
      let overlap = ZERO;
      for (let i = 0; i < f.rows; i++) overlap = overlap.add(f.get(i, x).mul(f.get(i, y)));
      sum = sum
        .sub(a.get(x, y).mul(overlap).mul(2))
        .add(negatives[x]!.mul(negatives[y]!).mul(overlap).mul(overlap));
    }
  const problem = problemOf(
    momentsProblem(a, RationalMatrix.diagonal(negatives), {
      kind: "spectral-contrastive",
      embedding: f.rows,
    }),
  );
  return { sum, library: exactValue(landscapeOf(problem), new Map([["W", f]])) };
}

export const graphFactorisation = theorem({
  id: "the-spectral-loss-factorises-the-normalised-augmentation-graph",
  section: "literature",
  title: "The spectral contrastive loss factorises the augmentation graph",
  statement:
    tex`Let $A \in \mathbb{R}^{N \times N}$ be symmetric, non-negative, with total weight $1$ and degrees $d_x = \sum_y A_{xy} > 0$; ` +
    tex`$\bar A = D^{-1/2}AD^{-1/2}$ and, for $f : \{1, \dots, N\} \to \mathbb{R}^m$, $F$ the matrix with rows $\sqrt{d_x}f(x)$. With ` +
    tex`positive pairs drawn from $A$ and negatives independently from $d$, $\|\bar A - FF^\top\|_F^2 = -2\,\mathbb{E}^+ ` +
    tex`f(x)^\top f(x^+) + \mathbb{E}^-(f(x)^\top f(x^-))^2 + \|\bar A\|_F^2$. This is the objective of this library at $\Gamma = A$, ` +
    tex`$\Sigma = D$, $W = (f(1) \dots f(N))$.`,
  hypotheses: ["negatives are drawn from the marginal d of the positive pairs"],
  source: {
    label: "H",
    claim: "the population loss equals matrix factorisation of the normalised adjacency matrix",
  },
  status: "proved",
  proof:
    tex`Expand: $\langle\bar A, FF^\top\rangle = \sum_{x,y}A_{xy}f(x)^\top f(y)$ and $\|FF^\top\|_F^2 = ` +
    tex`\sum_{x,y}d_xd_y(f(x)^\top f(y))^2$. $W\Gamma W^\top$ and $W\Sigma W^\top$ have the trace and the norm of the same sums.`,
  forms: [
    form({
      mode: "exact",
      instances: graphs,
      check: ({ a, degrees, roots, norm, f }): Check => {
        const { sum, library } = spectralLoss(a, degrees, f);
        const error = factorisationError(a, roots, norm, f);
        const marginal = a
          .toRows()
          .every((row, x) => row.reduce((s, v) => s.add(v), ZERO).equals(degrees[x]!));
        return require(marginal &&
          sum.equals(error) &&
          library.equals(error), "the loss, the sum over pairs and the factorisation error differ");
      },
    }),
  ],
  controls: [
    {
      id: "other-negatives",
      dropped: "negatives are uniform although the marginal is not",
      form: form({
        mode: "exact",
        instances: graphs.filter(({ degrees }) => degrees.length > 1),
        check: ({ a, degrees, roots, norm, f }) => {
          const uniform = degrees.map(() => rational(1).div(degrees.length));
          return require(spectralLoss(a, uniform, f).library.equals(
            factorisationError(a, roots, norm, f),
          ), "the loss and the factorisation error differ");
        },
      }),
    },
  ],
});

/** Off-diagonal squares of K Kᵀ. */
function offDiagonal(k: RationalMatrix): Rational {
  const gram = k.multiply(k.transpose());
  return gram.map((value, i, j) => (i === j ? ZERO : value)).norm2();
}

/** Σ of fourth powers of the norms of the rows. */
function fourthPowers(k: RationalMatrix): Rational {
  return k.toRows().reduce((sum, row) => {
    const square = row.reduce((s, v) => s.add(v.mul(v)), ZERO);
    return sum.add(square.mul(square));
  }, ZERO);
}

export const duality = theorem({
  id: "contrastive-and-non-contrastive-criteria-differ-by-the-norms-of-rows-and-columns",
  section: "literature",
  title: "Duality of the sample-contrastive and dimension-contrastive criteria",
  statement:
    tex`For $K \in \mathbb{R}^{M \times N}$ (dimensions by samples) let $L_{nc} = \sum_{i \ne j}(KK^\top)_{ij}^2$ and $L_c = ` +
    tex`\sum_{x \ne y}(K^\top K)_{xy}^2$. Then $L_{nc} + \sum_i\|K_{i\cdot}\|^4 = L_c + \sum_x\|K_{\cdot x}\|^4$. In particular ` +
    tex`$L_{nc} - L_c = N - N^2/M$ if all columns have norm $1$ and all rows norm $\sqrt{N/M}$.`,
  hypotheses: ["for the second part: normalised columns and rows"],
  source: {
    label: "Garrido",
    claim: "the two families of criteria agree up to normalisation of rows and columns",
  },
  role: "definition",
  status: "proved",
  proof: tex`Both sides are $\|KK^\top\|_F^2 = \|K^\top K\|_F^2$. Normalised: $\sum_i\|K_{i\cdot}\|^4 = M(N/M)^2$ and $\sum_x\|K_{\cdot x}\|^4 = N$.`,
  forms: [
    form({
      mode: "exact",
      instances: fc
        .record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) })
        .chain(({ rows, columns }) => rationalMatrix(rows, columns)),
      check: (k) =>
        require(offDiagonal(k)
          .add(fourthPowers(k))
          .equals(offDiagonal(k.transpose()).add(fourthPowers(k.transpose()))), "the sides differ"),
    }),
    form({
      mode: "exact",
      // Orthogonal matrices side by side: unit columns, and rows of norm √(N/M).
      instances: fc
        .record({ blocks: fc.integer({ min: 1, max: 3 }), size: fc.integer({ min: 2, max: 3 }) })
        .chain(({ blocks, size }) =>
          fc.array(rationalFrame(size, size), { minLength: blocks, maxLength: blocks }),
        ),
      check: (frames) => {
        const size = frames[0]!.rows;
        const k = RationalMatrix.generate(size, size * frames.length, (i, j) =>
          frames[Math.floor(j / size)]!.get(i, j % size),
        );
        const n = rational(k.columns);
        const gap = offDiagonal(k).sub(offDiagonal(k.transpose()));
        return require(gap.equals(n.sub(n.mul(n).div(size))), "L_nc − L_c ≠ N − N²/M");
      },
    }),
  ],
  controls: [
    {
      id: "columns-only",
      dropped: "only the columns are normalised",
      form: form({
        mode: "exact",
        instances: fc.array(rationalUnitVector(2), { minLength: 3, maxLength: 3 }),
        check: (vectors) => {
          const k = RationalMatrix.generate(2, 3, (i, j) => vectors[j]![i]!);
          const gap = offDiagonal(k).sub(offDiagonal(k.transpose()));
          return require(gap.equals(rational("-3/2")), "L_nc − L_c ≠ N − N²/M");
        },
      }),
    },
    {
      id: "not-normalised",
      dropped: "neither rows nor columns are normalised: the criteria themselves differ",
      form: form({
        mode: "exact",
        instances: fc.record({ k: rationalMatrix(2, 3), s: positiveRational }),
        check: ({ k, s }) => {
          const scaled = product(RationalMatrix.diagonal([s, rational(1)]), k);
          const gap = offDiagonal(scaled).sub(offDiagonal(scaled.transpose()));
          return require(gap.equals(rational("-3/2")), "L_nc − L_c ≠ N − N²/M");
        },
      }),
    },
  ],
});
