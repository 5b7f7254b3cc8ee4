/**
 * An experiment as the files of a folder: report, curves, figure, runs and records. Apart from `experiment.ts`, because figures
 * need the plotting library, which no other report has to load.
 */
import { tableCsv } from "./csv.js";
import {
  curvesCsv,
  type ExperimentReport,
  experimentDocument,
  experimentFigure,
  experimentJson,
  runsTable,
} from "./experiment.js";
import { figureSvg } from "./figure.js";
import { jsonText } from "./json.js";
import { documentMarkdown } from "./markdown.js";

/** Curves, figure, records and report, as files of a folder. */
export const experimentFiles = (
  report: ExperimentReport,
): readonly { readonly name: string; readonly contents: string }[] => [
  { name: "report.md", contents: documentMarkdown(experimentDocument(report)) },
  { name: "curves.csv", contents: curvesCsv(report.summary) },
  { name: "curves.svg", contents: figureSvg(experimentFigure(report.summary)) },
  { name: "runs.csv", contents: tableCsv(runsTable(report.summary)) },
  { name: "experiment.json", contents: jsonText(experimentJson(report)) },
];
