import { writeAtomically, writeStandardOutput } from "./files.js";
/** Renders the report in the chosen format and delivers it; nothing is written if rendering fails. */
export async function deliver(report, settings) {
    const { render } = await import("../report/render.js");
    const text = render(report, settings.format, settings.tex);
    if (settings.output === undefined)
        await writeStandardOutput(text);
    else
        await writeAtomically(settings.output, text);
}
/** One line per warning, unless `--quiet`. */
export function warn(lines, settings) {
    if (settings.quiet)
        return;
    for (const line of lines)
        process.stderr.write(`warning: ${line.replace(/\s+/g, " ")}\n`);
}
