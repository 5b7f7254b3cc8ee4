import { EXIT } from "../exit.js";
import { checkOutput, readInput } from "../files.js";
import { addSharedFlags, readSharedFlags } from "../flags.js";
import { deliver } from "../output.js";
const FORMATS = ["text", "json", "tex", "md"];
export function registerDerive(program, finish) {
    addSharedFlags(program.command("derive"), FORMATS)
        .description("stationarity conditions, Hessian and mode equations, as text or TeX")
        .argument("<file>", "problem file, or - for standard input")
        .action(async (file, flags) => {
        const settings = readSharedFlags(flags, FORMATS);
        await checkOutput(settings.output);
        const text = await readInput(file);
        const { loadProblem } = await import("../../objectives/problem.js");
        const { derive } = await import("../../atlas/derive.js");
        const derivation = derive(loadProblem(text));
        await deliver({ kind: "derivation", derivation }, settings);
        finish(EXIT.done);
    });
}
