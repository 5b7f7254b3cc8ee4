/**
 * Small random systems whose solution sets are known without any elimination, for tests and `bench/awkward-systems.ts`:
 * 0 to 4 variables, dimension −1, 0 and above, decimals and fractions, more or fewer equations than variables.
 *
 *   planted     f_i(u_i) = 0 in coordinates u of a triangular automorphism: points by hand, multiplicities Π m_i
 *   forms       products of affine forms: all choices of one factor of each equation, by linear algebra
 *   monomials   x^A = c: |det A| solutions; signs of the real ones by trying all 2^n
 *   curves      two plane curves: resultants by Sylvester's determinants at integers and interpolation, real roots by Sturm
 *   multiple    the same with one point, or two conjugate ones, of multiplicity up to ten
 *   ideals      all polynomials of degree ≤ D through given points: the radical ideal of the points from their regularity on
 *
 * The equations given are invertible combinations of these, times rational numbers: the ideal stays.
 */

import { Random } from "../../src/exact/random.js";
import { ONE, type Rational, rational, rationalText, toNumber, ZERO } from "../../src/exact/rational.js";
import { toNumericSystem } from "../../src/symbolic/to-system.js";
import type { SolvedPoint } from "../../src/systems/solved-system.js";
import { type PolynomialSystem, readSystemFile } from "../../src/systems/system-file.js";
import type { AwkwardSystem } from "./awkward-systems.js";
import { nullspace, resultantPattern, solveLinear } from "./small-linear.js";

/** With the points, where they are rational. */
export interface SmallSystem extends AwkwardSystem {
  readonly points?: readonly (readonly Rational[])[];
}

type Planted = Omit<SmallSystem, "kind" | "variables"> & { readonly n: number };

const NAMES = ["x", "y", "z", "w"] as const;
const times = <T>(count: number, make: (k: number) => T): T[] =>
  Array.from({ length: count }, (_, k) => make(k));
const sign = (random: Random): number => (random.next() < 0.5 ? -1 : 1);
const nonzero = (random: Random, most: number): number => sign(random) * random.integer(1, most);
const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(0, list.length - 1)]!;
const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);
const text = (x: Rational): string => `(${rationalText(x)})`;

/** A number as an integer, a fraction or a decimal. */
const factor = (random: Random): string =>
  pick(random, [
    `${nonzero(random, 4)}`,
    `${nonzero(random, 9)}/${random.integer(2, 7)}`,
    `${sign(random) < 0 ? "-" : ""}0.${random.integer(1, 9)}`,
    `${random.integer(1, 9)}.${random.integer(1, 9)}e${random.integer(-3, 3)}`,
  ]);

/** The equations in other words: f_i + a f_j, each times a number, in another order, some of them twice or 0 = 0. */
function disguised(random: Random, equations: readonly string[]): string[] {
  const mixed = [...equations];
  if (mixed.length > 1 && random.next() < 0.5) {
    const [i, j] = random.next() < 0.5 ? [0, 1] : [mixed.length - 1, 0];
    mixed[i] = `(${mixed[i]}) + ${nonzero(random, 3)}*(${mixed[j]})`;
  }
  const scaled = mixed.map((f) => (random.next() < 0.3 ? `(${factor(random)})*(${f})` : f));
  if (random.next() < 0.1) scaled.push(`3/7*(${scaled[0] ?? "0"})`);
  if (random.next() < 0.1) scaled.push("0");
  return random.next() < 0.3 ? scaled.reverse() : scaled;
}

interface UnivariateFactor {
  readonly of: (u: string) => string;
  readonly degree: number;
  readonly real: number;
  readonly power: number;
  readonly root?: Rational;
}

/** A few factors in one variable: powers of linear ones, and x² ± c, without common roots. */
function univariateFactors(random: Random, most: number): UnivariateFactor[] {
  const first = random.integer(-4, 4);
  const denominator = pick(random, [1, 1, 2, 3]);
  return times(random.integer(1, most), (k): UnivariateFactor => {
    const power = random.next() < 0.3 ? random.integer(2, 3) : 1;
    if (k > 0 && random.next() < 0.25) {
      const c = pick(random, [2, 3, 5, -1, -2]);
      const of = (u: string) => `((${u})^2 - (${c}))^${power}`;
      return { of, degree: 2, real: c > 0 ? 2 : 0, power };
    }
    const root = rational(first + 3 * k).div(denominator);
    return { of: (u) => `(${u} - ${text(root)})^${power}`, degree: 1, real: 1, power, root };
  }).filter((f, k, all) => f.root !== undefined || all.findIndex((g) => g.degree === 2) === k);
}

/** u_i = x_i + q_i(x_0, …, x_{i−1}), as text, and x from u. */
function automorphism(random: Random, n: number) {
  const bent = times(n, (i) =>
    times(i, (j) => ({
      v: j,
      c: random.next() < 0.6 ? nonzero(random, 2) : 0,
      power: random.next() < 0.2 ? 2 : 1,
    })).filter(({ c }) => c !== 0),
  );
  const forms = bent.map(
    (terms, i) =>
      `(${[NAMES[i]!, ...terms.map(({ v, c, power }) => `(${c})*${NAMES[v]}^${power}`)].join(" + ")})`,
  );
  const pointOf = (u: readonly Rational[]): Rational[] => {
    const x: Rational[] = [];
    for (const [i, terms] of bent.entries())
      x.push(
        terms.reduce((value, { v, c, power }) => {
          const y = power === 2 ? x[v]!.mul(x[v]!) : x[v]!;
          return value.sub(y.mul(c));
        }, u[i]!),
      );
    return x;
  };
  return { forms, pointOf };
}

/** All ways to take one of each list. */
const choices = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((all, list) => all.flatMap((before) => list.map((x) => [...before, x])), [[]]);

/** A grid of points with multiplicities, as equations and in coordinates x. */
function grid(random: Random, n: number, most: number) {
  const { forms, pointOf } = automorphism(random, n);
  const factors = times(n, () => univariateFactors(random, most));
  const equations = factors.map((list, i) => list.map(({ of }) => of(forms[i]!)).join("*"));
  const cells = choices(factors);
  const rationalPoints = cells
    .filter((cell) => cell.every(({ root }) => root !== undefined))
    .map((cell) => pointOf(cell.map(({ root }) => root!)));
  return { forms, equations, cells, rationalPoints };
}

const planted = (random: Random): Planted => {
  const n = random.integer(1, 4);
  const { equations, cells, rationalPoints } = grid(random, n, n > 2 ? 2 : 3);
  const counts = (real: boolean) =>
    cells.reduce((sum, cell) => sum + product(cell.map((f) => (real ? f.real : f.degree))), 0);
  const distinct = counts(false);
  return {
    n,
    equations: disguised(random, equations),
    dimension: 0,
    distinct,
    real: counts(true),
    multiplicities: ascending(
      cells.flatMap((cell) =>
        times(product(cell.map((f) => f.degree)), () => product(cell.map((f) => f.power))),
      ),
    ),
    ...(rationalPoints.length === distinct ? { points: rationalPoints } : {}),
  };
};

/** c f_i = 0 for a sphere or a hyperplane c = 0: that, and the points of the grid off it. */
const besideHypersurface = (random: Random): Planted => {
  const n = random.integer(2, 3);
  const { equations, cells, rationalPoints } = grid(random, n, 2);
  if (rationalPoints.length < cells.length) return besideHypersurface(random);
  const names = NAMES.slice(0, n);
  const sphere = random.next() < 0.5;
  const level = pick(random, [1, 2, 5]);
  const c = `(${names.map((x) => (sphere ? `${x}^2` : x)).join(" + ")} - ${level})`;
  const onIt = (point: readonly Rational[]) =>
    point.reduce((sum, x) => sum.add(sphere ? x.mul(x) : x), ZERO).equals(rational(level));
  const kept = rationalPoints
    .map((point, k) => ({ point, power: product(cells[k]!.map((f) => f.power)) }))
    .filter(({ point }) => !onIt(point));
  return {
    n,
    equations: disguised(
      random,
      equations.map((f) => `${c}*(${f})`),
    ),
    dimension: n - 1,
    distinct: kept.length,
    real: kept.length,
    multiplicities: ascending(kept.map(({ power }) => power)),
    points: kept.map(({ point }) => point),
  };
};

/** A grid in fewer variables than there are, bent: a cylinder. */
const bentCylinder = (random: Random): Planted => {
  const n = random.integer(2, 4);
  const k = random.integer(1, n - 1);
  const { forms } = automorphism(random, n);
  const order = random.next() < 0.5 ? forms : [...forms].reverse();
  const equations = times(k, (i) =>
    univariateFactors(random, 2)
      .map(({ of }) => of(order[i]!))
      .join("*"),
  );
  return { n, equations: disguised(random, equations), dimension: n - k, distinct: 0, real: 0 };
};

/** The grid and a combination of its equations that is a constant on it. */
const contradictory = (random: Random): Planted => {
  const n = random.integer(1, 3);
  const { equations } = grid(random, n, 2);
  const names = NAMES.slice(0, n);
  const combination = equations.map((f) => `(${pick(random, names)} + ${nonzero(random, 3)})*(${f})`);
  return {
    n,
    equations: disguised(random, [...equations, `${combination.join(" + ")} + ${factor(random)}`]),
    dimension: -1,
    distinct: 0,
    real: 0,
  };
};

/** Σ a_v x_v = b, with the number of its equation. */
interface Form {
  readonly a: readonly number[];
  readonly b: number;
}

const vanishesAt = ({ a, b }: Form, point: readonly Rational[]): boolean =>
  a.reduce((sum, c, v) => sum.add(point[v]!.mul(c)), ZERO).equals(rational(b));

const formText = ({ a, b }: Form): string =>
  `(${[...a.flatMap((c, v) => (c === 0 ? [] : [`(${c})*${NAMES[v]}`])), `(${-b})`].join(" + ")})`;

const products = (random: Random): Planted => {
  const n = random.integer(1, 4);
  const k = Math.max(1, n + random.integer(-1, 1));
  const form = (): Form => {
    const a = times(n, () => (random.next() < 0.5 ? 0 : nonzero(random, 3)));
    return a.every((c) => c === 0) ? form() : { a, b: random.integer(-3, 3) };
  };
  const equations = times(k, () => times(random.integer(1, n > 2 ? 2 : 3), form));
  if (random.next() < 0.2) equations.push([...equations[0]!, form()]);
  const flats = choices(equations).flatMap((chosen) => {
    const solved = solveLinear(
      chosen.map(({ a, b }) => [...a, b].map((c) => rational(c))),
      n,
    );
    return solved === null ? [] : [{ chosen, ...solved }];
  });
  const dimension = Math.max(-1, ...flats.map((flat) => flat.dimension));
  const isolated = new Map<string, readonly Rational[]>();
  for (const { point, dimension: own } of flats)
    if (
      own === 0 &&
      !flats.some((other) => other.dimension > 0 && other.chosen.every((f) => vanishesAt(f, point)))
    )
      isolated.set(point.map(rationalText).join(), point);
  const points = [...isolated.values()];
  // Homogeneous forms around each point: a complete intersection has the product of the degrees.
  const multiplicities =
    equations.length === n
      ? points.map((point) => product(equations.map((f) => f.filter((l) => vanishesAt(l, point)).length)))
      : undefined;
  return {
    n,
    equations: disguised(
      random,
      equations.map((f) => f.map(formText).join("*")),
    ),
    dimension,
    distinct: points.length,
    real: points.length,
    ...(multiplicities === undefined ? {} : { multiplicities: ascending(multiplicities) }),
    points,
  };
};

const monomials = (random: Random): Planted => {
  const n = random.integer(1, 3);
  const a = times(n, () => times(n, () => random.integer(0, n === 1 ? 9 : 3)));
  const determinant = determinantOf(a);
  if (determinant === 0 || Math.abs(determinant) > 24) return monomials(random);
  const constants = times(n, () => nonzero(random, 9));
  const signs = choices(times(n, () => [1, -1]));
  return {
    n,
    equations: disguised(
      random,
      a.map(
        (row, i) =>
          `${row.flatMap((e, v) => (e === 0 ? [] : [`${NAMES[v]}^${e}`])).join("*")} - (${constants[i]})/${random.integer(1, 5)}`,
      ),
    ),
    dimension: 0,
    distinct: Math.abs(determinant),
    real: signs.filter((s) =>
      a.every((row, i) => product(row.map((e, v) => (e % 2 === 0 ? 1 : s[v]!))) === Math.sign(constants[i]!)),
    ).length,
    multiplicities: times(Math.abs(determinant), () => 1),
  };
};

const determinantOf = (a: readonly (readonly number[])[]): number =>
  a.length === 0
    ? 1
    : a[0]!.reduce(
        (sum, c, j) =>
          sum +
          (j % 2 === 0 ? c : -c) * determinantOf(a.slice(1).map((row) => row.filter((_, k) => k !== j))),
        0,
      );

/** Two plane curves with coefficients of one digit. */
const curves = (random: Random): Planted => {
  const curve = () => {
    const degree = random.integer(1, 3);
    const sparse = random.next() < 0.5;
    return times(degree + 1, (i) =>
      times(degree + 1 - i, () => (sparse && random.next() < 0.5 ? 0 : random.integer(-3, 3))),
    );
  };
  const [f, g] = [curve(), curve()];
  const pattern = resultantPattern(f, g);
  // A common factor, or constants: not here.
  if (pattern === null) return curves(random);
  const write = (h: readonly (readonly number[])[]) =>
    h.flatMap((row, i) => row.flatMap((c, j) => (c === 0 ? [] : [`(${c})*x^${i}*y^${j}`]))).join(" + ");
  return {
    n: 2,
    equations: disguised(random, [write(f), write(g)]),
    dimension: pattern.multiplicities.length > 0 ? 0 : -1,
    distinct: pattern.multiplicities.length,
    real: pattern.real,
    multiplicities: ascending(pattern.multiplicities),
  };
};

/** All polynomials of degree ≤ D that vanish at given points. */
const ideals = (random: Random): Planted => {
  const n = random.integer(1, 3);
  const points = new Map<string, Rational[]>();
  for (let k = random.integer(1, 6); k > 0; k--) {
    const point = times(n, () => rational(random.integer(-3, 3)).div(pick(random, [1, 1, 2])));
    points.set(point.map(rationalText).join(), point);
  }
  const list = [...points.values()];
  const exponents = (degree: number): number[][] =>
    choices(times(n, () => times(degree + 1, (e) => e))).filter(
      (e) => e.reduce((sum, x) => sum + x, 0) <= degree,
    );
  const values = (degree: number) =>
    list.map((point) =>
      exponents(degree).map((e) =>
        e.reduce((value, power, v) => times(power, () => point[v]!).reduce((a, b) => a.mul(b), value), ONE),
      ),
    );
  let degree = 0;
  // From the degree on at which the values are independent the ideal is generated in the next.
  for (; ; degree++) {
    const columns = exponents(degree).length;
    if (columns - nullspace(values(degree), columns).length === list.length) break;
  }
  const monomialsOf = exponents(degree + 1);
  const equations = nullspace(values(degree + 1), monomialsOf.length).map((row) =>
    row
      .flatMap((c, k) =>
        c.equals(ZERO)
          ? []
          : [[text(c), ...monomialsOf[k]!.flatMap((e, v) => (e > 0 ? [`${NAMES[v]}^${e}`] : []))].join("*")],
      )
      .join(" + "),
  );
  return {
    n,
    equations: disguised(random, equations),
    dimension: 0,
    distinct: list.length,
    real: list.length,
    multiplicities: list.map(() => 1),
    points: list,
  };
};

/** All products of k of the linear forms x_v − p_v: multiplicity C(n + k − 1, n). */
const fat = (random: Random): Planted => {
  const n = random.integer(1, 3);
  const k = random.integer(1, n === 1 ? 10 : 3);
  const point = times(n, () => rational(random.integer(-5, 5)).div(random.integer(1, 3)));
  const forms = point.map((x, v) => `(${NAMES[v]} - ${text(x)})`);
  const multisets = (from: number, left: number): string[][] =>
    left === 0
      ? [[]]
      : forms.slice(from).flatMap((form, i) => multisets(from + i, left - 1).map((rest) => [form, ...rest]));
  const all = multisets(0, k);
  const size = times(n, (v) => (k + v) / (v + 1)).reduce((a, b) => a * b, 1);
  return {
    n,
    equations: disguised(
      random,
      all.map((forms) => forms.join("*")),
    ),
    dimension: 0,
    distinct: 1,
    real: 1,
    multiplicities: [Math.round(size)],
    points: [point],
  };
};

/** (u_i − r)^m_i or (u_i² − c)^m_i in coordinates u: every point has the multiplicity Π m_i ≤ 10. */
const highlyMultiple = (random: Random): Planted => {
  const n = random.integer(2, 4);
  const { forms, pointOf } = automorphism(random, n);
  const powers: number[] = [];
  for (let left = 10; powers.length < n; left = Math.floor(left / powers.at(-1)!))
    powers.push(random.next() < 0.5 ? left : random.integer(1, left));
  // High powers of forms with few terms.
  powers.sort((a, b) => b - a);
  const square = random.next() < 0.5 ? random.integer(0, n - 1) : -1;
  const c = pick(random, [2, 3, -1]);
  const roots = times(n, () => rational(random.integer(-3, 3)).div(pick(random, [1, 1, 2])));
  const multiplicity = product(powers);
  const distinct = square < 0 ? 1 : 2;
  return {
    n,
    equations: disguised(
      random,
      forms.map((u, i) => `(${i === square ? `${u}^2 - (${c})` : `${u} - ${text(roots[i]!)}`})^${powers[i]}`),
    ),
    dimension: 0,
    distinct,
    real: square >= 0 && c < 0 ? 0 : distinct,
    multiplicities: times(distinct, () => multiplicity),
    ...(square < 0 ? { points: [pointOf(roots)] } : {}),
  };
};

const withoutVariables = (random: Random): Planted => {
  const constants = times(random.integer(0, 2), () => (random.next() < 0.6 ? "0" : factor(random)));
  const empty = constants.some((c) => c !== "0");
  return {
    n: 0,
    equations: constants,
    dimension: empty ? -1 : 0,
    distinct: empty ? 0 : 1,
    real: empty ? 0 : 1,
    ...(empty ? {} : { multiplicities: [1] }),
  };
};

/** Every kind by its name. */
export const SMALL: ReadonlyMap<string, (random: Random) => Planted> = new Map([
  ["planted grids", planted],
  ["products of forms", products],
  ["plane curves", curves],
  ["monomials", monomials],
  ["ideals of points", ideals],
  ["beside a hypersurface", besideHypersurface],
  ["fat points", fat],
  ["bent cylinders", bentCylinder],
  ["contradictory", contradictory],
  ["no variables", withoutVariables],
  ["highly multiple", highlyMultiple],
]);

/** Which kinds come how often: those with more inside more often. */
const TURNS = [0, 1, 2, 1, 3, 4, 0, 5, 2, 1, 6, 7, 8, 10, 2, 1, 4, 5, 3, 9];

/** The k-th system of a seed. */
export function smallSystem(seed: number, k: number): SmallSystem {
  const kinds = [...SMALL];
  const [kind, generate] = kinds[TURNS[k % TURNS.length]!]!;
  const { n, ...rest } = generate(new Random(seed).fork(k));
  return { kind, variables: NAMES.slice(0, n), ...rest };
}

/** As a system file would be read; without variables, too, which files must have. */
export function readSmall({ variables, equations }: SmallSystem): PolynomialSystem {
  const read = (names: readonly string[]) => readSystemFile(JSON.stringify({ variables: names, equations }));
  if (variables.length > 0) return read(variables);
  const constants = equations.length === 0 ? [] : read(["x"]).equations;
  return { variables, equations: constants, numeric: toNumericSystem(constants, 0) };
}

/** Whether points are those that are known, one to one: exactly, in their boxes, or to 10⁻⁶ where there is no box. */
export function holdsPoints({ points }: SmallSystem, found: readonly SolvedPoint[]): boolean {
  if (points === undefined) return true;
  const open = [...points];
  for (const { re, exact, radii } of found) {
    const at = open.findIndex((point) =>
      point.every((x, v) => {
        if (exact !== undefined) return exact[v] === rationalText(x);
        const reach = radii?.[v] ?? 1e-6 * Math.max(1, Math.abs(toNumber(x)));
        return x.sub(rational(re[v]!)).abs().compare(rational(reach)) <= 0;
      }),
    );
    if (at < 0) return false;
    open.splice(at, 1);
  }
  return open.length === 0;
}
