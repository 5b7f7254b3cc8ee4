/** `theorems`: the index of executable theorems: id, statement, source, status. */
import type { Command } from "commander";
import { FORMATS } from "../../report/formats.js";
import { EXIT, type Finish } from "../exit.js";
import { checkOutput } from "../files.js";
import { addExamples, addSharedFlags, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { theoremsOf } from "../records.js";

/** Adds `theorems` to the program: lists the executable theorems. `finish` is called with the exit status. */
export function registerTheorems(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("theorems"), FORMATS, {
    seed: false,
    threads: false,
    time: false,
  })
    .description("the index of theorems: id, statement, source, status; with proofs in TeX and Markdown")
    .argument(
      "[theorem...]",
      "ids, parts of ids, or sections; modules of yours (./mine.ts); all when left out",
    )
    .action(async (names: readonly string[], flags: SharedFlags) => {
      const settings = readSharedFlags(flags);
      await checkOutput(settings.output);
      const theorems = (await theoremsOf(names)).map(({ theorem }) => theorem);
      await deliver({ kind: "theorems", theorems: { title: "Theorems", theorems } }, settings);
      finish(EXIT.done);
    });
  addExamples(command, ["theorems", "theorems 1a -o theorems.tex --standalone"]);
}
