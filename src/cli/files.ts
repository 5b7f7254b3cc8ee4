/**
 * Reading problem files and writing results: a file is written whole or not at all.
 */
import { access, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "./exit.js";

/** The text of a file, or of standard input for `-`. @throws UsageError if it cannot be read. */
export async function readInput(file: string): Promise<string> {
  try {
    if (file === "-") {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Buffer));
      return Buffer.concat(chunks).toString("utf8");
    }
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${file === "-" ? "standard input" : file}: expected a readable file, got ${reason(error)}`,
    );
  }
}

/** Refuses, before any work is done, an output that could not be written. @throws UsageError */
export async function checkOutput(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const folder = dirname(file);
  const parent = await stat(folder).catch(() => undefined);
  if (!parent?.isDirectory())
    throw new UsageError(`--output: expected an existing folder, got ${JSON.stringify(folder)}`);
  if ((await stat(file).catch(() => undefined))?.isDirectory())
    throw new UsageError(`--output: expected a file, got the folder ${JSON.stringify(file)}`);
}

/** Writes to a temporary neighbour and renames it into place. @throws UsageError if the system refuses. */
export async function writeAtomically(file: string, contents: string): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  // A device or a pipe (/dev/stdout) is written to; renaming over it would replace it.
  const direct = existing !== undefined && !existing.isFile();
  // Loaded here: it takes its time, and most output goes to the terminal.
  const { randomUUID } = await import("node:crypto");
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    if (direct) return await writeFile(file, contents);
    await writeFile(temporary, contents, { flag: "wx" });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UsageError(`${file}: expected a writable place, got ${reason(error)}`);
  }
}

/** Writes several files under a folder, which is made when it does not exist. @throws UsageError */
export async function writeFolder(
  folder: string,
  files: readonly { readonly name: string; readonly contents: string }[],
): Promise<void> {
  for (const { name, contents } of files) {
    const file = join(folder, name);
    await makeFolder(dirname(file));
    await writeAtomically(file, contents);
  }
}

/** @throws UsageError if there is something else at that place. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder);
  } catch (error) {
    throw new UsageError(`${folder}: expected a folder that can be written to, got ${reason(error)}`);
  }
}

/** Writes to standard output and waits until it is handed over. */
export const writeStandardOutput = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "a folder",
  EACCES: "permission denied",
  EEXIST: "a file",
  ENOTDIR: "a file in place of a folder",
};

function reason(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return (code !== undefined && REASONS[code]) || (message ?? String(error));
}
