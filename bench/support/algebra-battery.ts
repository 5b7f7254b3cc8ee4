/**
 * Checks that the verification of exact lists must not get past: right answers of systems with planted points, wrong lists that are to be
 * refused, primes made unlucky on purpose, and bounds known by hand. A check throws where something is wrong.
 */
import { deepStrictEqual, ok } from "node:assert";
import type * as Bound from "../../src/algebra/bound.js";
import type * as Count from "../../src/algebra/proof.js";
import type * as Univariate from "../../src/algebra/rational-univariate.js";
import type * as Reconstructing from "../../src/algebra/reconstruction.js";
import type * as Dividing from "../../src/algebra/residue-division.js";
import type * as Residues from "../../src/algebra/residue-ring.js";
import type * as Substituting from "../../src/algebra/substitution.js";
import type * as Systems from "../../src/algebra/system.js";
import type * as Working from "../../src/algebra/work.js";
import type * as Primes from "../../src/exact/prime-field.js";
import type * as Rationals from "../../src/exact/rational.js";

/** The modules under test, all of one copy. */
export interface Modules {
  readonly bound: typeof Bound;
  readonly proof: typeof Count;
  readonly univariate: typeof Univariate;
  readonly reconstruction: typeof Reconstructing;
  readonly division: typeof Dividing;
  readonly substitution: typeof Substituting;
  readonly residues: typeof Residues;
  readonly primes: typeof Primes;
  readonly system: typeof Systems;
  readonly work: typeof Working;
  readonly rational: typeof Rationals;
}

export type Check = (modules: Modules) => void;

/** Terms as [coefficient, ...exponents]. */
type Term = readonly [coefficient: bigint, ...exponents: number[]];
const P = [67_108_859n, 67_108_837n, 67_108_819n] as const;

const systemOf = (
  { rational }: Modules,
  variables: number,
  equations: readonly (readonly Term[])[],
): Systems.AlgebraSystem => ({
  variables,
  equations: equations.map((terms) =>
    terms.map(([c, ...exponents]) => ({ coefficient: rational.rational(c), exponents })),
  ),
});

const at = (f: readonly bigint[], t: Rationals.Rational, { rational }: Modules): Rationals.Rational =>
  f.reduceRight((sum, c) => sum.mul(t).add(rational.rational(c)), rational.ZERO);

interface Expected {
  readonly points: readonly (readonly (bigint | string)[])[];
  readonly multiplicities?: readonly number[];
  readonly proof?: string;
}

/** The representation has exactly these rational points, with these multiplicities. */
function holds(
  modules: Modules,
  found: Univariate.ExactSolutions,
  { points, multiplicities, proof }: Expected,
) {
  ok(found.kind === "points", found.kind);
  const { rational } = modules.rational;
  deepStrictEqual(found.polynomial.length - 1, points.length);
  const slope = found.polynomial.slice(1).map((c, k) => c * BigInt(k + 1));
  points.forEach((point, k) => {
    const x = point.map((value) => rational(value));
    const t = x.reduce((sum, value, i) => sum.add(value.mul(found.form[i]!)), modules.rational.ZERO);
    ok(at(found.polynomial, t, modules).equals(0));
    x.forEach((value, i) => {
      ok(at(found.numerators[i]!, t, modules).equals(value.mul(at(slope, t, modules))));
    });
    const own = found.factors.filter(({ polynomial }) => at(polynomial, t, modules).equals(0));
    deepStrictEqual(
      own.map(({ multiplicity }) => multiplicity),
      [multiplicities?.[k] ?? 1],
    );
  });
  if (proof !== undefined) deepStrictEqual(found.proof.kind, proof);
}

/** x² = 5x − 6 and y = x² + 1 … in mixed words: (2, 5), (3, 10). */
const PARABOLA: readonly (readonly Term[])[] = [
  [
    [1n, 2, 0],
    [-5n, 1, 0],
    [6n, 0, 0],
  ],
  [
    [1n, 0, 1],
    [-1n, 2, 0],
    [-1n, 0, 0],
  ],
];
/** (x − 1)(x − 3/7) = (y + 2)(y − 1/5) = 0, cleared of denominators. */
const GRID: readonly (readonly Term[])[] = [
  [
    [7n, 2, 0],
    [-10n, 1, 0],
    [3n, 0, 0],
  ],
  [
    [5n, 0, 2],
    [9n, 0, 1],
    [-2n, 0, 0],
  ],
];
const GRID_POINTS = ["1", "3/7"].flatMap((x) => ["-2", "1/5"].map((y) => [x, y]));
/** x² = xy = 0 …: three quadrics through one fat point of multiplicity 3. */
const FAT: readonly (readonly Term[])[] = [[[1n, 2, 0]], [[1n, 1, 1]], [[1n, 0, 2]]];

const solves =
  (variables: number, equations: readonly (readonly Term[])[], expected: Expected): Check =>
  (modules) =>
    holds(modules, modules.univariate.rationalUnivariate(systemOf(modules, variables, equations)), expected);

const integersOf = (modules: Modules, variables: number, equations: readonly (readonly Term[])[]) =>
  modules.system.integerEquations(systemOf(modules, variables, equations));

/** f(x) = (x − 1)(x − 1 − Π of the first primes): double modulo each of them. */
const unlucky = (count: number): Check => {
  const gap = P.slice(0, count).reduce((a, b) => a * b, 1n);
  return solves(
    1,
    [
      [
        [1n, 2],
        [-(2n + gap), 1],
        [1n + gap, 0],
      ],
    ],
    {
      points: [["1"], [`${1n + gap}`]],
      proof: "rank",
    },
  );
};

/** x + y² = 3, x + (1 + Π) y² + y = 5: other points modulo the first primes. */
const vanishing: Check = (modules) => {
  const found = modules.univariate.rationalUnivariate(
    systemOf(modules, 2, [
      [
        [1n, 1, 0],
        [1n, 0, 1],
        [-3n, 0, 0],
      ],
      [
        [1n, 1, 0],
        [1n + P[0], 0, 1],
        [-5n, 0, 0],
      ],
    ]),
  );
  // y = 2/p, x = 3 − 2/p; modulo p there is no solution.
  holds(modules, found, { points: [[`${3n * P[0] - 2n}/${P[0]}`, `2/${P[0]}`]], proof: "rank" });
};

const none: Check = (modules) => {
  const { univariate, proof } = modules;
  const found = univariate.rationalUnivariate(
    systemOf(modules, 2, [
      ...GRID,
      [
        [1n, 1, 0],
        [1n, 0, 1],
        [-17n, 0, 0],
      ],
    ]),
  );
  ok(found.kind === "none" && proof.isComplete(found.proof));
  const plane = univariate.rationalUnivariate(
    systemOf(modules, 2, [
      [
        [1n, 1, 1],
        [-1n, 1, 0],
      ],
      [
        [1n, 2, 0],
        [-1n, 1, 0],
      ],
    ]),
  );
  deepStrictEqual(
    [plane.kind, plane.kind === "positive-dimension" && plane.dimension],
    ["positive-dimension", 1],
  );
};

const isolated: Check = (modules) => {
  // x (y − 1) = x (x − 2) = 0: the line x = 0 and (2, 1).
  const found = modules.univariate.isolatedSolutions(
    systemOf(modules, 2, [
      [
        [1n, 1, 1],
        [-1n, 1, 0],
      ],
      [
        [1n, 2, 0],
        [-2n, 1, 0],
      ],
    ]),
  );
  holds(modules, found, { points: [["2", "1"]], proof: "modular" });
};

const budget: Check = (modules) => {
  const found = modules.univariate.rationalUnivariate(systemOf(modules, 2, GRID), { budget: 10 });
  deepStrictEqual(found, { kind: "unavailable", reason: { kind: "budget", limit: "operations" } });
};

/** Right lists are verified, lists with one wrong number are not. */
const verification: Check = (modules) => {
  const equations = integersOf(modules, 2, GRID);
  const { substitution, work } = modules;
  const right = modules.univariate.rationalUnivariate(systemOf(modules, 2, GRID));
  ok(right.kind === "points");
  const verdict = (list: Substituting.Representation, of = equations) =>
    substitution.verifyPoints(of, list, new work.Work());
  deepStrictEqual(verdict(right), true);
  const changed = (list: readonly bigint[], k: number, by: bigint) =>
    list.map((c, i) => (i === k ? c + by : c));
  for (const by of [1n, -1n])
    for (const k of right.polynomial.keys()) {
      ok(verdict({ ...right, polynomial: changed(right.polynomial, k, by) }) !== true);
      for (const i of [0, 1]) {
        if (k >= right.numerators[i]!.length) continue;
        const numerators = right.numerators.map((g, j) => (j === i ? changed(g, k, by) : g));
        ok(verdict({ ...right, numerators }) !== true);
      }
    }
  ok(verdict({ ...right, form: right.form.map((c) => c + 1) }) !== true);
  // The same points for a multiple of q.
  deepStrictEqual(
    verdict({
      ...right,
      polynomial: right.polynomial.map((c) => -3n * c),
      numerators: right.numerators.map((g) => g.map((c) => -3n * c)),
    }),
    true,
  );
  const line = integersOf(modules, 1, [[[1n, 1]]]);
  deepStrictEqual(verdict({ form: [1], polynomial: [0n, 1n], numerators: [[0n]] }, line), true);
  deepStrictEqual(verdict({ form: [1], polynomial: [-1n, 1n], numerators: [[1n]] }, line), false);
  deepStrictEqual(verdict({ form: [1], polynomial: [0n, 1n], numerators: [[0n, 1n]] }, line), false);
  deepStrictEqual(verdict({ form: [1], polynomial: [0n, 1n], numerators: [[0n, 0n, 0n, 7n]] }, line), false);
  // x = 0 twice, as if t = ±1 told two points apart: g = 2 − 2 T² = −2 q, and T q′ − 2 q = 2 differs from it at T² only.
  deepStrictEqual(
    verdict({ form: [1], polynomial: [-1n, 0n, 1n], numerators: [[2n, 0n, -2n]] }, line),
    false,
  );
  deepStrictEqual(verdict({ form: [], polynomial: [5n], numerators: [] }, []), true);
  // Other equations of the same shape.
  const off = integersOf(modules, 2, [
    GRID[0]!,
    [
      [5n, 0, 2],
      [9n, 0, 1],
      [-3n, 0, 0],
    ],
  ]);
  deepStrictEqual(verdict(right, off), false);
};

const bounds: Check = (modules) => {
  const { bound, work } = modules;
  const of = (variables: number, equations: readonly (readonly Term[])[]) =>
    bound.boundSolutions(integersOf(modules, variables, equations), variables, new work.Work());
  deepStrictEqual(of(2, GRID), { bound: 4, prime: Number(P[0]) });
  deepStrictEqual(of(2, FAT), { bound: 3, prime: Number(P[0]) });
  // A parabola and its axis meet once at infinity.
  deepStrictEqual(
    of(2, [
      [
        [1n, 0, 1],
        [-1n, 2, 0],
      ],
      [
        [1n, 1, 0],
        [-3n, 0, 0],
      ],
    ])?.bound,
    2,
  );
  // Two points of a line and none; hyperbolas whose points at infinity are double; a line at infinity in common.
  deepStrictEqual(
    of(1, [
      [
        [1n, 1],
        [-1n, 0],
      ],
      [
        [1n, 1],
        [-2n, 0],
      ],
    ])?.bound,
    0,
  );
  deepStrictEqual(
    of(2, [
      [
        [1n, 1, 1],
        [1n, 0, 0],
      ],
      [
        [1n, 1, 1],
        [2n, 0, 0],
      ],
    ])?.bound,
    4,
  );
  // x² − x, y² − y, xy: (0, 0), (1, 0), (0, 1).
  deepStrictEqual(
    of(2, [
      [
        [1n, 2, 0],
        [-1n, 1, 0],
      ],
      [
        [1n, 0, 2],
        [-1n, 0, 1],
      ],
      [[1n, 1, 1]],
    ])?.bound,
    3,
  );
  const plane = (...exponents: [number, number, number]): Term[] => [
    [1n, ...exponents],
    [-1n, 0, 0, 0],
  ];
  deepStrictEqual(of(3, [plane(1, 1, 0), plane(1, 0, 1), plane(2, 0, 0)]), undefined);
};

const charts: Check = (modules) => {
  const { bound } = modules;
  // x y + 3y² + x − 1 and x y − 1: at infinity x y + 3y² and x y; in the chart x = 1: y + 3y² and y; in x = 0, y = 1: 3 alone.
  const found = bound.chartsAtInfinity(
    integersOf(modules, 2, [
      [
        [1n, 1, 1],
        [3n, 0, 2],
        [1n, 1, 0],
        [-1n, 0, 0],
      ],
      [
        [1n, 1, 1],
        [-1n, 0, 0],
      ],
    ]),
    2,
  );
  const listed = found.map(({ variables, equations }) => ({
    variables,
    terms: equations.map(({ exponents, coefficients }) =>
      exponents.map((a, k) => [...a, coefficients[k]].join(":")).sort(),
    ),
  }));
  deepStrictEqual(listed, [
    { variables: 1, terms: [["1:1", "2:3"], ["1:1"]] },
    { variables: 0, terms: [["3"]] },
  ]);
};

const FRACTIONS: readonly (readonly (readonly [n: bigint, d: bigint])[])[] = [
  [
    [1n, 3n],
    [-22n, 7n],
    [0n, 1n],
    [123_456_789n, 21n],
  ],
  [
    [5n, 1n],
    [-7n, 1n],
  ],
  [
    [(1n << 61n) + 1n, 30n],
    [-3n, 10n],
    [1n, 6n],
  ],
  [[0n, 1n]],
  [
    [1n, 1_000_003n],
    [1n, 999_983n],
    [2n, 1_000_003n * 999_983n],
  ],
];

/** Fractions from residues: found when there are enough primes, agreeing with others, and refused where they differ. */
const reconstructs: Check = (modules) => {
  const { Reconstruction, agrees } = modules.reconstruction;
  const primes = [
    67_108_859, 67_108_837, 67_108_819, 67_108_777, 67_108_763, 67_108_757, 67_108_753, 67_108_747,
  ];
  const residue = (n: bigint, d: bigint, p: number): number => {
    const m = BigInt(p);
    let inverse = 1n;
    for (let e = m - 2n, b = ((d % m) + m) % m; e > 0n; e >>= 1n, b = (b * b) % m)
      if (e & 1n) inverse = (inverse * b) % m;
    return Number((((n * inverse) % m) + m) % m);
  };
  for (const fractions of FRACTIONS) {
    const collected = new Reconstruction(fractions.length);
    const vector = (p: number) => Float64Array.from(fractions, ([n, d]) => residue(n, d, p));
    let found: Reconstructing.CommonFractions | undefined;
    let used = 0;
    while (found === undefined && used < 7) {
      const p = primes[used++]!;
      collected.add(p, vector(p));
      const tried = collected.attempt();
      if (tried !== undefined && agrees(tried, primes[7]!, vector(primes[7]!))) found = tried;
    }
    ok(found !== undefined);
    ok(found.denominator > 0n);
    // |n|, d and the margin of 40 bits, with those of the weights and of the steps, by primes of 26: not many more.
    const bits = (n: bigint) => (n < 0n ? -n : n).toString(2).length;
    const needed = fractions.reduce((most, [n, d]) => Math.max(most, bits(n) + bits(d)), 0) + 40 + 16 + 8;
    ok(used <= Math.ceil(needed / 26) + 1);
    fractions.forEach(([n, d], j) => {
      deepStrictEqual(found.numerators[j]! * d, n * found.denominator);
    });
    const other = vector(primes[6]!);
    ok(agrees(found, primes[6]!, other));
    for (const j of other.keys())
      ok(
        !agrees(
          found,
          primes[6]!,
          other.map((x, k) => (k === j ? (x + 1) % primes[6]! : x)),
        ),
      );
  }
  // Residues of no small fractions: nothing stands out.
  const noise = new Reconstruction(3);
  for (const [k, p] of primes.slice(0, 6).entries())
    noise.add(
      p,
      Float64Array.of((7 ** 11 * (k + 3)) % p, (5 ** 10 * (k + 11) + 1) % p, (3 ** 15 * (k * k + 5)) % p),
    );
  deepStrictEqual(noise.attempt(), undefined);
  ok(!agrees({ numerators: [1n], denominator: BigInt(primes[0]!) }, primes[0]!, Float64Array.of(0)));
};

const times = (f: readonly bigint[], g: readonly bigint[]): readonly bigint[] =>
  Array.from({ length: Math.max(0, f.length + g.length - 1) }, (_, k) =>
    f.reduce((sum, c, i) => sum + c * (g[k - i] ?? 0n), 0n),
  );
const size = (c: bigint): bigint => (c < 0n ? -c : c);
const norm = (f: readonly bigint[]): bigint => f.reduce((sum, c) => sum + size(c), 0n);
const largest = (f: readonly bigint[]): bigint =>
  f.reduce((most, c) => (size(c) > most ? size(c) : most), 0n);

/** H = Σ_a c_a g^a s^{d − |a|}, multiplied out. */
function multipliedOut(
  { exponents, coefficients }: Systems.IntegerEquation,
  { denominator, numerators }: Dividing.Substituted,
): readonly bigint[] {
  const total = (a: readonly number[]) => a.reduce((sum, e) => sum + e, 0);
  const degree = Math.max(...exponents.map(total));
  const sum: bigint[] = [];
  for (const [k, a] of exponents.entries()) {
    const factors = a.flatMap((e, i) => new Array<readonly bigint[]>(e).fill(numerators[i]!));
    const missing = new Array<readonly bigint[]>(degree - total(a)).fill(denominator);
    const term = [...factors, ...missing].reduce<readonly bigint[]>(times, [coefficients[k]!]);
    for (const [j, c] of term.entries()) sum[j] = (sum[j] ?? 0n) + c;
  }
  return sum;
}

/**
 * Both sets of primes are as large as the theorem asks: P_1 ‖q‖_∞ > 4 · 2^{deg H} ‖H‖_1 and P_1 P_2 > ‖H‖_∞ + P_1 ‖q‖_1, and without
 * their last primes they are not. Monomials and numbers 2^b − 1 leave no room between norms and their bounds by bits; b passes all
 * places where one more prime is needed.
 */
const primesThatSuffice: Check = ({ division }) => {
  const full = (bits: number): bigint => (1n << BigInt(bits)) - 1n;
  const monomial = (c: bigint, degree: number) => [...new Array<bigint>(degree).fill(0n), c];
  const enough = (
    equations: readonly Systems.IntegerEquation[],
    substituted: Dividing.Substituted,
    isTight: boolean,
  ) => {
    const sets = division.primeSets(equations, substituted, 16);
    ok(sets !== undefined);
    const { first, second } = sets;
    deepStrictEqual(new Set([...first, ...second]).size, first.length + second.length);
    for (const p of [...first, ...second]) ok(p % 16 === 1 && p < 2 ** 28 && p > 2 ** 27);
    const product = (list: readonly number[]) => list.reduce((all, p) => all * BigInt(p), 1n);
    const [p1, p2] = [product(first), product(second)];
    const q = substituted.modulus;
    const hs = equations.map((equation) => multipliedOut(equation, substituted));
    const quotient = (h: readonly bigint[]) => (norm(h) << BigInt(h.length + 1)) / largest(q);
    ok(hs.every((h) => p1 > quotient(h)));
    ok(hs.every((h) => p1 * p2 > largest(h) + p1 * norm(q)));
    if (!isTight) return;
    // A hundredth more than what is needed is all that may be asked for.
    const hundredth = (a: bigint) => a + a / 100n + 1n;
    if (first.length > 0) ok(hs.some((h) => product(first.slice(0, -1)) <= hundredth(quotient(h))));
    const last = product(second.slice(0, -1));
    ok(hs.some((h) => last <= hundredth(norm(q) + norm(h) / p1)));
  };
  const equation = (...terms: (readonly [bigint, ...number[]])[]): Systems.IntegerEquation => ({
    exponents: terms.map(([, ...a]) => a),
    coefficients: terms.map(([c]) => c),
  });
  for (let b = 30; b <= 60; b++) {
    const g = monomial(full(b), 2);
    const small = [[1n, 0n, -(1n << 7n)], monomial(1n << BigInt(b), 1), [-full(b), 1n]];
    for (const modulus of small) {
      const substituted = { modulus, denominator: g, numerators: [g, g] };
      enough([equation([full(40), 1, 0])], substituted, true);
      enough([equation([-full(40), 0, 2], [-full(40), 1, 0])], substituted, true);
      const four = equation([full(30), 2, 1], [full(30), 0, 0], [full(30), 1, 0], [full(30), 0, 1]);
      enough([four], substituted, true);
      const constant = equation([full(40), 0, 0], [full(40), 0, 1]);
      enough([four, constant], substituted, true);
      enough([constant, four], substituted, true);
      // Sizes of their own for what is substituted, and three terms, whose sum is less than a power of two.
      enough(
        [equation([5n, 2, 1], [-3n, 0, 0], [1n, 0, 1])],
        { modulus, denominator: [1n, -3n], numerators: [[full(b)], [-7n, 0n, 0n, full(9)]] },
        false,
      );
    }
    // H small beside q, and q small beside H: only one of the two terms counts.
    const wide = [full(3 * b), 0n, 0n, 0n, 0n, 0n, 1n];
    const one = { denominator: [1n], numerators: [[0n, full(30)]] };
    enough([equation([full(10), 1])], { modulus: wide, ...one }, true);
    enough([equation([full(b), 1])], { modulus: [0n, 1n << BigInt(b)], ...one }, true);
    enough([equation([full(5 * b), 1])], { modulus: [1n << BigInt(2 * b), 1n], ...one }, true);
  }
  // ‖q‖_1 one below a product of the primes that come second: ‖H‖_∞ takes one more of them.
  const one = { denominator: [1n], numerators: [[0n, 1n]] };
  const [high, low] = [equation([1n << 200n, 1]), equation([1n, 1])];
  const { first } = division.primeSets([high], { modulus: [1n << 56n, 1n], ...one }, 16)!;
  const primes = division.transformPrimes(16);
  for (const _ of first) primes.next();
  const [a, b] = [primes.next().value, primes.next().value].map((p) => BigInt(p!));
  const modulus = [a! * b! - 2n, 1n];
  for (const equations of [[high], [high, low], [low, high]]) enough(equations, { modulus, ...one }, false);
};

/** q | H, with T itself substituted: products, near misses by one and by products of the primes that are used, small limits. */
const divisions: Check = ({ division, work }) => {
  const { dividesAll, transformPrimes } = division;
  const inT = (h: readonly bigint[]): Systems.IntegerEquation => ({
    exponents: h.map((_, k) => [k]),
    coefficients: h,
  });
  const verdict = (q: readonly bigint[], hs: readonly (readonly bigint[])[], most?: number) =>
    dividesAll(
      hs.map(inT),
      { modulus: q, denominator: [1n], numerators: [[0n, 1n]] },
      new work.Work(),
      ...(most === undefined ? [] : ([most] as const)),
    );
  const plus = (h: readonly bigint[], k: number, by: bigint) => h.map((c, i) => (i === k ? c + by : c));
  const digits = (k: number, bits: number): bigint =>
    BigInt.asIntN(bits, (BigInt(k) + 3n) ** BigInt(bits) + BigInt(k)) | 1n;
  for (const [n, m, bits, wide] of [
    [1, 0, 4, 4],
    [2, 1, 20, 200],
    [3, 4, 90, 7],
    [9, 12, 30, 30],
  ] as const) {
    const q = Array.from({ length: n + 1 }, (_, k) => (k === n ? 1n : digits(k, bits)));
    const h = times(
      q,
      Array.from({ length: m + 1 }, (_, k) => digits(k + 7, wide)),
    );
    deepStrictEqual(verdict(q, [h]), true);
    deepStrictEqual(verdict(q, [h, h, times(h, [1n, 2n])], 1), true);
    for (const k of [0, 1, h.length - 1])
      for (const by of [1n, -1n]) deepStrictEqual(verdict(q, [h, plus(h, k, by)]), false);
    let order = 8;
    while (order <= n + m) order *= 2;
    let product = 1n;
    const primes = transformPrimes(order);
    for (let count = 1; count <= 12; count++) {
      product *= BigInt(primes.next().value!);
      deepStrictEqual(verdict(q, [plus(h, 0, product)]), false);
      deepStrictEqual(verdict(q, [plus(h, n + m, -product)]), false);
    }
  }
  // The same where what is substituted is large and not the equation, and beside a small equation: H = g, g², s.
  let product = 1n;
  const primes = transformPrimes(8);
  for (let count = 1; count <= 12; count++) {
    product *= BigInt(primes.next().value!);
    const large = { modulus: [-2n, 0n, 1n], denominator: [product], numerators: [[product], [0n, 0n]] };
    const one = (a: readonly number[], b: readonly number[]): Systems.IntegerEquation => ({
      exponents: [a, b],
      coefficients: [1n, 1n],
    });
    const zero: Systems.IntegerEquation = { exponents: [[0, 1]], coefficients: [1n] };
    for (const [a, b] of [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [2, 0],
        [0, 2],
      ],
      [
        [0, 0],
        [0, 1],
      ],
      [
        [0, 0],
        [0, 3],
      ],
    ] as const) {
      deepStrictEqual(dividesAll([one(a, b), zero], large, new work.Work()), false);
      deepStrictEqual(dividesAll([zero, one(a, b)], large, new work.Work()), false);
    }
  }
  // Quotients larger than what they divide: Π (1 − T^d) over seven d, by (T − 1)^7; roots of unity, and a prime for leading coefficient.
  const cyclotomic = [2, 3, 5, 7, 11, 13, 17]
    .map((d) => Array.from({ length: d + 1 }, (_, k) => (k === 0 ? 1n : k === d ? -1n : 0n)))
    .reduce<readonly bigint[]>(times, [1n]);
  const power = (k: number) =>
    Array.from({ length: k }, () => [-1n, 1n]).reduce<readonly bigint[]>(times, [1n]);
  deepStrictEqual(verdict(power(7), [cyclotomic]), true);
  deepStrictEqual(verdict(power(8), [cyclotomic]), false);
  const p = BigInt(transformPrimes(8).next().value!);
  deepStrictEqual(verdict([3n, p], [times([3n, p], [1n, 4n])]), true);
  deepStrictEqual(verdict([3n, p], [[1n, 4n]]), false);
  // T^8 − 1 and T^16 − 1 vanish at all roots of unity of these orders; q is so large that no prime of the first set is needed.
  for (const order of [8, 16]) {
    const unity = Array.from({ length: order + 1 }, (_, k) => (k === 0 ? -1n : k === order ? 1n : 0n));
    const above = unity.map((_, k) => (1n << 90n) + BigInt(k * k + 1));
    deepStrictEqual(verdict(above, [unity]), false);
    deepStrictEqual(verdict([...above, 1n, 1n], [unity]), false);
    deepStrictEqual(verdict([1n << 90n, 1n], [unity]), false);
    deepStrictEqual(verdict([0n, 1n], [unity]), false);
    deepStrictEqual(verdict(unity, [unity, times(unity, [5n, -1n])]), true);
    deepStrictEqual(verdict(above, [above, times(above, above)]), true);
    deepStrictEqual(verdict(above, [[0n], above, [0n]]), true);
    deepStrictEqual(verdict(above, [[1n]]), false);
  }
  // One of several groups too large for the work left is not decided, and one that is wrong decides all.
  const [fits, hard] = [[0n, 1n], times([0n, 1n], new Array<bigint>(200).fill(1n << 3000n))];
  const within = (hs: readonly (readonly bigint[])[]) =>
    dividesAll(
      hs.map(inT),
      { modulus: [0n, 1n], denominator: [1n], numerators: [[0n, 1n]] },
      new work.Work(1e5),
      1,
    );
  deepStrictEqual([within([fits]), within([fits, hard]), within([hard, fits])], [true, undefined, undefined]);
  deepStrictEqual(within([hard, [1n]]), false);
  // H = g³ − s³ of degree 6, a multiple of g − s: its quotient has five coefficients.
  const cubes: Systems.IntegerEquation = { exponents: [[3], [0]], coefficients: [1n, -1n] };
  const squares = { denominator: [3n, 0n, 1n], numerators: [[0n, 1n, 2n]] };
  deepStrictEqual(dividesAll([cubes], { modulus: [-3n, 1n, 1n], ...squares }, new work.Work()), true);
  deepStrictEqual(dividesAll([cubes], { modulus: [-2n, 1n, 1n], ...squares }, new work.Work()), false);
  // A substitution with several unknowns: x y = s² − 1 for x = s + 1, y = s − 1, s = T, which is H = −1 + 1 of degree 2.
  const [x, y, s] = [
    [1n, 1n],
    [-1n, 1n],
    [0n, 1n],
  ];
  const hyperbola = (c: bigint): Systems.IntegerEquation => ({
    exponents: [
      [1, 1],
      [0, 0],
      [0, 1],
      [1, 0],
    ],
    coefficients: [3n, c, 5n, -5n],
  });
  // 3 (T² − 1) + c T² + 5 T (T − 1) − 5 T (T + 1) = (3 + c) T² − 10 T − 3: zero modulo 6 T² − 10 T − 3 for c = 3.
  const substituted = { modulus: [-3n, -10n, 6n], denominator: s!, numerators: [x!, y!] };
  deepStrictEqual(dividesAll([hyperbola(3n)], substituted, new work.Work()), true);
  deepStrictEqual(dividesAll([hyperbola(4n)], substituted, new work.Work()), false);
  deepStrictEqual(dividesAll([hyperbola(3n)], substituted, new work.Work(500)), undefined);
};

/**
 * Divisions of R in Z[T] by residues: products, near misses by one and by products of the first primes, and as many primes as the bound of
 * the remainder asks for.
 */
const residueDivisions: Check = ({ primes: { PrimeField, primesDownwards }, residues, work }) => {
  function* fields(): Generator<Primes.PrimeField, never> {
    for (const p of primesDownwards()) yield new PrimeField(p);
    throw new Error("expected fewer primes");
  }
  const bits = (c: bigint): number => (c === 0n ? 0 : c.toString(2).length);
  const verdict = (q: readonly bigint[], h: readonly bigint[]): readonly [boolean, number] => {
    let asked = 0;
    const holds = residues.dividesByResidues(
      q,
      [{ degree: h.length - 1, bits: bits(norm(h)) }],
      (ring) => {
        asked++;
        return ring.of(h).length === 0;
      },
      fields(),
      new work.Work(),
    );
    return [holds, asked];
  };
  const q = [-7n, 3n, 5n];
  const h = times(q, [11n, -13n, 0n, 1n << 80n]);
  for (const multiple of [h, [0n], q, q.map((c) => c << 100n)])
    deepStrictEqual(verdict(q, multiple)[0], true);
  for (const by of [1n, -1n, 1n << 70n])
    for (const k of h.keys())
      deepStrictEqual(
        verdict(
          q,
          h.map((c, i) => (i === k ? c + by : c)),
        )[0],
        false,
      );
  // r = lc^e P for H = P T^e, which is met by none of the primes of P: e = 0 for deg H < deg q.
  let product = 1n;
  const list = primesDownwards();
  for (let count = 1; count <= 9; count++) {
    product *= BigInt(list.next().value!);
    for (const near of [[product], [0n, product], [0n, 0n, product], [0n, 0n, 0n, 0n, product]])
      deepStrictEqual(verdict(q, near), [false, count + 1]);
  }
  // ‖r‖ ≤ ‖H‖ ‖q‖^e: no more primes of 26 bits than that takes, and no fewer.
  for (let b = 0; b < 120; b++)
    for (const [e, g] of [
      [1, [1n << BigInt(b)]],
      [3, [1n << BigInt(b), 0n, 5n]],
    ] as const) {
      const multiple = times(q, g);
      // Products of k primes are a little below 2^{26 k}.
      const needed = (bits(norm(multiple)) + e * bits(norm(q))) / 26;
      deepStrictEqual(verdict(q, multiple), [true, Math.floor(needed) + 1]);
    }
  deepStrictEqual(verdict(q, [0n, 0n]), [true, 0]);
  // Primes of which nothing is known, and those that divide the leading coefficient, do not count.
  const p = BigInt(primesDownwards().next().value!);
  const asked: number[] = [];
  const partly = residues.dividesByResidues(
    [1n, p],
    [{ degree: 0, bits: 60 }],
    ({ field }) => {
      asked.push(field.p);
      return asked.length < 3 ? undefined : true;
    },
    fields(),
    new work.Work(),
  );
  const expected: number[] = [];
  for (const other of primesDownwards(Number(p) - 2)) if (expected.push(other) === 5) break;
  deepStrictEqual([partly, asked], [true, expected]);
};

/** F_p[t]/(t² − t): two roots, at which ranks agree or differ. */
const residueRings: Check = ({ primes, residues, work }) => {
  const field = new primes.PrimeField(67_108_859);
  const own = new work.Work();
  const of = (...c: readonly number[]) => Float64Array.from(c, (x) => field.residue(BigInt(x)));
  const ring = new residues.ResidueRing(of(0, -1, 1), field, own);
  const { zero, one } = ring;
  const values = (a: Float64Array) => [a[0] ?? 0, field.add(a[0] ?? 0, a[1] ?? 0)];
  const some = [zero, one, of(0, 1), of(-1, 1), of(1, 1), of(2, -3), of(-5)];
  for (const a of some) {
    const inverse = ring.inverse(a);
    deepStrictEqual(inverse === undefined, values(a).includes(0));
    if (inverse !== undefined) deepStrictEqual(ring.multiply(a, inverse), one);
    deepStrictEqual(
      values(ring.scale(a, -7n)),
      values(a).map((x) => field.multiply(x, field.p - 7)),
    );
    for (const b of some) {
      const both = (operation: (x: number, y: number) => number) =>
        values(a).map((x, k) => operation(x, values(b)[k]!));
      deepStrictEqual(
        values(ring.add(a, b)),
        both((x, y) => field.add(x, y)),
      );
      deepStrictEqual(
        values(ring.subtract(a, b)),
        both((x, y) => field.subtract(x, y)),
      );
      deepStrictEqual(
        values(ring.multiply(a, b)),
        both((x, y) => field.multiply(x, y)),
      );
    }
  }
  ok(own.done > 0);
  const form = (...rows: (readonly Float64Array[])[]) =>
    residues.echelonForm(
      rows.map((row) => [...row]),
      rows[0]!.length,
      ring,
    );
  const [t, s] = [of(0, 1), of(1, -1)];
  deepStrictEqual(
    form([of(2), t, one], [zero, of(1, 1), s]),
    new Map(
      [
        [0, [one, zero, ring.multiply(of(1), ring.inverse(of(2))!)]],
        [1, [zero, one, ring.multiply(s, ring.inverse(of(1, 1))!)]],
      ].map(([c, row]) => [c, row] as never),
    ),
  );
  deepStrictEqual(form([t], [s]), new Map([[0, [one]]]));
  deepStrictEqual(form([zero, t], [zero, s], [zero, t]), new Map([[1, [zero, one]]]));
  deepStrictEqual(form([of(0, 3)]), { kind: "split", factor: t });
  deepStrictEqual(form([s, one], [s, one]), { kind: "split", factor: of(-1, 1) });
  deepStrictEqual(form([zero, zero]), new Map());
};

/** By name; those that find most come first. */
export const BATTERY: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["fractions from residues", reconstructs],
  ["divisions by residues", divisions],
  ["divisions by residues: primes that suffice", primesThatSuffice],
  ["divisions by residues of a ring", residueDivisions],
  ["residue rings", residueRings],
  ["bounds", bounds],
  ["charts at infinity", charts],
  ["a grid", solves(2, GRID, { points: GRID_POINTS, proof: "rank" })],
  ["verification", verification],
  [
    "a parabola",
    solves(2, PARABOLA, {
      points: [
        ["2", "5"],
        ["3", "10"],
      ],
    }),
  ],
  ["a fat point", solves(2, FAT, { points: [["0", "0"]], multiplicities: [3], proof: "rank" })],
  ["one unlucky prime", unlucky(1)],
  ["two unlucky primes", unlucky(2)],
  ["three unlucky primes", unlucky(3)],
  ["no solution modulo the first prime", vanishing],
  ["no solution, a curve", none],
  ["isolated points", isolated],
  ["budget", budget],
]);
