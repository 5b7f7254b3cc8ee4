/**
 * §10: the audit that no list of critical points may skip, and the Euler characteristics it needs.
 *
 *   Σ_C (−1)^{index C} χ(C) = χ(N),   χ(V_r(R^m)) = Σ_{I ⊆ {m−r, …, m−1}} (−1)^{ΣI},   χ(Gr(k, n)) = Σ over Schubert cells
 *
 * Cells are counted one by one; nothing here calls the formulas under test. Sources: Bott 1954; Milnor, Stasheff 1974.
 */
import fc from "fast-check";
import {
  exactInertia,
  grassmannEuler,
  LandscapeSystem,
  type ONE,
  type Problem,
  RationalMatrix,
  rational,
  sphereEuler,
  stiefelDimension,
  stiefelEuler,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  fails,
  form,
  holds,
  landscapeOf,
  momentsProblem,
  problemOf,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  shape,
  theorem,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

const parity = (k: number): bigint => (k % 2 === 0 ? 1n : -1n);

/** Subsets of a list. */
function subsets(items: readonly number[]): number[][] {
  const [first, ...others] = items;
  if (first === undefined) return [[]];
  const known = subsets(others);
  return [...known, ...known.map((set) => [first, ...set])];
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);

const signedCells = (dimensions: readonly number[]): bigint =>
  dimensions.reduce((sum, dimension) => sum + parity(dimension), 0n);

/** Dimensions of the cells e_I, I ⊆ {m−r, …, m−1}, of the orthonormal r-frames of R^m. */
const frameCells = (m: number, r: number): number[] =>
  subsets(range(m - r, m)).map((set) => set.reduce((sum, i) => sum + i, 0));

/** Dimensions of the Schubert cells: k-subsets i_1 < … < i_k of {1, …, n}, Σ (i_j − j). */
const schubertCells = (k: number, n: number): number[] =>
  subsets(range(1, n + 1))
    .filter((set) => set.length === k)
    .map((set) => set.reduce((sum, i, j) => sum + i - (j + 1), 0));

const sphereCells = (n: number): number[] => [0, n];

const subspaces = fc
  .integer({ min: 1, max: 9 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.nat(n), m: fc.integer({ min: 1, max: 9 }) }))
  .chain((x) => fc.nat(x.m).map((r) => ({ ...x, r })));

export const cells = theorem({
  id: "euler-characteristics-of-frames-and-subspaces-count-signed-cells",
  section: "10",
  title: "Euler characteristics of spheres, Stiefel manifolds and Grassmannians",
  statement: String.raw`Over $\mathbb{R}$, $\chi(S^n) = 1 + (-1)^n$. The orthonormal $r$-frames of $\mathbb{R}^m$ form a manifold
    of dimension $mr - r(r+1)/2$ with $\chi = 1$, $\chi(S^{m-1})$, $0$ for $r = 0$, $r = 1$, $r \ge 2$. The $k$-dimensional
    subspaces of $\mathbb{R}^n$ have $\chi = 0$ if $k(n-k)$ is odd and $\binom{\lfloor n/2 \rfloor}{\lfloor k/2 \rfloor}$ otherwise.`,
  hypotheses: ["the field is R"],
  source: { label: "D", claim: "classical; used by every Morse–Euler audit of an atlas" },
  role: "corollary",
  status: "proved",
  proof: String.raw`$S^n$ has one cell in dimensions $0$ and $n$. Frames of $\mathbb{R}^m$ have one cell of dimension
    $\sum I$ for every $I \subseteq \{m-r, \dots, m-1\}$, so $\chi = \prod_{i=m-r}^{m-1} (1 + (-1)^i)$: two consecutive factors
    contain a zero, and the largest cell has the dimension $\sum_{i=m-r}^{m-1} i$. Schubert cells of subspaces correspond to
    subsets $i_1 < \dots < i_k$ of $\{1, \dots, n\}$, of dimension $\sum (i_j - j)$, so $\chi$ is the Gaussian binomial
    coefficient at $q = -1$. By $\binom{n}{k}_q = \binom{n-1}{k-1}_q + q^k \binom{n-1}{k}_q$, applied twice,
    $\binom{n}{k}_{-1} = \binom{n-2}{k}_{-1} + \binom{n-2}{k-2}_{-1}$; with the values at $n \le 1$ this is the recursion of the
    stated binomials.`,
  forms: [
    form({
      mode: "exact",
      instances: subspaces,
      check: ({ n, k, m, r }) =>
        all(
          require(sphereEuler(n) === signedCells(sphereCells(n)), `χ(S^${n}) = ${sphereEuler(n)}`),
          require(stiefelEuler(m, r) === signedCells(frameCells(m, r)), `χ(V_${r}(R^${m}))`),
          require(stiefelDimension(m, r) === Math.max(...frameCells(m, r)), `dim V_${r}(R^${m})`),
          require(grassmannEuler(k, n) ===
            signedCells(
              schubertCells(k, n),
            ), `χ(Gr(${k}, ${n})) = ${grassmannEuler(k, n)}, cells ${signedCells(schubertCells(k, n))}`),
        ),
    }),
  ],
  controls: [
    {
      id: "complex-subspaces",
      dropped: "over C the cells have twice the dimension, and χ counts all of them",
      form: form({
        mode: "exact",
        instances: subspaces,
        check: ({ n, k }) =>
          require(grassmannEuler(k, n) ===
            signedCells(schubertCells(k, n).map((dimension) => 2 * dimension)), `Gr(${k}, C^${n})`),
      }),
    },
  ],
});

/** A problem and χ of the manifold its loss lives on, from the shapes alone. */
interface Case {
  readonly file: unknown;
  readonly manifold: bigint;
}

const spheres = (n: number, copies: number): bigint => signedCells(sphereCells(n)) ** BigInt(copies);
const identity = (p: number) => RationalMatrix.identity(p);
const diagonal = (values: readonly number[]) => RationalMatrix.diagonal(values.map((v) => rational(v)));
const bilinear = (m: number, normalize: string, tied: boolean, weightDecay = 0) => ({
  kind: "bilinear",
  embedding: m,
  normalize,
  tied,
  weightDecay,
});

/** p integers, repeated and zero values likely unless `nonzero`. */
const spectrum = (p: number, min: number, max: number, nonzero = false): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min, max }).map((x) => (nonzero && x === 0 ? 1 : x)),
    { minLength: p, maxLength: p },
  );

/** Γ = Q diag(g) Qᵀ. */
const withGamma = (p: number, min: number, max: number, nonzero = false): fc.Arbitrary<RationalMatrix> =>
  fc.tuple(rationalOrthogonal(p), spectrum(p, min, max, nonzero)).map(([q, values]) =>
    withSpectrum(
      q,
      values.map((v) => rational(v)),
    ),
  );

const columns: fc.Arbitrary<Case> = shape(3, 4).chain(({ m, p }) =>
  spectrum(p, -2, 2).map((gamma) => ({
    file: momentsProblem(diagonal(gamma), identity(p), bilinear(m, "columns", false)),
    manifold: spheres(m - 1, 2 * p),
  })),
);

/** Smooth critical sets only: p odd or p = 2; for m = 1 every p. */
const tiedColumns: fc.Arbitrary<Case> = fc
  .record({
    m: fc.integer({ min: 1, max: 4 }),
    p: fc.constantFrom(1, 2, 3, 5),
    beta: fc.constantFrom(-1, 0, 1, 2),
    flips: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  })
  .map(({ m, p, beta, flips }) => {
    const s = flips.map((flip) => (flip ? -1 : 1));
    const gamma = RationalMatrix.generate(p, p, (i, j) => rational(i === j ? 3 : beta * s[i]! * s[j]!));
    return {
      file: momentsProblem(gamma, identity(p), bilinear(m, "columns", true)),
      manifold: spheres(m - 1, p),
    };
  });

const rows = (normalize: "rows" | "frobenius"): fc.Arbitrary<Case> =>
  fc.tuple(shape(3, 3), fc.boolean()).chain(([{ m, p }, tied]) =>
    withGamma(p, -2, 2).map((gamma) => ({
      file: momentsProblem(gamma, identity(p), bilinear(m, normalize, tied)),
      manifold: normalize === "rows" ? spheres(p - 1, tied ? m : 2 * m) : spheres(m * p - 1, tied ? 1 : 2),
    })),
  );

/** Weight decay above every |γ|: coercive. */
const free: fc.Arbitrary<Case> = fc.tuple(shape(3, 3), fc.boolean()).chain(([{ m, p }, tied]) =>
  withGamma(p, -2, 2).map((gamma) => ({
    file: momentsProblem(gamma, identity(p), bilinear(m, "none", tied, 3)),
    manifold: 1n,
  })),
);

const spectral: fc.Arbitrary<Case> = fc.tuple(shape(4, 4), fc.boolean()).chain(([{ m, p }, decay]) =>
  withGamma(p, -2, 3, true).map((gamma) => ({
    // λ/2 = 1/2 moves the integers γ without reaching zero.
    file: momentsProblem(gamma, identity(p), {
      kind: "spectral-contrastive",
      embedding: m,
      weightDecay: decay ? 1 : 0,
    }),
    manifold: 1n,
  })),
);

const crossCorrelation: fc.Arbitrary<Case> = shape(4, 4).chain(({ m, p }) =>
  withGamma(p, 1, 3).map((gamma) => ({
    file: momentsProblem(gamma, identity(p), { kind: "cross-correlation", embedding: m }),
    manifold: 1n,
  })),
);

const predictor: fc.Arbitrary<Case> = shape(3, 3).chain(({ m, p }) =>
  withGamma(p, 0, 2).map((gamma) => ({
    file: momentsProblem(gamma, gamma.add(identity(p)), {
      kind: "predictor",
      embedding: m,
      weightDecay: "1/3",
      stopGradient: false,
    }),
    manifold: 1n,
  })),
);

const everyClosedForm = fc.oneof(
  columns,
  tiedColumns,
  rows("rows"),
  rows("frobenius"),
  free,
  spectral,
  crossCorrelation,
  predictor,
);

/** Σ (−1)^index χ over all copies of the components, against χ of the manifold. */
const balances = (
  components: Iterable<{
    readonly index?: number;
    readonly eulerCharacteristic?: bigint;
    readonly multiplicity?: bigint;
  }>,
  manifold: bigint,
): Check => {
  let sum = 0n;
  for (const { index, eulerCharacteristic, multiplicity } of components) {
    if (index === undefined || eulerCharacteristic === undefined || multiplicity === undefined)
      return fails("a component without index, Euler characteristic or count");
    sum += parity(index) * eulerCharacteristic * multiplicity;
  }
  return require(sum === manifold, `the components sum to ${sum}, the manifold has ${manifold}`);
};

const proposalsOf = (problem: Problem) => {
  const closed = problem.objective.closedForm();
  if ("unavailable" in closed) throw new RangeError(`expected a closed form: ${closed.unavailable}`);
  return { closed, proposals: [...closed.proposals()] };
};

/** Representatives lie on the manifold before anything is refined. */
function representativesAreFeasible(problem: Problem): Check {
  const system = new LandscapeSystem(landscapeOf(problem));
  return all(
    ...proposalsOf(problem).proposals.map(({ id, representative }) => {
      const x = system.flatten(representative);
      const onManifold = Float64Array.from(x);
      system.retract(onManifold);
      const off = Math.max(0, ...x.map((value, k) => Math.abs(value - onManifold[k]!)));
      return within(off, 1e-12, `${id}: distance of the representative from the manifold`);
    }),
  );
}

export const morseEuler = theorem({
  id: "signed-euler-characteristics-of-critical-components-sum-to-that-of-the-manifold",
  section: "10",
  title: "The Morse–Euler sum of every closed-form atlas",
  statement: String.raw`Let $f$ be $C^2$ with Morse--Bott critical components $C$ (finitely many, compact), either on a closed
    manifold $N$ or coercive on $N = \mathbb{R}^n$. Then $\sum_C (-1)^{\operatorname{index} C} \chi(C) = \chi(N)$. Every
    closed-form list of critical components passes this test.`,
  hypotheses: [
    "the list is complete",
    "f is coercive if N is not compact",
    "the critical set is Morse–Bott (nullity = dimension)",
  ],
  source: { label: "D", claim: "Morse–Bott theory as an audit of lists of critical points" },
  status: "proved",
  proof: String.raw`Between critical levels the sublevel set $N_a = \{f \le a\}$ changes by a diffeomorphism. Across the level of
    $C$ it gains, up to homotopy, the disc bundle of the negative bundle $E^-$ of rank $\lambda = \operatorname{index} C$ along
    its sphere bundle (Bott). Euler characteristics are multiplicative on fibre bundles, whether or not they are orientable, so
    $\chi(N_b) - \chi(N_a) = \chi(C) - \chi(C)(1 + (-1)^{\lambda - 1}) = (-1)^{\lambda} \chi(C)$. Summing gives $\chi(N)$; in the
    coercive case $N_a$ for large $a$ is a deformation retract of $\mathbb{R}^n$ along $-\nabla f$, and $\chi = 1$.`,
  forms: [
    form<Case>({
      mode: "exact",
      instances: everyClosedForm,
      problem: ({ file }) => file,
      check: ({ file, manifold }) => {
        const { closed, proposals } = proposalsOf(problemOf(file));
        const total = proposals.reduce((sum, { multiplicity }) => sum + multiplicity, 0n);
        return all(
          balances(proposals, manifold),
          require(closed.morseEuler?.expected === manifold &&
            closed.morseEuler.found ===
              manifold, `the closed form's own audit says ${closed.morseEuler?.found} of ${closed.morseEuler?.expected}`),
          require(closed.total === total, `total ${closed.total}, listed ${total}`),
        );
      },
    }),
    form<Case>({
      mode: "floating",
      share: 0.4,
      instances: everyClosedForm,
      problem: ({ file }) => file,
      check: async ({ file, manifold }) => {
        const problem = problemOf(file);
        const { check, atlas } = await atlasAgrees(problem, { limit: 400 });
        // Indices as the Hessian has them, not as the closed form says.
        return all(
          check,
          balances(atlas.components, manifold),
          representativesAreFeasible(problem),
          require(atlas.components.every(
            ({ morseBott }) => morseBott === true,
          ), "a component is not Morse–Bott"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "incomplete-list",
      dropped: "the global minima are left out of the list",
      form: form<Case>({
        mode: "exact",
        instances: everyClosedForm,
        problem: ({ file }) => file,
        check: ({ file, manifold }) =>
          balances(
            proposalsOf(problemOf(file)).proposals.filter(({ globalMinimum }) => globalMinimum !== true),
            manifold,
          ),
      }),
    },
    {
      id: "not-coercive",
      dropped: "weight decay below the largest γ: the loss is unbounded below",
      form: form({
        mode: "exact",
        instances: fc.integer({ min: 2, max: 6 }),
        problem: (g) => momentsProblem(diagonal([g]), identity(1), bilinear(1, "none", false, 1)),
        check: (g) =>
          balances(
            proposalsOf(problemOf(momentsProblem(diagonal([g]), identity(1), bilinear(1, "none", false, 1))))
              .proposals,
            1n,
          ),
      }),
    },
    {
      id: "degenerate",
      dropped: "a cubic on the circle: its inflections are critical, degenerate, and of no index",
      form: form({
        mode: "exact",
        instances: rationalUnitVector(2),
        problem: cubicOnCircle,
        check: (direction) => {
          const landscape = landscapeOf(problemOf(cubicOnCircle(direction)));
          const [a, b] = direction as [typeof ONE, typeof ONE];
          // ⟨a, w⟩³ is critical at w = ±a and, to second order, at w ⊥ a.
          const points = [
            [a, b],
            [a.neg(), b.neg()],
            [b.neg(), a],
            [b, a.neg()],
          ];
          const components = points.map((w) => ({
            index: exactInertia(landscape, new Map([["w", RationalMatrix.from([w])]])).negative,
            eulerCharacteristic: 1n,
            multiplicity: 1n,
          }));
          return balances(components, signedCells(sphereCells(1)));
        },
      }),
    },
  ],
});

function cubicOnCircle(direction: readonly (typeof ONE)[]): unknown {
  return {
    model: { moments: { gamma: [[1]] } },
    objective: {
      kind: "custom",
      loss: "tr(w*a)^3",
      variables: { w: [1, 2] },
      constants: { a: direction.map((x) => [x.toFraction()]) },
      constraints: { w: "unit-norm" },
    },
  };
}

/** Γ = diag(g) with distinct integers, Σ = h I, and η such that g² = 4ηh never happens. */
const field = shape(3, 4).chain(({ m, p }) =>
  fc
    .record({
      g: fc.uniqueArray(fc.integer({ min: -2, max: 6 }), { minLength: p, maxLength: p }),
      h: fc.integer({ min: 1, max: 3 }),
      eta: fc.constantFrom("2/3", "1/5", "7/4"),
    })
    .map(({ g, h, eta }) => ({
      m,
      file: momentsProblem(diagonal(g), identity(p).scale(rational(h)), {
        kind: "predictor",
        embedding: m,
        weightDecay: eta,
        stopGradient: true,
      }),
    })),
);

export const fieldEuler = theorem({
  id: "stable-and-unstable-equilibria-of-the-predictor-balance",
  section: "10",
  title: "The Poincaré–Hopf sum of the predictor with stop-gradient",
  statement: String.raw`Let $\dot W = P^\top B - \eta W$, $\dot P = B W^\top - \eta P$ with $B = W\Gamma - PW\Sigma$, $\eta > 0$,
    $\Sigma \succ 0$, all equilibrium manifolds $C$ normally hyperbolic with $u(C)$ unstable directions. Then
    $\sum_C (-1)^{u(C)} \chi(C) = 1$. For $\Gamma$, $\Sigma = hI$ with distinct viable modes only rank zero and one
    count: $1 + \chi(S^{m-1}) \sum_{\text{rank one}} (-1)^{u} = 1$.`,
  hypotheses: [
    "the list of equilibria is complete",
    "all equilibria are normally hyperbolic: no mode at its threshold",
    "weight decay is positive (used in the proof: without it equilibria are unbounded)",
  ],
  source: { label: "D", claim: "an audit for the equilibria of the stop-gradient field of [T]" },
  status: "proved",
  proof: String.raw`Put $D = WW^\top - P^\top P$, so $\dot D = -2\eta D$, and $A = PW$. Then
    $\frac{d}{dt}\frac12(\|W\|^2 + \|P\|^2) = 2\langle A, W\Gamma\rangle - 2\langle A, A\Sigma\rangle - \eta(\|W\|^2 + \|P\|^2)
    \le C\|W\|^2 - \sigma\|A\|^2$ with $\sigma$ the smallest eigenvalue of $\Sigma$, and
    $\|A\|^2 = \|WW^\top\|^2 - \langle D, WW^\top\rangle \ge \frac12\|WW^\top\|^2 - \frac12\|D\|^2$. As
    $\|WW^\top\|^2 \ge \|W\|^4/m$, the function $E = \frac12(\|W\|^2 + \|P\|^2) + c\|D\|^2$ with $4\eta c > \sigma$ decreases
    strictly outside a compact set. $E$ is coercive and increases along rays, so its large sublevel sets are balls into which the
    field points. Poincar\'e--Hopf for $-F$, which points outwards, gives $\sum_C \operatorname{ind}_C(-F) = 1$, and a normally
    hyperbolic manifold of zeros has index $\operatorname{sign}\det(-DF|_{\text{normal}})\,\chi(C) = (-1)^{u(C)}\chi(C)$.
    Equilibria of rank $r$ on distinct modes form a Stiefel manifold, up to a finite group, of Euler characteristic $0$ for
    $r \ge 2$.`,
  forms: [
    form({
      mode: "floating",
      share: 0.25,
      instances: field,
      parts: {
        "m = 1": ({ m }) => m === 1,
        "m > 1": ({ m }) => m > 1,
      },
      problem: ({ file }) => file,
      check: async ({ m, file }) => fieldBalances(file, m, () => true),
    }),
  ],
  controls: [
    {
      id: "incomplete-list",
      dropped: "only stable equilibria are listed",
      form: form({
        mode: "floating",
        instances: field,
        problem: ({ file }) => file,
        check: async ({ m, file }) => fieldBalances(file, m, (unstable) => unstable === 0),
      }),
    },
    {
      id: "mode-at-the-threshold",
      dropped: "g² = 4ηh: the double root is a set of equilibria that is not hyperbolic",
      form: form({
        mode: "floating",
        instances: fc
          .record({ m: fc.integer({ min: 1, max: 3 }), h: fc.integer({ min: 1, max: 4 }) })
          .map(({ m, h }) => ({
            m,
            file: momentsProblem(diagonal([2 * h]), identity(1).scale(rational(h)), {
              kind: "predictor",
              embedding: m,
              weightDecay: `${h}`,
              stopGradient: true,
            }),
          })),
        problem: ({ file }) => file,
        check: async ({ m, file }) => fieldBalances(file, m, () => true),
      }),
    },
  ],
});

async function fieldBalances(
  file: unknown,
  m: number,
  listed: (unstable: number) => boolean,
): Promise<Check> {
  const { check, atlas } = await atlasAgrees(problemOf(file), { limit: 400 });
  const components = atlas.components.filter(({ index = -1 }) => listed(index));
  const chi = (rank: number) => (rank === 0 ? 1n : rank === 1 ? signedCells(sphereCells(m - 1)) : 0n);
  return all(
    check,
    ...components.map(({ id, morseBott }) => (morseBott ? holds() : fails(`${id} is not hyperbolic`))),
    balances(
      // One entry stands for all copies of its orbit: ±v for m = 1, the two halves of O(m).
      components.map(({ index, rank = 0 }) => ({
        ...(index === undefined ? {} : { index }),
        eulerCharacteristic: chi(rank),
        multiplicity: 1n,
      })),
      1n,
    ),
  );
}
