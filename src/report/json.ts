/**
 * The JSON contract of `docs/interface.md`: `schemaVersion` 1, keys in a fixed order, counts and exact values as
 * strings, absent fields left out, never NaN or an infinity.
 */
import type { Derivation } from "../atlas/derive/derive.js";
import type { Atlas, Audit, Census, CriticalComponent } from "../atlas/record/types.js";
import { type Matrix, toRows } from "../numeric/linalg/dense.js";
import type { CensusReport, ClaimsReport } from "./document.js";
import { packageTag } from "./package.js";

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

export const preamble = () => ({ schemaVersion: 1, package: packageTag() });

/** The atlas as a plain JSON value. */
export const atlasJson = (atlas: Atlas): Json => ({
  ...preamble(),
  seed: atlas.seed,
  method: atlas.method,
  title: atlas.title,
  problem: atlas.problem as Json,
  isVectorField: atlas.isVectorField,
  stationarity: atlas.stationarity.map(({ variable, text, tex }) => ({ variable, text, tex })),
  components: atlas.components.map(componentJson),
  truncated: atlas.truncated,
  census: atlas.census === undefined ? undefined : censusJson(atlas.census),
  audit: auditJson(atlas.audit),
  warnings: [...atlas.warnings],
});

export const auditJson = (audit: Audit): Json => ({
  complete: audit.complete,
  proof: audit.proof,
  theorem: audit.theorem,
  reason: audit.reason,
  by: [...audit.by],
  morseEuler:
    audit.morseEuler === undefined
      ? undefined
      : {
          expected: integerJson(audit.morseEuler.expected),
          found: integerJson(audit.morseEuler.found),
        },
  paths: audit.paths === undefined ? undefined : { ...audit.paths },
  evidence: audit.evidence === undefined ? undefined : { ...audit.evidence },
  failures: [...audit.failures],
});

export function componentJson(component: CriticalComponent): Json {
  const { representative, stability, recovery, eulerCharacteristic, certificate, notes } = component;
  return {
    id: component.id,
    family: component.family,
    representative: Object.fromEntries(
      Object.entries(representative).map(([name, value]: [string, Matrix]) => [name, toRows(value)]),
    ),
    value: component.value,
    exactValue: component.exactValue,
    dimension: component.dimension,
    index: component.index,
    nullity: component.nullity,
    morseBott: component.morseBott,
    kind: component.kind,
    stability:
      stability === undefined
        ? undefined
        : { stable: stability.stable, zero: stability.zero, unstable: stability.unstable },
    rank: component.rank,
    outcome: component.outcome,
    recovery:
      recovery === undefined ? undefined : { min: recovery.min, median: recovery.median, max: recovery.max },
    retained: component.retained,
    conditionNumber: component.conditionNumber,
    multiplicity: component.multiplicity?.toString(),
    eulerCharacteristic: eulerCharacteristic === undefined ? undefined : integerJson(eulerCharacteristic),
    residual: component.residual,
    certificate: {
      kind: certificate.kind,
      detail: certificate.detail,
      proven: certificate.proven === undefined ? undefined : [...certificate.proven],
      radius: certificate.radius,
    },
    notes: notes === undefined ? undefined : [...notes],
  };
}

function censusJson({ byIndex, total, withoutIndex }: Census): Json {
  return {
    byIndex: Object.fromEntries(
      [...byIndex].sort(([a], [b]) => a - b).map(([index, count]) => [String(index), count.toString()]),
    ),
    total: total.toString(),
    withoutIndex: withoutIndex?.toString(),
  };
}

/** Euler characteristics are JSON numbers while a double holds them exactly, strings beyond. */
const integerJson = (value: bigint): number | string =>
  BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

/** The derivation as a plain JSON value. */
export const derivationJson = (derivation: Derivation): Json => {
  const both = ({ text, tex }: { readonly text: string; readonly tex: string }) => ({ text, tex });
  return {
    ...preamble(),
    title: derivation.title,
    loss: both(derivation.loss),
    constraints: derivation.constraints.map(both),
    stationarity: derivation.stationarity.map(({ variable, text, tex }) => ({ variable, text, tex })),
    hessian: both(derivation.hessian),
    modes: derivation.modes.map(({ equation, solutions, note }) => ({
      equation: both(equation),
      solutions: solutions.map(both),
      note,
    })),
    symbols: derivation.symbols.map(({ symbol, meaning }) => ({ symbol, meaning })),
  };
};

/** The census, or the reason why there is none, as a plain JSON value. */
export const censusReportJson = ({ title, method, census, reason }: CensusReport): Json => ({
  ...preamble(),
  title,
  method,
  census: census === undefined ? undefined : censusJson(census),
  reason,
});

/** Claims as a plain JSON value. */
export const claimsJson = ({ claims }: ClaimsReport): Json => ({
  ...preamble(),
  claims: claims.map(({ id, verdict, statement, figures }) => ({ id, verdict, statement, figures })),
});

/**
 * JSON text of a value, indented by two; arrays of scalars stay on one line, so matrices read row by row.
 *
 * @throws RangeError naming the place, if a number is NaN or infinite or a value is not JSON.
 */
export const jsonText = (value: Json): string => `${write(value, "", "")}\n`;

function write(value: Json, indent: string, place: string): string {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(`${place}: expected a finite number, got ${value}`);
  if (value === null || typeof value !== "object") {
    const text = JSON.stringify(value);
    if (text === undefined) throw new RangeError(`${place}: expected a JSON value, got ${typeof value}`);
    return text;
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, k) => write(item, inner, `${place}[${k}]`));
    if (value.every((item) => item === null || typeof item !== "object")) return `[${items.join(", ")}]`;
    return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(
    ([key, item]) =>
      `${inner}${JSON.stringify(key)}: ${write(item as Json, inner, place === "" ? key : `${place}.${key}`)}`,
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}
