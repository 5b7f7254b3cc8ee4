/**
 * Checks that proofs of completeness must not get past: Gröbner bases with one number wrong, multiplicities that are too large, points that are
 * not isolated, lists that lack a point, and components known by hand. A check throws where something is wrong.
 */
import { deepStrictEqual, ok } from "node:assert";
import type * as Completing from "../../src/algebra/completeness.js";
import type * as Components from "../../src/algebra/components.js";
import type * as Consequences from "../../src/algebra/consequences.js";
import type * as Kernel from "../../src/algebra/elimination-kernel.js";
import type * as Reducing from "../../src/algebra/exact-reduction.js";
import type * as Groebner from "../../src/algebra/groebner.js";
import type * as Mixing from "../../src/algebra/mixed-volume-bound.js";
import type * as Monomials from "../../src/algebra/monomials.js";
import type * as Multiplying from "../../src/algebra/multiplicity.js";
import type { Listed } from "../../src/algebra/proof.js";
import type { AlgebraSystem } from "../../src/algebra/system.js";
import type { Modules } from "./algebra-battery.js";

/** The modules under test, all of one copy. */
export interface ProofModules extends Modules {
  readonly completeness: typeof Completing;
  readonly components: typeof Components;
  readonly consequences: typeof Consequences;
  readonly groebner: typeof Groebner;
  readonly kernel: typeof Kernel;
  readonly reduction: typeof Reducing;
  readonly mixedVolume: typeof Mixing;
  readonly monomials: typeof Monomials;
  readonly multiplicity: typeof Multiplying;
}

type ProofCheck = (modules: ProofModules) => void;

/** One polynomial as `3*x^2*y - x + 2`, with integer coefficients and variables x, y, z, w. */
function termsOf(text: string, variables: number) {
  return text
    .replaceAll("-", "+-")
    .split("+")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const exponents = new Array<number>(variables).fill(0);
      let coefficient = part.startsWith("-") ? -1n : 1n;
      for (const factor of part.replace(/^-/, "").trim().split("*")) {
        const [name, power = "1"] = factor.split("^");
        const at = ["x", "y", "z", "w"].indexOf(name!);
        if (at < 0) coefficient *= BigInt(name!);
        else exponents[at]! += Number(power);
      }
      return { coefficient, exponents };
    });
}

const systemOf = (
  { rational }: ProofModules,
  variables: number,
  texts: readonly string[],
): AlgebraSystem => ({
  variables,
  equations: texts.map((text) =>
    termsOf(text, variables).map(({ coefficient, exponents }) => ({
      coefficient: rational.rational(coefficient),
      exponents,
    })),
  ),
});

const integersOf = (modules: ProofModules, variables: number, texts: readonly string[]) =>
  modules.system.integerEquations(systemOf(modules, variables, texts));

const pointsOf = (modules: ProofModules, variables: number, texts: readonly string[]) => {
  const found = modules.univariate.rationalUnivariate(systemOf(modules, variables, texts));
  ok(found.kind === "points", found.kind);
  return found;
};

/** Homogeneous in x > y > z = h, with the S-polynomials 14 x h² − 15 y h² and 75 y² h² − 98 h⁴. */
const BASIS = ["2*x^2 - 3*z^2", "5*x*y - 7*z^2", "14*x*z^2 - 15*y*z^2", "75*y^2*z^2 - 98*z^4"];

const bases: ProofCheck = (modules) => {
  const { monomials, reduction, system, work } = modules;
  const table = new monomials.MonomialTable(3);
  const read = (texts: readonly string[]) =>
    texts.map((text) => system.intoTable(integersOf(modules, 3, [text]), table)[0]!);
  const holds = (
    basis: readonly Reducing.IntegerTerms[],
    input: readonly Reducing.IntegerTerms[],
    degree: number,
  ) => reduction.isBasisUpTo(basis, input, degree, table, new work.Work());
  const all = read(BASIS);
  const input = all.slice(0, 2);
  for (const degree of [0, 2, 3, 4, 5, Number.POSITIVE_INFINITY])
    deepStrictEqual(holds(all, input, degree), true);
  // Without its last element, or its third.
  deepStrictEqual(
    [2, 3, 4, 9].map((degree) => holds(all.slice(0, 3), input, degree)),
    [true, true, false, false],
  );
  deepStrictEqual(
    [2, 3, 4].map((degree) => holds([all[0]!, all[1]!, all[3]!], input, degree)),
    [true, false, false],
  );
  deepStrictEqual(
    [1, 2].map((degree) => holds(all, [...input, read(["2*x^2 - 5*z^2"])[0]!], degree)),
    [true, false],
  );
  // Every number wrong by one, and by a factor.
  for (const [g, element] of all.entries())
    for (const [k, c] of element.coefficients.entries())
      for (const other of [c + 1n, c - 1n, 2n * c, -c]) {
        const coefficients = element.coefficients.with(k, other);
        if (coefficients.length === 1) continue;
        ok(!holds(all.with(g, { ...element, coefficients }), input, 4), `${BASIS[g]}, ${other} for ${c}`);
      }
  // Multiples are the same polynomials, and 0 is in every ideal.
  ok(
    holds(
      all.map((f) => ({ ...f, coefficients: f.coefficients.map((c) => -6n * c) })),
      input,
      9,
    ),
  );
  // Coprime leading monomials need no S-polynomial, linear forms reduce in long chains.
  const chain = read(["x - 2*y", "y - 3*z"]);
  deepStrictEqual(holds(chain, read(["x^9 - 10077696*z^9", "x*y - 18*z^2"]), 9), true);
  deepStrictEqual(holds(chain, read(["x^9 - 10077697*z^9"]), 9), false);
  deepStrictEqual(holds(chain, read(["x^9 - 10077697*z^9"]), 8), true);
};

/** The 2×2 minors of a 2×4 matrix are a Gröbner basis, and which of their subsets are, another algorithm says modulo a prime. */
const minors: ProofCheck = (modules) => {
  const { groebner, kernel, monomials, primes, reduction, system, work } = modules;
  const columns = [0, 1, 2, 3];
  const pairs = columns.flatMap((j) => columns.filter((i) => i < j).map((i) => [i, j] as const));
  const unit = (...at: readonly number[]): number[] =>
    Array.from({ length: 8 }, (_, k) => (at.includes(k) ? 1 : 0));
  const equations = pairs.map(([i, j]) => ({
    exponents: [unit(i, 4 + j), unit(j, 4 + i)],
    coefficients: [1n, -1n],
  }));
  const table = new monomials.MonomialTable(8);
  const field = new primes.PrimeField(67_108_859);
  const isBasis = (some: typeof equations): boolean => {
    const leads = system.intoTable(some, table).map((f) => f.monomials[0]!);
    const whole = kernel
      .algebraKernel()
      .scope(() => groebner.groebnerBasis(system.modulo(some, table, field), table, field, new work.Work()));
    return whole.every((f) => leads.some((lead) => table.divides(lead, f.monomials[0]!)));
  };
  const seen = new Set<boolean>();
  for (let subset = 1; subset < 64; subset++)
    for (const factor of [1n, 2n]) {
      // The last of them with another coefficient, too.
      const chosen = equations.filter((_, k) => (subset >> k) & 1);
      const some = chosen.map((f, k) =>
        k === chosen.length - 1 ? { ...f, coefficients: [1n, -factor] } : f,
      );
      const terms = system.intoTable(some, table);
      const expected = isBasis(some);
      seen.add(expected);
      deepStrictEqual(
        reduction.isBasisUpTo(terms, terms, Number.POSITIVE_INFINITY, table, new work.Work()),
        expected,
        `${subset}, ${factor}`,
      );
    }
  deepStrictEqual(seen.size, 2);
};

/** Whether all roots of the factors of a list are of the multiplicity of the factor plus `more`. */
const multiplicities = (
  modules: ProofModules,
  variables: number,
  texts: readonly string[],
  more: number,
  isExact: boolean,
): readonly boolean[] => {
  const { kernel, multiplicity, work } = modules;
  const list = pointsOf(modules, variables, texts);
  const equations = integersOf(modules, variables, texts);
  return list.factors.map((factor) =>
    kernel
      .algebraKernel()
      .scope(() =>
        multiplicity.hasMultiplicity(
          equations,
          list,
          { ...factor, multiplicity: factor.multiplicity + more },
          isExact,
          new work.Work(),
        ),
      ),
  );
};

const MULTIPLE: readonly (readonly [number, readonly string[], number])[] = [
  [2, ["x^2", "x*y", "y^2"], 1],
  [1, ["x^7 - 3*x^6"], 2],
  // (x² − 2)² and (y − x)²; (x − 1)² (x² − 3) and (y − 2)³.
  [2, ["x^4 - 4*x^2 + 4", "y^2 - 2*x*y + x^2"], 1],
  [2, ["x^4 - 2*x^3 - 2*x^2 + 6*x - 3", "y^3 - 6*y^2 + 12*y - 8"], 2],
  // Of two structures: (x², y²) at (0, 0), ((x − 1)⁴, y) at (1, 0).
  [2, ["x^6 - 4*x^5 + 6*x^4 - 4*x^3 + x^2", "y^2 - x*y^2 + x*y"], 1],
];

const multiple: ProofCheck = (modules) => {
  for (const [variables, texts, factors] of MULTIPLE) {
    const all = (more: number, isExact: boolean) => multiplicities(modules, variables, texts, more, isExact);
    deepStrictEqual(all(0, false), new Array(factors).fill(true), texts.join());
    deepStrictEqual(all(0, true), new Array(factors).fill(true), texts.join());
    ok(!all(1, false).includes(true), texts.join());
    // Simple points have a regular Jacobian; others are not of a smaller multiplicity.
    const list = pointsOf(modules, variables, texts);
    if (list.factors.every(({ multiplicity }) => multiplicity > 1))
      ok(!all(-1, true).includes(true), texts.join());
  }
};

/**
 * Functionals that agree with every prime and are wrong: one numerator is changed by the product of two hundred primes. What notices is the
 * verification over Q alone; a multiple of a functional is one, so that not every change is noticed.
 */
const wrongFunctionals: ProofCheck = (modules) => {
  const { Reconstruction } = modules.reconstruction;
  const { primesDownwards } = modules.primes;
  const productFrom = (start?: number): bigint => {
    let product = 1n;
    let count = 0;
    for (const p of primesDownwards(start)) {
      product *= BigInt(p);
      if (++count === 200) break;
    }
    return product;
  };
  const { attempt } = Reconstruction.prototype;
  for (const [variables, texts] of [MULTIPLE[2]!, MULTIPLE[3]!]) {
    const list = pointsOf(modules, variables, texts);
    const equations = integersOf(modules, variables, texts);
    let refused = 0;
    for (let at = 0; at < 40 && refused === 0; at++) {
      let count = 0;
      let met = false;
      Reconstruction.prototype.attempt = function (this: InstanceType<typeof Reconstruction>) {
        // The first prime is the same for all equations; the second says which ones follow.
        if (this.primes.length === 1) return undefined;
        const found = attempt.call(this);
        return (
          found && {
            ...found,
            numerators: found.numerators.map((c) => {
              if (count++ !== at) return c;
              met = true;
              return c + productFrom() * productFrom(this.primes.at(-1)!) * productFrom(this.primes[1]);
            }),
          }
        );
      };
      try {
        const holds = modules.kernel
          .algebraKernel()
          .scope(() =>
            modules.multiplicity.hasMultiplicity(
              equations,
              list,
              list.factors[0]!,
              false,
              new modules.work.Work(),
            ),
          );
        if (met && !holds) refused++;
      } finally {
        Reconstruction.prototype.attempt = attempt;
      }
    }
    ok(refused > 0, texts.join());
  }
};

/** Points on a line of solutions are not isolated, whatever multiplicity is claimed. */
const notIsolated: ProofCheck = (modules) => {
  const { kernel, multiplicity, work } = modules;
  const origin = { polynomial: [0n, 1n], numerators: [[0n], [0n]] };
  for (const texts of [
    ["x^2", "x*y"],
    ["x*y", "x*y^2"],
    ["x - y", "x^2 - y^2"],
  ])
    for (const claimed of [1, 2, 3, 4])
      ok(
        !kernel
          .algebraKernel()
          .scope(() =>
            multiplicity.hasMultiplicity(
              integersOf(modules, 2, texts),
              origin,
              { multiplicity: claimed, polynomial: [0n, 1n] },
              true,
              new work.Work(),
            ),
          ),
        `${texts.join()}, ${claimed}`,
      );
};

const HYPERBOLAS = ["2*x*y - 3*x - 5", "7*x*y - 11*y + 13"];
/** x (x y − 2) = y (x + y − 3) = 0: (1, 2), (2, 1), and (0, 0), (0, 3). */
const AXES = ["x^2*y - 2*x", "x*y + y^2 - 3*y"];

const bernstein: ProofCheck = (modules) => {
  const { mixedVolume, work } = modules;
  const prove = (
    texts: readonly string[],
    list: Listed,
    atZero: (k: number) => number | undefined,
    variables = 2,
  ) => {
    let k = 0;
    return mixedVolume.proveByMixedVolume(
      integersOf(modules, variables, texts),
      variables,
      list,
      () => atZero(k++),
      new work.Work(),
    );
  };
  const two = pointsOf(modules, 2, HYPERBOLAS);
  const four = pointsOf(modules, 2, AXES);
  deepStrictEqual(
    prove(HYPERBOLAS, two, () => 0),
    { kind: "bernstein", mixedVolume: 2, onHyperplanes: 0 },
  );
  const right = (k: number) => [2, 1][k];
  deepStrictEqual(prove(AXES, four, right), { kind: "bernstein", mixedVolume: 2, onHyperplanes: 2 });
  for (const wrong of [
    [1, 1],
    [3, 1],
    [2, 0],
    [2, 2],
    [2, undefined],
    [undefined, 1],
  ])
    deepStrictEqual(
      prove(AXES, four, (k) => wrong[k]),
      undefined,
    );
  // One point, or three; other equations; more equations than unknowns; no mixed volume.
  const one = pointsOf(modules, 2, ["x - 3", "y - 4"]);
  const three = pointsOf(modules, 2, ["x^3 - 7*x + 5", "y - x - 9"]);
  for (const list of [one, three])
    deepStrictEqual(
      prove(HYPERBOLAS, list, () => 0),
      undefined,
    );
  deepStrictEqual(
    prove([...HYPERBOLAS, "x*y - 1"], two, () => 0),
    undefined,
  );
  deepStrictEqual(
    prove(["x - 1", "x - 2"], one, () => 0),
    undefined,
  );
  // One point is a mixed volume, too, and one unknown may be all; where it is 0 the theorem says nothing, whatever the list.
  deepStrictEqual(
    prove(["x*y - 3", "y - 2"], pointsOf(modules, 2, ["2*x - 3", "y - 2"]), () => 0),
    { kind: "bernstein", mixedVolume: 1, onHyperplanes: 0 },
  );
  deepStrictEqual(
    prove(["x^2 - 2"], pointsOf(modules, 1, ["x^2 - 2"]), () => 0, 1),
    { kind: "bernstein", mixedVolume: 2, onHyperplanes: 0 },
  );
  deepStrictEqual(
    prove(["x^2", "x*y"], pointsOf(modules, 2, ["x", "y"]), () => 1),
    undefined,
  );
  // Double points count twice.
  const doubled = { ...one, factors: one.factors.map((f) => ({ ...f, multiplicity: 2 })) };
  deepStrictEqual(
    prove(HYPERBOLAS, doubled, () => 0),
    { kind: "bernstein", mixedVolume: 2, onHyperplanes: 0 },
  );
};

/** Whose proof is which, found by `rationalUnivariate`. */
const proofs: ProofCheck = (modules) => {
  const proofOf = (variables: number, texts: readonly string[]) => {
    const found = modules.univariate.rationalUnivariate(systemOf(modules, variables, texts));
    ok(found.kind === "points" || found.kind === "none", found.kind);
    const { prime: _, ...proof } = found.proof as { readonly prime?: number };
    return proof;
  };
  deepStrictEqual(proofOf(2, HYPERBOLAS), { kind: "bernstein", mixedVolume: 2, onHyperplanes: 0 });
  deepStrictEqual(proofOf(2, AXES), { kind: "bernstein", mixedVolume: 2, onHyperplanes: 2 });
  deepStrictEqual(proofOf(2, ["x^2 - 2", "y^2 - x*y - 3"]), { kind: "rank", bound: 4, atInfinity: 0 });
  // Two circles meet twice, and in two points at infinity that are verified.
  deepStrictEqual(proofOf(2, ["x^2 + y^2 - 5", "x^2 + y^2 - 4*x + 2*y - 3"]), {
    kind: "rank",
    bound: 2,
    atInfinity: 2,
  });
  deepStrictEqual(proofOf(2, ["x*y - 1", "x*y - 2"]), {
    ...{ kind: "consequences", bound: 0, consequences: 1, degree: 2 },
  });
  deepStrictEqual(proofOf(2, ["x^2", "x*y", "y^2"]), { kind: "rank", bound: 3, atInfinity: 0 });
};

/** Lists that lack a point, or claim multiplicities to make up for it. */
const incomplete: ProofCheck = (modules) => {
  const { completeness, kernel, work } = modules;
  const texts = ["7*x^2 - 10*x + 3", "5*y^2 + 9*y - 2"];
  const list = pointsOf(modules, 2, texts);
  const solvers = { countProved: () => 0, countVerified: () => 0 };
  const prove = (some: Listed | null, own = new work.Work(), own_ = solvers) =>
    kernel
      .algebraKernel()
      .scope(() => completeness.proveComplete(integersOf(modules, 2, texts), 2, some, own_, own));
  const kindOf = (proof: ReturnType<typeof prove>) => (typeof proof === "string" ? proof : proof.kind);
  deepStrictEqual(kindOf(prove(list)), "rank");
  // What is at infinity does not matter where the bound is reached.
  deepStrictEqual(prove(list, new work.Work(), { ...solvers, countVerified: () => 1 }), prove(list));
  const spent = new work.Work();
  spent.spend(1000);
  prove(list, spent);
  ok(spent.done > 1000 && spent.done < 4000 + 1e8);
  deepStrictEqual(kindOf(prove(null)), "bound");
  const cut = pointsOf(modules, 2, ["7*x^2 - 10*x + 3", "y + 2"]);
  deepStrictEqual(kindOf(prove(cut)), "bound");
  // Points at infinity that are not there may not be subtracted.
  deepStrictEqual(kindOf(prove(cut, new work.Work(), { ...solvers, countVerified: () => 0 })), "bound");
  const claimed = { ...cut, factors: cut.factors.map((f) => ({ ...f, multiplicity: 2 })) };
  deepStrictEqual(kindOf(prove(claimed)), "multiplicities");
  deepStrictEqual(kindOf(prove(list, new work.Work(10))), "budget");
};

const consequences: ProofCheck = (modules) => {
  const { consequences: room, kernel, work } = modules;
  const boundOf = (variables: number, texts: readonly string[]) =>
    kernel.algebraKernel().scope(() => {
      const found = room.boundByConsequences(
        integersOf(modules, variables, texts),
        variables,
        new work.Work(),
      );
      if (found === undefined) return undefined;
      const { prime: _, ...rest } = found;
      return rest;
    });
  deepStrictEqual(boundOf(2, ["x*y - 1", "x*y - 2"]), { bound: 0, consequences: 1, degree: 2 });
  deepStrictEqual(boundOf(2, ["x^2 - 2", "y^2 - 3"]), { bound: 4, consequences: 0, degree: 0 });
  // x y = 1 and x² y = 3: x = 3; and a line of solutions.
  deepStrictEqual(boundOf(2, ["x*y - 1", "x^2*y - 3"])?.bound, 1);
  deepStrictEqual(boundOf(2, ["x*y - x", "x^2 - x"]), undefined);
  deepStrictEqual(boundOf(3, ["x*y - 1", "y*z - 1", "x*z - 1"])?.bound, 2);
};

const COMPONENTS: readonly (readonly [
  number,
  readonly string[],
  object,
  readonly (readonly [number, number])[],
])[] = [
  [2, ["x*y - x", "x^2 - 2*x"], { dimension: 1, degree: 1, unmixed: true, generators: 1 }, [[1, 1]]],
  [2, ["x^2", "x*y"], { dimension: 1, degree: 1, unmixed: true, generators: 1 }, []],
  [2, ["x^2*y", "x^4 - 2*x^3 + x^2"], { dimension: 1, degree: 2, unmixed: true, generators: 1 }, [[2, 1]]],
  [3, ["y - x^2", "z - x^3"], { dimension: 1, degree: 3, unmixed: true, generators: 3 }, []],
];

const components: ProofCheck = (modules) => {
  for (const [variables, texts, expected, points] of COMPONENTS) {
    const found = modules.components.exactComponents(systemOf(modules, variables, texts));
    ok(found.kind === "components", texts.join());
    const { dimension, degree, unmixed, generators } = found.proof;
    deepStrictEqual({ dimension, degree, unmixed, generators }, expected);
    deepStrictEqual(
      (found.points?.factors ?? []).map(({ multiplicity, polynomial }) => [
        multiplicity,
        polynomial.length - 1,
      ]),
      points,
    );
  }
  const zero = modules.components.exactComponents(systemOf(modules, 2, ["x^2 - 2", "y - x"]));
  ok(zero.kind === "unproved");
  const poor = modules.components.exactComponents(systemOf(modules, 2, ["x*y - x", "x^2 - 2*x"]), {
    budget: 20,
  });
  deepStrictEqual(poor, { kind: "unproved", gap: "budget" });
};

/** By name. */
export const PROOF_BATTERY: ReadonlyMap<string, ProofCheck> = new Map<string, ProofCheck>([
  ["Gröbner bases", bases],
  ["minors", minors],
  ["Bernstein's number", bernstein],
  ["consequences", consequences],
  ["incomplete lists", incomplete],
  ["multiplicities", multiple],
  ["wrong functionals", wrongFunctionals],
  ["points that are not isolated", notIsolated],
  ["kinds of proofs", proofs],
  ["components", components],
]);
