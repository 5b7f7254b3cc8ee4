/** Timing of fresh processes: cold caches and an untrained compiler are part of what a user waits for. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A run is given up after this many seconds; one is enough to know. */
export const PATIENCE = 20;

export interface Run {
  readonly milliseconds: number;
  /** User and system time of all threads; absent if the run was given up. */
  readonly cpu?: number;
  readonly stdout: string;
  readonly timedOut: boolean;
}

/** Runs before the script: leaves the processor time on standard error, after everything else. */
const REPORT_CPU = `data:text/javascript,${encodeURIComponent(
  [
    'import { writeSync } from "node:fs";',
    "const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };",
    'process.on("exit", () => writeSync(2, "\\ncpu " + spent()));',
  ].join("\n"),
)}`;

/** A compiled script next to `bench` (or in it), in a process of its own. @throws Error if it crashes. */
function runScript(script: string, args: readonly string[]): Promise<Run> {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, ["--import", REPORT_CPU, path, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      stdout += part;
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      stderr += part;
    });
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, PATIENCE * 1000);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      const milliseconds = performance.now() - start;
      // 3 says that the answer is incomplete (no closed form): it has been computed all the same.
      if (!timedOut && status !== 0 && status !== 3)
        reject(new Error(`${script} ${args.join(" ")}: exit ${status}: ${stderr.trim()}`));
      else {
        const cpu = /\ncpu ([\d.]+)$/.exec(stderr)?.[1];
        resolve({ milliseconds, stdout, timedOut, ...(cpu === undefined ? {} : { cpu: Number(cpu) }) });
      }
    });
  });
}

/** The same several times; a run that timed out is not repeated. */
export async function runRepeatedly(script: string, args: readonly string[], runs: number): Promise<Run[]> {
  const done: Run[] = [];
  while (done.length < runs && !done.at(-1)?.timedOut) done.push(await runScript(script, args));
  return done;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
