/**
 * What `check` says of the fields of an entry and of its certificate, against the recomputed entry of the same name.
 */
import type { CertifyOption } from "../certify/certification.js";
import { classifiedDetail } from "../local/classify.js";
import { COMPONENT_FIELDS } from "../record/fields.js";
import type { CertificateSummary, CriticalComponent } from "../record/types.js";
import { type CheckContext, CRITICAL, type Entry, isHere } from "./check-context.js";
import { isSame } from "./discrepancy.js";

/**
 * How much smaller a radius may be than the one proved at another point of the component: representatives of closed forms are
 * rounded once, moved ones carry the rounding of the motion (measured over the examples: up to 22 times that).
 */
const INFLATION = 64;
/** A wider radius of a certificate is a true statement as well, up to here. */
const WIDEST = 1e-9;

/** An entry with its recomputed one, and what was found of its representative. */
export interface Twinned extends Entry {
  readonly twin: CriticalComponent;
  /** It has the shape of the problem's variables. */
  readonly shaped: boolean;
  /** It is no critical point: there is nothing to certify there. */
  readonly displaced: boolean;
}

/** Audit `claims`: every field of an entry against the recomputed one. */
export function checkClaims(context: CheckContext, entry: Twinned): void {
  const { component, twin, place, shaped } = entry;
  const elsewhere = isHere(entry) ? undefined : shaped ? ofThePoint(context, entry) : [];
  context.findings.sameFields("claims", place, COMPONENT_FIELDS, component, twin, elsewhere);
  checkCertificate(context, entry);
}

/**
 * The certificate, which may also be the one that `certify: all` or `none` would have given, and at another point of the component is
 * the one that is given there.
 */
function checkCertificate(context: CheckContext, entry: Twinned): void {
  const { component, twin, place, shaped, displaced } = entry;
  const { certificate } = component;
  const here = isHere(entry);
  if (!here && (!shaped || displaced)) return;
  const equal = (other: CertificateSummary) =>
    isSame(certificate, here ? other : widened(other, certificate));
  if (here && equal(twin.certificate)) return;
  // What a certificate says at the point.
  const subject = here ? twin : { ...twin, representative: component.representative };
  const under = (option: CertifyOption, arithmetic: "double" | "extended") =>
    context.certification(option).of({
      ...subject,
      certificate: { kind: "closed-form", detail: plainDetail(context, twin, arithmetic) },
    }).component.certificate;
  // What is certified in the default way is certified in the same way by `all`.
  const options: readonly CertifyOption[] =
    here && twin.certificate.proven !== undefined ? ["none"] : ["all", "none"];
  for (const option of options)
    for (const arithmetic of ["double", "extended"] as const) if (equal(under(option, arithmetic))) return;
  if (!here && twin.certificate.radius === undefined && equal(twin.certificate)) return;
  const expected = here ? twin.certificate : under("all", "double");
  context.findings.same("claims", `${place}.certificate`, certificate, expected);
}

/**
 * The certificate with the radius of another one, where that is true as well: at another point of the component it is another one, and
 * not below what is proved there, up to the inflation that the interval test ends with.
 */
function widened(proved: CertificateSummary, { radius }: CertificateSummary): CertificateSummary {
  const isWider =
    radius !== undefined &&
    proved.radius !== undefined &&
    radius >= proved.radius / INFLATION &&
    radius <= Math.max(proved.radius * INFLATION, WIDEST);
  return isWider ? { ...proved, radius } : proved;
}

/** The detail of a component that nothing was tried on. */
const plainDetail = (
  { system }: CheckContext,
  { family }: CriticalComponent,
  arithmetic: "double" | "extended",
): string =>
  system === null
    ? `${family}; one-sided stationarity in double precision`
    : classifiedDetail(family, arithmetic);

/** The recomputed entry with the numbers that belong to a representative as they are at the stored one. */
function ofThePoint(
  { problem, scale, system, judge }: CheckContext,
  { component, twin }: Twinned,
): CriticalComponent[] {
  const encoder = component.representative[problem.objective.encoder];
  if (encoder === undefined) return [];
  // Of a varying outcome they are medians over the component.
  const varies = twin.outcome === "varies";
  const { recovery, retained, conditionNumber } = scale.assess(encoder);
  const { recovery: _, retained: __, conditionNumber: ___, ...rest } = twin;
  return [
    {
      ...rest,
      ...given({ recovery: varies ? twin.recovery : recovery }),
      ...given({ retained: varies ? twin.retained : retained }),
      ...given({ conditionNumber }),
      residual: system === null ? twin.residual : residualAt(system.flatten(component.representative)),
    },
  ];

  /** As `classify` gives it: in doubles unless these leave it open. */
  function residualAt(x: Float64Array): number {
    const { residual } = system!.gradient(x);
    return residual <= CRITICAL ? residual : (judge?.judge(x)?.residual ?? residual);
  }
}

/** The fields that are there. */
const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
