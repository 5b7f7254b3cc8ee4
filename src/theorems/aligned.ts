/**
 * Aligned equilibria of the predictor field with stop-gradient, over the rationals.
 *
 *   Γ = V diag(g) Vᵀ, Σ = V diag(h) Vᵀ,  W = Σ_c p_c r_c v_{k(c)}ᵀ,  P = Σ_c p_c r_c r_cᵀ,  h p² − g p + η = 0.
 *
 * Instances choose the roots and derive g = h p + η/p, so that everything is rational; the counts of components, of
 * zero and of unstable eigenvalues are written out here, independently of the closed form.
 */

import fc from "fast-check";
import { squared } from "../elementary/elementary.js";
import { RationalMatrix } from "../exact/matrix.js";
import { ONE, type Rational, rational, rationalText, sign, ZERO } from "../exact/rational.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import type { ClaimedComponents } from "./closed-form.js";
import {
  distinctPositive,
  momentsProblem,
  positiveRational,
  rationalOrthogonal,
  withSpectrum,
} from "./instances.js";
import type { Parts } from "./theorem.js";

/** A mode with its rational roots, larger |p| first: none, one double root, or two. */
export interface RootedMode {
  readonly g: Rational;
  readonly h: Rational;
  readonly roots: readonly Rational[];
}

/**
 * Moments with rational spectra and one aligned equilibrium on them. V (`v`) is p×p orthogonal; `frame` is m×m orthogonal, its
 * first columns the vectors r_c.
 */
export interface AlignedInstance {
  readonly m: number;
  readonly eta: Rational;
  /** One for each of the p columns of V; equal entries form an eigenspace. */
  readonly modes: readonly RootedMode[];
  readonly v: RationalMatrix;
  readonly frame: RationalMatrix;
  /** Row c sits on mode `k` with root p. */
  readonly rows: readonly { readonly k: number; readonly p: Rational }[];
}

/**
 * The mode that has p among its roots: g = h p + η/p, with the other root η/(h p).
 *
 * @param h the eigenvalue of Σ, not 0.
 * @param p the root, not 0.
 * @param eta the weight decay η > 0.
 * @returns the mode with its roots, larger |p| first; one if they agree.
 * @example
 * rootedMode(rational(1), rational("1/2"), rational("1/8")).roots.map((root) => root.toFraction()) // ["1/2", "1/4"]
 */
export function rootedMode(h: Rational, p: Rational, eta: Rational): RootedMode {
  const other = eta.div(h.mul(p));
  const g = h.mul(p).add(eta.div(p));
  const roots = other.equals(p) ? [p] : p.abs().compare(other.abs()) > 0 ? [p, other] : [other, p];
  return { g, h, roots };
}

/**
 * A mode below the threshold, |g| < 2√(ηh): g = y 4ηh/(hp + η/p), |y| < 1; 2√(ηh) is at least the factor of y.
 *
 * @param h the eigenvalue of Σ, positive.
 * @param p any positive rational, which only scales g.
 * @returns the mode, without roots.
 * @example
 * belowThreshold(rational(1), rational("1/2"), rational("1/8"), rational("1/2")).g.toFraction() // "1/3"
 */
export const belowThreshold = (h: Rational, p: Rational, eta: Rational, y: Rational): RootedMode => ({
  g: y
    .mul(eta)
    .mul(h)
    .mul(4)
    .div(h.mul(p).add(eta.div(p))),
  h,
  roots: [],
});

/** How h depends on the mode; `flat`: h = 0 throughout, one simple root η/g. */
export type Coupling = "equal" | "proportional" | "free" | "flat";

/** Which modes an instance may have: see `coupling` and the switches, each of which widens the instances. */
export interface ModeOptions {
  readonly coupling: Coupling;
  /** Different eigenvalue pairs; the columns of V are distributed over them. Default 3. */
  readonly kinds?: number;
  /** Repeat pairs: eigenspaces of dimension two and more. Default true. */
  readonly grouped?: boolean;
  /** Modes with g < 0, whose roots are negative. Default false. */
  readonly negative?: boolean;
  /** Modes below the threshold. Default true. */
  readonly dead?: boolean;
  /** Double roots at the threshold. Default false. */
  readonly threshold?: boolean;
}

const PROPER = ["0", "1/3", "1/2", "4/5"];

/** Different modes for a given η; no two share a root. */
function kindsOf(count: number, options: ModeOptions): fc.Arbitrary<{ eta: Rational; kinds: RootedMode[] }> {
  const { coupling, negative = false, dead = true, threshold = false } = options;
  return fc
    .record({
      // Different x give different roots: p = b x and b/x, or (1 ± 1/x)/(2c).
      x: distinctPositive(count),
      base: positiveRational,
      eta: positiveRational,
      h: distinctPositive(count),
      flips: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
      below: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: count, maxLength: count }),
      y: fc.uniqueArray(fc.constantFrom(...PROPER), { minLength: count, maxLength: count }),
      edge: fc.boolean(),
    })
    .map(({ x, base, eta, h, flips, below, y, edge }) => {
      const kinds = x.map((value, k) => {
        if (coupling === "flat") return { g: value, h: ZERO, roots: [eta.div(value)] };
        const lift = threshold && edge && k === 0 ? ONE : value.add(1);
        const isDead = dead && below[k] === 0;
        const s = negative && flips[k] ? -1 : 1;
        if (coupling === "proportional") {
          // h = c g: p₊ + p₋ = 1/c, p₊ p₋ = η/(c g); p± = (1 ± q)/(2c), q = 1/lift − 0 at the threshold.
          const c = base;
          const q = lift.equals(1) ? ZERO : ONE.div(lift);
          // Not 0: h = c g must stay positive.
          const factor = isDead ? rational(y[k]!).add("1/7") : ONE.div(ONE.sub(q.mul(q)));
          const g = c.mul(eta).mul(4).mul(factor);
          const root = (direction: number) => ONE.add(q.mul(direction)).div(c.mul(2));
          const roots = isDead ? [] : q.equals(0) ? [root(0)] : [root(1), root(-1)];
          return { g, h: c.mul(g), roots };
        }
        if (coupling === "equal") {
          // h = η/b²: p₊ = b x, p₋ = b/x.
          const height = eta.div(base.mul(base));
          return isDead
            ? belowThreshold(height, base, eta, rational(y[k]!).mul(s))
            : rootedMode(height, base.mul(lift).mul(s), eta);
        }
        const root = value.add(k).mul(s).div(2);
        // A double root p has h = η/p².
        if (threshold && edge && k === 0) return rootedMode(eta.div(root.mul(root)), root, eta);
        const height = h[k]!.div(4);
        return isDead
          ? belowThreshold(height, base, eta, rational(y[k]!).mul(s))
          : rootedMode(height, root, eta);
      });
      return { eta, kinds };
    })
    .filter(({ kinds }) => {
      const texts = kinds.flatMap(({ roots }) => roots.map(rationalText));
      return new Set(texts).size === texts.length;
    });
}

/** Sizes drawn evenly leave hardly any room for two rows on viable modes. */
const oftenLargest = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min, max }), fc.constant(max));

/**
 * Instances up to maxM×maxP with a random choice of rows.
 *
 * @param options which modes they may have.
 * @returns an arbitrary; the largest shapes are drawn more often than others.
 * @example
 * import fc from "fast-check";
 * fc.sample(alignedInstance(2, 3, { coupling: "free" }), { seed: 7, numRuns: 20 }).every(({ rows, m }) => rows.length <= m) // true
 */
export const alignedInstance = (
  maxM: number,
  maxP: number,
  options: ModeOptions,
): fc.Arbitrary<AlignedInstance> =>
  fc
    .record({ m: oftenLargest(1, maxM), p: oftenLargest(1, maxP) })
    .chain(({ m, p }) =>
      fc.record({
        m: fc.constant(m),
        base: kindsOf(options.grouped === false ? p : Math.min(p, options.kinds ?? 3), options),
        assignment: fc.array(fc.nat(), { minLength: p, maxLength: p }),
        v: rationalOrthogonal(p),
        frame: rationalOrthogonal(m),
        order: fc.shuffledSubarray(
          Array.from({ length: p }, (_, k) => k),
          { minLength: p, maxLength: p },
        ),
        which: fc.array(fc.nat(1), { minLength: p, maxLength: p }),
        rank: oftenLargest(0, m),
      }),
    )
    .map(({ m, base: { eta, kinds }, assignment, v, frame, order, which, rank }) => {
      const modes = assignment.map((a, k) =>
        options.grouped === false ? kinds[k]! : kinds[a % kinds.length]!,
      );
      const rows = order
        .filter((k) => modes[k]!.roots.length > 0)
        .slice(0, rank)
        .map((k) => ({ k, p: modes[k]!.roots[which[k]! % modes[k]!.roots.length]! }));
      return { m, eta, modes, v, frame, rows };
    });

/** What aligned instances have to reach: coincidences, thresholds, signs. */
export const alignedParts: Parts<AlignedInstance> = {
  "two rows and more": ({ rows }) => rows.length > 1,
  collapse: ({ rows }) => rows.length === 0,
  "a row on p₋": ({ modes, rows }) => rows.some(({ k, p }) => !p.equals(modes[k]!.roots[0]!)),
  "a mode below the threshold": ({ modes }) => modes.some(({ roots }) => roots.length === 0),
  "a double root": ({ modes }) => modes.some(({ roots, h }) => roots.length === 1 && sign(h) > 0),
  "a negative mode": ({ modes }) => modes.some(({ g }) => sign(g) < 0),
  "equal modes": ({ modes }) =>
    modes.some((mode, k) => modes.slice(k + 1).some((other) => sameMode(mode, other))),
};

/**
 * The problem file of an instance: moments V diag(g) Vᵀ and V diag(h) Vᵀ, the predictor objective with stop-gradient and decay η.
 *
 * @returns plain data, for `problemOf`.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * const one = RationalMatrix.identity(1);
 * const instance = { m: 1, eta, modes: [mode], v: one, frame: one, rows: [{ k: 0, p }] };
 * problemOf(alignedFile(instance)).model.moments.gamma.get(0, 0).toFraction() // "3/4"
 */
export const alignedFile = ({ m, eta, modes, v }: Omit<AlignedInstance, "rows">): unknown =>
  momentsProblem(
    withSpectrum(
      v,
      modes.map(({ g }) => g),
    ),
    withSpectrum(
      v,
      modes.map(({ h }) => h),
    ),
    { kind: "predictor", embedding: m, weightDecay: rationalText(eta), stopGradient: true },
  );

/**
 * The equilibrium of an instance: W = Σ_c p_c r_c v_{k(c)}ᵀ and P = Σ_c p_c r_c r_cᵀ.
 *
 * @returns W: m×p and P: m×m, exact.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * const one = RationalMatrix.identity(1);
 * const instance = { m: 1, eta, modes: [mode], v: one, frame: one, rows: [{ k: 0, p }] };
 * alignedPoint(instance).W.get(0, 0).toFraction() // "1/2"
 */
export function alignedPoint({ m, modes, v, frame, rows }: AlignedInstance): {
  W: RationalMatrix;
  P: RationalMatrix;
} {
  const sum = (entry: (c: number) => Rational) => rows.reduce((total, _, c) => total.add(entry(c)), ZERO);
  return {
    W: RationalMatrix.generate(m, modes.length, (i, j) =>
      sum((c) => rows[c]!.p.mul(frame.get(i, c)).mul(v.get(j, rows[c]!.k))),
    ),
    P: RationalMatrix.generate(m, m, (i, j) =>
      sum((c) => rows[c]!.p.mul(frame.get(i, c)).mul(frame.get(j, c))),
    ),
  };
}

const sameMode = (a: RootedMode, b: RootedMode): boolean => a.g.equals(b.g) && a.h.equals(b.h);

/**
 * The component of aligned equilibria through a choice of rows: pairs of frames modulo O(n) for the n rows that share
 * an eigenspace and a root. Its dimension and its number of connected copies; the nullity unless a root is double.
 *
 * @returns what is claimed, without a value: the equilibria are those of a field.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * const one = RationalMatrix.identity(1);
 * const instance = { m: 1, eta, modes: [mode], v: one, frame: one, rows: [{ k: 0, p }] };
 * alignedClaim(instance).dimension // 0
 */
export function alignedClaim({
  m,
  modes,
  rows,
}: Pick<AlignedInstance, "m" | "modes" | "rows">): ClaimedComponents {
  const frames = (n: number, r: number) => n * r - (r * (r + 1)) / 2;
  let dimension = frames(m, rows.length);
  let whole = true;
  const seen: RootedMode[] = [];
  for (const { k } of rows) {
    const mode = modes[k]!;
    if (seen.some((other) => sameMode(other, mode))) continue;
    seen.push(mode);
    const size = modes.filter((other) => sameMode(other, mode)).length;
    const inside = rows.filter((row) => sameMode(modes[row.k]!, mode));
    dimension += frames(size, inside.length);
    for (const root of mode.roots) {
      const n = inside.filter(({ p }) => p.equals(root)).length;
      dimension -= (n * (n - 1)) / 2;
    }
    if (inside.length < size) whole = false;
  }
  const double = rows.some(({ k }) => modes[k]!.roots.length === 1 && sign(modes[k]!.h) > 0);
  if (rows.length === 0) return { dimension: 0, index: 0, nullity: 0, copies: 1n, euler: 1n };
  return {
    dimension,
    ...(double ? {} : { nullity: dimension }),
    copies: rows.length === m && whole ? 2n : 1n,
  };
}

/**
 * All components of aligned equilibria, collapse included: how many rows on each root of each eigenspace.
 *
 * @returns a claim for every choice of these numbers with at most m rows.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * const one = RationalMatrix.identity(1);
 * const instance = { m: 1, eta, modes: [mode], v: one, frame: one, rows: [{ k: 0, p }] };
 * alignedClaims(instance).length // 3
 */
export function alignedClaims(instance: Omit<AlignedInstance, "rows">): ClaimedComponents[] {
  const { m, modes } = instance;
  const groups: number[][] = [];
  modes.forEach((mode, k) => {
    if (mode.roots.length === 0) return;
    const group = groups.find((members) => sameMode(modes[members[0]!]!, mode));
    if (group === undefined) groups.push([k]);
    else group.push(k);
  });
  let choices: AlignedInstance["rows"][] = [[]];
  for (const members of groups) {
    const { roots } = modes[members[0]!]!;
    const local: AlignedInstance["rows"][] = [];
    for (let total = 0; total <= members.length; total++)
      for (let first = roots.length === 1 ? total : 0; first <= total; first++)
        local.push(members.slice(0, total).map((k, i) => ({ k, p: i < first ? roots[0]! : roots[1]! })));
    choices = choices.flatMap((rows) => local.map((more) => [...rows, ...more]));
  }
  return choices.filter((rows) => rows.length <= m).map((rows) => alignedClaim({ m, modes, rows }));
}

/**
 * x² + b x + c: the two nontrivial eigenvalues that two rows on modes i, j with roots p_i, p_j share.
 *
 * @param eta the weight decay η.
 * @returns b and c, exact; the eigenvalues are those of the linearised field.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * pairFactor(mode, p, mode, p, eta).b.toFraction() // "1/2"
 */
export function pairFactor(
  { h: hi }: RootedMode,
  pi: Rational,
  { h: hj }: RootedMode,
  pj: Rational,
  eta: Rational,
): { readonly b: Rational; readonly c: Rational } {
  const difference = pi.sub(pj);
  const product = pi.mul(pj);
  const size = pi.mul(pi).sub(product).add(pj.mul(pj));
  return {
    b: size.mul(hi.add(hj)).sub(eta.mul(difference).mul(difference).div(product)),
    c: size.mul(
      size
        .mul(hi)
        .mul(hj)
        .sub(eta.mul(hi).mul(difference).div(pj))
        .add(eta.mul(hj).mul(difference).div(pi))
        .sub(eta.mul(eta).div(product)),
    ),
  };
}

/**
 * p(g_l − g_k) − p²(h_l − h_k): the eigenvalue from a row on mode k with root p towards the empty mode l.
 *
 * @returns the eigenvalue, exact: positive where the mode l grows.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * towards(p, mode, mode).toFraction() // "0"
 */
export const towards = (p: Rational, k: RootedMode, l: RootedMode): Rational =>
  p.mul(l.g.sub(k.g)).sub(p.mul(p).mul(l.h.sub(k.h)));

/**
 * Numbers of unstable eigenvalues and of eigenvalues on the imaginary axis at an aligned equilibrium.
 *
 * @returns both counted with multiplicity among the m p + m² eigenvalues of the linearised field.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * const one = RationalMatrix.identity(1);
 * const instance = { m: 1, eta, modes: [mode], v: one, frame: one, rows: [{ k: 0, p }] };
 * alignedStability(instance) // { unstable: 0, neutral: 0 }
 */
export function alignedStability({ m, eta, modes, rows }: Omit<AlignedInstance, "v" | "frame">): {
  readonly unstable: number;
  readonly neutral: number;
} {
  const r = rows.length;
  let unstable = 0;
  let neutral = (m - r) * r + (r * (r - 1)) / 2;
  const count = (eigenvalue: Rational) => {
    if (sign(eigenvalue) > 0) unstable++;
    if (sign(eigenvalue) === 0) neutral++;
  };
  rows.forEach(({ k, p }, c) => {
    const mode = modes[k]!;
    modes.forEach((other, l) => {
      if (!rows.some((row) => row.k === l)) count(towards(p, mode, other));
    });
    count(eta.sub(p.mul(p).mul(mode.h)));
    for (const { k: l, p: q } of rows.slice(c + 1)) {
      const factor = pairFactor(mode, p, modes[l]!, q, eta);
      if (sign(factor.c) < 0) unstable++;
      else if (sign(factor.c) === 0) {
        neutral++;
        count(factor.b.neg());
      } else if (sign(factor.b) < 0) unstable += 2;
      else if (sign(factor.b) === 0) neutral += 2;
    }
  });
  return { unstable, neutral };
}

/**
 * Block norms of VᵀWᵀWV over eigenspaces, tr P and the asymmetry of P: constant along aligned components.
 *
 * @returns a function of a point, W: m×p and P: m×m, for `searchFindsExactly`.
 * @example
 * const [eta, p] = [rational("1/8"), rational("1/2")];
 * const mode = rootedMode(rational(1), p, eta);
 * const one = RationalMatrix.identity(1);
 * const instance = { m: 1, eta, modes: [mode], v: one, frame: one, rows: [{ k: 0, p }] };
 * const at = (entry: number) => ({ rows: 1, columns: 1, data: Float64Array.of(entry) });
 * const invariants = alignedInvariants(instance);
 * invariants({ W: at(0.5), P: at(0.5) }) // invariants({ W: at(-0.5), P: at(0.5) })
 */
export const alignedInvariants = ({ v, modes }: Pick<AlignedInstance, "v" | "modes">) => {
  const basis = v.toNumbers();
  const p = modes.length;
  const group = modes.map((mode) =>
    modes.findIndex((other) => other.g.equals(mode.g) && other.h.equals(mode.h)),
  );
  return ({ W, P }: Readonly<Record<string, Matrix>>): number[] => {
    const m = W!.rows;
    const y = new Float64Array(m * p);
    for (let i = 0; i < m; i++)
      for (let k = 0; k < p; k++)
        for (let j = 0; j < p; j++) y[i * p + k]! += W!.data[i * p + j]! * basis[j * p + k]!;
    const blocks = new Float64Array(p * p);
    const traces = new Float64Array(p);
    for (let k = 0; k < p; k++)
      for (let l = 0; l < p; l++) {
        let x = 0;
        for (let i = 0; i < m; i++) x += y[i * p + k]! * y[i * p + l]!;
        blocks[group[k]! * p + group[l]!]! += x * x;
        if (k === l) traces[group[k]!]! += x;
      }
    let trace = 0;
    let asymmetry = 0;
    for (let i = 0; i < m; i++) {
      trace += P!.data[i * m + i]!;
      for (let j = 0; j < i; j++) asymmetry += squared(P!.data[i * m + j]! - P!.data[j * m + i]!);
    }
    return [...blocks, ...traces, trace, asymmetry];
  };
};
