/**
 * `sweep`: the critical components of a problem along one of its parameters.
 *
 * The losses are linear in Γ, Σ, weight decay and a linear tilt, so the stationarity systems at all values of the parameter
 * span one linear family. A generic member, tilted, is solved once by monodromy (`numeric/monodromy/linear-perturbation.ts`); its solutions are
 * followed to each value (`numeric/homotopy/parameter-homotopy.ts`), the tilt is taken away there, and the ends are classified and
 * audited as `analyze` does with those of its solver.
 *
 * Two neighbouring values show no change if the components have the same classes (number, rank, dimension, index and nullity) and
 * each is followed to one of its type at the other value, one to one, in both directions (`branches.ts`). Otherwise the interval
 * is halved until it is as narrow as wanted: a bracket of the bifurcation. There a change is that of the classes, or of the branches
 * that exchange their types while the classes keep their numbers; where the branches are not told apart the bracket says so, and
 * the sweep is incomplete. What comes and goes between two neighbouring values, on branches of its own, is not seen.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import { DEFAULT_SEED, Random } from "../../exact/random.js";
import { type Rational, rational, rationalText, sign, ZERO } from "../../exact/rational.js";
import { ProblemError, show } from "../../files/problem-error.js";
import { genericMember, inSpan } from "../../numeric/homotopy/parameter-homotopy.js";
import { TiltFamily, type TiltFibre } from "../../numeric/monodromy/linear-perturbation.js";
import type { PathThreads } from "../../numeric/parallel/path-threads.js";
import type { NumericSystem } from "../../numeric/polynomial/polynomial-family.js";
import { balancedScaling } from "../../numeric/polynomial/scaling.js";
import { buildProblem, type Problem } from "../../objectives/problem.js";
import { type ProblemFile, parseProblemFile } from "../../objectives/schema.js";
import { analyzeWith, type CertifyOption, DEFAULT_LIMIT } from "../analyze.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { SolverResult } from "../propose/landscape-solver.js";
import { type TiltSetting, tiltSetting } from "../propose/perturbation-setting.js";
import { tiltStarts } from "../propose/perturbation-starts.js";
import { proposeComponents } from "../propose/propose-components.js";
import { solveLandscape, tiltThreads } from "../propose/solver.js";
import { strataOf } from "../propose/strata.js";
import type { Atlas, CriticalComponent } from "../record/types.js";
import { type BranchDoubt, Branches, type Crossing } from "./branches.js";
import { type ComponentClass, classesOf, type Exchange, surplus } from "./component-class.js";

export type { BranchDoubt } from "./branches.js";
export type { ComponentClass, Exchange } from "./component-class.js";

/** An exact number: itself, a double, or text such as "3/7". */
type Exact = Rational | number | string;

/** What is swept. */
export type SweepRequest = {
  /**
   * Place in the problem file, such as `objective.weightDecay`, `objective.parameters.eta`, `model.augmentation.keep`,
   * `model.augmentation.variance`, `model.augmentation.scale`, `model.noise.variance`, `model.latent.probability`; or its last
   * word, where that names one of them.
   */
  readonly parameter: string;
} & (
  | { readonly values: readonly Exact[] }
  /** steps + 1 values, equally spaced, both ends included. */
  | { readonly range: { readonly from: Exact; readonly to: Exact; readonly steps: number } }
);

export interface SweepOptions {
  readonly seed?: number;
  /** Width of the brackets of changes; a thousandth of the range if left out. */
  readonly width?: Exact;
  /** Longest list of components at one value. */
  readonly limit?: number;
  /** Which components get a certificate: none, if left out. */
  readonly certify?: CertifyOption;
  /** Ends the work early: the values located so far, incomplete. */
  readonly signal?: AbortSignal;
  /** Threads at most, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/** The components at one value. */
export interface SweepState {
  /** The value, exactly. */
  readonly value: Rational;
  readonly components: readonly CriticalComponent[];
  readonly classes: readonly ComponentClass[];
  readonly audit: Atlas["audit"];
}

/** Why a bracket is wider than wanted, or may hold no change. */
export type BracketReason =
  | { readonly kind: "interrupted" }
  /** The lists at all values tried inside are incomplete. */
  | { readonly kind: "undecided-inside" }
  /** The classes are the same; whether the branches keep theirs is not known, however narrow the bracket. */
  | { readonly kind: "branches-undecided"; readonly doubt: BranchDoubt }
  /** The same, after so many values between the two that were asked for. */
  | { readonly kind: "too-many-values"; readonly located: number; readonly doubt: BranchDoubt };

/** Somewhere between two values the components change. */
export interface SweepChange {
  readonly from: Rational;
  readonly to: Rational;
  /** A value inside where some component is degenerate, or of higher dimension than on both sides: the bifurcation itself. */
  readonly at?: Rational;
  /** Classes that have fewer components at `to` than at `from`, and that have more, with how many. */
  readonly lost: readonly ComponentClass[];
  readonly gained: readonly ComponentClass[];
  /** Branches that go on from `from` to `to` and change their class: those that are told apart by following them. */
  readonly exchanged: readonly Exchange[];
  /** Why the bracket is wider than wanted, or undecided. */
  readonly reason?: BracketReason;
}

export interface Sweep {
  readonly problem: ProblemFile;
  readonly title: string;
  readonly isVectorField: boolean;
  readonly seed: number;
  /** The whole place of the parameter, such as `objective.weightDecay`. */
  readonly parameter: string;
  /** In ascending order of the values. */
  readonly values: readonly SweepState[];
  readonly changes: readonly SweepChange[];
  /** Solutions of the generic member: paths to each value; 0 where every value is solved anew. */
  readonly generic: number;
  /** Values at which components were located, those of the halving included. */
  readonly located: number;
  /** The list is complete at every value asked for, and every bracket is as narrow as wanted and holds a change. */
  readonly complete: boolean;
  readonly reason?: string;
  /** Disagreements between the solver and the symbolic layer. */
  readonly failures: readonly string[];
}

/** Values besides those asked for that span the family: enough for parameters up to the eighth power. */
const SPANNING = 8;
const HALF = rational("1/2");
const CUT_SHORT = "the list is cut short by its limit";
/** Where an interval is divided: elsewhere than in the middle only if the middle is undecided. */
const DIVISIONS = [HALF, rational("3/8"), rational("5/8")];
const DEFAULT_WIDTH = rational("1/1000");
const MAX_VALUES = 10_000;
/** Brackets in which branches are not told apart are halved further, up to this share of the width wanted. */
const FINEST = rational("1/8");
/** Values between two neighbouring ones at most, where the classes are the same: several exchanges of stability. */
const MAX_BETWEEN = 40;

/** Places that can be swept, but for `objective.parameters.NAME`. */
const PLACES: readonly (readonly string[])[] = [
  ["objective", "weightDecay"],
  ["model", "augmentation", "keep"],
  ["model", "augmentation", "variance"],
  ["model", "augmentation", "scale"],
  ["model", "noise", "variance"],
  ["model", "latent", "probability"],
];

/**
 * Locates the critical components at each value and brackets the values where they change.
 *
 * @throws ProblemError naming the place, if the problem has no such parameter or cannot have such a value.
 * @example
 * const { changes } = await sweep(problem, {
 *   parameter: "objective.weightDecay",
 *   range: { from: "1/100", to: "1/10", steps: 9 },
 * });
 */
export async function sweep(
  problem: Problem,
  request: SweepRequest,
  options: SweepOptions = {},
): Promise<Sweep> {
  const threads = tiltThreads(options);
  try {
    return await sweepWith(threads, problem, request, options);
  } finally {
    await threads.close();
  }
}

async function sweepWith(
  threads: PathThreads,
  problem: Problem,
  request: SweepRequest,
  options: SweepOptions,
): Promise<Sweep> {
  const { seed = DEFAULT_SEED } = options;
  const path = placeOf(problem.parsed.file, request.parameter);
  const values = valuesOf(request);
  const range = values.at(-1)!.sub(values[0]!);
  const width = options.width === undefined ? range.mul(DEFAULT_WIDTH) : exact("width", options.width);
  if (sign(width) < 0 || (sign(width) === 0 && sign(range) > 0))
    throw new ProblemError(["width"], "a positive number", rationalText(width));
  const at = (value: Rational) => problemAt(problem.parsed.file, path, value);
  const problems = values.map(at);
  const report = {
    problem: problem.parsed.file,
    title: problem.title,
    isVectorField: false,
    seed,
    parameter: path.join("."),
  };
  const locator = new Locator(options, seed, threads);
  await locator.prepare([...problems, ...spanningProblems(values, at)]);
  const { unavailable } = locator;
  if (unavailable !== undefined)
    return {
      ...report,
      values: [],
      changes: [],
      generic: 0,
      located: 0,
      complete: false,
      reason: `solver: ${unavailable}`,
      failures: [],
    };

  const states: SweepState[] = [];
  for (const [k, value] of values.entries()) {
    options.onProgress?.(k, values.length, "values");
    const state = await locator.state(problems[k]!, value);
    if (state === null) break;
    states.push(state);
  }
  const whole = states.filter(({ audit }) => audit.complete);
  const brackets: Bracket[] = [];
  const branches = new Branches(at, new Random(seed).fork("branches"));
  for (let k = 0; k + 1 < whole.length; k++) {
    const halving = new Halving(width, branches, (v) => locator.state(at(v), v));
    brackets.push(...(await halving.brackets(whole[k]!, whole[k + 1]!)));
  }
  const changes = changesOf(brackets, branches);
  const undecided = changes.filter(({ reason }) => reason?.kind === "branches-undecided").length;
  const wide = changes.filter(({ reason }) => reason !== undefined).length - undecided;
  const reasons = [
    ...(locator.interrupted ? [`interrupted: ${states.length} of ${values.length} values were located`] : []),
    ...states.flatMap(({ value, audit }) =>
      audit.complete ? [] : [`at ${rationalText(value)}: ${audit.reason ?? "incomplete"}`],
    ),
    ...(wide > 0 ? [`${wide} brackets are wider than wanted`] : []),
    ...(undecided > 0
      ? [`in ${undecided} brackets the components could not be followed, and may change or not`]
      : []),
  ];
  return {
    ...report,
    isVectorField: locator.isVectorField,
    values: states,
    changes,
    generic: locator.generic,
    located: locator.located,
    complete: reasons.length === 0,
    ...(reasons.length > 0 ? { reason: reasons.join("; ") } : {}),
    failures: [...locator.failures],
  };
}

/** Two states that differ, or may, and why nothing between them could be decided. */
interface Bracket {
  readonly a: SweepState;
  readonly b: SweepState;
  /** The classes are the same, and so are the types of the branches as far as these could be followed. */
  readonly doubt?: BranchDoubt;
  readonly reason?: BracketReason;
}

/** Halves the interval between two states until it is as narrow as wanted wherever they differ. */
class Halving {
  /** Values inside that were located because branches could not be followed. */
  private between = 0;

  constructor(
    private readonly width: Rational,
    private readonly branches: Branches,
    private readonly locate: (value: Rational) => Promise<SweepState | null>,
  ) {}

  async brackets(a: SweepState, b: SweepState): Promise<Bracket[]> {
    const same = sameClasses(a, b);
    const doubt = same ? this.branches.doubt(a, b) : null;
    if (same && doubt === null) return [];
    const gap = b.value.sub(a.value);
    const known = { a, b, ...(doubt === null ? {} : { doubt }) };
    if (this.isNarrow(known, gap)) return [known];
    if (doubt !== null && this.between >= MAX_BETWEEN)
      return [{ a, b, doubt, reason: { kind: "too-many-values", located: this.between, doubt } }];
    for (const share of DIVISIONS) {
      if (doubt !== null) this.between++;
      const middle = await this.locate(a.value.add(gap.mul(share)));
      if (middle === null) return [{ ...known, reason: { kind: "interrupted" } }];
      if (!middle.audit.complete) continue;
      return [...(await this.brackets(a, middle)), ...(await this.brackets(middle, b))];
    }
    return [{ ...known, reason: { kind: "undecided-inside" } }];
  }

  private isNarrow({ a, b, doubt }: Bracket, gap: Rational): boolean {
    // Two brackets become one on both sides of a value where the bifurcation happens.
    const wanted = isSpecial(a, b) || isSpecial(b, a) ? this.width.mul(HALF) : this.width;
    if (gap.compare(wanted) > 0) return false;
    return (
      doubt === undefined || gap.compare(wanted.mul(FINEST)) <= 0 || isExchange(this.branches.across(a, b))
    );
  }
}

/** All branches are told apart, and some change their type. */
const isExchange = ({ whole, exchanged }: Crossing): boolean => whole && exchanged.length > 0;

/** Brackets on both sides of a bifurcation that was met are one change, which happens there; so are undecided ones that touch. */
function changesOf(found: readonly Bracket[], branches: Branches): SweepChange[] {
  const changes: SweepChange[] = [];
  const brackets = joined(found);
  for (let k = 0; k < brackets.length; k++) {
    const { a, b, doubt, reason } = brackets[k]!;
    const next = brackets[k + 1];
    if (reason === undefined && next?.a === b && next.reason === undefined && meets(a, b, next.b)) {
      changes.push(changeOf(branches, { a, b: next.b }, b.value));
      k++;
    } else
      changes.push(
        changeOf(branches, {
          a,
          b,
          ...(doubt === undefined ? {} : { doubt }),
          ...(reason === undefined ? {} : { reason }),
        }),
      );
  }
  return changes;
}

/** Neighbouring brackets become one where nothing is decided in either. */
function joined(brackets: readonly Bracket[]): Bracket[] {
  const list: Bracket[] = [];
  for (const bracket of brackets) {
    const last = list.at(-1);
    const isOpen = ({ doubt, reason }: Bracket) => doubt !== undefined || reason !== undefined;
    if (last !== undefined && last.b === bracket.a && isOpen(last) && isOpen(bracket))
      list[list.length - 1] = { ...bracket, ...last, b: bracket.b };
    else list.push(bracket);
  }
  return list;
}

/** Whether a bifurcation happens at b: something is degenerate there, or of higher dimension, that is not so on both sides. */
const meets = (a: SweepState, b: SweepState, c: SweepState): boolean => isSpecial(b, a) && isSpecial(b, c);

const isSpecial = ({ classes }: SweepState, beside: SweepState): boolean => {
  const largest = beside.classes.reduce((max, { dimension = 0 }) => Math.max(max, dimension), 0);
  return surplus(classes, beside.classes).some(
    (one) => isDegenerateClass(one) || (one.dimension ?? 0) > largest,
  );
};

function changeOf(branches: Branches, { a, b, doubt, reason }: Bracket, at?: Rational): SweepChange {
  const crossing = branches.across(a, b);
  // Where a bifurcation was met and no class changes, tangents alone show whether branches do.
  const left: BranchDoubt | undefined =
    doubt ?? (sameClasses(a, b) && !crossing.whole ? { kind: "tangents-do-not-tell" } : undefined);
  const why: BracketReason | undefined =
    reason ??
    (left === undefined || isExchange(crossing) ? undefined : { kind: "branches-undecided", doubt: left });
  return {
    from: a.value,
    to: b.value,
    ...(at === undefined ? {} : { at }),
    lost: surplus(a.classes, b.classes),
    gained: surplus(b.classes, a.classes),
    exchanged: crossing.exchanged,
    ...(why === undefined ? {} : { reason: why }),
  };
}

const isDegenerateClass = ({ dimension, nullity }: ComponentClass): boolean =>
  dimension !== undefined && nullity !== undefined && nullity > dimension;

/** Solves the generic member once, and finds the components at any value from there. */
class Locator {
  unavailable?: string;
  /** Some value was not located to the end. */
  interrupted = false;
  generic = 0;
  isVectorField = false;
  located = 0;
  readonly failures = new Set<string>();
  private byStrata = false;
  private fibre: TiltFibre | null = null;
  private rows: readonly number[] = [];
  private members: readonly NumericSystem[] = [];

  constructor(
    private readonly options: SweepOptions,
    private readonly seed: number,
    private readonly threads: PathThreads,
  ) {}

  /** Solves a generic member of the family that the problems span. */
  async prepare(problems: readonly Problem[]): Promise<void> {
    const settings: TiltSetting[] = [];
    for (const problem of problems) {
      const setting = tiltSetting(problem);
      if ("unavailable" in setting) {
        this.unavailable = setting.unavailable;
        return;
      }
      settings.push(setting);
    }
    const [first] = settings;
    this.isVectorField = first!.system.isField;
    // Systems for each orbit are smaller than one for all of them: every value is solved anew.
    this.byStrata = problems.every((problem) => strataOf(problem, new Random(this.seed)) !== null);
    if (this.byStrata) return;
    this.members = settings.map(({ polynomial }) => polynomial);
    this.rows = first!.rows;
    const random = new Random(this.seed).fork("sweep");
    const member = genericMember(this.members, random);
    // One scale for the whole family.
    const scaling = balancedScaling(this.members);
    const starts = tiltStarts({ ...first!, scaling }, member, random);
    if ("unavailable" in starts) {
      this.unavailable = starts.unavailable;
      return;
    }
    const fibre = await new TiltFamily(member, this.rows, { scaling }).genericFibre(starts, {
      seed: random,
      ...this.hooks(),
    });
    if ("unfinished" in fibre) {
      this.unavailable = fibre.unfinished;
      return;
    }
    this.fibre = fibre;
    this.generic = this.fibre.points.length;
  }

  /** Null if an interrupt came before all was found. */
  async state(problem: Problem, value: Rational): Promise<SweepState | null> {
    const { limit = DEFAULT_LIMIT, certify = "none", signal } = this.options;
    const { components, audit, truncated } = await analyzeWith(
      problem,
      { method: "solve", seed: this.seed, limit, certify, ...(signal === undefined ? {} : { signal }) },
      (_, __, system) => this.solve(problem, value, system),
    );
    if (signal?.aborted) {
      this.interrupted = true;
      return null;
    }
    this.located++;
    for (const failure of audit.failures) this.failures.add(`at ${rationalText(value)}: ${failure}`);
    await nextTick();
    return {
      value,
      components,
      classes: classesOf(components),
      audit: truncated ? { ...audit, complete: false, proof: "incomplete", reason: CUT_SHORT } : audit,
    };
  }

  private async solve(
    problem: Problem,
    value: Rational,
    system?: LandscapeSystem | null,
  ): Promise<SolverResult | { readonly unavailable: string }> {
    const setting = tiltSetting(problem, system);
    if ("unavailable" in setting) return setting;
    const { polynomial, structured } = setting;
    // Off the family that was solved its solutions need not be all.
    if (this.byStrata || !inSpan(polynomial, this.members)) {
      const { signal, threads = 1 } = this.options;
      return solveLandscape(
        problem,
        { seed: this.seed, threads, ...(signal === undefined ? {} : { signal }) },
        system,
      );
    }
    const random = new Random(this.seed).fork("sweep").fork(rationalText(value));
    const { scaling } = this.fibre!;
    const family = new TiltFamily(polynomial, this.rows, { scaling, structured });
    const options = { seed: random, ...this.hooks() };
    const fibre = await family.moveFibre(this.fibre!, options);
    return proposeComponents(problem, { ...setting, scaling }, await family.limits(fibre, options), random);
  }

  private hooks() {
    const { onProgress } = this.options;
    return {
      threads: this.threads,
      ...(onProgress === undefined ? {} : { onProgress }),
    };
  }
}

const sameClasses = (a: SweepState, b: SweepState): boolean =>
  surplus(a.classes, b.classes).length === 0 && surplus(b.classes, a.classes).length === 0;

function exact(place: string, value: Exact): Rational {
  try {
    return rational(value);
  } catch {
    throw new ProblemError([place], 'a number or text such as "3/7" or "0.05"', show(value));
  }
}

/** In ascending order, each once. */
function valuesOf(request: SweepRequest): Rational[] {
  let list: Rational[];
  if ("range" in request) {
    const { steps } = request.range;
    const [from, to] = [exact("from", request.range.from), exact("to", request.range.to)];
    if (!Number.isInteger(steps) || steps < 1 || steps >= MAX_VALUES)
      throw new ProblemError(["steps"], `an integer from 1 to ${MAX_VALUES - 1}`, show(steps));
    if (to.compare(from) <= 0)
      throw new ProblemError(["to"], `a number above ${rationalText(from)} (from)`, rationalText(to));
    const step = to.sub(from).div(rational(steps));
    list = Array.from({ length: steps + 1 }, (_, k) => from.add(step.mul(rational(k))));
  } else {
    list = request.values.map((value) => exact("values", value)).sort((a, b) => a.compare(b));
    if (list.length === 0 || list.length > MAX_VALUES)
      throw new ProblemError(["values"], `from 1 to ${MAX_VALUES} numbers`, `${list.length}`);
  }
  return list.filter((value, k) => k === 0 || !value.equals(list[k - 1]!));
}

/** The keys that lead to the parameter in the file. */
function placeOf(file: ProblemFile, parameter: string): readonly string[] {
  const named = field(field(file, "objective"), "parameters");
  const names =
    typeof named === "object" && named !== null
      ? Object.keys(named).map((name) => ["objective", "parameters", name])
      : [];
  const places = [...PLACES, ...names];
  const matching = places.filter(
    (place) => place.join(".") === parameter || (!parameter.includes(".") && place.at(-1) === parameter),
  );
  const present = matching.filter(
    (place) => place.reduce<unknown>((value, key) => field(value, key), file) !== undefined,
  );
  const [only, another] = present.length > 0 ? present : matching;
  if (only === undefined || another !== undefined) {
    const wanted = only === undefined ? places : present.length > 0 ? present : matching;
    throw new ProblemError(
      ["parameter"],
      `one of ${wanted.map((place) => place.join(".")).join(", ")}`,
      show(parameter),
    );
  }
  return only;
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** The problem with the value in its place; what lies on the way there is made where it is missing. */
function problemAt(file: ProblemFile, path: readonly string[], value: Rational): Problem {
  const put = (node: unknown, [key, ...rest]: readonly string[]): unknown => ({
    ...(node as object | undefined),
    [key!]: rest.length === 0 ? rationalText(value) : put(field(node, key!), rest),
  });
  return buildProblem(parseProblemFile(put(file, path)));
}

/** Problems at values in the range besides those asked for, where there are such problems. */
function spanningProblems(values: readonly Rational[], at: (value: Rational) => Problem): Problem[] {
  const [first, last] = [values[0]!, values.at(-1)!];
  const range = last.sub(first);
  if (range.equals(ZERO)) return [];
  return Array.from({ length: SPANNING }, (_, k) =>
    first.add(range.mul(rational(2 * k + 1).div(rational(2 * SPANNING)))),
  ).flatMap((value) => {
    try {
      return [at(value)];
    } catch (error) {
      if (error instanceof ProblemError) return [];
      throw error;
    }
  });
}
