/**
 * §7, contrastive half: ReLU features on one-hot latents with M = I, unit columns, one negative, temperature τ.
 *
 *   L(W) = E log(1 + exp((s₋ − s₊)/τ)),  s₊ = b₁b₂ ‖w_j⁺‖²,  s₋ = b₁b′ ⟨w_j⁺, w_k⁺⟩,  b's Bernoulli(α),  W: m×d
 *
 * Global minima with distinct and with independent negatives. Source: [P]; the sharp condition is derived.
 * The loss is summed here over latents and masks one by one. Not covered: critical points that are no global minima.
 */

import fc from "fast-check";
import {
  type Matrix,
  ONE,
  type Problem,
  Random,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  sign,
  toNumber,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  closedFormOf,
  euclideanNorm,
  exp,
  form,
  keepProbability,
  log,
  type Parts,
  pow,
  probabilities,
  problemOf,
  rationalUnitVector,
  require,
  squared,
  sumOf,
  theorem,
  within,
} from "landscape-atlas/theorems";

type Negatives = "distinct" | "independent";
type Columns = readonly (readonly number[])[];

interface Instance {
  readonly m: number;
  readonly keep: string;
  readonly temperature: string;
  readonly latents: readonly string[];
  readonly seed: number;
}

const file = ({ m, keep, temperature, latents }: Instance, negatives: Negatives) => ({
  model: {
    dictionary: { kind: "identity", size: latents.length },
    latent: { kind: "one-hot", probabilities: latents },
    augmentation: { kind: "independent-masks", keep },
  },
  objective: { kind: "relu-contrastive", embedding: m, temperature, negatives },
});

const isUniform = ({ latents }: Instance): boolean => new Set(latents).size === 1;

const matrixOf = (columns: Columns): Matrix => {
  const [d, m] = [columns.length, columns[0]!.length];
  return {
    rows: m,
    columns: d,
    data: Float64Array.from({ length: m * d }, (_, k) => columns[k % d]![Math.floor(k / d)]!),
  };
};

const columnsOf = (w: Matrix): Columns =>
  Array.from({ length: w.columns }, (_, j) =>
    Array.from({ length: w.rows }, (_, i) => w.data[i * w.columns + j]!),
  );

const hasEmptyRow = (w: Matrix): boolean =>
  Array.from({ length: w.rows }, (_, i) => i).some((i) => columnsOf(w).every((column) => column[i] === 0));

const everyColumnSpreads = (drawn: readonly Matrix[]): boolean =>
  columnsOf(drawn[0]!).every((_, j) => drawn.some((w) => columnsOf(w)[j]!.some((x) => x > 0 && x < 1)));

/** ⟨u⁺, v⁺⟩. */
const overlap = (u: readonly number[], v: readonly number[]): number =>
  u.reduce((sum, x, i) => sum + Math.max(x, 0) * Math.max(v[i]!, 0), 0);

const softplus = (u: number): number => (u > 30 ? u + exp(-u) : log(1 + exp(u)));

/** Every latent, negative and mask of the expectation, with its probability. */
function* outcomes(latents: readonly number[], keep: number, negatives: Negatives) {
  for (let j = 0; j < latents.length; j++)
    for (let k = 0; k < latents.length; k++) {
      if (negatives === "distinct" && j === k) continue;
      const pair = latents[j]! * (negatives === "distinct" ? latents[k]! / (1 - latents[j]!) : latents[k]!);
      for (const b1 of [0, 1])
        for (const b2 of [0, 1])
          for (const b of [0, 1]) {
            const kept = b1 + b2 + b;
            yield { j, k, b1, b2, b, chance: pair * pow(keep, kept) * pow(1 - keep, 3 - kept) };
          }
    }
}

function loss(instance: Instance, negatives: Negatives, w: Columns): number {
  const tau = toNumber(rational(instance.temperature));
  const keep = toNumber(rational(instance.keep));
  const latents = instance.latents.map((p) => toNumber(rational(p)));
  let sum = 0;
  for (const { j, k, b1, b2, b, chance } of outcomes(latents, keep, negatives))
    sum += chance * softplus((b1 * b * overlap(w[j]!, w[k]!) - b1 * b2 * overlap(w[j]!, w[j]!)) / tau);
  return sum;
}

const unit = (w: readonly number[]): number[] => {
  const length = euclideanNorm(w);
  return w.map((x) => x / length);
};

const gaussian = (random: Random, m: number): number[] =>
  unit(Array.from({ length: m }, () => random.normal()));

/** e_1, …, e_d in R^m. */
const permutation = (d: number, m: number): Columns =>
  Array.from({ length: d }, (_, j) => Array.from({ length: m }, (_, i) => (i === j ? 1 : 0)));

/** Random unit columns: anywhere, non-negative, or near a given W. */
function candidates(seed: number, center: Columns, count: number): Columns[] {
  const random = new Random(seed).fork("candidates");
  const m = center[0]!.length;
  return Array.from({ length: count }, (_, n) =>
    center.map((w) => {
      const g = gaussian(random, m);
      if (n % 3 === 0) return g;
      if (n % 3 === 1) return g.map(Math.abs);
      return unit(w.map((x, i) => x + pow(10, -(n % 7)) * g[i]!));
    }),
  );
}

/** The objective's own value and one-sided slope, against the sum above and its difference quotients. */
function oracleAgrees(problem: Problem, instance: Instance, negatives: Negatives, point: Columns): Check {
  // Entries are zero or far from it: a difference quotient must not straddle a kink.
  const w = point.map((column) => unit(column.map((x) => (Math.abs(x) < 1e-3 ? 0 : x))));
  const { oracle } = problem.objective;
  const value = loss(instance, negatives, w);
  const claimed = oracle!.value({ W: matrixOf(w) });
  // dL/dt along the free motion of one entry, from the right (kinks at zero); negative entries do not enter.
  const step = 1e-6;
  const slope = (j: number, i: number) => {
    const moved = (by: number) => w.map((c, k) => (k === j ? c.map((x, l) => (l === i ? x + by : x)) : c));
    const x = w[j]![i]!;
    if (x < 0) return 0;
    const left = x > 0 ? -step : 0;
    return (loss(instance, negatives, moved(step)) - loss(instance, negatives, moved(left))) / (step - left);
  };
  let squares = 0;
  w.forEach((column, j) => {
    const slopes = column.map((_, i) => slope(j, i));
    const along = column.reduce((sum, x, i) => sum + x * slopes[i]!, 0);
    column.forEach((x, i) => {
      squares += x === 0 ? squared(Math.min(slopes[i]!, 0)) : squared(slopes[i]! - along * x);
    });
  });
  const tau = toNumber(rational(instance.temperature));
  return all(
    within(Math.abs(value - claimed), 1e-12 * Math.max(1, 1 / tau), "the finite sum"),
    // One-sided differences are off by half the second derivative, at most 4/τ² times the step.
    within(
      Math.abs(oracle!.descent({ W: matrixOf(w) }) + Math.sqrt(squares)),
      1e-5 * Math.max(1, 1 / squared(tau)),
      "the steepest one-sided descent",
    ),
  );
}

const shapes = fc
  .integer({ min: 2, max: 4 })
  .chain((d) => fc.record({ d: fc.constant(d), m: fc.integer({ min: d, max: Math.min(d + 2, 5) }) }));

const instances: fc.Arbitrary<Instance> = shapes.chain(({ d, m }) =>
  fc.record({
    m: fc.constant(m),
    keep: fc.oneof(keepProbability.map(rationalText), fc.constant("1")),
    temperature: fc.constantFrom("1/5", "1/2", "1", "2", "5"),
    latents: fc.oneof(
      probabilities(d).map((values) => values.map(rationalText)),
      fc.constant(new Array<string>(d).fill(`1/${d}`)),
    ),
    seed: fc.nat(2 ** 30),
  }),
);

/** Placements of d columns on m axes, one axis each, joined when one column moves to a free axis: the pieces. */
function connectedPieces(d: number, m: number): bigint {
  const place = (taken: readonly number[]): number[][] =>
    taken.length === d
      ? [[...taken]]
      : Array.from({ length: m }, (_, i) => i)
          .filter((i) => !taken.includes(i))
          .flatMap((i) => place([...taken, i]));
  const left = new Set(place([]).map((p) => p.join()));
  let pieces = 0n;
  for (const start of left) {
    pieces++;
    const stack = [start];
    while (stack.length > 0) {
      const current = stack.pop()!;
      if (!left.delete(current)) continue;
      const axes = current.split(",").map(Number);
      for (let j = 0; j < d; j++)
        for (let i = 0; i < m; i++)
          if (!axes.includes(i)) stack.push(axes.map((a, k) => (k === j ? i : a)).join());
    }
  }
  return pieces;
}

/** The family of global minima that the product lists. @throws RangeError if it lists none. */
function listedMinima(problem: Problem) {
  const [proposal, ...others] = [...closedFormOf(problem).proposals()];
  if (proposal === undefined || others.length > 0) throw new RangeError("expected one family of minima");
  return proposal;
}

/** q_j = ‖w_j⁺‖² at the minima that the product lists: what it decides is what is checked here. */
const listedSquares = (instance: Instance, negatives: Negatives): number[] =>
  columnsOf(listedMinima(problemOf(file(instance, negatives))).representative.W!).map((w) => overlap(w, w));

/** 1 + (1−π_j)/((1−α)π_j), ∞ for α = 1. */
const limits = ({ keep, latents }: Instance): number[] =>
  latents.map((text) => {
    const pi = toNumber(rational(text));
    return 1 + (1 - pi) / ((1 - toNumber(rational(keep))) * pi);
  });

/** q_j = 1 where e^{1/τ} ≤ limit_j, and e^{q_j/τ} = limit_j elsewhere. */
function squaresAreStated(instance: Instance, q: readonly number[]): Check {
  const tau = toNumber(rational(instance.temperature));
  return all(
    ...limits(instance).map((limit, j) => {
      if (1 / tau <= log(limit)) return within(Math.abs(q[j]! - 1), 1e-14, "a column of length one");
      return within(Math.abs(q[j]! / tau - log(limit)), 1e-13, "the length of a short column");
    }),
  );
}

/** The proposal is the stated set of global minima, counted and drawn from correctly. */
async function listsMinima(problem: Problem, instance: Instance, negatives: Negatives): Promise<Check> {
  const { m, latents, seed } = instance;
  const d = latents.length;
  const { check, atlas } = await atlasAgrees(problem, { complete: false });
  const proposal = listedMinima(problem);
  const q = listedSquares(instance, negatives);
  const orthonormal = q.every((x) => x === 1);
  const exact = proposal.exactRepresentative?.get("W");
  const random = new Random(seed).fork("samples");
  const drawn = [
    proposal.representative,
    ...Array.from({ length: proposal.dimension > 0 ? 60 : 0 }, () => proposal.sample!(random)),
  ].map(({ W }) => W!);
  const spread = drawn.flatMap((w) => {
    const columns = columnsOf(w);
    return columns.flatMap((u, j) => [
      Math.abs(euclideanNorm(u) - 1),
      ...columns.map((v, k) => Math.abs(overlap(u, v) - (j === k ? q[j]! : 0))),
    ]);
  });
  // The stratum of a point: each column moves on the octant of its positive and on that of its negative entries.
  const freedom = (w: Matrix) =>
    columnsOf(w).reduce((sum, u, j) => sum + u.filter((x) => x !== 0).length - (q[j]! < 1 ? 2 : 1), 0);
  return all(
    check,
    require(closedFormOf(problem).gap !== undefined, "expected a stated gap"),
    require(proposal.multiplicity === connectedPieces(d, m), `${proposal.multiplicity} pieces`),
    require(drawn.slice(1).every((w) => freedom(w) === proposal.dimension), "a draw is in a smaller stratum"),
    require(Math.max(...drawn.map(freedom)) === proposal.dimension, `dimension ${proposal.dimension}`),
    require((proposal.sample !== undefined) ===
      proposal.dimension > 0, "points to draw exactly when there is room"),
    require(proposal.globalMinimum === true && proposal.nonsmooth === true, "a global minimum with kinks"),
    require(orthonormal === (exact !== undefined), "an exact representative exactly where it is rational"),
    require(exact === undefined ||
      exact.transpose().multiply(exact).equals(RationalMatrix.identity(d)), "an orthonormal representative"),
    within(Math.max(...spread), 4e-15, "a drawn point is off the set"),
    // Spare axes never stay empty, and each column of length one gets one at times: 60 draws miss it with probability
    // below 1e-6.
    require(!drawn.slice(1).some(hasEmptyRow), "an axis of a drawn point is empty"),
    require(!orthonormal || m === d || everyColumnSpreads(drawn), "a column never gets a spare axis"),
    within(
      Math.abs(proposal.value! - loss(instance, negatives, columnsOf(drawn[0]!))),
      1e-12 / Math.min(1, toNumber(rational(instance.temperature))),
      "the value of the minima",
    ),
    require(atlas.components[0]?.kind === "global-minimum", "the atlas does not call them global minima"),
  );
}

type Vector = readonly Rational[];

const positivePart = (w: Vector): Vector => w.map((x) => (sign(x) > 0 ? x : ZERO));
const inner = (u: Vector, v: Vector): Rational => sumOf(u.map((x, i) => x.mul(v[i]!)));

/** Rational unit columns: generic, non-negative, or with disjoint supports (orthonormal and non-negative). */
const exactColumns = shapes.chain(({ d, m }) =>
  fc
    .record({
      columns: fc.array(rationalUnitVector(m), { minLength: d, maxLength: d }),
      kind: fc.constantFrom("any", "non-negative", "orthonormal", "orthonormal"),
      owners: fc.array(fc.nat(d - 1), { minLength: m, maxLength: m }),
      last: fc.integer({ min: 1, max: 2 }).chain(rationalUnitVector),
    })
    .map(({ columns, kind, owners, last }) => {
      if (kind === "any") return columns;
      if (kind === "non-negative") return columns.map((w) => w.map((x) => x.abs()));
      // Axis j belongs to column j; the first spare axis, if any, to a random column.
      const host = owners[0]!;
      return columns.map((_, j) =>
        Array.from({ length: m }, (_, i) => {
          const spare = m > d && j === host && last.length === 2;
          if (i === j) return spare ? last[0]!.abs() : ONE;
          return spare && i === d ? last[1]!.abs() : ZERO;
        }),
      );
    }),
);

/** Every exponent of the loss is at least the one at a permutation, with equality throughout exactly on the set. */
function termsAreMinimal(w: readonly Vector[], pairs: (j: number, k: number) => boolean): Check {
  const plus = w.map(positivePart);
  let equal = true;
  for (let j = 0; j < w.length; j++)
    for (let k = 0; k < w.length; k++) {
      if (!pairs(j, k)) continue;
      for (let bits = 0; bits < 8; bits++) {
        const [b1, b2, b] = [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1];
        const exponent = inner(plus[j]!, plus[k]!)
          .mul(b1 * b)
          .sub(inner(plus[j]!, plus[j]!).mul(b1 * b2));
        const order = exponent.compare(j === k ? b1 * b - b1 * b2 : -b1 * b2);
        if (order < 0) return require(false, `a term of latents ${j + 1}, ${k + 1} is below its bound`);
        if (order > 0) equal = false;
      }
    }
  const member =
    w.every((u) => u.every((x) => sign(x) >= 0)) &&
    w.every((u, j) => w.every((v, k) => inner(u, v).equals(j === k ? 1 : 0)));
  return require(equal === member, `all terms minimal: ${equal}, non-negative orthonormal: ${member}`);
}

/** L ≥ bound for every candidate, > where the positive parts are clearly off the claimed Gram matrix diag(q). */
function neverBelow(
  instance: Instance,
  negatives: Negatives,
  q: readonly number[],
  center: Columns,
  bound: number,
): Check {
  for (const w of candidates(instance.seed, center, 42)) {
    const value = loss(instance, negatives, w);
    if (!(value >= bound - 1e-12 * Math.max(1, bound)))
      return require(false, `value ${value} below ${bound}`);
    const off = Math.max(
      ...w.flatMap((u, j) => w.map((v, k) => Math.abs(overlap(u, v) - (j === k ? q[j]! : 0)))),
    );
    if (off > 0.1 && !(value > bound + 1e-13)) return require(false, `value ${value} attained off the set`);
  }
  return require(true, "");
}

export const distinctNegatives = theorem({
  id: "contrastive-relu-minima-with-distinct-negatives-are-nonnegative-orthonormal-columns",
  section: "7",
  title: "Contrastive ReLU loss with distinct negatives: the minima are the ground truth",
  statement: String.raw`Let $h(x) = \max(Wx, 0)$ with unit columns $w_j \in \mathbb{R}^m$, $z$ one-hot with $\pi_j > 0$, $x = z$,
    masks that keep with probability $\alpha > 0$, one negative with another latent than the positive pair, $\tau > 0$ and
    $m \ge d \ge 2$. The global minima of
    $\mathbb{E}\log(1 + \exp((s_- - s_+)/\tau))$ are exactly the $W \ge 0$ with orthonormal columns: the $d!$ permutation matrices if
    $m = d$, one connected set of dimension $m - d$ if $m > d$.`,
  hypotheses: ["m ≥ d", "negatives have another latent", "unit columns"],
  source: { label: "P", claim: "the contrastive ReLU loss is minimised by the ground truth only" },
  status: "proved",
  proof: String.raw`Given latents $j \ne k$ and masks $b_1, b_2, b'$, the exponent is
    $(b_1 b' \langle w_j^+, w_k^+\rangle - b_1 b_2 \|w_j^+\|^2)/\tau \ge -b_1 b_2/\tau$, as positive parts have non-negative products and
    norm at most one. All bounds, each of positive probability, are attained at once iff $\|w_j^+\| = 1$, so $w_j \ge 0$, and
    $\langle w_j, w_k\rangle = 0$ for all $j \ne k$. Such $W$ exist iff $m \ge d$. Non-negative orthonormal columns have disjoint
    supports; the set is a union of products of sphere octants, whose corners place the columns on different axes. For $m = d$
    every support is one axis. For $m > d$ a column can be rotated to a free axis, and with one free axis any two columns can be
    exchanged in three such moves, so the set is connected; its dimension is the largest $\sum_j (|\operatorname{supp} w_j| - 1)$,
    $m - d$.`,
  forms: [
    form({
      mode: "exact",
      instances: exactColumns,
      check: (w) => termsAreMinimal(w, (j, k) => j !== k),
    }),
    form({
      mode: "exact",
      share: 0.3,
      instances: fc.record({ m: fc.integer({ min: 1, max: 5 }), d: fc.integer({ min: 1, max: 5 }) }),
      check: ({ m, d }) => {
        const latents = new Array<string>(d).fill(`1/${d}`);
        const instance = { m, latents, keep: "1/2", temperature: "1", seed: 0 };
        const closed = problemOf(file(instance, "distinct")).objective.closedForm();
        return require("unavailable" in closed !==
          (m >= d && d >= 2), "the closed form is offered exactly for m ≥ d ≥ 2");
      },
    }),
    form<Instance>({
      mode: "floating",
      share: 0.3,
      instances,
      parts: {
        "m > d": ({ m, latents }) => m > latents.length,
        "π not uniform": (instance) => !isUniform(instance),
        "α = 1": ({ keep }) => keep === "1",
        "τ < 1/2": ({ temperature }) => toNumber(rational(temperature)) < 0.5,
      },
      problem: (instance) => file(instance, "distinct"),
      check: async (instance) => {
        const problem = problemOf(file(instance, "distinct"));
        const d = instance.latents.length;
        const center = permutation(d, instance.m);
        const points = [center, ...candidates(instance.seed, center, 6)];
        return all(
          await listsMinima(problem, instance, "distinct"),
          ...points.map((w) => oracleAgrees(problem, instance, "distinct", w)),
          neverBelow(instance, "distinct", new Array(d).fill(1), center, loss(instance, "distinct", center)),
        );
      },
    }),
  ],
  controls: [
    {
      id: "narrow-embedding",
      dropped: "m < d: the bound of the permutations is not attained",
      form: form<Instance>({
        mode: "floating",
        instances: instances.map((instance) => ({ ...instance, m: 1 })),
        problem: (instance) => file(instance, "distinct"),
        check: (instance) => {
          // In one dimension there are only 2^d matrices, all of them looked at.
          const d = instance.latents.length;
          const bound = loss(instance, "distinct", permutation(d, d));
          const values = Array.from({ length: pow(2, d) }, (_, mask) =>
            loss(
              instance,
              "distinct",
              Array.from({ length: d }, (_, j) => [(mask >> j) & 1 ? 1 : -1]),
            ),
          );
          return within(Math.min(...values) - bound, 1e-9, "distance of the minimum from the bound");
        },
      }),
    },
    {
      id: "independent-negatives",
      dropped: "a negative with the same latent: its terms are smaller away from the set",
      form: form({ mode: "exact", instances: exactColumns, check: (w) => termsAreMinimal(w, () => true) }),
    },
    {
      id: "long-columns",
      dropped: "columns longer than one: the terms fall below the bound",
      form: form({
        mode: "exact",
        instances: exactColumns,
        check: (w) =>
          termsAreMinimal(
            w.map((column) => column.map((x) => x.mul(2))),
            (j, k) => j !== k,
          ),
      }),
    },
  ],
});

/** w_j = √q_j e_j − √(1 − q_j) e_{j+1}: disjoint positive parts of the wanted lengths. */
const shortened = (q: readonly number[], m: number): Columns =>
  q.map((x, j) =>
    Array.from({ length: m }, (_, i) =>
      i === j ? Math.sqrt(x) : i === (j + 1) % q.length && x < 1 ? -Math.sqrt(1 - x) : 0,
    ),
  );

/** 1/τ at a given ratio to the sharp threshold log(1 + (1 − π)/((1 − α)π)) of the largest or of the smallest π. */
const nearThreshold = (ratios: readonly number[]): fc.Arbitrary<Instance> =>
  fc.tuple(instances, fc.constantFrom(...ratios), fc.boolean()).map(([instance, ratio, ofLargest]) => {
    const masked = { ...instance, keep: instance.keep === "1" ? "1/2" : instance.keep };
    const thresholds = limits(masked).map(log);
    const threshold = ofLargest ? Math.min(...thresholds) : Math.max(...thresholds);
    return { ...masked, temperature: (1 / (ratio * threshold)).toFixed(6) };
  });

const BELOW = [0.2, 0.6, 0.9, 0.98];
const BEYOND = [1.02, 1.1, 1.5, 3];
const beyondThreshold = nearThreshold(BEYOND);

const minimumIsAtListedSquares = (instance: Instance): Check => {
  const q = listedSquares(instance, "independent");
  const best = shortened(q, instance.m);
  return all(
    squaresAreStated(instance, q),
    neverBelow(instance, "independent", q, best, loss(instance, "independent", best)),
  );
};

/** Numbers of columns of length one and of short ones. */
const lengthsOf = (instance: Instance): { whole: number; short: number } => {
  const tau = toNumber(rational(instance.temperature));
  const short = limits(instance).filter((limit) => 1 / tau > log(limit)).length;
  return { whole: instance.latents.length - short, short };
};

const independentParts: Parts<Instance> = {
  "all columns of length one": (instance) => lengthsOf(instance).short === 0,
  "all columns short": (instance) => lengthsOf(instance).whole === 0,
  "both kinds of columns": (instance) => lengthsOf(instance).short > 0 && lengthsOf(instance).whole > 0,
  "π not uniform": (instance) => !isUniform(instance),
  "m > d": ({ m, latents }) => m > latents.length,
  "within 2 % of the threshold": (instance) => {
    const ratio = 1 / toNumber(rational(instance.temperature)) / log(Math.min(...limits(instance)));
    return Math.abs(ratio - 1) < 0.021;
  },
};

export const independentNegatives = theorem({
  id: "contrastive-relu-minima-with-independent-negatives-are-orthonormal-exactly-below-a-threshold",
  section: "7",
  title: "Contrastive ReLU loss with independent negatives: the sharp condition",
  statement: String.raw`Under the same hypotheses let the negative be drawn independently, $\alpha < 1$, with any $\pi_j > 0$ and $\tau > 0$. The global minima are exactly the $W$ whose positive
    parts have disjoint supports and $\|w_j^+\|^2 = \min\{1, \tau\log(1 + \tfrac{1-\pi_j}{(1-\alpha)\pi_j})\}$. So they are the
    $W \ge 0$ with orthonormal columns if and only if $e^{1/\tau} \le 1 + \tfrac{1-\pi_j}{(1-\alpha)\pi_j}$ for all $j$; for uniform
    latents, $(d-1)/(1 + e^{1/\tau}) \ge (1-\alpha)\tanh(1/(2\tau))$. (For $\alpha = 1$ they always are.) With $n$ of the lengths below one, the
    set has dimension $n(m-2)$, and $m - d$ more if $n < d$; it is connected for $m > d$ and has $d!$ pieces for $m = d$.`,
  hypotheses: [
    "the temperature is above the threshold (for permutations to be minima)",
    "negatives are independent",
  ],
  source: {
    label: "D",
    claim: "the contrastive landscape claim of [P], with the hypothesis it needs on negatives",
  },
  status: "proved",
  proof: String.raw`Put $\varphi(u) = \log(1 + e^{u/\tau})$, $q_j = \|w_j^+\|^2 \in [0, 1]$, $G_{jk} = \langle w_j^+, w_k^+\rangle \ge 0$. Up to
    constants, $L = \alpha\sum_{j,k}\pi_j\pi_k\left((1-\alpha)\alpha(\varphi(-q_j) + \varphi(G_{jk})) + \alpha^2\varphi(G_{jk} - q_j)\right)$ with
    $G_{jj} = q_j$. It increases strictly in every $G_{jk}$, $j \ne k$, so these vanish at a minimum; then
    $L = \alpha^2\sum_j \pi_j\, g_j(q_j)$ with $g_j(q) = (1-\pi_j)\varphi(-q) + (1-\alpha)\pi_j(\varphi(q) + \varphi(-q))$, again up to constants. Here
    $\tau g_j'(q) = -(1-\pi_j)/(1 + e^{q/\tau}) + (1-\alpha)\pi_j\tanh(q/(2\tau))$ increases strictly, and as
    $\tanh(q/(2\tau)) = (e^{q/\tau} - 1)/(e^{q/\tau} + 1)$ it vanishes iff $e^{q/\tau} = 1 + (1-\pi_j)/((1-\alpha)\pi_j)$. So $g_j$ is
    strictly convex with its only minimum on $[0, 1]$ at the stated $q_j$. Every such choice is realised: for $m \ge d$ the
    positive parts can have disjoint supports, and as $d \ge 2$ there is an axis outside the support of $w_j^+$ for a negative entry that completes
    the column to length one. For given supports $S_j$ a column moves on an octant of $S^{|S_j|-1}$ times, if $q_j < 1$, one of $S^{m-|S_j|-1}$: dimension
    $|S_j| - 1$ or $m - 2$, largest if the spare axes belong to columns of length one. Octants are contractible, and supports
    can be exchanged over a spare axis as for distinct negatives.`,
  forms: [
    form<Instance>({
      mode: "floating",
      instances: nearThreshold([...BELOW, ...BEYOND]),
      parts: independentParts,
      problem: (instance) => file(instance, "independent"),
      check: (instance) => squaresAreStated(instance, listedSquares(instance, "independent")),
    }),
    form<Instance>({
      mode: "floating",
      share: 0.4,
      instances: nearThreshold([...BELOW, ...BEYOND]),
      parts: independentParts,
      problem: (instance) => file(instance, "independent"),
      check: async (instance) => {
        const problem = problemOf(file(instance, "independent"));
        const d = instance.latents.length;
        const center = permutation(d, instance.m);
        const q = listedSquares(instance, "independent");
        const gain =
          loss(instance, "independent", center) - loss(instance, "independent", shortened(q, instance.m));
        return all(
          require(gain > 0 === lengthsOf(instance).short > 0, `gain ${gain} over the permutations`),
          await listsMinima(problem, instance, "independent"),
          ...candidates(instance.seed, center, 4).map((w) =>
            oracleAgrees(problem, instance, "independent", w),
          ),
          minimumIsAtListedSquares(instance),
        );
      },
    }),
    form({
      mode: "floating",
      share: 0.05,
      instances: fc.record({
        witness: fc.constantFrom<Instance>(
          { m: 2, latents: ["1/2", "1/2"], keep: "0.3", temperature: "1", seed: 0 },
          { m: 3, latents: ["1/3", "1/3", "1/3"], keep: "0.5", temperature: "0.2", seed: 0 },
        ),
        seed: fc.nat(2 ** 30),
      }),
      problem: ({ witness }) => file(witness, "independent"),
      check: ({ witness, seed }) => {
        const d = witness.latents.length;
        const best = loss(
          witness,
          "independent",
          shortened(listedSquares(witness, "independent"), witness.m),
        );
        const found = localSearch(witness, seed, best + 1e-6);
        return all(
          require(found <
            loss(witness, "independent", permutation(d, witness.m)), "nothing below the permutations"),
          within(best - found, 1e-12, "the local search is below the minimum"),
          within(found - best, 1e-6, "the local search is above the minimum"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "beyond-the-threshold",
      dropped: "a temperature below the threshold: there are values below those of the permutations",
      form: form<Instance>({
        mode: "floating",
        instances: beyondThreshold,
        problem: (instance) => file(instance, "independent"),
        check: (instance) => {
          const d = instance.latents.length;
          const best = shortened(listedSquares(instance, "independent"), instance.m);
          const bound = loss(instance, "independent", permutation(d, instance.m));
          return require(loss(instance, "independent", best) >= bound, "a value below the permutations");
        },
      }),
    },
    {
      id: "distinct-negatives",
      dropped: "with distinct negatives the shortened columns are no minima",
      form: form<Instance>({
        mode: "floating",
        instances: beyondThreshold,
        problem: (instance) => file(instance, "distinct"),
        check: (instance) => {
          const d = instance.latents.length;
          const best = shortened(listedSquares(instance, "independent"), instance.m);
          return require(loss(instance, "distinct", best) <=
            loss(instance, "distinct", permutation(d, instance.m)), "the permutations are better");
        },
      }),
    },
  ],
});

/**
 * The best value that random descent finds: small random moves, kept when they help, shrunk when they do not. From
 * another start where it gets stuck, as it does with dead columns, until the goal is reached.
 */
function localSearch(instance: Instance, seed: number, goal: number): number {
  const random = new Random(seed).fork("descent");
  let best = Number.POSITIVE_INFINITY;
  for (let start = 0; start < 100 && best > goal; start++) {
    let w: Columns = instance.latents.map(() => gaussian(random, instance.m));
    let value = loss(instance, "independent", w);
    let size = 0.5;
    for (let step = 0; step < 1500 && size > 1e-7; step++) {
      const next = w.map((column) => {
        const g = gaussian(random, instance.m);
        return unit(column.map((x, i) => x + size * g[i]!));
      });
      const reached = loss(instance, "independent", next);
      if (reached < value) {
        w = next;
        value = reached;
        size *= 1.5;
      } else size *= 0.93;
    }
    best = Math.min(best, value);
  }
  return best;
}
