/**
 * The components at any value of the parameter from one solved member of the family.
 *
 * The systems at all values span one linear family; a generic member, perturbed, is solved once by monodromy, and its solutions are moved
 * to each value (`numeric/homotopy/parameter-homotopy.ts`). Where the objective gives systems for each orbit, every value is solved anew.
 */

import { setImmediate as nextTick } from "node:timers/promises";
import { Random } from "../../exact/random.js";
import { type Rational, rationalText } from "../../exact/rational.js";
import { genericMember, inSpan } from "../../numeric/homotopy/parameter-homotopy.js";
import { genericFibre, moveFibre } from "../../numeric/monodromy/fibre.js";
import { fibreLimits } from "../../numeric/monodromy/limits.js";
import { PerturbationFamily } from "../../numeric/monodromy/perturbation-family.js";
import type { PerturbationFibre } from "../../numeric/monodromy/types.js";
import type { Threads } from "../../numeric/parallel/threads.js";
import { balancedScaling } from "../../numeric/polynomial/scaling.js";
import type { NumericSystem } from "../../numeric/polynomial/system.js";
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable, type Result } from "../../result.js";
import { analyzeWith, DEFAULT_LIMIT } from "../analyze.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import type { SolverResult } from "../propose/landscape-solver.js";
import { type PerturbationSetting, perturbationSetting } from "../propose/perturbation-setting.js";
import { perturbationStarts } from "../propose/perturbation-starts.js";
import { proposeComponents } from "../propose/propose-components.js";
import { solveLandscape } from "../propose/solver.js";
import type { SolverReason } from "../propose/solver-reasons.js";
import { strataOf } from "../propose/strata.js";
import { classesOf } from "./component-class.js";
import type { SweepOptions } from "./request.js";
import type { SweepState } from "./result.js";

const CUT_SHORT = "the list is cut short by its limit";

/** Solves the generic member once, and finds the components at any value from there. */
export class Locator {
  /** Why the solver does not apply to the family. */
  unavailable?: SolverReason;
  /** Some value was not located to the end. */
  interrupted = false;
  generic = 0;
  isVectorField = false;
  located = 0;
  readonly failures: { readonly value: Rational; readonly text: string }[] = [];
  private byStrata = false;
  private fibre: PerturbationFibre | null = null;
  private rows: readonly number[] = [];
  private members: readonly NumericSystem[] = [];

  constructor(
    private readonly options: SweepOptions,
    private readonly seed: number,
    private readonly threads: Threads,
  ) {}

  /** Solves a generic member of the family that the problems span. */
  async prepare(problems: readonly Problem[]): Promise<void> {
    const settings: PerturbationSetting[] = [];
    for (const problem of problems) {
      const setting = perturbationSetting(problem);
      if (isUnavailable(setting)) {
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
    const starts = perturbationStarts({ ...first!, scaling }, member, random);
    if (isUnavailable(starts)) {
      this.unavailable = starts.unavailable;
      return;
    }
    const fibre = await genericFibre(new PerturbationFamily(member, this.rows, { scaling }), starts, {
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
    for (const text of new Set(audit.failures)) this.failures.push({ value, text });
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
  ): Promise<Result<SolverResult, SolverReason>> {
    const setting = perturbationSetting(problem, system);
    if (isUnavailable(setting)) return setting;
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
    const family = new PerturbationFamily(polynomial, this.rows, { scaling, structured });
    const options = { seed: random, ...this.hooks() };
    const fibre = await moveFibre(family, this.fibre!, options);
    return proposeComponents(
      problem,
      { ...setting, scaling },
      await fibreLimits(family, fibre, options),
      random,
      false,
      this.options.signal,
    );
  }

  private hooks() {
    const { onProgress } = this.options;
    return {
      threads: this.threads,
      ...(onProgress === undefined ? {} : { onProgress }),
    };
  }
}
