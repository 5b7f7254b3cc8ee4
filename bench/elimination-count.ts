/** `node elimination-count.js FILE`: the count of a system modulo a prime, as a process of its own for the benches of elimination. */
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

// As the command does, before anything is loaded (`cli/main.ts`).
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000");

const { countsOf } = await import("../src/systems/solution-counts.js");
const { readSystemFile } = await import("../src/systems/system-file.js");
const { variables, equations } = readSystemFile(readFileSync(process.argv[2]!, "utf8"));
const budget = Number.POSITIVE_INFINITY;
process.stdout.write(JSON.stringify(await countsOf(equations, variables.length, { budget })));
