/**
 * §2: the bilinear objective with unit rows. Rows decouple; each is a pair of singular vectors of Γ, or, with tied
 * weights, an eigenvector.
 */
import fc from "fast-check";
import {
  census,
  type Rational,
  RationalMatrix,
  rank,
  rational,
  rationalText,
  sign,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  closedFormLists,
  combine,
  distinctPositive,
  form,
  fromRows,
  groupAt,
  groupsOf,
  isExactlyCritical,
  momentsProblem,
  type Parts,
  partsAt,
  problemOf,
  product,
  proposalsAreCritical,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  searchCovers,
  searchFindsOnly,
  shape,
  spectrumFrom,
  sphereCharacteristic,
  sumOf,
  theorem,
  tuplesOf,
  unitVectorsUpTo,
  valuesAtLeast,
  withSpectrum,
} from "landscape-atlas/theorems";

const list = <T>(item: fc.Arbitrary<T>, count: number) =>
  fc.array(item, { minLength: count, maxLength: count });

/** Γ = U diag(σ) Vᵀ (tied: Q diag(γ) Qᵀ plus a skew part, V unused). */
interface Spectral {
  readonly m: number;
  readonly tied: boolean;
  readonly values: readonly Rational[];
  readonly left: RationalMatrix;
  readonly right: RationalMatrix;
  readonly lambda: Rational;
}

const SINGULAR = [0, 0, "1/2", 1, 1, 2, 3];
const SIGNED = [-2, -1, -1, 0, 0, "1/2", 1, 2];

const spectral = (
  m: number,
  tied: boolean,
  values: fc.Arbitrary<readonly Rational[]>,
  p: number,
): fc.Arbitrary<Spectral> =>
  fc.record({
    m: fc.constant(m),
    tied: fc.constant(tied),
    values,
    left: rationalOrthogonal(p),
    right: rationalOrthogonal(p),
    lambda: fc.constantFrom(ZERO, rational("1/2")),
  });

const grouped = (tied: boolean, maxM: number, maxP: number) =>
  shape(maxM, maxP).chain(({ m, p }) => spectral(m, tied, spectrumFrom(tied ? SIGNED : SINGULAR, p), p));

const isRepeated = (values: readonly Rational[], k: number): boolean =>
  k + 1 < values.length && values[k]!.equals(values[k + 1]!);

const parts: Parts<Spectral> = {
  "top value repeated": ({ values }) => isRepeated(values, 0),
  "null space of dimension two and more": ({ values }) => values.filter((x) => sign(x) === 0).length > 1,
  "values distinct, none zero": ({ values }) =>
    values.every((x, k) => sign(x) !== 0 && !isRepeated(values, k)),
  "p = 1": ({ values }) => values.length === 1,
  "m > p": ({ m, values }) => m > values.length,
};

const gammaOf = ({ tied, values, left, right }: Spectral): RationalMatrix =>
  tied
    ? // Tied weights do not see the skew part.
      withSpectrum(left, values).map((g, i, j) => (i + j === 1 ? g.add(i - j) : g))
    : product(left, RationalMatrix.diagonal(values), right.transpose());

const file = (instance: Spectral): unknown =>
  momentsProblem(gammaOf(instance), RationalMatrix.identity(instance.values.length), {
    kind: "bilinear",
    embedding: instance.m,
    normalize: "rows",
    tied: instance.tied,
    weightDecay: rationalText(instance.lambda),
  });

/** 2 + 2mλ − 2 Σ (row contributions). */
const levelOf = ({ m, lambda }: Spectral, contributions: readonly Rational[]): Rational =>
  lambda.mul(m).sub(sumOf(contributions)).mul(2).add(2);

/** χ(S^{p−1}), two points for p = 1. */
const chi = (p: number) => (p % 2 === 1 ? 2n : 0n);

/** What a row can be: sσ (tied: γ), the index and the sphere, or pair of spheres, that it moves on. */
interface RowKind {
  readonly gain: Rational;
  readonly index: number;
  readonly dimension: number;
  readonly copies: bigint;
  readonly euler: bigint;
}

const rowKinds = ({ tied, values }: Spectral): RowKind[] => {
  const p = values.length;
  return groupsOf(values).flatMap(({ value, size, larger, smaller }): RowKind[] => {
    const sphere = {
      dimension: size - 1,
      copies: size === 1 ? 2n : 1n,
      euler: sphereCharacteristic(size - 1),
    };
    if (tied) return [{ gain: value, index: larger, ...sphere }];
    if (sign(value) === 0)
      return [
        {
          gain: ZERO,
          index: larger,
          dimension: 2 * (size - 1),
          copies: size === 1 ? 4n : 1n,
          euler: sphereCharacteristic(size - 1) ** 2n,
        },
      ];
    return [
      { gain: value, index: larger, ...sphere },
      { gain: value.neg(), index: p - 1 + smaller, ...sphere },
    ];
  });
};

const componentsOf = (instance: Spectral) => {
  const best = instance.values[0]!;
  return tuplesOf(rowKinds(instance), instance.m).map((rows) => ({
    value: levelOf(
      instance,
      rows.map(({ gain }) => gain),
    ),
    dimension: rows.reduce((sum, { dimension }) => sum + dimension, 0),
    index: rows.reduce((sum, { index }) => sum + index, 0),
    nullity: rows.reduce((sum, { dimension }) => sum + dimension, 0),
    copies: rows.reduce((copies, row) => copies * row.copies, 1n),
    euler: rows.reduce((euler, row) => euler * row.euler, 1n),
    globalMinimum: rows.every(({ gain }) => gain.equals(best)),
  }));
};

/** One row of a critical point: a position in the spectrum, a sign, coefficients in its group (two for null groups). */
interface RowChoice {
  readonly position: number;
  readonly orientation: number;
  readonly coefficients: readonly (readonly Rational[])[];
  readonly others: readonly (readonly Rational[])[];
}

const withRows = (instances: fc.Arbitrary<Spectral>) =>
  instances.chain((instance) => {
    const p = instance.values.length;
    return fc.record({
      instance: fc.constant(instance),
      rows: list<RowChoice>(
        fc.record({
          position: fc.nat(p - 1),
          orientation: fc.constantFrom(1, -1),
          coefficients: unitVectorsUpTo(p),
          others: unitVectorsUpTo(p),
        }),
        instance.m,
      ),
    });
  });

const criticalPoint = (instance: Spectral, rows: readonly RowChoice[]) => {
  const p = instance.values.length;
  const chosen = rows.map(({ position, orientation, coefficients, others }) => {
    const group = groupAt(instance.values, position);
    const { value, size, larger, smaller } = group;
    const online = combine(instance.left, group, coefficients[size - 1]!);
    if (instance.tied)
      return { online, target: online, gain: value, index: larger, nullity: size - 1, top: larger === 0 };
    const isNull = sign(value) === 0;
    const target = combine(instance.right, group, isNull ? others[size - 1]! : coefficients[size - 1]!);
    return {
      online,
      target: target.map((x) => x.mul(orientation)),
      gain: value.mul(orientation),
      index: isNull || orientation > 0 ? larger : p - 1 + smaller,
      nullity: isNull ? 2 * (size - 1) : size - 1,
      top: larger === 0 && orientation > 0,
    };
  });
  const online = fromRows(chosen.map((row) => row.online));
  const target = fromRows(chosen.map((row) => row.target));
  return {
    online,
    point: instance.tied ? { W: online } : { Wo: online, Wt: target },
    onTop: chosen.every(({ top }) => top),
    value: levelOf(
      instance,
      chosen.map(({ gain }) => gain),
    ),
    index: chosen.reduce((sum, { index }) => sum + index, 0),
    nullity: chosen.reduce((sum, { nullity }) => sum + nullity, 0),
  };
};

const membershipForm = (tied: boolean, maxM: number, maxP: number) =>
  form({
    mode: "exact",
    instances: withRows(grouped(tied, maxM, maxP)),
    parts: partsAt(parts, ({ instance }: { readonly instance: Spectral }) => instance),
    problem: ({ instance }) => file(instance),
    check: ({ instance, rows }) => {
      const { point, ...claim } = criticalPoint(instance, rows);
      return isExactlyCritical(problemOf(file(instance)), point, claim);
    },
  });

const listForm = (tied: boolean) =>
  form({
    mode: "exact",
    share: 0.6,
    instances: grouped(tied, 3, 4),
    parts,
    problem: (instance) => file(instance),
    check: (instance) =>
      closedFormLists(
        problemOf(file(instance)),
        componentsOf(instance),
        chi(instance.values.length) ** BigInt((tied ? 1 : 2) * instance.m),
      ),
  });

const searchForm = (tied: boolean) =>
  form({
    mode: "floating",
    share: 0.2,
    instances: fc.record({ instance: grouped(tied, 2, 3), seed: fc.nat(2 ** 30) }),
    problem: ({ instance }) => file(instance),
    check: async ({ instance, seed }) => {
      const problem = problemOf(file(instance));
      const { check, atlas } = await atlasAgrees(problem);
      const options = { starts: 30, seed };
      return all(
        check,
        proposalsAreCritical(problem, { seed }),
        instance.m === 1 || instance.values.length === 1
          ? searchCovers(problem, atlas.components, options)
          : searchFindsOnly(problem, atlas.components, options).check,
      );
    },
  });

export const criticalSet = theorem({
  id: "critical-points-under-unit-rows-have-a-pair-of-singular-vectors-in-every-row",
  section: "2",
  title: "Unit rows: critical set, indices, multiplicities",
  statement:
    "Let the rows $o_i, t_i$ of $W_o, W_t \\in \\mathbb{R}^{m\\times p}$ be unit vectors. The critical points of $2 - " +
    "2\\operatorname{tr}(W_o\\Gamma W_t^\\top) + \\lambda(\\|W_o\\|^2 + \\|W_t\\|^2)$ are exactly the pairs whose rows satisfy " +
    "$\\Gamma t_i = s_i\\sigma_i o_i$, $\\Gamma^\\top o_i = s_i\\sigma_i t_i$ with a singular value $\\sigma_i$ of $\\Gamma$ and $s_i = " +
    "\\pm 1$; the value is $2 + 2m\\lambda - 2\\sum_i s_i\\sigma_i$. A row on a group of $\\mu$ equal $\\sigma > 0$ moves on " +
    "$S^{\\mu-1}$, with index $\\#\\{j: \\sigma_j > \\sigma\\}$ if $s = +$ and $(p-1) + \\#\\{j : \\sigma_j < \\sigma\\}$ if $s = " +
    "-$, and nullity $\\mu - 1$; on a null group of size $\\mu_0$ it moves on $S^{\\mu_0-1}\\times S^{\\mu_0-1}$, with index " +
    "$\\#\\{j : \\sigma_j > 0\\}$ and nullity $2(\\mu_0 - 1)$. Indices, nullities and dimensions add over rows; for distinct positive " +
    "$\\sigma_j$ these are $(4p)^m$ points.",
  hypotheses: [
    "every row is on singular vectors",
    "the rows, not the columns, are normalised",
    "for the count (4p)^m: the singular values are distinct and positive",
  ],
  source: { label: "D", claim: "the full critical set of the row-normalised objective" },
  status: "proved",
  proof:
    "On the constraint set the weight decay is the constant $2m\\lambda$, and the rest is $\\sum_i -2 o_i^\\top\\Gamma t_i$: rows " +
    "decouple. On $S^{p-1}\\times S^{p-1}$ the gradient of $-2o^\\top\\Gamma t$ vanishes tangentially iff $\\Gamma t = \\rho o$ and " +
    "$\\Gamma^\\top o = \\rho t$ with $\\rho = o^\\top\\Gamma t$; then $\\Gamma\\Gamma^\\top o = \\rho^2 o$, so $\\rho = s\\sigma$. " +
    "The Riemannian Hessian on $(x, y)$, $x\\perp o$, $y\\perp t$, is $2\\rho(\\|x\\|^2 + \\|y\\|^2) - 4x^\\top\\Gamma y$. In " +
    "singular bases adapted to $(o, st)$ it splits into one block $2\\bigl(\\begin{smallmatrix}\\rho & -\\sigma_j\\\\ -\\sigma_j & " +
    "\\rho\\end{smallmatrix}\\bigr)$ for every other pair $j$, with eigenvalues $2(\\rho\\pm\\sigma_j)$. For $\\rho = \\sigma > 0$: " +
    "negative once for $\\sigma_j > \\sigma$, zero once for $\\sigma_j = \\sigma$. For $\\rho = -\\sigma < 0$: $-\\sigma - \\sigma_j < " +
    "0$ for all $p - 1$ others, and $\\sigma_j - \\sigma < 0$ for $\\sigma_j < \\sigma$. For $\\rho = 0$: $\\pm 2\\sigma_j$.",
  forms: [membershipForm(false, 2, 3), listForm(false), searchForm(false)],
  controls: [
    {
      id: "not-singular",
      dropped:
        "a row and its copy are not on singular vectors (Γ with distinct singular values): not critical",
      form: form({
        mode: "exact",
        instances: fc.record({ row: rationalUnitVector(3), values: distinctPositive(3) }),
        check: ({ row, values }) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(RationalMatrix.diagonal(values), RationalMatrix.identity(3), {
                kind: "bilinear",
                embedding: 1,
                normalize: "rows",
              }),
            ),
            { Wo: fromRows([row]), Wt: fromRows([row]) },
          ),
      }),
    },
    {
      id: "normalised-columns",
      dropped:
        "the columns are normalised instead (a diagonal Γ, rows e_1 and its copy, m = p = 2): another index",
      form: form({
        mode: "exact",
        instances: fc.record({ values: distinctPositive(2), orientation: fc.constantFrom(1, -1) }),
        check: ({ values, orientation }) => {
          const [a, b] = values as [Rational, Rational];
          const one = RationalMatrix.identity(2);
          return isExactlyCritical(
            problemOf(
              momentsProblem(RationalMatrix.diagonal(values), one, {
                kind: "bilinear",
                embedding: 2,
                normalize: "columns",
              }),
            ),
            { Wo: one, Wt: one.map((x) => x.mul(orientation)) },
            {
              value: rational(2).sub(a.add(b).mul(2 * orientation)),
              index: orientation > 0 ? 1 : 3,
              nullity: 0,
            },
          );
        },
      }),
    },
    {
      id: "repeated-singular-values",
      dropped: "singular values repeat or vanish: there are no longer (4p)^m components",
      form: form({
        mode: "exact",
        instances: spectrumFrom([0, 1], 3).chain((values) => spectral(2, false, fc.constant(values), 3)),
        problem: (instance) => file(instance),
        check: (instance) =>
          require(census(problemOf(file(instance))).census?.total ===
            (4n * 3n) ** 2n, "the number of components is not (4p)^m"),
      }),
    },
  ],
});

export const tied = theorem({
  id: "critical-points-under-tied-unit-rows-have-an-eigenvector-in-every-row",
  section: "2",
  title: "Tied unit rows: critical set, indices, multiplicities",
  statement:
    "Let $W \\in \\mathbb{R}^{m\\times p}$ have unit rows, and let $\\gamma_1 \\ge \\dots \\ge \\gamma_p$ be the eigenvalues of " +
    "$(\\Gamma + \\Gamma^\\top)/2$, of any sign. The critical points of $2 - 2\\operatorname{tr}(W\\Gamma W^\\top) + " +
    "2\\lambda\\|W\\|^2$ are exactly the $W$ whose rows are eigenvectors; the value is $2 + 2m\\lambda - 2\\sum_i\\gamma_{k_i}$, a " +
    "row in a group of $\\mu$ equal eigenvalues moves on $S^{\\mu-1}$ with nullity $\\mu - 1$ and index $\\#\\{j : \\gamma_j > " +
    "\\gamma_{k_i}\\}$.",
  hypotheses: ["every row is an eigenvector", "the weights are tied"],
  source: { label: "D", claim: "the full critical set of the tied row-normalised objective" },
  status: "proved",
  proof:
    "Rows decouple, and $w^\\top\\Gamma w = w^\\top A w$ with $A = (\\Gamma+\\Gamma^\\top)/2$. The tangential gradient of $-2w^\\top A " +
    "w$ on $S^{p-1}$ is $-4(Aw - (w^\\top A w)w)$, zero iff $w$ is an eigenvector; the Hessian at $q_k$ is $4(\\gamma_k - " +
    "\\gamma_j)$ on $q_j$, $j \\ne k$.",
  forms: [membershipForm(true, 3, 4), listForm(true), searchForm(true)],
  controls: [
    {
      id: "not-an-eigenvector",
      dropped: "a row is not an eigenvector",
      form: form({
        mode: "exact",
        instances: fc.record({ row: rationalUnitVector(3), values: distinctPositive(3) }),
        check: ({ row, values }) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(RationalMatrix.diagonal(values), RationalMatrix.identity(3), {
                kind: "bilinear",
                embedding: 1,
                normalize: "rows",
                tied: true,
              }),
            ),
            { W: fromRows([row]) },
          ),
      }),
    },
    {
      id: "untied-weights",
      dropped: "the weights are not tied: at Wo = Wt = q_k the index counts |γ_j|, not γ_j",
      form: form({
        mode: "exact",
        instances: withRows(
          spectral(1, true, fc.constant([rational(1), rational(-2)]), 2).map((s) => ({ ...s, lambda: ZERO })),
        ),
        check: ({ instance, rows }) => {
          const { online, value, index, nullity } = criticalPoint(instance, rows);
          const gamma = withSpectrum(instance.left, instance.values);
          return isExactlyCritical(
            problemOf(
              momentsProblem(gamma, RationalMatrix.identity(2), {
                kind: "bilinear",
                embedding: 1,
                normalize: "rows",
              }),
            ),
            { Wo: online, Wt: online },
            { value, index, nullity },
          );
        },
      }),
    },
  ],
});

/** σ_1 > σ_2 ≥ … ≥ σ_p ≥ 0. */
const simpleTop = (p: number) =>
  spectrumFrom(SINGULAR, p - 1).map((rest) => [(rest[0] ?? ZERO).add(1), ...rest]);

const withSimpleTop = (maxM: number, maxP: number, minP = 2) =>
  fc
    .record({ size: shape(maxM, maxP, 1, minP), tied: fc.boolean() })
    .chain(({ size: { m, p }, tied: isTied }) => spectral(m, isTied, simpleTop(p), p));

/** Index zero exactly if every row is on the top pair, and then rank one and nothing lower. */
const minimaHaveRankOne = (
  instance: Spectral,
  rows: readonly RowChoice[],
  random: readonly (readonly (readonly Rational[])[])[],
): Check => {
  const problem = problemOf(file(instance));
  const { point, online, onTop, value } = criticalPoint(instance, rows);
  const stable = isExactlyCritical(problem, point, { index: 0 }).verdict === "holds";
  const least = levelOf(instance, new Array<Rational>(instance.m).fill(instance.values[0]!));
  const [o, t] = random.map(fromRows);
  return all(
    isExactlyCritical(problem, point, { value }),
    require(stable ===
      onTop, `index ${stable ? "zero" : "positive"}, rows ${onTop ? "" : "not all "}on the top pair`),
    require(!stable || rank(online) === 1, `a minimum of rank ${rank(online)}`),
    valuesAtLeast(problem, [point, instance.tied ? { W: o! } : { Wo: o!, Wt: t! }], least),
  );
};

/** Rows of which every second instance has all on top, where minima are. */
const minimumCandidates = (instances: fc.Arbitrary<Spectral>) =>
  withRows(instances).chain(({ instance, rows }) =>
    fc.record({
      instance: fc.constant(instance),
      rows: fc
        .boolean()
        .map((top) => (top ? rows.map((row) => ({ ...row, position: 0, orientation: 1 })) : rows)),
      random: list(list(rationalUnitVector(instance.values.length), instance.m), 2),
    }),
  );

export const rankOne = theorem({
  id: "minima-under-unit-rows-have-rank-one-when-the-top-singular-value-is-simple",
  section: "2",
  title: "Unit rows: every minimum is a dimensional collapse",
  statement:
    "Let $p \\ge 2$ and $\\sigma_1 > \\sigma_2$ with singular pair $(u_1, v_1)$. The local minima of the row-normalised bilinear " +
    "objective are the $2^m$ points with all rows $(o_i, t_i) = \\pm(u_1, v_1)$: global, of rank one and of value $2 - " +
    "2m\\sigma_1$. Every other critical point is a strict saddle or a maximum. With tied weights the same holds for the top " +
    "eigenvector of $(\\Gamma+\\Gamma^\\top)/2$ if the top eigenvalue is simple.",
  hypotheses: ["the top singular value (tied: eigenvalue) is simple", "p ≥ 2"],
  source: { label: "D", claim: "dimensional collapse of the row-normalised form of the objective of [P]" },
  role: "corollary",
  status: "proved",
  proof:
    "$o^\\top\\Gamma t \\le \\sigma_1$ for unit vectors, with equality iff $(o,t) = \\pm(u_1,v_1)$, as $\\sigma_1$ is simple. At any " +
    "other critical point some row has $s = +$ and $\\sigma_{k} < \\sigma_1$, hence index at least one; or $\\sigma_k = 0 < " +
    "\\sigma_1$, the same; or $s = -$, and index at least $p - 1 \\ge 1$. Tied: a row on another eigenvector has index at least one.",
  forms: [
    form({
      mode: "exact",
      instances: minimumCandidates(withSimpleTop(2, 3)),
      problem: ({ instance }) => file(instance),
      check: ({ instance, rows, random }) => minimaHaveRankOne(instance, rows, random),
    }),
    form({
      mode: "floating",
      share: 0.3,
      instances: withSimpleTop(3, 5),
      problem: (instance) => file(instance),
      check: async (instance) => {
        const { check, atlas } = await atlasAgrees(problemOf(file(instance)));
        const minima = atlas.components.filter(({ kind }) => kind.endsWith("minimum"));
        const others = atlas.components.filter(
          ({ kind }) => !kind.endsWith("minimum") && kind !== "strict-saddle" && !kind.endsWith("maximum"),
        );
        const [only] = minima;
        return all(
          check,
          require(minima.length === 1 &&
            only!.kind === "global-minimum" &&
            only!.rank === 1, "expected one kind of minimum, of rank one"),
          require(only?.multiplicity === 2n ** BigInt(instance.m), `${only?.multiplicity} minima`),
          require(others.length === 0, `${others[0]?.id} is ${others[0]?.kind}`),
        );
      },
    }),
  ],
  controls: [
    {
      id: "repeated-top",
      dropped: "σ_1 = σ_2: rows may take different directions of the top space, and the rank is not one",
      form: form({
        mode: "exact",
        instances: minimumCandidates(
          spectral(2, false, fc.constant([rational(2), rational(2), rational(1)]), 3),
        ),
        problem: ({ instance }) => file(instance),
        check: ({ instance, rows, random }) => minimaHaveRankOne(instance, rows, random),
      }),
    },
    {
      id: "one-input",
      dropped: "p = 1: rows are signs, every point is isolated and a local minimum",
      form: form({
        mode: "exact",
        instances: minimumCandidates(spectral(2, false, fc.constant([rational(2)]), 1)),
        problem: ({ instance }) => file(instance),
        check: ({ instance, rows, random }) => minimaHaveRankOne(instance, rows, random),
      }),
    },
  ],
});

type Counts = ReadonlyMap<number, bigint>;

const counted = (pairs: Iterable<readonly [number, bigint]>): Counts => {
  const counts = new Map<number, bigint>();
  for (const [index, copies] of pairs) counts.set(index, (counts.get(index) ?? 0n) + copies);
  return counts;
};

/** Components of m rows by index: every row added to every component of the rows before. */
const rowByRow = (instance: Spectral): Counts => {
  let counts: Counts = new Map([[0, 1n]]);
  for (let row = 0; row < instance.m; row++)
    counts = counted(
      [...counts].flatMap(([index, copies]) =>
        rowKinds(instance).map((kind) => [index + kind.index, copies * kind.copies] as const),
      ),
    );
  return counts;
};

/** The census against counts, without listing anything. */
const censusIs = (instance: Spectral, claimed: Counts, total?: bigint): Check => {
  const found = census(problemOf(file(instance))).census;
  const wrong = [...new Set([...claimed.keys(), ...(found?.byIndex.keys() ?? [])])].find(
    (index) => found?.byIndex.get(index) !== claimed.get(index),
  );
  const sum = [...claimed.values()].reduce((a, b) => a + b, 0n);
  return all(
    require(wrong ===
      undefined, `${found?.byIndex.get(wrong ?? 0)} components of index ${wrong}, claimed ${claimed.get(wrong ?? 0)}`),
    require(found?.total === sum, `${found?.total} components in all, claimed ${sum}`),
    require(total === undefined || sum === total, `${sum} components, claimed ${total}`),
  );
};

const distinctSpectrum = (m: number, p: number) => spectral(m, false, distinctPositive(p), p);

export const rowCensus = theorem({
  id: "components-under-unit-rows-are-counted-by-the-power-of-a-one-row-polynomial",
  section: "2",
  title: "Unit rows: census by index at any size",
  statement:
    "Let $f(z) = \\sum_\\tau c_\\tau z^{\\operatorname{ind}\\tau}$ over the types $\\tau$ of a single row, $c_\\tau$ the number of " +
    "connected components of a type. The number of connected components of the row-normalised critical set of index $k$ is the " +
    "coefficient of $z^k$ in $f(z)^m$. For distinct positive singular values $f(z) = 2\\sum_{k=1}^p (z^{k-1} + z^{2p-1-k})$, and " +
    "the total is $(4p)^m$.",
  hypotheses: ["for the formula of f: the singular values are distinct and positive"],
  source: { label: "D", claim: "exact counts of the critical points of the row-normalised objective" },
  role: "corollary",
  status: "proved",
  proof:
    "The critical set is the product over rows of the one-row sets, whose components are the products of components; indices add. " +
    "Expanding $f^m$ picks one type for each row. For distinct $\\sigma_k > 0$ the type $(k, +)$ has index $k - 1$, $(k, -)$ has " +
    "$(p-1)+(p-k)$, and each is two points.",
  forms: [
    form({
      mode: "exact",
      share: 0.5,
      instances: fc.boolean().chain((isTied) => grouped(isTied, 4, 4)),
      problem: (instance) => file(instance),
      check: (instance) =>
        censusIs(
          instance,
          counted(componentsOf(instance).map(({ index, copies }) => [index, copies] as const)),
        ),
    }),
    form({
      mode: "exact",
      share: 0.4,
      instances: fc
        .record({ m: fc.integer({ min: 5, max: 40 }), p: fc.integer({ min: 1, max: 6 }), tied: fc.boolean() })
        .chain(({ m, p, tied: isTied }) =>
          spectral(m, isTied, spectrumFrom(isTied ? SIGNED : SINGULAR, p), p),
        ),
      problem: (instance) => file(instance),
      check: (instance) => censusIs(instance, rowByRow(instance)),
    }),
    form({
      mode: "exact",
      share: 0.4,
      instances: shape(20, 6).chain(({ m, p }) => distinctSpectrum(m, p)),
      problem: (instance) => file(instance),
      check: (instance) => {
        const p = instance.values.length;
        const claimed = rowByRow(instance);
        const top = [...claimed.keys()].reduce((a, b) => Math.max(a, b), 0);
        return all(
          censusIs(instance, claimed, (4n * BigInt(p)) ** BigInt(instance.m)),
          require(top === instance.m * (2 * p - 2), `largest index ${top}`),
        );
      },
    }),
  ],
  controls: [
    {
      id: "repeated-or-zero",
      dropped: "singular values repeat or vanish: the formula for distinct positive ones overcounts",
      form: form({
        mode: "exact",
        instances: spectrumFrom([0, 1], 3).chain((values) => spectral(3, false, fc.constant(values), 3)),
        problem: (instance) => file(instance),
        check: (instance) => {
          const distinct = { ...instance, values: [3, 2, 1].map((value) => rational(value)) };
          return censusIs(instance, rowByRow(distinct), 12n ** 3n);
        },
      }),
    },
  ],
});
