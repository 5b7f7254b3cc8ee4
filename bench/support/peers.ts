/** Other programs on the same work: found, installed where they are absent, and timed as whole processes. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Processor seconds after which a process is given up. */
const PATIENCE = 300;
/** Seconds by the clock after which it is, in its patience: on a shared machine, or where it waits for something, it gets less than all of a processor. */
const WAIT = 10;

/**
 * Processor seconds of a whole process and its children, by the shell's `times`; null where it takes more than its patience, or is
 * killed. Its output goes to a file.
 */
export function cpuSeconds(
  file: string,
  args: readonly string[],
  output: string,
  patience = PATIENCE,
): number | null {
  const limit = Math.ceil(patience);
  const script = 'out=$1; limit=$2; shift 2; (ulimit -t "$limit"; exec "$@") >"$out" 2>"$out.err"; times';
  const { stdout, signal } = spawnSync("sh", ["-c", script, "sh", output, String(limit), file, ...args], {
    encoding: "utf8",
    timeout: WAIT * limit * 1000,
    killSignal: "SIGKILL",
  });
  if (signal !== null) return null;
  const [minutes, seconds, systemMinutes, systemSeconds] = [
    ...stdout
      .trim()
      .split("\n")[1]!
      .matchAll(/[\d.]+/g),
  ].map(([digits]) => Number(digits));
  const total = 60 * (minutes! + systemMinutes!) + seconds! + systemSeconds!;
  return total < patience ? total : null;
}

/** The first line that a program says of its version; null where it is absent and cannot be installed. */
export function installed(program: string, args: readonly string[], debian: string): string | null {
  const version = () => {
    const { status, stdout } = spawnSync(program, args, { encoding: "utf8", input: "" });
    return status === null ? null : (stdout.trim().split("\n")[0] ?? program);
  };
  const found = version();
  if (found !== null) return found;
  process.stderr.write(`installing ${debian}\n`);
  spawnSync("apt-get", ["install", "-y", debian], { stdio: ["ignore", "ignore", "inherit"] });
  return version();
}

/** Seconds in a table. */
export const number = (value: number | null, digits = 2, patience = PATIENCE): string =>
  value === null ? `> ${Math.ceil(patience)}` : value.toFixed(digits);
/** Rows of cells as Markdown, the first of them the header. */
export const table = (rows: readonly (readonly string[])[]): string =>
  [rows[0]!, rows[0]!.map((_, k) => (k === 0 ? "---" : "--:")), ...rows.slice(1)]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** Puts text between the markers of a section of docs/benchmarks.md. */
export function writeSection(name: string, text: string): void {
  const docs = fileURLToPath(new URL("../../../docs/benchmarks.md", import.meta.url));
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const old = readFileSync(docs, "utf8");
  const [before, rest] = old.split(open);
  if (rest === undefined) throw new Error(`docs/benchmarks.md: expected the marker ${open}`);
  writeFileSync(docs, `${before}${open}\n\n${text}\n\n${close}${rest.split(close)[1]!}`);
}
