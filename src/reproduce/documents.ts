/**
 * The files of a reproduction: per problem its file, atlas (JSON, Markdown) and table; per data setting the minima side
 * by side; per experiment its records and curves, per data setting of experiments the runs and a figure; the claims; and
 * two documents that hold it all, `report.md` and `report.tex`.
 */

import { derive } from "../atlas/derive/derive.js";
import type { Atlas } from "../atlas/record/types.js";
import type { RunSummary } from "../dynamics/experiments/summary.js";
import type { Json } from "../files/json-text.js";
import { type Claim, claimsDocument } from "../report/claims.js";
import {
  buildTable,
  type Column,
  codeCell,
  integerCell,
  numberCell,
  type Table,
  textCell,
} from "../report/columns.js";
import { tableCsv } from "../report/csv.js";
import type { ReportDocument } from "../report/document.js";
import { curvesCsv, experimentJson, RUN_COLUMNS, recoveryPanel } from "../report/experiment.js";
import { figureSvg } from "../report/figure.js";
import { jsonText } from "../report/json.js";
import { documentMarkdown } from "../report/markdown.js";
import { render } from "../report/render.js";
import { documentTex } from "../report/tex.js";
import type { ExperimentStudy } from "./experiments.js";
import type { Minimum, Spread, Study } from "./study.js";
import type { Reproduction } from "./types.js";

const TITLE = "Contrastive and non-contrastive landscapes, side by side";

interface MinimumRow {
  readonly study: Study;
  readonly minimum: Minimum;
}

const integerRange = ({ min, max }: Spread): string => (min === max ? `${min}` : `${min}–${max}`);

const spreadColumn = (
  key: string,
  name: string,
  tex: string,
  meaning: string,
  read: (minimum: Minimum) => Spread | undefined,
): Column<MinimumRow>[] =>
  (["min", "median", "max"] as const).map((which) => ({
    key: `${key}_${which}`,
    header: `${name} ${which}`,
    tex: `$${tex}$ ${which}`,
    align: "right",
    ...(which === "min" ? { meaning } : {}),
    cell: ({ minimum }) => numberCell(read(minimum)?.[which], 4),
  }));

const COLUMNS: readonly Column<MinimumRow>[] = [
  {
    key: "objective",
    header: "objective",
    align: "left",
    cell: ({ study }) => textCell(study.named.objective),
  },
  {
    key: "component",
    header: "minima",
    align: "left",
    cell: ({ minimum }) => codeCell(shorten(minimum.component.id)),
  },
  {
    key: "copies",
    header: "copies",
    align: "right",
    meaning: "connected components the row stands for",
    cell: ({ minimum }) => integerCell(minimum.component.multiplicity),
  },
  {
    key: "dimension",
    header: "dim",
    align: "right",
    cell: ({ minimum }) => integerCell(minimum.component.dimension),
  },
  {
    key: "rank",
    header: "rank",
    align: "right",
    meaning: "over random points, as are the columns that follow",
    cell: ({ minimum }) => textCell(integerRange(minimum.rank)),
  },
  ...spreadColumn("retained", "ρ", "\\rho", "share of the common signal kept", (m) => m.retained),
  ...spreadColumn("recovery", "c", "c", "recovery of the atom recovered worst", (m) => m.recovery),
  {
    key: "condition_number",
    header: "cond",
    align: "right",
    meaning: "median condition number of WΣ^(1/2)",
    cell: ({ minimum }) => numberCell(minimum.conditionNumber?.median, 4),
  },
  {
    key: "optimal",
    header: "ρ = 1",
    tex: "$\\rho = 1$",
    align: "right",
    cell: ({ minimum }) => textCell(`${minimum.optimal}/${minimum.points.length}`),
  },
  {
    key: "ground_truth",
    header: "truth",
    align: "right",
    meaning: "points that are the ground truth",
    cell: ({ minimum }) => textCell(`${minimum.groundTruth}/${minimum.points.length}`),
  },
];

/** Names such as rows=+1,+1,… would not fit. */
const shorten = (id: string): string => (id.length <= 24 ? id : `${id.slice(0, 12)}...${id.slice(-9)}`);

/** A census with more rows than this stays in the JSON: it is no reading. */
const LONGEST_CENSUS = 40;

/** The atlas as it is read: conditions of losses outside the grammar spelled out, no endless census. */
function readable({ problem, atlas }: Study): Atlas {
  const { census, ...rest } = atlas;
  return {
    ...rest,
    stationarity: atlas.stationarity.length > 0 ? atlas.stationarity : derive(problem).stationarity,
    ...(census === undefined || census.byIndex.size > LONGEST_CENSUS ? {} : { census }),
  };
}

/** Global minima, or stable equilibria, of the studies on the same data. */
function contrastTables(studies: readonly Study[]): { readonly name: string; readonly table: Table }[] {
  const groups = [...new Set(studies.map(({ named }) => named.group))];
  return groups.flatMap((group) => {
    const members = studies.filter(({ named }) => named.group === group);
    const rows = members.flatMap((study) =>
      study.minima
        .filter(({ component }) => component.kind !== "local-minimum")
        .map((minimum) => ({ study, minimum })),
    );
    if (rows.length === 0) return [];
    return [{ name: `minima-${group}`, table: buildTable(rows, COLUMNS, members[0]!.named.setting) }];
  });
}

const document = (title: string, tables: readonly Table[]): ReportDocument => ({
  title,
  formulas: [],
  tables,
  notes: [],
});

/** A table by its file's name below the folder, and how LaTeX sets it. */
interface NamedTex {
  readonly name: string;
  readonly tex: string;
}

/** How the run was made: its seed, and a line for every problem and experiment. */
const provenance = (
  studies: readonly Study[],
  experiments: readonly ExperimentStudy[],
  { quick, seed }: { readonly quick: boolean; readonly seed: number },
) => ({
  heading: "How it was made",
  lines: [
    `seed ${seed}, ${quick ? "quick run" : "full run"}, ${studies.length} problems`,
    ...studies.map(
      ({ named: { id, objective, setting, samples }, atlas }) =>
        `${id}: ${objective}; ${setting}; audit ${atlas.audit.complete ? "complete" : `incomplete (${atlas.audit.reason})`}; ${samples} random points per component of minima`,
    ),
    ...experiments.map(({ named, summary }) => `${named.id}: ${summary.title}`),
  ],
});

const tableTex = (name: string, title: string, table: Table): NamedTex => ({
  name: `tables/${name}`,
  tex: documentTex(document(title, [table]), { label: `tab:${name}` }),
});

const csvFiles = (tables: readonly { readonly name: string; readonly table: Table }[]) =>
  tables.map(({ name, table }) => ({ name: `tables/${name}.csv`, contents: tableCsv(table) }));

/** Records and curves of an experiment. */
const experimentFiles = ({ named: { id }, result, summary }: ExperimentStudy) => [
  { name: `experiments/${id}.json`, contents: jsonText(experimentJson({ result, summary })) },
  { name: `experiments/${id}-curves.csv`, contents: curvesCsv(summary) },
];

/** A problem and its atlas, as data and to read. */
const studyFiles = (study: Study) => {
  const { id, file } = study.named;
  return [
    { name: `problems/${id}.json`, contents: jsonText(file as Json) },
    { name: `atlases/${id}.json`, contents: render({ kind: "atlas", atlas: study.atlas }, "json") },
    { name: `atlases/${id}.md`, contents: render({ kind: "atlas", atlas: readable(study) }, "md") },
  ];
};

/** All files, in a fixed order; deterministic. */
export function reproductionFiles(
  studies: readonly Study[],
  experiments: readonly ExperimentStudy[],
  claims: readonly Claim[],
  settings: { readonly quick: boolean; readonly seed: number },
): Reproduction["files"] {
  const claimsReport = { kind: "claims", claims: { title: "Claims", claims } } as const;
  const [claimsTable] = claimsDocument(claimsReport.claims).tables;
  const contrasts = contrastTables(studies);
  const trained = experimentTables(experiments);
  const tables = [
    ...trained.map(({ name, table }) => tableTex(name, table.heading ?? name, table)),
    ...contrasts.map(({ name, table }) => tableTex(name, `Minima: ${table.heading}`, table)),
    ...studies.map((study) => ({
      name: `tables/${study.named.id}`,
      tex: render({ kind: "atlas", atlas: readable(study) }, "tex", { label: `tab:${study.named.id}` }),
    })),
  ];
  const summary: ReportDocument = {
    ...document(TITLE, [
      { ...claimsTable!, heading: "Claims" },
      ...contrasts.map(({ table }) => ({ ...table, heading: `Minima: ${table.heading}` })),
      ...trained.map(({ table }) => table),
    ]),
    notes: [provenance(studies, experiments, settings)],
  };
  return [
    { name: "report.md", contents: documentMarkdown(summary) },
    { name: "report.tex", contents: reportTex(claims, tables) },
    { name: "claims.json", contents: render(claimsReport, "json") },
    { name: "claims.csv", contents: tableCsv(claimsTable!) },
    ...csvFiles(contrasts),
    ...tables.map(({ name, tex }) => ({ name: `${name}.tex`, contents: tex })),
    ...csvFiles(trained),
    ...experimentFigures(experiments),
    ...experiments.flatMap(experimentFiles),
    ...studies.flatMap(studyFiles),
  ];
}

interface ExperimentRow {
  readonly study: ExperimentStudy;
  readonly run: RunSummary;
}

const EXPERIMENT_COLUMNS: readonly Column<ExperimentRow>[] = [
  {
    key: "experiment",
    header: "experiment",
    align: "left",
    cell: ({ study }) => codeCell(study.named.id),
  },
  ...RUN_COLUMNS.map((column): Column<ExperimentRow> => ({ ...column, cell: ({ run }) => column.cell(run) })),
];

/** Per data setting every run at its end. */
const experimentTables = (experiments: readonly ExperimentStudy[]): { name: string; table: Table }[] =>
  groupsOf(experiments).map(([group, members]) => {
    const rows = members.flatMap((study) => study.summary.runs.map((run) => ({ study, run })));
    return {
      name: `runs-${group}`,
      table: buildTable(
        rows,
        EXPERIMENT_COLUMNS,
        `Training on samples, data "${group}": every run at its end`,
      ),
    };
  });

/** Per data setting the recovery of every experiment over the epochs. */
const experimentFigures = (experiments: readonly ExperimentStudy[]): Reproduction["files"] =>
  groupsOf(experiments).map(([group, members]) => ({
    name: `figures/recovery-${group}.svg`,
    contents: figureSvg({
      title: `Recovery of the dictionary, data "${group}": medians over runs and their range`,
      panels: members.map(({ named, summary }) => recoveryPanel(summary, named.id)),
      columns: 2,
    }),
  }));

const groupsOf = (experiments: readonly ExperimentStudy[]): [string, ExperimentStudy[]][] =>
  [...new Set(experiments.map(({ named }) => named.group))].map((group) => [
    group,
    experiments.filter(({ named }) => named.group === group),
  ]);

const END = "\\end{document}\n";

/**
 * The claims as paragraphs (a table of so much prose fits no page), then every table by `\input`: run LaTeX in the
 * folder of the reproduction.
 */
function reportTex(claims: readonly Claim[], tables: readonly { readonly name: string }[]): string {
  const prose = documentTex(
    {
      ...document(TITLE, []),
      notes: claims.map(({ id, verdict, statement, figures }) => ({
        heading: `${verdict}, ${id}`,
        lines: [`${statement}.`, figures],
      })),
    },
    { standalone: true },
  );
  if (!prose.endsWith(END)) throw new Error(`report.tex: expected a document that ends with ${END.trim()}`);
  const inputs = tables.map(({ name }) => `\\clearpage\n\\input{${name}}\n`).join("");
  return `${prose.slice(0, -END.length)}\n${inputs}${END}`;
}
