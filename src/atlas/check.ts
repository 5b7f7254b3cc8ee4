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
 *
 * An audit of the first kind is used where it holds for the recomputed atlas. Numbers: where the stored representative is the
 * recomputed one, entry by entry, it went through the same arithmetic, and every number must be the same double. A
 * representative may also be another point of the same component: then it must be critical to 10⁻¹², with the certified
 * index, nullity and value, and with the invariants (multipliers, singular values of X C Yᵀ) of the recomputed one; numbers
 * that belong to the point may be those of either.
 *
 * Not checked, because nothing else in the file depends on it: the version in `package`; a seed that no random choice used.
 * A problem file that says the same in other words is the same problem.
 */
import { rational, toNumber } from "../exact/rational.js";
import { ProblemError, show } from "../model/problem-error.js";
import { singularSpectrum } from "../numeric/decompositions.js";
import { type Matrix, multiply, transpose } from "../numeric/dense.js";
import { toMatrix } from "../objectives/build.js";
import { buildProblem, type Problem } from "../objectives/problem.js";
import { parseProblemFile } from "../objectives/schema.js";
import { type Landscape, numericLoss } from "../symbolic/landscape.js";
import { analyze, DEFAULT_LIMIT, wasInterrupted } from "./analyze.js";
import { BEYOND_WORK, Certification, type CertifyOption } from "./certification.js";
import { closedManifoldEuler, morseEulerSum } from "./morse-euler.js";
import { EncoderScale } from "./outcome.js";
import { decidedInertiaAt } from "./refine.js";
import { LandscapeSystem } from "./system.js";
import type { Atlas, Census, CriticalComponent } from "./types.js";

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
  const checker = new Checker(stored, recomputed, problem);
  return { discrepancies: checker.run(), recomputed };
}

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

  constructor(
    private readonly stored: Atlas,
    private readonly recomputed: Atlas,
    private readonly problem: Problem,
  ) {
    const { landscape } = problem.objective;
    this.system = landscape === undefined ? null : new LandscapeSystem(landscape);
    this.scale = new EncoderScale(problem.model);
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
    const { residual, value, lambda } = system.gradient(x);
    if (!(residual <= CRITICAL)) {
      this.report("stationarity", `${place}.representative`, `a residual up to ${CRITICAL}`, residual);
      return;
    }
    if (!system.isField) this.checkValue(component, value, place);
    this.checkInertia(component, twin, x, lambda, place);
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

  /** Index, nullity and dimension against the certificate at x; where there is none, against the spectrum there. */
  private checkInertia(
    component: CriticalComponent,
    twin: CriticalComponent | undefined,
    x: Float64Array,
    lambda: Float64Array,
    place: string,
  ): void {
    const certified = this.certification("auto").of(component);
    for (const text of certified.failures) this.report("inertia", place, "what is proved", text);
    if (certified.component.certificate.proven !== undefined) return;
    // At the recomputed representative the spectrum has been looked at already.
    const here = twin !== undefined && samePoint(component.representative, twin.representative, 0);
    const { negative, zero, undecided } = here
      ? {
          negative: twin.index,
          zero: twin.nullity,
          undecided: twin.index === undefined ? 1 : 0,
        }
      : decidedInertiaAt(this.system!, x, undefined, this.problem.objective.symmetries, lambda);
    if (undecided > 0) return;
    if (component.index !== undefined) this.same("inertia", `${place}.index`, component.index, negative);
    if (component.nullity !== undefined) this.same("inertia", `${place}.nullity`, component.nullity, zero);
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

  private checkValue({ value, exactValue }: CriticalComponent, found: number, place: string): void {
    const agree = (a: number, b: number) => Math.abs(a - b) <= VALUE * Math.max(1, Math.abs(b));
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
    this.checkCertificate(component, twin, place, here);
  }

  /** The certificate, which may also be the one that `certify: all` or `none` would have given. */
  private checkCertificate(
    component: CriticalComponent,
    twin: CriticalComponent,
    place: string,
    here: boolean,
  ): void {
    const { certificate } = component;
    const equal = (other: CriticalComponent["certificate"]): boolean => {
      let agrees = true;
      compare(certificate, here ? other : { ...other, radius: certificate.radius }, "", () => {
        agrees = false;
      });
      // The radius at another point of the orbit is another one, but as small.
      return (
        agrees &&
        (here || certificate.radius === undefined || (certificate.radius >= 0 && certificate.radius <= 1e-9))
      );
    };
    if (equal(twin.certificate)) return;
    const under = (option: CertifyOption) => {
      const plain = {
        ...twin,
        certificate: { kind: "closed-form", detail: this.plainDetail(twin) } as const,
      };
      return this.certification(option).of(plain).component.certificate;
    };
    if (equal(under(isBeyondWork(twin) ? "all" : "none"))) return;
    this.same("claims", `${place}.certificate`, certificate, twin.certificate);
  }

  /** The detail of a component that nothing was tried on. */
  private plainDetail({ family }: CriticalComponent): string {
    return this.system === null
      ? `${family}; one-sided stationarity in double precision`
      : `${family}; refined and classified in double precision`;
  }

  /** The entry with the numbers that belong to its representative as they are there. */
  private ofThePoint(component: CriticalComponent, twin: CriticalComponent): CriticalComponent[] {
    const encoder = component.representative[this.problem.objective.encoder];
    if (encoder === undefined) return [];
    const { recovery, retained, conditionNumber, outcome, rank } = this.scale.assess(encoder);
    const point = this.system === null ? null : this.system.flatten(component.representative);
    const residual = point === null ? twin.residual : this.system!.gradient(point).residual;
    return [
      {
        ...withoutPointwise(twin),
        rank,
        outcome,
        residual,
        ...(recovery === undefined ? {} : { recovery }),
        ...(retained === undefined ? {} : { retained }),
        ...(conditionNumber === undefined ? {} : { conditionNumber }),
        ...(twin.value === undefined ? {} : { value: twin.value }),
      },
    ];
  }

  private checkDistinct(): void {
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
  "outcome",
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
