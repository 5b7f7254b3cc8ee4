#!/usr/bin/env node
/** The `landscape-atlas` command. */
import { EXIT } from "./exit.js";
import { run } from "./run.js";
// A reader that has seen enough (`landscape-atlas … | head`) closes the pipe: that is no error.
for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => {
        process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.internal);
    });
const status = await run(process.argv.slice(2));
// Interrupted work may still hold the event loop; otherwise let buffered output drain.
if (status === EXIT.interrupted)
    process.exit(status);
process.exitCode = status;
