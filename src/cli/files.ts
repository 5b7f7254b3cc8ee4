/**
 * Reading problem files and writing results: a file is written whole or not at all.
 */
import { access, constants, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, parse, resolve } from "node:path";
import { show } from "../files/problem-error.js";
import { UsageError } from "./exit.js";

/** The text of a file, or of standard input for `-`. @throws UsageError if it cannot be read. */
export const readInput = async (file: string): Promise<string> => (await readBytes(file)).toString("utf8");

/** The bytes of a file, or of standard input. @throws UsageError */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    if (file === "-") {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Buffer));
      return Buffer.concat(chunks);
    }
    return await readFile(file);
  } catch (error) {
    throw new UsageError(
      `${file === "-" ? "standard input" : file}: expected a readable file, got ${reason(error)}`,
    );
  }
}

/**
 * Refuses, before any work is done, an output that could not be written.
 *
 * @param flag named in the refusal.
 * @throws UsageError
 */
export async function checkOutput(file: string | undefined, flag = "--output"): Promise<void> {
  if (file === undefined) return;
  const folder = dirname(file);
  const parent = await stat(folder).catch(() => undefined);
  if (!parent?.isDirectory())
    throw new UsageError(`${flag}: expected an existing folder, got ${show(folder)}`);
  const existing = await stat(file).catch(() => undefined);
  if (existing?.isDirectory()) throw new UsageError(`${flag}: expected a file, got the folder ${show(file)}`);
  // A file is replaced by a new one, which only the folder has to allow; a device is written to.
  const place = existing === undefined || existing.isFile() ? folder : file;
  await requireWritable(place, flag);
}

/**
 * The same for a folder, which need not exist: then the nearest folder above it has to allow for it. Nothing is made.
 *
 * @throws UsageError
 */
export async function checkFolder(folder: string | undefined, flag: string): Promise<void> {
  if (folder === undefined) return;
  for (let place = resolve(folder); ; place = dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found === undefined && dirname(place) !== place) continue;
    if (!found?.isDirectory())
      throw new UsageError(`${flag}: expected a folder, got the file ${show(place)}`);
    return requireWritable(place, flag);
  }
}

async function requireWritable(place: string, flag: string): Promise<void> {
  try {
    await access(place, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${flag}: expected a writable place, got ${show(place)} (${reason(error)})`);
  }
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

/** Whether there is a file of data at the place, or a folder with something in it: what could be lost. */
export async function isThere(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  if (found?.isDirectory()) return (await readdir(place)).length > 0;
  return found?.isFile() === true;
}

/**
 * Where the result of a run that was stopped goes, beside that of one that was not.
 *
 * @example partialPlace("out/atlas.json") // "out/atlas.partial.json"
 */
export function partialPlace(place: string): string {
  const { dir, name, ext } = parse(place);
  return join(dir, `${name}.partial${ext}`);
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

const REASONS = new Map([
  ["ENOENT", "no such file"],
  ["EISDIR", "a folder"],
  ["EACCES", "permission denied"],
  ["EROFS", "a read-only file system"],
  ["EEXIST", "a file"],
  ["ENOTDIR", "a file in place of a folder"],
]);

function reason(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return REASONS.get(code ?? "") ?? message ?? String(error);
}
