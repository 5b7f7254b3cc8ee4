/**
 * §7, non-contrastive half: ReLU features on one-hot latents with M = I and unit columns.
 *
 *   L(W) = 2 − 2 E⟨h(D₁x), h(D₂x)⟩ = 2 − 2 Σ_j γ_j ‖w_j⁺‖²,  γ_j = α² π_j,  W: m×d
 *
 * The full critical set with its dead columns. Source: the landscape theorem of [P]; sharp form derived.
 */

import fc from "fast-check";
import {
  exactInertia,
  exactStationarity,
  exactValue,
  ONE,
  type Problem,
  type Rational,
  RationalMatrix,
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
  closedFormOf,
  euclideanNorm,
  form,
  fromColumns,
  hasInertia,
  holds,
  keepProbability,
  landscapeOf,
  momentsProblem,
  pow,
  probabilities,
  problemOf,
  proposalsAreCritical,
  rationalUnitVector,
  require,
  searchFindsOnly,
  shape,
  sumOf,
  theorem,
  within,
} from "landscape-atlas/theorems";

type Vector = readonly Rational[];

const file = (m: number, keep: Rational, latents: readonly Rational[]) => ({
  model: {
    dictionary: { kind: "identity", size: latents.length },
    latent: { kind: "one-hot", probabilities: latents.map(rationalText) },
    augmentation: { kind: "independent-masks", keep: rationalText(keep) },
  },
  objective: { kind: "relu-alignment", embedding: m },
});

const positivePart = (w: Vector): Vector => w.map((x) => (sign(x) > 0 ? x : ZERO));
const norm2 = (w: Vector): Rational => sumOf(w.map((x) => x.mul(x)));
const isLive = (w: Vector): boolean => w.every((x) => sign(x) >= 0);
const isDead = (w: Vector): boolean => w.every((x) => sign(x) <= 0);

/** Columns of every kind: in the positive or the negative orthant, on its boundary, or with mixed signs. */
const column = (m: number): fc.Arbitrary<Vector> =>
  fc.tuple(rationalUnitVector(m), fc.constantFrom("live", "live", "dead", "dead", "any")).map(([w, kind]) => {
    if (kind === "any") return w;
    return w.map((x) => (kind === "live" ? x.abs() : x.abs().neg()));
  });

const instances = (maxM: number, maxD: number) =>
  shape(maxM, maxD).chain(({ m, p: d }) =>
    fc.record({
      m: fc.constant(m),
      keep: fc.oneof(keepProbability, fc.constant(ONE)),
      latents: fc.oneof(probabilities(d), fc.constant(new Array<Rational>(d).fill(rational(`1/${d}`)))),
      columns: fc.array(column(m), { minLength: d, maxLength: d }),
      others: fc.array(rationalUnitVector(m), { minLength: d, maxLength: d }),
      seed: fc.nat(2 ** 30),
    }),
  );

type Instance = typeof instances extends (...args: never[]) => fc.Arbitrary<infer T> ? T : never;

const gammaOf = ({ keep, latents }: Pick<Instance, "keep" | "latents">) =>
  latents.map((pi) => keep.mul(keep).mul(pi));

const weighted = (gamma: readonly Rational[], values: readonly Rational[]) =>
  sumOf(gamma.map((g, j) => g.mul(values[j]!)));

/** Value at every point, criticality exactly on the orthants, inertia in their interiors. */
function criticalExactlyOnOrthants(
  problemFile: unknown,
  gamma: readonly Rational[],
  w: readonly Vector[],
): Check {
  const m = w[0]!.length;
  const landscape = landscapeOf(problemOf(problemFile));
  const point = new Map([["W", fromColumns(w)]]);
  const critical = exactStationarity(landscape, point).every((g) => g.isZero());
  const claimed = w.every((x) => isLive(x) || isDead(x));
  const live = w.map((x) => (isLive(x) ? ONE : ZERO));
  const inside = w.every((x) => x.every((entry) => sign(entry) !== 0));
  return all(
    require(exactValue(landscape, point).equals(
      rational(2).sub(
        weighted(
          gamma,
          w.map((x) => norm2(positivePart(x))),
        ).mul(2),
      ),
    ), "the value is not 2 − 2 Σ γ_j ‖w_j⁺‖²"),
    require(critical === claimed, `critical: ${critical}, every column in an orthant: ${claimed}`),
    require(!claimed ||
      exactValue(landscape, point).equals(
        rational(2).sub(weighted(gamma, live).mul(2)),
      ), "the value is not 2 − 2 Σ_live γ_j"),
    claimed && inside
      ? hasInertia(exactInertia(landscape, point), { index: 0, nullity: w.length * (m - 1) })
      : holds(),
  );
}

/** Representatives have unit columns inside their orthants; other points are offered where there are any. */
function representativesAreStrata(problem: Problem, m: number): Check {
  return all(
    ...[...closedFormOf(problem).proposals()].map(({ id, representative, sample }) => {
      const { columns, data } = representative.W!;
      const norms = Array.from({ length: columns }, (_, j) =>
        euclideanNorm(Array.from({ length: m }, (_, i) => data[i * columns + j]!)),
      );
      return all(
        within(Math.max(...norms.map((x) => Math.abs(x - 1))), 1e-15 * m, `${id}: unit columns`),
        require(data.every((x) => x !== 0), `${id}: an entry on the boundary`),
        require((sample !== undefined) === m > 1, `${id}: points to draw exactly if there are others`),
      );
    }),
  );
}

/** The 2^d strata as the closed form has to list them. */
function strata(m: number, gamma: readonly Rational[]) {
  const d = gamma.length;
  return Array.from({ length: pow(2, d) }, (_, mask) => {
    const live = gamma.map((_, j) => ((mask >> j) & 1 ? ONE : ZERO));
    return {
      value: rational(2).sub(weighted(gamma, live).mul(2)),
      dimension: d * (m - 1),
      index: 0,
      nullity: d * (m - 1),
      copies: 1n,
      // A product of orthants of spheres is contractible.
      euler: 1n,
      globalMinimum: mask === pow(2, d) - 1,
    };
  });
}

export const criticalSet = theorem({
  id: "critical-columns-of-relu-alignment-are-nonnegative-or-nonpositive",
  section: "7",
  title: "The full critical set of the ReLU alignment loss, with its dead columns",
  statement: String.raw`Let $h(x) = \max(Wx, 0)$, $z$ one-hot with probabilities $\pi_j > 0$, $x = z$, independent masks that keep
    with probability $\alpha > 0$, unit columns $w_j \in \mathbb{R}^m$. Then $L = 2 - 2\sum_j \gamma_j \|w_j^+\|^2$ with
    $\gamma_j = \alpha^2 \pi_j$. $W$ is critical exactly if every column lies in the closed non-negative orthant (live) or in the
    closed non-positive one (dead): $2^d$ contractible strata of dimension $d(m-1)$, on each of which $L$ is constant,
    $2 - 2\sum_{\text{live}} \gamma_j$, and flat to second order in the interior.`,
  hypotheses: ["the features are rectified", "the latents are one-hot"],
  source: {
    label: "P",
    claim: "all non-negative matrices minimise the alignment loss; the full critical set is derived",
  },
  status: "proved",
  proof: String.raw`One-hot latents and masks give $h(D x) = b\, w_j^+$ with $b$ Bernoulli, so
    $\mathbb{E}\langle h(D_1 x), h(D_2 x)\rangle = \sum_j \pi_j \alpha^2 \|w_j^+\|^2$. The function $\|w^+\|^2$ is $C^1$ with gradient
    $2w^+$; on the sphere its gradient is $2(w^+ - \|w^+\|^2 w)$. Where $w_i < 0$ this is $-2\|w^+\|^2 w_i$, so it vanishes only if
    $w^+ = 0$ (dead) or no entry is negative (live); in both cases it does vanish. A live column contributes $\|w\|^2 = 1$, a dead
    one $0$. Unit vectors in the two orthants are disjoint closed sets, each contractible (an orthant of the sphere is
    geodesically star-shaped around its centre).`,
  forms: [
    form<Instance>({
      mode: "exact",
      instances: instances(5, 4),
      problem: ({ m, keep, latents }) => file(m, keep, latents),
      check: ({ m, keep, latents, columns }) =>
        criticalExactlyOnOrthants(file(m, keep, latents), gammaOf({ keep, latents }), columns),
    }),
    form<Instance>({
      mode: "exact",
      share: 0.3,
      instances: instances(3, 4),
      problem: ({ m, keep, latents }) => file(m, keep, latents),
      check: ({ m, keep, latents, seed }) => {
        const problem = problemOf(file(m, keep, latents));
        return all(
          closedFormLists(problem, strata(m, gammaOf({ keep, latents }))),
          representativesAreStrata(problem, m),
          proposalsAreCritical(problem, { seed }),
        );
      },
    }),
    form({
      mode: "exact",
      share: 0.4,
      instances: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 7, maxLength: 7 }),
      check: (weights) => {
        const total = weights.reduce((sum, w) => sum + w, 0);
        const problem = problemOf(
          file(
            1,
            ONE,
            weights.map((w) => rational(`${w}/${total}`)),
          ),
        );
        const values = [...closedFormOf(problem).proposals()].map(({ exactValue: value }) => value!);
        return all(
          require(values.length === 2 ** 7, "not all strata are listed one by one"),
          require(values.every(
            (value, k) => k === 0 || values[k - 1]!.compare(value) <= 0,
          ), "the strata are not listed in order of value"),
        );
      },
    }),
    form<Instance>({
      mode: "floating",
      share: 0.12,
      instances: instances(3, 2),
      problem: ({ m, keep, latents }) => file(m, keep, latents),
      check: async ({ m, keep, latents, seed }) => {
        const problem = problemOf(file(m, keep, latents));
        const { check, atlas } = await atlasAgrees(problem);
        // With one column, or one row, a start reaches a given stratum with probability 1/8 at least.
        const covers = latents.length === 1 || m === 1;
        const reached = new Set<string>();
        let found: Check = holds();
        for (const [round, starts] of [60, 960].entries()) {
          if (round > 0 && (!covers || reached.size === atlas.components.length)) break;
          const search = searchFindsOnly(problem, atlas.components, {
            starts,
            seed: seed + round,
            singular: true,
          });
          found = all(found, search.check);
          for (const id of search.hits.keys()) reached.add(id);
        }
        const missed = atlas.components.find(({ id }) => !reached.has(id));
        return all(check, found, require(!covers || missed === undefined, `no start reached ${missed?.id}`));
      },
    }),
  ],
  controls: [
    {
      id: "linear-features",
      dropped: "without the rectifier the loss is constant: every W is critical",
      form: form<Instance>({
        mode: "exact",
        instances: instances(4, 3),
        problem: linearFile,
        check: (instance) =>
          criticalExactlyOnOrthants(linearFile(instance), gammaOf(instance), instance.columns),
      }),
    },
    {
      id: "two-active-latents",
      dropped: "two latents at once: h sees w_j + w_k, and non-negative columns no longer share one value",
      form: form({
        mode: "exact",
        instances: fc.record({
          keep: fc.constantFrom(rational(1), rational("1/2")),
          columns: fc.integer({ min: 1, max: 4 }).chain((m) => fc.tuple(column(m), column(m))),
        }),
        check: ({ keep, columns: [u, v] }) => {
          // x = (1, 1): E⟨h(D₁x), h(D₂x)⟩ over the 16 masks, as a finite sum.
          let sum = ZERO;
          const at = (bits: number) =>
            positivePart(u.map((x, i) => x.mul(bits & 1).add(v[i]!.mul((bits >> 1) & 1))));
          const chance = (bits: number) =>
            [1, 2].reduce((p, bit) => p.mul(bits & bit ? keep : ONE.sub(keep)), ONE);
          for (let a = 0; a < 4; a++)
            for (let b = 0; b < 4; b++)
              sum = sum.add(
                chance(a)
                  .mul(chance(b))
                  .mul(sumOf(at(a).map((x, i) => x.mul(at(b)[i]!)))),
              );
          const claimed = keep.mul(keep).mul(norm2(positivePart(u)).add(norm2(positivePart(v))));
          return require(sum.equals(claimed), "the loss is not 2 − 2 Σ γ_j ‖w_j⁺‖²");
        },
      }),
    },
  ],
});

function linearFile({ m, keep, latents }: Instance): unknown {
  const gamma = gammaOf({ keep, latents });
  return momentsProblem(RationalMatrix.diagonal(gamma), RationalMatrix.identity(gamma.length), {
    kind: "bilinear",
    embedding: m,
    normalize: "columns",
    tied: true,
  });
}

/** L and its Taylor expansion to first order stay within 2 Σ γ_j ‖w′_j − w_j‖²; gradients are Lipschitz. */
function continuouslyDifferentiable(
  problemFile: unknown,
  gamma: readonly Rational[],
  w: readonly Vector[],
  v: readonly Vector[],
  part: (x: Vector) => Vector = positivePart,
): Check {
  const landscape = landscapeOf(problemOf(problemFile));
  const at = (columns: readonly Vector[]) => new Map([["W", fromColumns(columns)]]);
  const step = w.map((x, j) => v[j]!.map((y, i) => y.sub(x[i]!)));
  const linear = weighted(
    gamma,
    w.map((x, j) => sumOf(part(x).map((y, i) => y.mul(step[j]![i]!)))),
  ).mul(-4);
  const rest = exactValue(landscape, at(v))
    .sub(exactValue(landscape, at(w)))
    .sub(linear)
    .abs();
  const [before] = exactStationarity(landscape, at(w));
  const [after] = exactStationarity(landscape, at(v));
  const jump = after!.subtract(before!);
  return all(
    require(rest.compare(weighted(gamma, step.map(norm2)).mul(2)) <=
      0, "the first-order expansion is off by more than 2 Σ γ_j ‖w′_j − w_j‖²"),
    ...step.map((delta, j) =>
      require(norm2(Array.from({ length: jump.rows }, (_, i) => jump.get(i, j))).compare(
        norm2(delta).mul(gamma[j]!.mul(16)).mul(gamma[j]!.mul(16)),
      ) <= 0, `the gradient in column ${j + 1} jumps`),
    ),
  );
}

/** w moved towards y, across kinks where it has zeros: (w + t y) re-normalised by a rational rotation in the plane. */
const reflected = (w: Vector, y: Vector): Vector => {
  // v = w − 2⟨w, n⟩/⟨n, n⟩ n is a unit vector near w when n is nearly orthogonal to w.
  const dot = sumOf(w.map((x, i) => x.mul(y[i]!)));
  const n = y.map((x, i) => x.sub(w[i]!.mul(dot)).add(w[i]!.div(16)));
  const size = norm2(n);
  if (sign(size) === 0) return w;
  const factor = sumOf(w.map((x, i) => x.mul(n[i]!)))
    .mul(2)
    .div(size);
  return w.map((x, i) => x.sub(n[i]!.mul(factor)));
};

export const differentiable = theorem({
  id: "relu-alignment-loss-is-continuously-differentiable",
  section: "7",
  title: "The ReLU alignment loss is continuously differentiable",
  statement: String.raw`$L(W) = 2 - 2\sum_j \gamma_j \|w_j^+\|^2$ is $C^1$ with Lipschitz gradient: for unit columns $w_j$, $v_j$,
    $|L(V) - L(W) + 4\sum_j \gamma_j \langle w_j^+, v_j - w_j\rangle| \le 2\sum_j \gamma_j \|v_j - w_j\|^2$, and the gradient on the
    sphere of column $j$ changes by at most $16\gamma_j\|v_j - w_j\|$. So critical points are defined everywhere, also where
    entries of $W$ vanish.`,
  hypotheses: ["the rectifier enters squared"],
  source: { label: "D", claim: "makes the critical set of the alignment loss meaningful at the kinks" },
  status: "proved",
  proof: String.raw`$w \mapsto \frac12\|w^+\|^2$ is the Moreau envelope of the indicator of the non-positive orthant: convex,
    differentiable, with gradient $w^+$, which is $1$-Lipschitz; hence
    $0 \le \|v^+\|^2 - \|w^+\|^2 - 2\langle w^+, v - w\rangle \le \|v - w\|^2$. On the sphere the gradient is
    $-4\gamma(w^+ - \|w^+\|^2 w)$, and $\|v^+\|^2 v - \|w^+\|^2 w = \|v^+\|^2 (v - w) + (\|v^+\|^2 - \|w^+\|^2) w$ has norm at most
    $3\|v - w\|$: together $4\gamma(1 + 3)\|v - w\|$.`,
  forms: [
    form<Instance>({
      mode: "exact",
      instances: instances(4, 3),
      problem: ({ m, keep, latents }) => file(m, keep, latents),
      check: ({ m, keep, latents, columns, others }) =>
        continuouslyDifferentiable(
          file(m, keep, latents),
          gammaOf({ keep, latents }),
          columns,
          columns.map((w, j) => reflected(w, others[j]!)),
        ),
    }),
  ],
  controls: [
    {
      id: "unsquared-slope",
      dropped: "the slope of a rectifier that enters to the first power, 1[w > 0], jumps",
      form: form<Instance>({
        mode: "exact",
        instances: instances(4, 3),
        problem: ({ m, keep, latents }) => file(m, keep, latents),
        check: ({ m, keep, latents, columns, others }) =>
          continuouslyDifferentiable(
            file(m, keep, latents),
            gammaOf({ keep, latents }),
            columns,
            columns.map((w, j) => reflected(w, others[j]!)),
            (w) => w.map((x) => (sign(x) > 0 ? ONE : ZERO)),
          ),
      }),
    },
  ],
});

/** Value against the minimum, with equality exactly for non-negative W. */
const minimalExactlyIfNonnegative = (
  { m, keep, latents }: Instance,
  w: readonly Vector[],
  problemFile: unknown = file(m, keep, latents),
): Check => {
  const gamma = gammaOf({ keep, latents });
  const value = exactValue(landscapeOf(problemOf(problemFile)), new Map([["W", fromColumns(w)]]));
  const gap = value.sub(rational(2).sub(sumOf(gamma).mul(2)));
  return all(
    require(sign(gap) >= 0, `value below the minimum by ${rationalText(gap.neg())}`),
    require((sign(gap) === 0) === w.every(isLive), "minimal, but not non-negative, or the other way round"),
  );
};

export const minima = theorem({
  id: "global-minima-of-relu-alignment-are-all-nonnegative-matrices-and-dead-columns-are-flat",
  section: "7",
  title: "Global minima of the ReLU alignment loss, and flat dead columns that are not global",
  statement: String.raw`Under the same hypotheses the global minima are exactly the $W \ge 0$ with unit columns, of value
    $2 - 2\sum_j \gamma_j$. A critical $W$ with dead columns whose entries are all negative is a (weak) local minimum: $L$ does not
    decrease, and is constant along the dead columns, in a neighbourhood; its value exceeds the minimum by
    $2\sum_{\text{dead}} \gamma_j$. If instead a dead column has a zero entry and $m \ge 2$, $W$ is no local minimum.`,
  hypotheses: ["dead columns lie in the open orthant", "the features are rectified"],
  source: {
    label: "P",
    claim: "the non-contrastive ReLU loss has infinitely many global minima; the dead strata are derived",
  },
  status: "proved",
  proof: String.raw`$\|w^+\|^2 \le \|w\|^2 = 1$ with equality iff $w \ge 0$, and all $\gamma_j > 0$. If $w_j < 0$ entrywise, $v^+ = 0$
    for all $v$ near $w_j$; live columns contribute at their maximum. If $w_j \le 0$ with $w_{ij} = 0$, the unit vector
    $\cos\varepsilon\, w_j + \sin\varepsilon\, e_i$ has $\|v^+\|^2 = \sin^2\varepsilon > 0$ (for $m = 1$ there is no such column).`,
  forms: [
    form<Instance>({
      mode: "exact",
      instances: instances(5, 4),
      problem: ({ m, keep, latents }) => file(m, keep, latents),
      check: (instance) => minimalExactlyIfNonnegative(instance, instance.columns),
    }),
    form<Instance>({
      mode: "exact",
      instances: instances(4, 3),
      problem: ({ m, keep, latents }) => file(m, keep, latents),
      check: (instance) => flatAtDead(instance, openOrthant(instance.columns)),
    }),
  ],
  controls: [
    {
      id: "boundary-of-the-dead-orthant",
      dropped: "a dead column with a zero entry: a step along it lowers the loss",
      form: form<Instance>({
        mode: "exact",
        instances: instances(4, 3).filter(({ m }) => m >= 2),
        problem: ({ m, keep, latents }) => file(m, keep, latents),
        check: (instance) =>
          flatAtDead(
            instance,
            instance.columns.map((w) => w.map((_, i) => (i === 0 ? rational(-1) : ZERO))),
          ),
      }),
    },
    {
      id: "linear-features",
      dropped: "without the rectifier every W is a global minimum, of whatever sign",
      form: form<Instance>({
        mode: "exact",
        instances: instances(4, 3),
        problem: linearFile,
        check: (instance) => minimalExactlyIfNonnegative(instance, instance.columns, linearFile(instance)),
      }),
    },
  ],
});

/** Columns moved into an open orthant: signs all negative or all positive, no zero entry. */
function openOrthant(columns: readonly Vector[]): readonly Vector[] {
  return columns.map((w) => {
    const dead = sign(w[0]!) < 0;
    // (±1/2 …) scaled to unit length is not rational in general; stereographic coordinates are.
    const y = w.slice(1).map((x) => x.abs().add(1).div(4));
    const squares = norm2(y);
    const point = [ONE.sub(squares).div(ONE.add(squares)), ...y.map((v) => v.mul(2).div(ONE.add(squares)))];
    return point.map((x) => (dead ? x.abs().neg() : x.abs()));
  });
}

/** Small moves of dead columns keep the value; small moves of all columns do not lower it. */
function flatAtDead({ m, keep, latents, others }: Instance, w: readonly Vector[]): Check {
  const landscape = landscapeOf(problemOf(file(m, keep, latents)));
  const at = (columns: readonly Vector[]) => exactValue(landscape, new Map([["W", fromColumns(columns)]]));
  const gamma = gammaOf({ keep, latents });
  const dead = w.map(isDead);
  const near = w.map((x, j) => towards(x, others[j]!));
  const value = at(w);
  const excess = weighted(
    gamma,
    dead.map((is) => (is ? rational(2) : ZERO)),
  );
  return all(
    require(value
      .sub(rational(2).sub(sumOf(gamma).mul(2)))
      .equals(excess), "the value does not exceed the minimum by 2 Σ_dead γ_j"),
    require(at(near).compare(value) >= 0, "a small step lowers the loss"),
    require(at(w.map((x, j) => (dead[j] ? near[j]! : x))).equals(
      value,
    ), "the value changes along a dead column"),
  );
}

/** A unit vector within about 1/500 of w in the direction of y: Cayley rotation in their plane. */
function towards(w: Vector, y: Vector): Vector {
  // w ↦ (I − A)⁻¹(I + A) w with A = ε(y wᵀ − w yᵀ), written out on span(w, y).
  const epsilon = rational("1/1000");
  const c = sumOf(w.map((x, i) => x.mul(y[i]!)));
  const orthogonal = y.map((x, i) => x.sub(w[i]!.mul(c)));
  const e2 = epsilon.mul(epsilon).mul(norm2(orthogonal));
  return w.map((x, i) => x.mul(ONE.sub(e2)).add(orthogonal[i]!.mul(epsilon).mul(2)).div(ONE.add(e2)));
}
