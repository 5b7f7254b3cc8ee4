import { EXIT } from "../exit.js";
import { checkOutput, readInput } from "../files.js";
import { addSharedFlags, readSharedFlags } from "../flags.js";
import { deliver, warn } from "../output.js";
export function registerCensus(program, finish) {
    addSharedFlags(program.command("census"))
        .description("counts of critical components by index at any size, without listing")
        .argument("<file>", "problem file, or - for standard input")
        .action(async (file, flags) => {
        const settings = readSharedFlags(flags);
        await checkOutput(settings.output);
        const text = await readInput(file);
        const { loadProblem } = await import("../../objectives/problem.js");
        const { census } = await import("../../atlas/census.js");
        const report = census(loadProblem(text));
        await deliver({ kind: "census", census: report }, settings);
        if (report.census === undefined)
            warn([report.reason ?? "the components cannot be counted"], settings);
        finish(report.census === undefined ? EXIT.incomplete : EXIT.done);
    });
}
