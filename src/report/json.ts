/**
 * The JSON contract of `docs/interface.md`: `schemaVersion` 1, keys in a fixed order, counts and exact values as
 * strings, absent fields left out, never NaN or an infinity. The atlas itself is written by its table of fields
 * (`atlas/record/fields.ts`).
 */
import type { Derivation } from "../atlas/derive/derive.js";
import { writeFields } from "../atlas/record/codec.js";
import { ATLAS_FIELDS, AUDIT_FIELDS, CENSUS_FIELDS, COMPONENT_FIELDS } from "../atlas/record/fields.js";
import type { Atlas, Audit, CriticalComponent } from "../atlas/record/types.js";
import type { Json } from "../files/json-text.js";
import type { CensusReport, ClaimsReport } from "./document.js";
import { packageTag } from "./package.js";

export type { Json };

export const preamble = () => ({ schemaVersion: 1, package: packageTag() });

/** The atlas as a plain JSON value. */
export const atlasJson = (atlas: Atlas): Json => ({ ...preamble(), ...writeFields(ATLAS_FIELDS, atlas) });

/** The verdict of an atlas as a plain JSON value. */
export const auditJson = (audit: Audit): Json => writeFields(AUDIT_FIELDS, audit);

/** One component of an atlas as a plain JSON value. */
export const componentJson = (component: CriticalComponent): Json => writeFields(COMPONENT_FIELDS, component);

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
  census: census === undefined ? undefined : writeFields(CENSUS_FIELDS, census),
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
