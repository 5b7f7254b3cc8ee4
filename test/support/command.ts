/**
 * The command line in tests, two ways:
 *
 *   spawned   a process with arguments, streams and an exit status, as a user meets it: where the boundary itself is the question,
 *             and once for every command;
 *   run       the same built command in this thread, its streams caught: all else, at a tenth of the time.
 *
 * Both are the build in `dist`, with its worker threads.
 */
import { spawn, spawnSync } from "node:child_process";
import { Readable } from "node:stream";
import { expect } from "vitest";

/** The built entry of the command. */
export const MAIN = new URL("../../dist/cli/main.js", import.meta.url).pathname;
const RUN: string = new URL("../../dist/cli/run.js", import.meta.url).href;

/** What a command leaves. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a process. */
export function spawned(args: readonly string[], input = "", cwd = process.cwd()): Ended {
  const { status, stdout, stderr } = spawnSync("node", [MAIN, ...args], { input, encoding: "utf8", cwd });
  return { status, stdout, stderr };
}

let last: Promise<unknown> = Promise.resolve();

/** The command in this thread: one at a time, since it writes to this thread's streams, also where a test ran out of time. */
export function run(args: readonly string[], input = ""): Promise<Ended> {
  const ended = last.then(() => runNow(args, input));
  last = ended.catch(() => undefined);
  return ended;
}

async function runNow(args: readonly string[], input: string): Promise<Ended> {
  const command = (await import(RUN)) as {
    run(args: readonly string[]): Promise<{ readonly status: number }>;
  };
  const caught = { stdout: "", stderr: "" };
  const own = Object.getOwnPropertyDescriptor(process, "stdin")!;
  const writes = (["stdout", "stderr"] as const).map((name) => ({ name, write: process[name].write }));
  Object.defineProperty(process, "stdin", { value: Readable.from([Buffer.from(input)]), configurable: true });
  for (const { name } of writes)
    process[name].write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      caught[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      const done = rest.at(-1);
      if (typeof done === "function") done();
      return true;
    };
  try {
    const { status } = await command.run(args);
    return { status, ...caught };
  } finally {
    Object.defineProperty(process, "stdin", own);
    for (const { name, write } of writes) process[name].write = write;
  }
}

/** Bad usage or input: status 2, one line on standard error, nothing on standard output. */
export function expectRefusal({ status, stdout, stderr }: Ended, message: string | RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
}

/**
 * A process that gets a signal once it is at work: `delay` milliseconds after it began to listen for it. Without a signal it has to
 * end by itself.
 */
export async function signalled(
  args: readonly string[],
  { signal, delay = 500, input = "" }: { signal?: NodeJS.Signals; delay?: number; input?: string },
): Promise<Ended> {
  const says = `process.on("newListener", (name) => name === "${signal}" && process.stderr.write("ready\\n"))`;
  const child = spawn("node", ["--import", `data:text/javascript,${says}`, MAIN, ...args]);
  const caught = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => {
    caught.stdout += data;
  });
  child.stderr.on("data", (data) => {
    const before = caught.stderr;
    caught.stderr += data;
    if (signal !== undefined && !before.includes("ready\n") && caught.stderr.includes("ready\n"))
      setTimeout(() => child.kill(signal), delay);
  });
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout: caught.stdout, stderr: caught.stderr.replaceAll("ready\n", "") };
}
