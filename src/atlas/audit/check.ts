/**
 * `check`: a stored atlas against its problem alone.
 *
 * The problem is built again from the file, analysed again, and every statement of the file is held against something that
 * does not come from the file. Two kinds of audit:
 *
 *   own arguments     stationarity   the representative satisfies the conditions and the constraints
 *                     inertia        index, nullity, dimension against the certificate at the stored representative
 *                     value          the loss there, and the exact value
 *                     distinct       no two entries at one place
 *                     census         Σ multiplicity by index against the counts
 *                     morse-euler    Σ (−1)^index χ against χ of the manifold (1 for a coercive polynomial)
 *   recomputation     list           the entries, by name and in order
 *                     claims         every field of an entry
 *                     verdict        audit, census, title, conditions, warnings
 *   another way       independent    a complete list that is not proved, against another method or seed (`independent.ts`)
 *
 * An audit of the first kind is used where it holds for the recomputed atlas. Numbers: where the stored representative is the
 * recomputed one, entry by entry, it went through the same arithmetic, and every number must be the same double. A
 * representative may also be another point of the same component: then it must be critical to 10⁻¹², with the certified
 * index, nullity and value, and with the rank and the invariants (multipliers, singular values of X C Yᵀ) of the recomputed
 * one; value, condition number, residual and, where they do not vary, recovery and retained variance may then be those of the
 * point. Its certificate must be the one that is given there. What is said of the whole component, its outcome above all, is
 * the same for every point of it.
 *
 * Where doubles do not resolve the conditions (`extended-judge.ts`), critical means |H⁺ g| ≤ 10⁻¹²|x| in double-double.
 *
 * Not checked, because nothing else in the file depends on it: the version in `package`; a seed that no random choice used.
 * A problem file that says the same in other words is the same problem.
 */
import { rational, toNumber } from "../../exact/rational.js";
import { ProblemError, show } from "../../files/problem-error.js";
import { singularSpectrum } from "../../numeric/linalg/decompositions.js";
import { type Matrix, multiply, transpose } from "../../numeric/linalg/dense.js";
import { toMatrix } from "../../objectives/build.js";
import { buildProblem, type Problem } from "../../objectives/problem.js";
import { parseProblemFile } from "../../objectives/schema.js";
import { type Landscape, numericLoss } from "../../symbolic/landscape.js";
import { analyze, DEFAULT_LIMIT } from "../analyze.js";
import { BEYOND_WORK, Certification, type CertifyOption } from "../certify/certification.js";
import { classifiedDetail } from "../local/classify.js";
import { ExtendedJudge, type ExtendedVerdict } from "../local/extended-judge.js";
import { type GradientReport, LandscapeSystem } from "../local/landscape-system.js";
import { EncoderScale } from "../local/outcome.js";
import { decidedInertiaAt } from "../local/refine.js";
import type { Atlas, Census, CriticalComponent } from "../record/types.js";
import { type Independent, independently } from "./independent.js";
import { closedManifoldEuler, morseEulerSum } from "./morse-euler.js";
import { wasInterrupted } from "./verdict.js";

export const CHECK_AUDITS = [
  "stationarity",
  "inertia",
  "value",
  "distinct",
  "census",
  "morse-euler",
  "list",
  "claims",
  "verdict",
  "independent",
] as const;

export type CheckAudit = (typeof CHECK_AUDITS)[number];

/** One statement of the file that is not so. */
export interface Discrepancy {
  readonly audit: CheckAudit;
  /** Where in the file, such as `components[3].index`. */
  readonly place: string;
  /** `expected X, got Y`. */
  readonly text: string;
}

export interface CheckResult {
  readonly discrepancies: readonly Discrepancy[];
  readonly recomputed: Atlas;
  /** What another way says of a list that is claimed to be complete and is not proved; absent where none is needed. */
  readonly independent?: Independent;
}

export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Threads at most, as for `analyze`. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

/** Residuals, norms and invariants of a point that is critical to rounding. */
const CRITICAL = 1e-12;
const VALUE = 1e-11;
const SAME_INVARIANTS = 1e-7;
/**
 * How much smaller a radius may be than the one proved at another point of the component: representatives of closed forms are
 * rounded once, moved ones carry the rounding of the motion (measured over the examples: up to 22 times that).
 */
const INFLATION = 64;
/** A wider radius of a certificate is a true statement as well, up to here. */
const WIDEST = 1e-9;
/** Representatives closer than this are one point. */
const SAME_POINT = 1e-9;

/**
 * Verifies a stored atlas.
 *
 * @throws ProblemError if the problem in it is no problem, or the atlas is what an interrupt left; the signal's reason when
 * cancelled.
 */
export async function checkAtlas(stored: Atlas, options: CheckOptions = {}): Promise<CheckResult> {
  const problem = rebuild(stored);
  if (wasInterrupted(stored.audit))
    throw new ProblemError(
      ["audit", "reason"],
      "an atlas that was made to its end",
      show(stored.audit.reason),
    );
  const { signal, onProgress, threads = 1 } = options;
  const recomputed = await analyze(problem, {
    method: stored.method,
    threads,
    seed: stored.seed,
    limit: stored.truncated ? stored.components.length : Math.max(DEFAULT_LIMIT, stored.components.length),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  signal?.throwIfAborted();
  const discrepancies = new Checker(stored, recomputed, problem).run();
  // A list that is refuted needs no second opinion.
  const proved = recomputed.audit.proof === "proved" || discrepancies.length > 0;
  const independent = await independently(stored, problem, proved, {
    threads,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  signal?.throwIfAborted();
  if (independent === null) return { discrepancies, recomputed };
  return {
    discrepancies: [...discrepancies, ...independentDiscrepancies(independent)],
    recomputed,
    independent,
  };
}

const independentDiscrepancies = ({ method, seed, outcome }: Independent): Discrepancy[] =>
  outcome.kind !== "refuted"
    ? []
    : outcome.missing.map(({ value, index, nullity }) => ({
        audit: "independent",
        place: "audit.complete",
        text: `expected an entry of ${value === undefined ? "" : `value ${value}, `}index ${index}, nullity ${nullity}, which ${method} with seed ${seed} finds, got none`,
      }));

function rebuild(stored: Atlas): Problem {
  try {
    return buildProblem(parseProblemFile(stored.problem));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { path, expected, got } = error;
    throw new ProblemError(["problem"], `a problem file (${path}: ${expected})`, got);
  }
}

class Checker {
  private readonly found: Discrepancy[] = [];
  private readonly system: LandscapeSystem | null;
  private readonly scale: EncoderScale;
  private readonly certifications = new Map<CertifyOption, Certification>();
  private readonly judge: ExtendedJudge | null;
  /** Entries whose point is none: there is nothing to certify there. */
  private readonly displaced = new Set<CriticalComponent>();

  constructor(
    private readonly stored: Atlas,
    private readonly recomputed: Atlas,
    private readonly problem: Problem,
  ) {
    const { landscape } = problem.objective;
    this.system = landscape === undefined ? null : new LandscapeSystem(landscape);
    this.scale = new EncoderScale(problem.model);
    this.judge =
      this.system === null || problem.model.moments.rounded
        ? null
        : new ExtendedJudge(this.system.landscape, this.system.manifold);
  }

  run(): Discrepancy[] {
    this.checkList();
    const known = new Map(this.recomputed.components.map((component) => [component.id, component]));
    const seen = new Set<string>();
    this.stored.components.forEach((component, k) => {
      const place = `components[${k}]`;
      const shaped = this.hasShape(component, place);
      const twin = known.get(component.id);
      const first = !seen.has(component.id);
      seen.add(component.id);
      if (shaped) this.checkPoint(component, twin, place);
      if (shaped && twin !== undefined) this.checkRank(component, twin, place);
      if (twin !== undefined && first) this.checkClaims(component, twin, place, shaped);
    });
    this.checkDistinct();
    this.checkCensus();
    this.checkMorseEuler();
    this.checkVerdict();
    return this.found;
  }

  private report(audit: CheckAudit, place: string, expected: unknown, got: unknown): void {
    this.found.push({ audit, place, text: `expected ${shown(expected)}, got ${shown(got)}` });
  }

  private same(audit: CheckAudit, place: string, got: unknown, expected: unknown): void {
    compare(got, expected, place, (where, want, have) => this.report(audit, where, want, have));
  }

  /** Names, their number and their order. */
  private checkList(): void {
    const got = this.stored.components.map(({ id }) => id);
    const expected = this.recomputed.components.map(({ id }) => id);
    const missing = expected.filter((id) => !got.includes(id));
    const extra = got.filter((id) => !expected.includes(id));
    for (const id of missing) this.report("list", "components", `an entry ${id}`, "none");
    for (const id of extra) this.report("list", "components", "no such entry", id);
    got.forEach((id, k) => {
      if (got.indexOf(id) < k) this.report("list", `components[${k}].id`, "each entry once", id);
    });
    if (missing.length === 0 && extra.length === 0 && got.length === expected.length)
      expected.forEach((id, k) => {
        if (got[k] !== id && got.indexOf(got[k]!) === k)
          this.report("list", `components[${k}].id`, `${id}, in order`, got[k]);
      });
  }

  private hasShape(component: CriticalComponent, place: string): boolean {
    const expected =
      this.system?.layout ??
      Object.entries(this.recomputed.components[0]?.representative ?? {}).map(([name, m]) => ({
        name,
        rows: m.rows,
        columns: m.columns,
      }));
    const names = Object.keys(component.representative);
    for (const { name, rows, columns } of expected) {
      const value = component.representative[name];
      if (value?.rows === rows && value.columns === columns) continue;
      this.report(
        "stationarity",
        `${place}.representative.${name}`,
        `a ${rows}×${columns} matrix`,
        value === undefined ? "none" : `${value.rows}×${value.columns}`,
      );
      return false;
    }
    if (names.length === expected.length) return true;
    this.report(
      "stationarity",
      `${place}.representative`,
      expected.map(({ name }) => name).join(", "),
      names.join(", "),
    );
    return false;
  }

  /** Stationarity, inertia and value at the stored representative, from the problem alone. */
  private checkPoint(component: CriticalComponent, twin: CriticalComponent | undefined, place: string): void {
    const { oracle } = this.problem.objective;
    const { system } = this;
    if (system === null) {
      if (oracle === undefined) return;
      const slope = -oracle.descent(component.representative);
      if (!(slope <= CRITICAL))
        this.report(
          "stationarity",
          `${place}.representative`,
          "no descent direction",
          `one of slope ${slope}`,
        );
      this.checkValue(component, oracle.value(component.representative), place);
      for (const text of this.certification("auto").of(component).failures)
        this.report("value", place, "what is proved", text);
      return;
    }
    const x = system.flatten(component.representative);
    for (const sphere of system.manifold.spheres) {
      let squares = 0;
      for (const k of sphere) squares += x[k]! * x[k]!;
      if (!(Math.abs(Math.sqrt(squares) - 1) <= CRITICAL)) {
        this.report("stationarity", `${place}.representative`, "unit norms", Math.sqrt(squares));
        return;
      }
    }
    const report = system.gradient(x);
    const { residual, lambda } = report;
    const here = twin !== undefined && samePoint(component.representative, twin.representative, 0);
    // A point that was moved is looked at with all digits: what is small beside the rest of the loss may be wrong alone.
    const verdict = !(residual <= CRITICAL) || !here ? (this.judge?.judge(x) ?? null) : null;
    if (verdict === null ? !(residual <= CRITICAL) : !(verdict.critical && verdict.distance <= CRITICAL)) {
      this.displaced.add(component);
      const isCoarse = !(residual <= CRITICAL);
      const got = isCoarse ? residual : verdict!.distance;
      const what = isCoarse ? "a residual" : "a distance from a critical point, relative to its size,";
      this.report("stationarity", `${place}.representative`, `${what} up to ${CRITICAL}`, got);
      return;
    }
    if (!system.isField) this.checkValueAt(component, x, report, verdict, place);
    this.checkInertia(component, twin, x, lambda, verdict, place);
    if (
      component.morseBott !== undefined &&
      component.nullity !== undefined &&
      component.dimension !== undefined
    )
      this.same(
        "inertia",
        `${place}.morseBott`,
        component.morseBott,
        component.nullity === component.dimension,
      );
    if (twin !== undefined && !this.hasInvariantsOf(x, lambda, component, twin))
      this.report(
        "stationarity",
        `${place}.representative`,
        `a point of ${twin.id}`,
        "a point of another component",
      );
  }

  /** A representative has the rank of its component: one of lower rank tells of a subset. */
  private checkRank(component: CriticalComponent, twin: CriticalComponent, place: string): void {
    const encoder = component.representative[this.problem.objective.encoder];
    if (encoder === undefined || twin.rank === undefined || !this.scale.fits(encoder)) return;
    const { rank } = this.scale.assess(encoder, { condition: false });
    if (rank < twin.rank)
      this.report(
        "claims",
        `${place}.representative`,
        `an encoder of rank ${twin.rank} at least`,
        `one of rank ${rank}`,
      );
  }

  /** Index, nullity and dimension against the certificate at x; where there is none, against the spectrum there. */
  private checkInertia(
    component: CriticalComponent,
    twin: CriticalComponent | undefined,
    x: Float64Array,
    lambda: Float64Array,
    verdict: ExtendedVerdict | null,
    place: string,
  ): void {
    // At the recomputed representative the spectrum has been looked at already.
    const here = twin !== undefined && samePoint(component.representative, twin.representative, 0);
    // What elimination decides of a point it decides of no other that doubles take for it.
    if (!(here && this.byElimination)) {
      const certified = this.certification("auto").of(component);
      for (const text of certified.failures) this.report("inertia", place, "what is proved", text);
      if (certified.component.certificate.proven !== undefined) return;
    }
    const { negative, zero, undecided } = here
      ? {
          negative: twin.index,
          zero: twin.nullity,
          undecided: twin.index === undefined ? 1 : 0,
        }
      : (verdict ?? decidedInertiaAt(this.system!, x, undefined, this.problem.objective.symmetries, lambda));
    if (undecided > 0) return;
    if (component.index !== undefined) this.same("inertia", `${place}.index`, component.index, negative);
    if (component.nullity !== undefined) this.same("inertia", `${place}.nullity`, component.nullity, zero);
  }

  /** Whether the list is recomputed by elimination, which tells points apart that doubles do not. */
  private get byElimination(): boolean {
    return this.recomputed.audit.by.includes("elimination");
  }

  private certification(option: CertifyOption): Certification {
    let found = this.certifications.get(option);
    if (found === undefined) {
      const proposer = this.recomputed.audit.by.includes("closed-form") ? "closed-form" : "solver";
      found = new Certification(this.problem.objective, this.system, proposer, option);
      this.certifications.set(option, found);
    }
    return found;
  }

  /** In doubles up to what is lost in adding the terms of the loss; where that is much, in double-double. */
  private checkValueAt(
    component: CriticalComponent,
    x: Float64Array,
    { value, valueRounding }: GradientReport,
    known: ExtendedVerdict | null,
    place: string,
  ): void {
    const isCoarse = valueRounding > VALUE * Math.max(1, Math.abs(value));
    const verdict = known ?? (isCoarse ? (this.judge?.judge(x) ?? null) : null);
    if (verdict === null) this.checkValue(component, value, place, valueRounding);
    // A value that is no rational is the sum that doubles make of it at the point.
    else
      this.checkValue(
        component,
        verdict.value,
        place,
        component.exactValue === undefined ? valueRounding : verdict.valueError,
      );
  }

  private checkValue(
    { value, exactValue }: CriticalComponent,
    found: number,
    place: string,
    rounding = 0,
  ): void {
    const agree = (a: number, b: number) => Math.abs(a - b) <= VALUE * Math.max(1, Math.abs(b)) + rounding;
    if (value === undefined) this.report("value", `${place}.value`, found, "none");
    else if (!agree(value, found)) this.report("value", `${place}.value`, found, value);
    if (exactValue === undefined) return;
    let exact: number;
    try {
      exact = toNumber(rational(exactValue));
    } catch {
      this.report("value", `${place}.exactValue`, "a rational", exactValue);
      return;
    }
    if (!agree(exact, found)) this.report("value", `${place}.exactValue`, found, exactValue);
  }

  /** Whether x has the invariants of the recomputed representative: trivially so where it is the same point. */
  private hasInvariantsOf(
    x: Float64Array,
    lambda: Float64Array,
    component: CriticalComponent,
    twin: CriticalComponent,
  ): boolean {
    const system = this.system!;
    if (samePoint(component.representative, twin.representative, 0)) return true;
    const y = system.flatten(twin.representative);
    const there = system.gradient(y);
    const close = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      a.length === b.length &&
      Array.from(a).every(
        (value, k) =>
          Math.abs(value - b[k]!) <= SAME_INVARIANTS * Math.max(1, Math.abs(value), Math.abs(b[k]!)),
      );
    if (!close(lambda.slice().sort(), there.lambda.slice().sort())) return false;
    if (!system.isField && !close([system.value(x)], [there.value])) return false;
    if (system.manifold.spheres.length > 0) return true;
    const { landscape } = system;
    return close(
      junctionSpectra(landscape, component.representative),
      junctionSpectra(landscape, twin.representative),
    );
  }

  /** Every field of an entry against the recomputed one. */
  private checkClaims(
    component: CriticalComponent,
    twin: CriticalComponent,
    place: string,
    shaped: boolean,
  ): void {
    const here = samePoint(component.representative, twin.representative, 0);
    const alternatives = here || !shaped ? [twin] : [twin, ...this.ofThePoint(component, twin)];
    for (const key of CLAIMS) {
      const local = POINTWISE.has(key);
      const candidates = local ? alternatives : [twin];
      const agrees = candidates.some((other) => {
        let equal = true;
        // What is a global maximum is a local one: earlier atlases do not say which.
        const weaker =
          key === "kind" && component.kind === "local-maximum" && other.kind === "global-maximum";
        compare(weaker ? other[key] : component[key], other[key], "", () => {
          equal = false;
        });
        return equal || (!here && local && nearly(component[key], other[key]));
      });
      if (!agrees) this.same("claims", `${place}.${key}`, component[key], twin[key]);
    }
    this.checkCertificate(component, twin, place, here, shaped);
  }

  /** The certificate, which may also be the one that `certify: all` or `none` would have given. */
  private checkCertificate(
    component: CriticalComponent,
    twin: CriticalComponent,
    place: string,
    here: boolean,
    shaped: boolean,
  ): void {
    const { certificate } = component;
    if (!here && (!shaped || this.displaced.has(component))) return;
    // At another point of the component its radius is another one, and not below what is proved there, up to the inflation
    // that the interval test ends with.
    const equal = (other: CriticalComponent["certificate"]): boolean => {
      const isWider =
        !here &&
        certificate.radius !== undefined &&
        other.radius !== undefined &&
        certificate.radius >= other.radius / INFLATION &&
        certificate.radius <= Math.max(other.radius * INFLATION, WIDEST);
      let agrees = true;
      compare(certificate, isWider ? { ...other, radius: certificate.radius } : other, "", () => {
        agrees = false;
      });
      return agrees;
    };
    // What a certificate says at the point.
    const subject = here ? twin : { ...twin, representative: component.representative };
    const under = (option: CertifyOption, arithmetic: "double" | "extended") => {
      const plain = {
        ...subject,
        certificate: { kind: "closed-form", detail: this.plainDetail(twin, arithmetic) } as const,
      };
      return this.certification(option).of(plain).component.certificate;
    };
    if (here && equal(twin.certificate)) return;
    const options: readonly CertifyOption[] = here ? [isBeyondWork(twin) ? "all" : "none"] : ["all", "none"];
    for (const option of options)
      for (const arithmetic of ["double", "extended"] as const) if (equal(under(option, arithmetic))) return;
    if (!here && twin.certificate.radius === undefined && equal(twin.certificate)) return;
    const expected = here ? twin.certificate : under("all", "double");
    this.same("claims", `${place}.certificate`, certificate, expected);
  }

  /** The detail of a component that nothing was tried on. */
  private plainDetail({ family }: CriticalComponent, arithmetic: "double" | "extended"): string {
    return this.system === null
      ? `${family}; one-sided stationarity in double precision`
      : classifiedDetail(family, arithmetic);
  }

  /** The residual of a point as `classify` gives it: in doubles unless these leave it open. */
  private residualAt(x: Float64Array): number {
    const { residual } = this.system!.gradient(x);
    return residual <= CRITICAL ? residual : (this.judge?.judge(x)?.residual ?? residual);
  }

  /** The entry with the numbers that belong to its representative as they are there. */
  private ofThePoint(component: CriticalComponent, twin: CriticalComponent): CriticalComponent[] {
    const encoder = component.representative[this.problem.objective.encoder];
    if (encoder === undefined) return [];
    const { recovery, retained, conditionNumber } = this.scale.assess(encoder);
    const point = this.system === null ? null : this.system.flatten(component.representative);
    const residual = point === null ? twin.residual : this.residualAt(point);
    const varies = twin.outcome === "varies";
    return [
      {
        ...withoutPointwise(twin),
        residual,
        // Of a varying outcome they are medians over the component.
        ...(varies ? { recovery: twin.recovery } : recovery === undefined ? {} : { recovery }),
        ...(varies ? { retained: twin.retained } : retained === undefined ? {} : { retained }),
        ...(conditionNumber === undefined ? {} : { conditionNumber }),
        ...(twin.value === undefined ? {} : { value: twin.value }),
      },
    ];
  }

  private checkDistinct(): void {
    // Points that elimination tells apart may have the same doubles; how many there are is compared with the recomputed list.
    if (this.byElimination) return;
    const { components } = this.stored;
    const order = components
      .map((_, k) => k)
      .sort((a, b) => (components[a]!.value ?? 0) - (components[b]!.value ?? 0));
    for (let i = 0; i < order.length; i++)
      for (let j = i + 1; j < order.length; j++) {
        const a = components[order[i]!]!;
        const b = components[order[j]!]!;
        if ((b.value ?? 0) - (a.value ?? 0) > SAME_POINT * Math.max(1, Math.abs(a.value ?? 0))) break;
        if (samePoint(a.representative, b.representative, SAME_POINT))
          this.report(
            "distinct",
            `components[${Math.max(order[i]!, order[j]!)}].representative`,
            `another place than ${a.id}`,
            b.id,
          );
      }
  }

  private checkCensus(): void {
    const { census, truncated } = this.stored;
    const expected = this.recomputed.census;
    if (census !== undefined) {
      let sum = census.withoutIndex ?? 0n;
      for (const value of census.byIndex.values()) sum += value;
      if (sum !== census.total) this.report("census", "census.total", sum, census.total);
    }
    if (expected === undefined || truncated || !tallies(this.recomputed, expected)) return;
    const counts = census ?? expected;
    if (!tallies(this.stored, counts))
      this.report(
        "census",
        "census",
        "the sums of the entries' multiplicities by index",
        describeCensus(counts),
      );
  }

  private checkMorseEuler(): void {
    const expected = closedManifoldEuler(this.system) ?? this.recomputed.audit.morseEuler?.expected;
    if (expected === undefined || this.stored.truncated) return;
    if (morseEulerSum(this.recomputed.components) !== expected) return;
    const found = morseEulerSum(this.stored.components);
    if (found !== expected)
      this.report(
        "morse-euler",
        "components",
        `Σ (−1)^index χ = ${expected}`,
        found ?? "an entry without index or χ",
      );
  }

  private checkVerdict(): void {
    const { stored, recomputed } = this;
    for (const key of [
      "title",
      "isVectorField",
      "stationarity",
      "truncated",
      "audit",
      "warnings",
      "method",
    ] as const)
      this.same("verdict", key, stored[key], recomputed[key]);
    this.same("verdict", "census", plainCensus(stored.census), plainCensus(recomputed.census));
  }
}

const CLAIMS = [
  "family",
  "value",
  "exactValue",
  "dimension",
  "index",
  "nullity",
  "morseBott",
  "kind",
  "stability",
  "rank",
  "outcome",
  "recovery",
  "retained",
  "conditionNumber",
  "multiplicity",
  "eulerCharacteristic",
  "residual",
  "notes",
] as const;

/** Fields that belong to the representative and not to the component. */
const POINTWISE: ReadonlySet<string> = new Set([
  "value",
  "recovery",
  "retained",
  "conditionNumber",
  "residual",
]);

function withoutPointwise(component: CriticalComponent): CriticalComponent {
  const { recovery: _, retained: __, conditionNumber: ___, ...rest } = component;
  return rest;
}

const isBeyondWork = ({ certificate }: CriticalComponent): boolean =>
  certificate.detail.endsWith(BEYOND_WORK);

/** Numbers that agree to the rounding of another point of the same component. */
function nearly(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-9 * Math.max(1e-3, Math.abs(a), Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => nearly((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

function samePoint(
  a: Readonly<Record<string, Matrix>>,
  b: Readonly<Record<string, Matrix>>,
  tolerance: number,
): boolean {
  return Object.entries(a).every(([name, { rows, columns, data }]) => {
    const other = b[name];
    if (other?.rows !== rows || other.columns !== columns) return false;
    return data.every(
      (value, k) => Math.abs(value - other.data[k]!) <= tolerance * Math.max(1, Math.abs(value)),
    );
  });
}

/**
 * Singular values of X C Yᵀ for every place of the loss where the columns of X and Y meet (C constants between them), and
 * of the square variables: what left rotations and the maps of `rightFields` keep.
 */
function junctionSpectra(landscape: Landscape, point: Readonly<Record<string, Matrix>>): number[] {
  const values = new Map<string, Matrix>([
    ...[...landscape.constants].map(([name, value]): [string, Matrix] => [name, toMatrix(value)]),
    ...Object.entries(point),
  ]);
  const names = new Set(landscape.variables.map(({ symbol }) => symbol.name));
  const spectra: number[] = [];
  const seen = new Set<string>();
  for (const { traces } of numericLoss(landscape).terms)
    for (const word of traces)
      word.forEach((first, k) => {
        if (!names.has(first.symbol.name) || first.transposed) return;
        let product = values.get(first.symbol.name)!;
        let key = first.symbol.name;
        for (let l = 1; l <= word.length; l++) {
          const next = word[(k + l) % word.length]!;
          const value = values.get(next.symbol.name)!;
          key += `*${next.symbol.name}${next.transposed ? "'" : ""}`;
          if (names.has(next.symbol.name)) {
            if (!next.transposed || seen.has(key)) return;
            seen.add(key);
            spectra.push(...singularSpectrum(multiply(product, transpose(value))));
            return;
          }
          product = multiply(product, next.transposed ? transpose(value) : value);
        }
      });
  for (const { symbol } of landscape.variables)
    if (symbol.rows === symbol.columns) spectra.push(...singularSpectrum(point[symbol.name]!));
  return spectra;
}

/** Whether the multiplicities of the entries add up to the counts. */
function tallies({ components }: Atlas, census: Census): boolean {
  const byIndex = new Map<number, bigint>();
  let without = 0n;
  for (const { index, multiplicity = 0n } of components)
    if (index === undefined) without += multiplicity;
    else byIndex.set(index, (byIndex.get(index) ?? 0n) + multiplicity);
  return (
    without === (census.withoutIndex ?? 0n) &&
    byIndex.size === census.byIndex.size &&
    [...byIndex].every(([index, value]) => census.byIndex.get(index) === value)
  );
}

const plainCensus = (census: Census | undefined) =>
  census === undefined ? undefined : { ...census, byIndex: Object.fromEntries(census.byIndex) };

const describeCensus = ({ byIndex, total }: Census): string =>
  `${[...byIndex].map(([index, value]) => `${index}: ${value}`).join(", ")}; total ${total}`;

type Report = (place: string, expected: unknown, got: unknown) => void;

/** Deep equality; reports the first place on every path where the two differ. */
function compare(got: unknown, expected: unknown, place: string, report: Report): void {
  if (got === expected) return;
  const plain = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null;
  if (!plain(got) || !plain(expected) || Array.isArray(got) !== Array.isArray(expected)) {
    report(place, expected, got);
    return;
  }
  const at = (key: string) =>
    Array.isArray(got) ? `${place}[${key}]` : place === "" ? key : `${place}.${key}`;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)]))
    compare(got[key], expected[key], at(key), report);
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text =
    typeof value === "string"
      ? value
      : typeof value === "bigint"
        ? `${value}`
        : (JSON.stringify(value, bigintText) ?? "");
  return text.length <= 160 ? text : `${text.slice(0, 159)}…`;
}

const bigintText = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;
