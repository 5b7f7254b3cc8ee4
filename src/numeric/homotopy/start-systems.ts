/**
 * Start systems with as many solutions as the multihomogeneous Bézout number of a grouping (`polynomial/grouping.ts`), all of
 * them known and regular.
 *
 * One group starts from x_i^{d_i} = c_i x_0^{d_i}; several from products of generic linear forms, d_ij of them in group j for
 * each equation, whose solutions choose one form per equation. Source: Morgan, Sommese, "A homotopy for solving general polynomial systems that respects m-homogeneous
 * structures" (1987).
 */
import { cos, hypot, sin } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { ComplexLU } from "../linalg/complex-lu.js";
import type { Grouping } from "../polynomial/grouping.js";
import type { ComplexPoint, NumericSystem, NumericTerm } from "../polynomial/system.js";

/** A system all of whose solutions are known and regular. */
export interface StartSystem {
  readonly system: NumericSystem;
  readonly count: number;
  /** The k-th start solution in homogeneous coordinates, deterministic and independent of the others. */
  solution(k: number): ComplexPoint;
}

/** e^{iθ}, θ uniform: generic with probability one. */
export function randomPhase(random: Random): { re: number; im: number } {
  const angle = 2 * Math.PI * random.next();
  return { re: cos(angle), im: sin(angle) };
}

/** The start system of a grouping. @param random draws its coefficients and γ. */
export function startSystem(grouping: Grouping, random: Random): StartSystem {
  return grouping.groups === 1 ? totalDegreeStart(grouping, random) : linearProductStart(grouping, random);
}

/** γ (x_i^{d_i} − c_i x_0^{d_i}), |c_i| = |γ| = 1. */
function totalDegreeStart({ degrees }: Grouping, random: Random): StartSystem {
  const n = degrees.length;
  const gamma = randomPhase(random);
  const constants = degrees.map(() => 2 * Math.PI * random.next());
  const powers = degrees.map(([d]) => d!);
  const equations = powers.map((d, i): NumericTerm[] => {
    const angle = constants[i]!;
    const re = cos(angle);
    const im = sin(angle);
    return [
      { re: gamma.re, im: gamma.im, factors: new Array<number>(d).fill(i) },
      {
        re: -(gamma.re * re - gamma.im * im),
        im: -(gamma.re * im + gamma.im * re),
        factors: new Array<number>(d).fill(n),
      },
    ];
  });
  return {
    system: { variables: n + 1, equations },
    count: powers.reduce((product, d) => product * d, 1),
    solution: (k) => {
      const re = new Float64Array(n + 1);
      const im = new Float64Array(n + 1);
      let rest = k;
      powers.forEach((d, i) => {
        const angle = (constants[i]! + 2 * Math.PI * (rest % d)) / d;
        rest = Math.floor(rest / d);
        re[i] = cos(angle);
        im[i] = sin(angle);
      });
      re[n] = 1;
      return { re, im };
    },
  };
}

/** A homogeneous linear form in the coordinates of one group. */
interface LinearForm {
  readonly coordinates: readonly number[];
  readonly re: readonly number[];
  readonly im: readonly number[];
}

function linearProductStart({ groupOf, groups, degrees }: Grouping, random: Random): StartSystem {
  const n = groupOf.length;
  const coordinates = Array.from({ length: groups }, (_, g) => [
    ...groupOf.flatMap((label, v) => (label === g ? [v] : [])),
    n + g,
  ]);
  const forms = degrees.map((row) =>
    row.map((d, g) =>
      Array.from({ length: d }, (): LinearForm => {
        const phases = coordinates[g]!.map(() => randomPhase(random));
        return { coordinates: coordinates[g]!, re: phases.map((z) => z.re), im: phases.map((z) => z.im) };
      }),
    ),
  );
  const gamma = randomPhase(random);
  const equations = forms.map((row) => expandProduct(row.flat(), gamma));
  // Which form of which group each equation uses; each group is used as often as it has variables.
  const choices: [group: number, form: number][][] = [];
  const left = coordinates.map((list) => list.length - 1);
  const chosen: [number, number][] = [];
  const choose = (i: number): void => {
    if (i === degrees.length) {
      choices.push([...chosen]);
      return;
    }
    degrees[i]!.forEach((d, g) => {
      if (left[g] === 0) return;
      left[g]!--;
      for (let f = 0; f < d; f++) {
        chosen.push([g, f]);
        choose(i + 1);
        chosen.pop();
      }
      left[g]!++;
    });
  };
  choose(0);
  return {
    system: { variables: n + groups, equations },
    count: choices.length,
    solution: (k) => {
      const re = new Float64Array(n + groups);
      const im = new Float64Array(n + groups);
      for (let g = 0; g < groups; g++) {
        const list = choices[k]!.flatMap(([group, f], i) => (group === g ? [forms[i]![g]![f]!] : []));
        const point = commonZero(list, coordinates[g]!.length);
        coordinates[g]!.forEach((v, at) => {
          re[v] = point.re[at]!;
          im[v] = point.im[at]!;
        });
      }
      return { re, im };
    },
  };
}

/** The projective point where n linear forms in n + 1 coordinates vanish: one coordinate set to 1. */
function commonZero(forms: readonly LinearForm[], size: number): ComplexPoint {
  const n = size - 1;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re[n] = 1;
  if (n === 0) return { re, im };
  const lu = new ComplexLU(n);
  const aRe = new Float64Array(n * n);
  const aIm = new Float64Array(n * n);
  const bRe = new Float64Array(n);
  const bIm = new Float64Array(n);
  forms.forEach((form, i) => {
    for (let j = 0; j < n; j++) {
      aRe[i * n + j] = form.re[j]!;
      aIm[i * n + j] = form.im[j]!;
    }
    bRe[i] = -form.re[n]!;
    bIm[i] = -form.im[n]!;
  });
  lu.factor(aRe, aIm);
  lu.solve(bRe, bIm);
  re.set(bRe);
  im.set(bIm);
  return { re, im };
}

/** factor · Π forms, as terms scaled to unit maximum. */
function expandProduct(forms: readonly LinearForm[], factor: { re: number; im: number }): NumericTerm[] {
  let terms = new Map<string, NumericTerm>([["", { ...factor, factors: [] }]]);
  for (const { coordinates, re, im } of forms) {
    const next = new Map<string, NumericTerm>();
    for (const term of terms.values())
      coordinates.forEach((v, k) => {
        const factors = [...term.factors, v].sort((a, b) => a - b);
        const key = factors.join();
        const present = next.get(key);
        next.set(key, {
          re: (present?.re ?? 0) + term.re * re[k]! - term.im * im[k]!,
          im: (present?.im ?? 0) + term.re * im[k]! + term.im * re[k]!,
          factors,
        });
      });
    terms = next;
  }
  let scale = 0;
  for (const { re, im } of terms.values()) scale = Math.max(scale, hypot(re, im));
  return [...terms.values()].map((term) => ({ ...term, re: term.re / scale, im: term.im / scale }));
}
