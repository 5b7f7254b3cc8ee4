/** Results to standard output or a file; warnings to standard error. */
import type { Report } from "../report/render.js";
import { writeAtomically, writeStandardOutput } from "./files.js";
import type { Settings } from "./flags.js";

/** Renders the report in the chosen format and delivers it; nothing is written if rendering fails. */
export async function deliver(report: Report, settings: Settings): Promise<void> {
  const { render } = await import("../report/render.js");
  const text = render(report, settings.format, settings.tex);
  if (settings.output === undefined) await writeStandardOutput(text);
  else await writeAtomically(settings.output, text);
}

/** One line per warning, unless `--quiet`. */
export function warn(lines: readonly string[], settings: Settings): void {
  if (settings.quiet) return;
  for (const line of lines) process.stderr.write(`warning: ${line.replace(/\s+/g, " ")}\n`);
}
