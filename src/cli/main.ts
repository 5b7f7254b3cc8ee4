#!/usr/bin/env node
/** The `landscape-atlas` command. */
import * as module from "node:module";
import { setFlagsFromString } from "node:v8";
import { EXIT } from "./exit.js";

// A reader that has seen enough (`landscape-atlas … | head`) closes the pipe: that is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.internal);
  });

// A command runs for a second or so, and its innermost loops are compiled ahead of time: the optimising compiler, which takes as
// long as the work that it speeds up, begins later. The flag is V8's own and may change; this is the version that was measured.
if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000");

// What Node compiles of the modules is kept between runs, from 22.1 on; whatever hinders it (a read-only disk), it only costs time.
// It serves modules loaded from here on: hence the import below.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

const { run } = await import("./run.js");
const { status, final } = await run(process.argv.slice(2));
// Interrupted work may still hold the event loop; otherwise let buffered output drain.
if (final) process.exit(status);
process.exitCode = status;
