/** An atlas as a document and as JSON, both from its table of fields (`atlas/record/fields.ts`). */
import { writeFields } from "../atlas/record/codec.js";
import type { DomainEntry } from "../atlas/record/fields.js";
import { ATLAS_FIELDS, COMPONENT_FIELDS } from "../atlas/record/fields.js";
import type { Atlas } from "../atlas/record/types.js";
import type { Json } from "../files/json-text.js";
import { censusTable } from "./census.js";
import { buildTable } from "./columns.js";
import { noteBlocks, type ReportDocument } from "./document.js";
import { preamble } from "./json.js";
import { marksOf, recordColumns } from "./record-table.js";
import { CENSUS_HEADING, rowsWhere } from "./view.js";

/** Keys of the columns that the table of components can have. */
export const COMPONENT_KEYS: readonly string[] = recordColumns(COMPONENT_FIELDS).map(({ key }) => key);

/** The document of an atlas: stationarity conditions, components, census, audit, notes, warnings. */
export function atlasDocument(atlas: Atlas): ReportDocument {
  const families = new Set(atlas.components.map((component) => component.family));
  const marks = marksOf(COMPONENT_FIELDS, atlas.components);
  return {
    title: atlas.title,
    formulas: [
      {
        heading: atlas.isVectorField ? "Equilibrium conditions" : "Stationarity conditions",
        formulas: atlas.stationarity.map(({ variable, text, tex }) => ({ label: variable, text, tex })),
      },
    ],
    tables: [
      buildTable(atlas.components, recordColumns(COMPONENT_FIELDS, marks)),
      ...(atlas.census === undefined ? [] : [censusTable(atlas.census, CENSUS_HEADING)]),
    ],
    notes: noteBlocks([
      { heading: "Components", lines: noComponents(atlas) },
      { heading: "Domain", lines: domainLines(atlas) },
      { heading: "Families", lines: [...families] },
      {
        heading: "Certificates",
        lines: [...marks].map(([detail, mark]) => `(${mark}) ${detail}`),
      },
      { heading: "Audit", lines: auditLines(atlas) },
      {
        heading: "Notes",
        lines: atlas.components.flatMap(({ id, notes }) => (notes ?? []).map((note) => `${id}: ${note}`)),
      },
      { heading: "Warnings", lines: atlas.warnings },
    ]),
  };
}

/**
 * The document of an atlas that lists only the entries that a condition keeps, and says so: census and audit stay those of the
 * whole, families, certificates and notes are those of what is listed.
 *
 * @throws ProblemError if the condition is none.
 */
export function filteredAtlasDocument(atlas: Atlas, where: string): ReportDocument {
  const whole = atlasDocument(atlas);
  const kept = rowsWhere(whole.tables[0]!, where, COMPONENT_KEYS).map((k) => atlas.components[k]!);
  const shown = atlasDocument({ ...atlas, components: kept });
  const audit = whole.notes.find(({ heading }) => heading === "Audit")!;
  return {
    ...shown,
    notes: [
      {
        heading: "Components",
        lines: [
          `filtered: ${kept.length} of the ${atlas.components.length} entries listed, where ${where}; census and audit are those of all`,
        ],
      },
      ...shown.notes.flatMap((block) =>
        block.heading === "Components" ? [] : [block.heading === "Audit" ? audit : block],
      ),
    ],
  };
}

function auditLines({ audit, truncated, components }: Atlas): string[] {
  const lines = [
    audit.complete ? "complete: yes" : `complete: no (${audit.reason ?? "no reason given"})`,
    `by: ${audit.by.length === 0 ? "nothing" : audit.by.join(", ")}`,
  ];
  if (audit.complete)
    lines.push(
      audit.proof === "proved"
        ? `proof: ${audit.theorem ?? "by theorem"}; its hypotheses are decided exactly`
        : "proof: none; decided in floating point",
    );
  if (audit.complete && audit.reason !== undefined) lines.push(audit.reason);
  if (audit.morseEuler !== undefined)
    lines.push(`Morse-Euler sum: ${audit.morseEuler.found} found, ${audit.morseEuler.expected} expected`);
  if (audit.paths !== undefined) {
    const { started, finite, atInfinity, failed } = audit.paths;
    lines.push(`paths: ${started} started = ${finite} finite + ${atInfinity} at infinity + ${failed} failed`);
  }
  if (truncated)
    lines.push(`the list stops at ${components.length} entries (--limit); the counts cover all of them`);
  return lines.concat(audit.failures.map((failure) => `FAILED: ${failure}`));
}

const CONDITIONS: Readonly<Record<DomainEntry["kind"], (text: string) => string>> = {
  invertible: (text) => `${text} is invertible`,
  nonzero: (text) => `${text} is not 0`,
  positive: (text) => `${text} > 0`,
};

/** Where the loss has derivatives, and what is known of where it has none. */
const domainLines = ({ domain = [] }: Atlas): string[] =>
  domain.map(({ kind, text, everywhere, origin }) => {
    const where = `the loss has derivatives where ${CONDITIONS[kind](text)}`;
    if (everywhere) return `${where}: everywhere`;
    const open = `${where}; the list is of critical points there`;
    if (origin === undefined) return `${open}, where this fails nothing is classified`;
    const value =
      origin.value === undefined ? "where the loss has no value" : `where the loss is ${origin.value}`;
    return `${open}, not at 0, ${value}${origin.only ? "" : ", nor elsewhere where this fails"}`;
  });

/** Why a list has no entries. */
const noComponents = ({ components, audit, isVectorField }: Atlas): string[] => {
  if (components.length > 0) return [];
  if (audit.complete) return [`none: there is no ${isVectorField ? "equilibrium" : "critical point"}`];
  return [`none listed: ${audit.reason ?? "no reason given"}`];
};

/** The atlas as a plain JSON value. */
export const atlasJson = (atlas: Atlas): Json => ({ ...preamble(), ...writeFields(ATLAS_FIELDS, atlas) });
