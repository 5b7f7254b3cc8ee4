import { EXIT } from "../exit.js";
import { checkOutput, makeFolder, writeFolder } from "../files.js";
import { addSharedFlags, readSharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { interruptible, startProgress } from "../progress.js";
export function registerReproduce(program, finish) {
    addSharedFlags(program.command("reproduce"))
        .description("the claims, end to end: a verdict for each, with tables and a report in a folder")
        .option("--out <folder>", "where the files go", "out")
        .option("--quick", "closed forms only, in under a minute")
        .action(async (flags) => {
        const settings = readSharedFlags(flags);
        await checkOutput(settings.output);
        const { reproduce } = await import("../../reproduce/reproduce.js");
        const progress = await startProgress(settings.quiet);
        const { claims, files } = await interruptible((signal) => reproduce({
            quick: flags.quick ?? false,
            seed: settings.seed,
            signal,
            onProgress: progress.update,
        })).finally(progress.stop);
        await makeFolder(flags.out);
        await writeFolder(flags.out, files);
        await deliver({ kind: "claims", claims: { title: "Claims", claims } }, settings);
        const verdicts = new Set(claims.map((claim) => claim.verdict));
        finish(verdicts.has("refuted") ? EXIT.refuted : verdicts.has("inconclusive") ? EXIT.incomplete : EXIT.done);
    });
}
