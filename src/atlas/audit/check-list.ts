/**
 * What `check` says of the list as a whole: names and their order, distinct places, counts, Morse–Euler sum, and the verdict.
 */
import { ATLAS_FIELDS } from "../record/fields.js";
import type { Atlas, Census } from "../record/types.js";
import { type CheckContext, samePoint } from "./check-context.js";
import { closedManifoldEuler, morseEulerSum } from "./morse-euler.js";

/** Representatives closer than this are one point. */
const SAME_POINT = 1e-9;

/** Audits `distinct`, `census`, `morse-euler` and `verdict`: the rest of the file is what is recomputed. */
export function checkWhole(context: CheckContext): void {
  checkDistinct(context);
  checkCensus(context);
  checkMorseEuler(context);
  context.findings.sameFields("verdict", "", ATLAS_FIELDS, context.stored, context.recomputed);
}

/** Audit `list`: names, their number and their order. */
export function checkList({ stored, recomputed, findings }: CheckContext): void {
  const got = stored.components.map(({ id }) => id);
  const expected = recomputed.components.map(({ id }) => id);
  const missing = expected.filter((id) => !got.includes(id));
  const extra = got.filter((id) => !expected.includes(id));
  for (const id of missing) findings.report("list", "components", `an entry ${id}`, "none");
  for (const id of extra) findings.report("list", "components", "no such entry", id);
  got.forEach((id, k) => {
    if (got.indexOf(id) < k) findings.report("list", `components[${k}].id`, "each entry once", id);
  });
  if (missing.length === 0 && extra.length === 0 && got.length === expected.length)
    expected.forEach((id, k) => {
      if (got[k] !== id && got.indexOf(got[k]!) === k)
        findings.report("list", `components[${k}].id`, `${id}, in order`, got[k]);
    });
}

/** No two entries at one place. */
function checkDistinct({ stored, findings, byElimination }: CheckContext): void {
  // Points that elimination tells apart may have the same doubles; how many there are is compared with the recomputed list.
  if (byElimination) return;
  const { components } = stored;
  const order = components
    .map((_, k) => k)
    .sort((a, b) => (components[a]!.value ?? 0) - (components[b]!.value ?? 0));
  for (let i = 0; i < order.length; i++)
    for (let j = i + 1; j < order.length; j++) {
      const a = components[order[i]!]!;
      const b = components[order[j]!]!;
      if ((b.value ?? 0) - (a.value ?? 0) > SAME_POINT * Math.max(1, Math.abs(a.value ?? 0))) break;
      if (samePoint(a.representative, b.representative, SAME_POINT))
        findings.report(
          "distinct",
          `components[${Math.max(order[i]!, order[j]!)}].representative`,
          `another place than ${a.id}`,
          b.id,
        );
    }
}

/** Σ multiplicity by index against the counts. */
function checkCensus({ stored, recomputed, findings }: CheckContext): void {
  const { census, truncated } = stored;
  const expected = recomputed.census;
  if (census !== undefined) {
    let sum = census.withoutIndex ?? 0n;
    for (const value of census.byIndex.values()) sum += value;
    if (sum !== census.total) findings.report("census", "census.total", sum, census.total);
  }
  if (expected === undefined || truncated || !tallies(recomputed, expected)) return;
  const counts = census ?? expected;
  if (!tallies(stored, counts))
    findings.report(
      "census",
      "census",
      "the sums of the entries' multiplicities by index",
      describeCensus(counts),
    );
}

/** Σ (−1)^index χ against χ of the manifold. */
function checkMorseEuler({ system, stored, recomputed, findings }: CheckContext): void {
  const expected = closedManifoldEuler(system) ?? recomputed.audit.morseEuler?.expected;
  if (expected === undefined || stored.truncated) return;
  if (morseEulerSum(recomputed.components) !== expected) return;
  const found = morseEulerSum(stored.components);
  if (found !== expected)
    findings.report(
      "morse-euler",
      "components",
      `Σ (−1)^index χ = ${expected}`,
      found ?? "an entry without index or χ",
    );
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

const describeCensus = ({ byIndex, total }: Census): string =>
  `${[...byIndex].map(([index, value]) => `${index}: ${value}`).join(", ")}; total ${total}`;
