/**
 * What `check` says of a stored representative, from the problem alone: its shape, stationarity, inertia and value, and whether it is a
 * point of the component that is recomputed under the same name.
 */
import { rational, toNumber } from "../../exact/rational.js";
import { contradictionText } from "../contradictions.js";
import type { ExtendedVerdict } from "../local/extended-judge.js";
import type { GradientReport, LandscapeSystem } from "../local/landscape-system.js";
import { decidedInertiaAt } from "../local/refine.js";
import type { CriticalComponent } from "../record/types.js";
import { type CheckContext, CRITICAL, type Entry, isHere } from "./check-context.js";
import { junctionSpectra } from "./junction-spectra.js";

/** Relative agreement of values. */
const VALUE = 1e-11;
/** Relative agreement of what is invariant along a component. */
const SAME_INVARIANTS = 1e-7;

/** Whether the representative has the variables of the problem, in their shapes. */
export function hasShape(
  { system, recomputed, findings }: CheckContext,
  { component, place }: Entry,
): boolean {
  const expected =
    system?.layout ??
    Object.entries(recomputed.components[0]?.representative ?? {}).map(([name, m]) => ({
      name,
      rows: m.rows,
      columns: m.columns,
    }));
  const names = Object.keys(component.representative);
  for (const { name, rows, columns } of expected) {
    const value = component.representative[name];
    if (value?.rows === rows && value.columns === columns) continue;
    findings.report(
      "stationarity",
      `${place}.representative.${name}`,
      `a ${rows}×${columns} matrix`,
      value === undefined ? "none" : `${value.rows}×${value.columns}`,
    );
    return false;
  }
  if (names.length === expected.length) return true;
  findings.report(
    "stationarity",
    `${place}.representative`,
    expected.map(({ name }) => name).join(", "),
    names.join(", "),
  );
  return false;
}

/**
 * Audits `stationarity`, `inertia` and `value` at the representative.
 *
 * @returns whether it is critical: there is nothing to certify at a point that is not.
 */
export function checkPoint(context: CheckContext, entry: Entry): boolean {
  const { system, findings } = context;
  const { component, twin, place } = entry;
  if (system === null) {
    checkKink(context, entry);
    return true;
  }
  const x = system.flatten(component.representative);
  const norm = infeasibleNorm(system, x);
  if (norm !== null) {
    findings.report("stationarity", `${place}.representative`, "unit norms", norm);
    return true;
  }
  const report = system.gradient(x);
  const { residual, lambda } = report;
  const isCoarse = !(residual <= CRITICAL);
  // A point that was moved is looked at with all digits: what is small beside the rest of the loss may be wrong alone.
  const verdict = isCoarse || !isHere(entry) ? (context.judge?.judge(x) ?? null) : null;
  if (verdict === null ? isCoarse : !(verdict.critical && verdict.distance <= CRITICAL)) {
    const got = isCoarse ? residual : verdict!.distance;
    const what = isCoarse ? "a residual" : "a distance from a critical point, relative to its size,";
    findings.report("stationarity", `${place}.representative`, `${what} up to ${CRITICAL}`, got);
    return false;
  }
  if (!system.isField) checkValueAt(context, entry, x, report, verdict);
  checkInertia(context, entry, x, lambda, verdict);
  checkMorseBott(context, entry);
  if (twin !== undefined && !hasInvariantsOf(system, x, lambda, entry, twin))
    findings.report(
      "stationarity",
      `${place}.representative`,
      `a point of ${twin.id}`,
      "a point of another component",
    );
  return true;
}

/** At kinks: no descent direction, the value, and what a theorem proves. */
function checkKink(context: CheckContext, { component, place }: Entry): void {
  const { findings } = context;
  const { oracle } = context.problem.objective;
  if (oracle === undefined) return;
  const slope = -oracle.descent(component.representative);
  if (!(slope <= CRITICAL))
    findings.report(
      "stationarity",
      `${place}.representative`,
      "no descent direction",
      `one of slope ${slope}`,
    );
  checkValue(context, { component, place }, oracle.value(component.representative));
  for (const failure of context.certification("auto").of(component).failures)
    findings.report("value", place, "what is proved", contradictionText(failure));
}

/** The norm on a sphere of the constraint where it is not 1; null where all are. */
function infeasibleNorm({ manifold }: LandscapeSystem, x: Float64Array): number | null {
  for (const sphere of manifold.spheres) {
    let squares = 0;
    for (const k of sphere) squares += x[k]! * x[k]!;
    if (!(Math.abs(Math.sqrt(squares) - 1) <= CRITICAL)) return Math.sqrt(squares);
  }
  return null;
}

/** Morse–Bott is nullity = dimension, where all three are said. */
function checkMorseBott({ findings }: CheckContext, { component, place }: Entry): void {
  const { morseBott, nullity, dimension } = component;
  if (morseBott !== undefined && nullity !== undefined && dimension !== undefined)
    findings.same("inertia", `${place}.morseBott`, morseBott, nullity === dimension);
}

/** A representative has the rank of its component: one of lower rank tells of a subset. */
export function checkRank(
  { problem, scale, findings }: CheckContext,
  { component, twin, place }: Entry,
): void {
  const encoder = component.representative[problem.objective.encoder];
  if (encoder === undefined || twin?.rank === undefined || !scale.fits(encoder)) return;
  const { rank } = scale.assess(encoder, { condition: false });
  if (rank < twin.rank)
    findings.report(
      "claims",
      `${place}.representative`,
      `an encoder of rank ${twin.rank} at least`,
      `one of rank ${rank}`,
    );
}

/** Index, nullity and dimension against the certificate at x; where there is none, against the spectrum there. */
function checkInertia(
  context: CheckContext,
  entry: Entry,
  x: Float64Array,
  lambda: Float64Array,
  verdict: ExtendedVerdict | null,
): void {
  const { findings, system, problem } = context;
  const { component, twin, place } = entry;
  // At the recomputed representative the spectrum has been looked at already.
  const here = isHere(entry);
  // What elimination decides of a point it decides of no other that doubles take for it.
  if (!(here && context.byElimination)) {
    const certified = context.certification("auto").of(component);
    for (const failure of certified.failures)
      findings.report("inertia", place, "what is proved", contradictionText(failure));
    if (certified.component.certificate.proven !== undefined) return;
  }
  const { negative, zero, undecided } = here
    ? {
        negative: twin!.index,
        zero: twin!.nullity,
        undecided: twin!.index === undefined ? 1 : 0,
      }
    : (verdict ?? decidedInertiaAt(system!, x, undefined, problem.objective.symmetries, lambda));
  if (undecided > 0) return;
  if (component.index !== undefined) findings.same("inertia", `${place}.index`, component.index, negative);
  if (component.nullity !== undefined) findings.same("inertia", `${place}.nullity`, component.nullity, zero);
}

/** In doubles up to what is lost in adding the terms of the loss; where that is much, in double-double. */
function checkValueAt(
  context: CheckContext,
  entry: Entry,
  x: Float64Array,
  { value, valueRounding }: GradientReport,
  known: ExtendedVerdict | null,
): void {
  const isCoarse = valueRounding > VALUE * Math.max(1, Math.abs(value));
  const verdict = known ?? (isCoarse ? (context.judge?.judge(x) ?? null) : null);
  if (verdict === null) checkValue(context, entry, value, valueRounding);
  // A value that is no rational is the sum that doubles make of it at the point.
  else
    checkValue(
      context,
      entry,
      verdict.value,
      entry.component.exactValue === undefined ? valueRounding : verdict.valueError,
    );
}

function checkValue(
  { findings }: CheckContext,
  { component: { value, exactValue }, place }: Pick<Entry, "component" | "place">,
  found: number,
  rounding = 0,
): void {
  const agree = (a: number, b: number) => Math.abs(a - b) <= VALUE * Math.max(1, Math.abs(b)) + rounding;
  if (value === undefined) findings.report("value", `${place}.value`, found, "none");
  else if (!agree(value, found)) findings.report("value", `${place}.value`, found, value);
  if (exactValue === undefined) return;
  let exact: number;
  try {
    exact = toNumber(rational(exactValue));
  } catch {
    findings.report("value", `${place}.exactValue`, "a rational", exactValue);
    return;
  }
  if (!agree(exact, found)) findings.report("value", `${place}.exactValue`, found, exactValue);
}

/** Whether x has the invariants of the recomputed representative: trivially so where it is the same point. */
function hasInvariantsOf(
  system: LandscapeSystem,
  x: Float64Array,
  lambda: Float64Array,
  entry: Entry,
  twin: CriticalComponent,
): boolean {
  if (isHere(entry)) return true;
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
    junctionSpectra(landscape, entry.component.representative),
    junctionSpectra(landscape, twin.representative),
  );
}
