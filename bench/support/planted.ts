/**
 * Losses whose critical components are known by construction.
 *
 *   one variable   f = ∫ c Π (x − r_i)^{m_i}: the points r_i, index 1 where f″ < 0, nullity 1 where m_i > 1
 *   sums           f(x) + g(y): products of components; dimensions, indices, nullities and values add, counts multiply
 *   radial         f = g(x_1² + … + x_n²): the origin, and a sphere for each positive root of g′
 *   hyperbolas     f = g(xy): the origin, and two branches for each root of g′ that is not zero (unbounded)
 *   lines          f = g(a·x): a hyperplane for each root of g′ (unbounded)
 *   on spheres     f = g(x_1) on S^{n−1}: the poles, and a parallel for each root of g′ in (−1, 1)
 *
 * and what invertible maps make of them, x ↦ A x and y ↦ y + q(x): at critical points the Hessian changes by a congruence, so
 * nothing of the list changes. Everything is exact; no code is shared with what is tested but rationals and polynomials.
 */
import type { Random } from "../../src/exact/random.js";
import { ONE, type Rational, ratio, rational, sign, toNumber, ZERO } from "../../src/exact/rational.js";
import { Polynomial } from "../../src/symbolic/polynomial.js";

/** Connected components of one kind. */
export interface PlantedComponents {
  readonly value: number;
  readonly dimension: number;
  readonly index: number;
  readonly nullity: number;
  readonly count: number;
}

export interface PlantedLoss {
  readonly kind: string;
  readonly loss: string;
  readonly variables: Readonly<Record<string, readonly [number, number]>>;
  readonly constraints?: Readonly<Record<string, string>>;
  readonly constants?: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly components: readonly PlantedComponents[];
}

/** A polynomial in variables 0, …, n − 1 with its components. */
interface Planted {
  readonly f: Polynomial;
  readonly n: number;
  readonly components: readonly PlantedComponents[];
}

interface Root {
  readonly at: Rational;
  readonly multiplicity: number;
}

const NAMES = ["x", "y", "z"];
const X = Polynomial.variable(0);

/** Rationals with small numerators and denominators, never zero. */
function small(random: Random): Rational {
  for (;;) {
    const value = ratio(
      BigInt(Math.floor(random.next() * 13) - 6),
      BigInt(1 + Math.floor(random.next() * 3)),
    );
    if (sign(value) !== 0) return value;
  }
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!;

const integral = (p: Polynomial): Polynomial =>
  Polynomial.sum(
    [...p.terms()].map(({ coefficient, factors }) =>
      power(X, factors.length + 1).scale(coefficient.div(rational(factors.length + 1))),
    ),
  );

function power(p: Polynomial, k: number): Polynomial {
  let result = Polynomial.constant(ONE);
  for (let i = 0; i < k; i++) result = result.multiply(p);
  return result;
}

/** p with its variables replaced. */
const compose = (p: Polynomial, by: readonly Polynomial[]): Polynomial =>
  Polynomial.sum(
    [...p.terms()].map(({ coefficient, factors }) =>
      factors.reduce((product, v) => product.multiply(by[v]!), Polynomial.constant(ONE)).scale(coefficient),
    ),
  );

const valueAt = (p: Polynomial, x: Rational): number => toNumber(p.evaluate([x]));

/** g with g′ = c Π (t − r_i)^{m_i} Π ((t − a)² + b), and where g″ has which sign at simple roots. */
function planted1(
  roots: readonly Root[],
  leading: Rational,
  without: readonly Polynomial[],
): { readonly g: Polynomial; readonly curvature: (root: Root) => number } {
  const derivative = [
    ...roots.map(({ at, multiplicity }) => power(X.add(Polynomial.constant(at.neg())), multiplicity)),
    ...without,
  ].reduce((product, factor) => product.multiply(factor), Polynomial.constant(leading));
  const second = derivative.differentiate(0);
  return { g: integral(derivative), curvature: ({ at }) => sign(second.evaluate([at])) };
}

/** The points of one variable. */
function line(roots: readonly Root[], leading: Rational, without: readonly Polynomial[] = []): Planted {
  const { g, curvature } = planted1(roots, leading, without);
  return {
    f: g,
    n: 1,
    components: roots.map((root) => ({
      value: valueAt(g, root.at),
      dimension: 0,
      index: curvature(root) < 0 ? 1 : 0,
      nullity: root.multiplicity > 1 ? 1 : 0,
      count: 1,
    })),
  };
}

/** f(x) + g(y). */
function plus(a: Planted, b: Planted): Planted {
  const shifted = compose(
    b.f,
    Array.from({ length: b.n }, (_, v) => Polynomial.variable(a.n + v)),
  );
  return {
    f: a.f.add(shifted),
    n: a.n + b.n,
    components: a.components.flatMap((p) =>
      b.components.map((q) => ({
        value: p.value + q.value,
        dimension: p.dimension + q.dimension,
        index: p.index + q.index,
        nullity: p.nullity + q.nullity,
        count: p.count * q.count,
      })),
    ),
  };
}

/** Distinct small roots. */
function simpleRoots(random: Random, count: number): Root[] {
  const roots: Root[] = [];
  while (roots.length < count) {
    const at = small(random);
    if (!roots.some((root) => root.at.equals(at))) roots.push({ at, multiplicity: 1 });
  }
  return roots;
}

const scaled = ({ f, n, components }: Planted, scale: Rational): Planted => ({
  f: compose(
    f,
    Array.from({ length: n }, (_, v) => Polynomial.variable(v).scale(scale)),
  ),
  n,
  components,
});

/** x ↦ A x, A a product of elementary matrices. */
function mixed(planted: Planted, random: Random): Planted {
  let by = Array.from({ length: planted.n }, (_, v) => Polynomial.variable(v));
  for (let k = 0; k < planted.n; k++) {
    const to = k;
    const from = (k + 1 + Math.floor(random.next() * (planted.n - 1))) % planted.n;
    const c = small(random);
    by = by.map((p, v) => (v === to ? p.add(by[from]!.scale(c)) : p));
  }
  return { ...planted, f: compose(planted.f, by) };
}

/** y ↦ y + q x², the last variable by the first. */
function sheared(planted: Planted, random: Random): Planted {
  const last = planted.n - 1;
  const by = Array.from({ length: planted.n }, (_, v) =>
    v === last ? Polynomial.variable(v).add(X.multiply(X).scale(small(random))) : Polynomial.variable(v),
  );
  return { ...planted, f: compose(planted.f, by) };
}

/** g(x_1² + … + x_n²). */
function radial(n: number, roots: readonly Root[], leading: Rational): Planted {
  const { g, curvature } = planted1(roots, leading, []);
  const atZero = sign(g.differentiate(0).evaluate([ZERO]));
  const squares = Polynomial.sum(Array.from({ length: n }, (_, v) => power(Polynomial.variable(v), 2)));
  return {
    f: compose(g, [squares]),
    n,
    components: [
      {
        value: 0,
        dimension: 0,
        index: atZero < 0 ? n : 0,
        nullity: atZero === 0 ? n : 0,
        count: 1,
      },
      ...roots
        .filter(({ at }) => sign(at) > 0)
        .map((root) => ({
          value: valueAt(g, root.at),
          dimension: n - 1,
          index: curvature(root) < 0 ? 1 : 0,
          nullity: n - 1 + (root.multiplicity > 1 ? 1 : 0),
          count: n === 1 ? 2 : 1,
        })),
    ],
  };
}

/** g(xy), no root at zero. */
function hyperbolas(roots: readonly Root[], leading: Rational): Planted {
  const { g, curvature } = planted1(roots, leading, []);
  return {
    f: compose(g, [X.multiply(Polynomial.variable(1))]),
    n: 2,
    components: [
      { value: 0, dimension: 0, index: 1, nullity: 0, count: 1 },
      ...roots.map((root) => ({
        value: valueAt(g, root.at),
        dimension: 1,
        index: curvature(root) < 0 ? 1 : 0,
        nullity: root.multiplicity > 1 ? 2 : 1,
        count: 2,
      })),
    ],
  };
}

/** g of a linear form in n variables. */
const hyperplanes = (n: number, roots: readonly Root[], leading: Rational): Planted => ({
  ...line(roots, leading),
  n,
  components: line(roots, leading).components.map((c) => ({
    ...c,
    dimension: n - 1,
    nullity: c.nullity + n - 1,
  })),
});

const inScalars = (kind: string, { f, n, components }: Planted): PlantedLoss => {
  const names = NAMES.slice(0, n);
  return {
    kind,
    loss: f.toText(names),
    variables: Object.fromEntries(names.map((name) => [name, [1, 1] as const])),
    components,
  };
};

/** g(x_1) on the unit sphere of R^n, n ≥ 3. */
function onSphere(n: number, random: Random): PlantedLoss {
  const roots = [...new Set(["1/2", "-1/4", "2/3", "-3/5"].filter(() => random.next() < 0.5))].map((at) => ({
    at: rational(at),
    multiplicity: random.next() < 0.25 ? 2 : 1,
  }));
  const { g, curvature } = planted1(roots, small(random), []);
  const slope = g.differentiate(0);
  const pole = (at: 1 | -1) => ({
    value: valueAt(g, rational(at)),
    dimension: 0,
    // g(±(1 − ρ²/2)) = g(±1) ∓ g′(±1) ρ²/2.
    index: at * sign(slope.evaluate([rational(at)])) > 0 ? n - 1 : 0,
    nullity: 0,
    count: 1,
  });
  return {
    kind: "on a sphere",
    loss: g.toText(["tr(e'*x)"]).replaceAll(/tr\(e'\*x\)/g, "(e'*x)"),
    variables: { x: [n, 1] },
    constraints: { x: "unit-columns" },
    constants: { e: Array.from({ length: n }, (_, i) => [i === 0 ? 1 : 0]) },
    components: [
      pole(1),
      pole(-1),
      ...roots.map((root) => ({
        value: valueAt(g, root.at),
        dimension: n - 2,
        index: curvature(root) < 0 ? 1 : 0,
        nullity: n - 2 + (root.multiplicity > 1 ? 1 : 0),
        count: 1,
      })),
    ],
  };
}

/** 10^k, exactly. */
const tenTo = (k: number): Rational => (k >= 0 ? rational(10n ** BigInt(k)) : ratio(1n, 10n ** BigInt(-k)));

/** Roots next to a small number, 10⁻² … 10⁻¹² apart. */
function cluster(random: Random): Root[] {
  const at = small(random);
  const gap = tenTo(-(2 + Math.floor(random.next() * 11)));
  return Array.from({ length: 2 + Math.floor(random.next() * 2) }, (_, k) => ({
    at: at.add(gap.mul(rational(k))),
    multiplicity: random.next() < 0.2 ? 2 : 1,
  }));
}

const NO_ROOT = (random: Random): Polynomial =>
  power(X.add(Polynomial.constant(small(random))), 2).add(
    Polynomial.constant(tenTo(-Math.floor(random.next() * 12))),
  );

const few = (random: Random): number => 1 + Math.floor(random.next() * 3);

type Maker = (random: Random) => PlantedLoss;

/** A loss of each kind. */
export const PLANTED: readonly Maker[] = [
  (random) => inScalars("points of one variable", line(simpleRoots(random, 1 + few(random)), small(random))),
  (random) =>
    inScalars(
      "points, complex ones near",
      line(simpleRoots(random, few(random)), small(random), [NO_ROOT(random)]),
    ),
  (random) =>
    inScalars(
      "multiple points",
      line(
        simpleRoots(random, few(random)).map(({ at }) => ({ at, multiplicity: few(random) })),
        small(random),
      ),
    ),
  (random) =>
    inScalars(
      "clusters",
      line([...cluster(random), ...simpleRoots(random, 1).filter(({ at }) => sign(at) > 7)], small(random)),
    ),
  (random) =>
    inScalars(
      "scales",
      scaled(
        line(simpleRoots(random, few(random)), small(random)),
        tenTo(Math.floor(random.next() * 25) - 12),
      ),
    ),
  (random) =>
    inScalars(
      "sums",
      plus(
        line(simpleRoots(random, few(random)), small(random)),
        line(simpleRoots(random, few(random)), small(random)),
      ),
    ),
  (random) =>
    inScalars(
      "sums of three",
      mixed(
        [0, 1, 2]
          .map(() => line(simpleRoots(random, pick(random, [1, 1, 2, 3])), small(random)))
          .reduce((a, b) => plus(a, b)),
        random,
      ),
    ),
  (random) =>
    inScalars(
      "sums with multiple points, mixed",
      mixed(
        plus(
          line(
            simpleRoots(random, few(random)).map(({ at }) => ({ at, multiplicity: few(random) })),
            small(random),
          ),
          line(simpleRoots(random, few(random)), small(random)),
        ),
        random,
      ),
    ),
  (random) =>
    inScalars(
      "sums with clusters, mixed",
      mixed(
        plus(line(cluster(random), small(random)), line(simpleRoots(random, few(random)), small(random))),
        random,
      ),
    ),
  (random) =>
    inScalars(
      "sums, sheared",
      sheared(
        plus(
          line(simpleRoots(random, few(random)), small(random)),
          line(simpleRoots(random, few(random)), small(random)),
        ),
        random,
      ),
    ),
  (random) => inScalars("circles", radial(2, simpleRoots(random, few(random)), small(random))),
  (random) =>
    inScalars(
      "circles, mixed",
      mixed(
        radial(
          2,
          simpleRoots(random, few(random)).map(({ at }) => ({ at, multiplicity: pick(random, [1, 1, 2]) })),
          small(random),
        ),
        random,
      ),
    ),
  (random) => inScalars("spheres", radial(3, simpleRoots(random, pick(random, [1, 2])), small(random))),
  (random) =>
    inScalars(
      "circles by points",
      plus(
        radial(2, simpleRoots(random, pick(random, [1, 2])), small(random)),
        line(simpleRoots(random, few(random)), small(random)),
      ),
    ),
  (random) => inScalars("close circles", radial(2, cluster(random), small(random))),
  (random) => inScalars("hyperbolas", hyperbolas(simpleRoots(random, few(random)), small(random))),
  (random) =>
    inScalars(
      "hyperbolas by points",
      plus(
        hyperbolas(simpleRoots(random, 1), small(random)),
        line(simpleRoots(random, pick(random, [1, 2])), small(random)),
      ),
    ),
  (random) =>
    inScalars("lines", mixed(hyperplanes(2, simpleRoots(random, few(random)), small(random)), random)),
  (random) =>
    inScalars("planes", mixed(hyperplanes(3, simpleRoots(random, few(random)), small(random)), random)),
  (random) => onSphere(3, random),
];
