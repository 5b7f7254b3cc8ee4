import { tableCsv } from "./csv.js";
import { atlasDocument, censusDocument, claimsDocument, derivationDocument, } from "./document.js";
import { atlasJson, censusReportJson, claimsJson, derivationJson, jsonText } from "./json.js";
import { documentMarkdown } from "./markdown.js";
import { documentTex } from "./tex.js";
import { claimsText, documentText } from "./text.js";
export const FORMATS = ["text", "json", "tex", "md", "csv"];
/**
 * The report as text in the given format, ending with a line break; deterministic.
 *
 * @param tex read only when `format` is "tex".
 * @throws RangeError if a number in the report is NaN or infinite, or `format` is "csv" and the report a
 *   derivation: formulas are no table.
 * @example
 * process.stdout.write(render({ kind: "atlas", atlas }, "tex", { siunitx: true, label: "tab:atlas" }));
 */
export function render(report, format, tex = {}) {
    switch (format) {
        case "text":
            return report.kind === "claims" ? claimsText(report.claims) : documentText(documentOf(report));
        case "json":
            return jsonText(jsonOf(report));
        case "tex":
            return documentTex(documentOf(report), tex);
        case "md":
            return documentMarkdown(documentOf(report));
        case "csv":
            if (report.kind === "derivation")
                throw new RangeError("csv: expected a table, got a derivation");
            return tableCsv(documentOf(report).tables[0]);
    }
}
function documentOf(report) {
    switch (report.kind) {
        case "atlas":
            return atlasDocument(report.atlas);
        case "derivation":
            return derivationDocument(report.derivation);
        case "census":
            return censusDocument(report.census);
        case "claims":
            return claimsDocument(report.claims);
    }
}
function jsonOf(report) {
    switch (report.kind) {
        case "atlas":
            return atlasJson(report.atlas);
        case "derivation":
            return derivationJson(report.derivation);
        case "census":
            return censusReportJson(report.census);
        case "claims":
            return claimsJson(report.claims);
    }
}
