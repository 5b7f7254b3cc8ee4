/** `node elimination-count.js FILE`: the count of a system modulo a prime, as a process of its own for `elimination-peers.ts`. */
import { readFileSync } from "node:fs";
import { countsOf } from "../src/systems/solution-counts.js";
import { readSystemFile } from "../src/systems/system-file.js";

const { variables, equations } = readSystemFile(readFileSync(process.argv[2]!, "utf8"));
const budget = Number.POSITIVE_INFINITY;
process.stdout.write(JSON.stringify(await countsOf(equations, variables.length, { budget })));
