/** Results to standard output or a file; warnings to standard error. */
import { type Format, traitsOf } from "../report/formats.js";
import type { Report } from "../report/render.js";
import type { TexOptions } from "../report/tex.js";
import type { TableView } from "../report/view.js";
import { isThere, partialPlace, writeAtomically, writeStandardOutput } from "./files.js";
import type { Settings } from "./flags.js";
import type { Stop } from "./progress.js";

/**
 * Renders the report in the chosen format and delivers it; nothing is written if rendering fails. What is left of a run that
 * was stopped never takes the place of an earlier file.
 */
export async function deliver(
  report: Report,
  settings: Settings,
  stop?: Stop,
  view: TableView = {},
): Promise<void> {
  const text = await renderAlone(report, settings.format, settings.tex, view);
  // CSV has no line for it.
  if (view.where !== undefined && !traitsOf(settings.format).hasNotes)
    warn([`a filtered list: only rows where ${view.where}`], settings);
  if (settings.output === undefined) await writeStandardOutput(text);
  else await writeAtomically(await placeFor(settings.output, settings, stop), text);
}

/** `render`, of which a list of solutions takes nothing that is for landscapes: that would be most of what it loads. */
async function renderAlone(
  report: Report,
  format: Format,
  tex: TexOptions,
  view: TableView,
): Promise<string> {
  if (report.kind === "solutions") {
    const [{ formatted }, { solutionsParts }] = await Promise.all([
      import("../report/formatted.js"),
      import("../report/solutions.js"),
    ]);
    return formatted(solutionsParts(report.solutions), format, tex, view);
  }
  const { render } = await import("../report/render.js");
  return render(report, format, tex, view);
}

/** The place itself, or after a stop, where there is something at the place already, one beside it; standard error says so. */
export async function placeFor(place: string, settings: Settings, stop?: Stop): Promise<string> {
  if (stop?.stopped !== true || !(await isThere(place))) return place;
  const beside = partialPlace(place);
  warn([`interrupted: what there is goes to ${beside}; ${place} is left as it was`], settings);
  return beside;
}

/** One line per warning, unless `--quiet`. */
export function warn(lines: readonly string[], settings: Settings): void {
  if (settings.quiet) return;
  for (const line of lines) process.stderr.write(`warning: ${line.replace(/\s+/g, " ")}\n`);
}

/** Refuses, before any work is done, a view of columns that the report has not. @throws ProblemError */
export async function checkView(
  view: TableView,
  kind: Report["kind"],
  variables: readonly string[] = [],
): Promise<void> {
  if (Object.keys(view).length === 0) return;
  const [{ checkView: check }, { viewKeys }] = await Promise.all([
    import("../report/view.js"),
    import("../report/render.js"),
  ]);
  check(view, viewKeys(kind, variables));
}
