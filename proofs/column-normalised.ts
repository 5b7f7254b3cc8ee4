/** §1a: the bilinear non-contrastive objective with unit columns and diagonal Γ. */
import fc from "fast-check";
import { RationalMatrix, rational, rationalText, sign, ZERO } from "landscape-atlas";
import {
  all,
  atlasAgrees,
  distinctPositive,
  form,
  isExactlyCritical,
  momentsProblem,
  nonzeroRational,
  problemOf,
  rationalOrthogonal,
  rationalUnitVector,
  searchFindsOnly,
  shape,
  theorem,
  withSpectrum,
} from "landscape-atlas/theorems";

const objective = (m: number) => ({ kind: "bilinear", embedding: m, normalize: "columns" });
const columns = (vectors: readonly (readonly ReturnType<typeof rational>[])[], m: number) =>
  RationalMatrix.generate(m, vectors.length, (i, j) => vectors[j]![i]!);

/** A point (o_j, s_j o_j) of the claimed critical set for Γ = diag(γ). */
const aligned = (maxM: number, maxP: number) =>
  shape(maxM, maxP).chain(({ m, p }) =>
    fc.record({
      m: fc.constant(m),
      gamma: fc.array(nonzeroRational, { minLength: p, maxLength: p }),
      signs: fc.array(fc.constantFrom(1, -1), { minLength: p, maxLength: p }),
      vectors: fc.array(rationalUnitVector(m), { minLength: p, maxLength: p }),
    }),
  );

export const criticalSet = theorem({
  id: "critical-points-of-unit-column-bilinear-loss-pair-every-column-with-its-copy-or-opposite",
  section: "1a",
  title: "Critical set and indices of the column-normalised bilinear objective",
  statement:
    "Let $\\Gamma = \\operatorname{diag}(\\gamma)$ with all $\\gamma_j \\ne 0$ and let the columns of $W_o, W_t \\in " +
    "\\mathbb{R}^{m \\times p}$ be unit vectors. The critical points of $2 - 2\\operatorname{tr}(W_o \\Gamma W_t^\\top)$ are " +
    "exactly the pairs with $t_j = s_j o_j$, $s \\in \\{\\pm 1\\}^p$. On the component of $s$ the value is " +
    "$2 - 2\\sum_j s_j\\gamma_j$, the index $(m-1)\\,\\#\\{j : s_j\\gamma_j < 0\\}$ and the nullity $p(m-1)$, its dimension.",
  hypotheses: ["Γ is diagonal", "no γ_j is zero"],
  source: {
    label: "D",
    claim: "the full critical set behind the bad minima of the simplified objective of [P]",
  },
  status: "proved",
  proof:
    "The loss is $2 - 2\\sum_j \\gamma_j \\langle o_j, t_j\\rangle$: columns decouple. On $S^{m-1} \\times S^{m-1}$ the function " +
    "$-2\\gamma\\langle o, t\\rangle$ has tangential gradient $-2\\gamma(t - \\langle o,t\\rangle o,\\ o - \\langle o,t\\rangle t)$, which " +
    "vanishes iff $t = \\pm o$ as $\\gamma \\ne 0$. At $t = so$ the Riemannian Hessian on $(u, v)$, $u, v \\perp o$, is " +
    "$-4\\gamma\\langle u, v\\rangle + 2s\\gamma(\\|u\\|^2 + \\|v\\|^2) = 2 s\\gamma \\|u - s v\\|^2$: eigenvalues $0$ and $4s\\gamma$, " +
    "$m-1$ times each.",
  forms: [
    form({
      mode: "exact",
      instances: aligned(4, 4),
      parts: {
        "m = 1": ({ m }) => m === 1,
        "m < p": ({ m, gamma }) => m < gamma.length,
        "γ of both signs": ({ gamma }) => new Set(gamma.map((g) => sign(g))).size === 2,
        "equal γ": ({ gamma }) => new Set(gamma.map(rationalText)).size < gamma.length,
        "all columns copied or reversed against γ": ({ gamma, signs }) =>
          new Set(gamma.map((g, j) => sign(g) * signs[j]!)).size === 1,
      },
      problem: ({ m, gamma }) =>
        momentsProblem(RationalMatrix.diagonal(gamma), RationalMatrix.identity(gamma.length), objective(m)),
      check: ({ m, gamma, signs, vectors }) => {
        const d = RationalMatrix.diagonal(gamma);
        const problem = problemOf(momentsProblem(d, RationalMatrix.identity(gamma.length), objective(m)));
        const value = gamma.reduce((sum, g, j) => sum.sub(g.mul(2 * signs[j]!)), rational(2));
        return isExactlyCritical(
          problem,
          {
            Wo: columns(vectors, m),
            Wt: columns(
              vectors.map((v, j) => v.map((x) => x.mul(signs[j]!))),
              m,
            ),
          },
          {
            value,
            index: (m - 1) * gamma.filter((g, j) => sign(g) * signs[j]! < 0).length,
            nullity: gamma.length * (m - 1),
          },
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: fc.record({
        shape: shape(3, 3),
        gamma: distinctPositive(3),
        flips: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        seed: fc.nat(2 ** 30),
      }),
      check: async ({ shape: { m, p }, gamma, flips, seed }) => {
        const signed = gamma.slice(0, p).map((g, j) => (flips[j] ? g.neg() : g));
        const problem = problemOf(
          momentsProblem(RationalMatrix.diagonal(signed), RationalMatrix.identity(p), objective(m)),
        );
        const { check, atlas } = await atlasAgrees(problem);
        return all(check, searchFindsOnly(problem, atlas.components, { starts: 60, seed }).check);
      },
    }),
  ],
  controls: [
    {
      id: "general-gamma",
      dropped: "Γ is not diagonal: paired columns are then not critical",
      form: form({
        mode: "exact",
        instances: rationalOrthogonal(2).chain((q) =>
          fc.record({
            q: fc.constant(q),
            gamma: distinctPositive(2),
            vectors: fc.array(rationalUnitVector(2), { minLength: 2, maxLength: 2 }),
          }),
        ),
        problem: ({ q, gamma }) =>
          momentsProblem(withSpectrum(q, gamma), RationalMatrix.identity(2), objective(2)),
        check: ({ q, gamma, vectors }) =>
          isExactlyCritical(
            problemOf(momentsProblem(withSpectrum(q, gamma), RationalMatrix.identity(2), objective(2))),
            {
              Wo: columns(vectors, 2),
              Wt: columns(vectors, 2),
            },
          ),
      }),
    },
    {
      id: "zero-gamma",
      dropped: "some γ_j = 0: the nullity exceeds p(m−1), the column pair is free",
      form: form({
        mode: "exact",
        instances: rationalUnitVector(3),
        problem: () => momentsProblem(RationalMatrix.zero(1, 1), RationalMatrix.identity(1), objective(3)),
        check: (vector) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(RationalMatrix.diagonal([ZERO]), RationalMatrix.identity(1), objective(3)),
            ),
            { Wo: columns([vector], 3), Wt: columns([vector], 3) },
            { nullity: 2 },
          ),
      }),
    },
  ],
});
