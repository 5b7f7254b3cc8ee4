/**
 * The theorem records, and which of them the arguments of a command mean: the project's own, or those of a user's modules.
 *
 * A module is TypeScript or JavaScript that exports records, by name, in an array or as its default. It is loaded by jiti, so that
 * it needs no build and any Node that runs this package will do; types are taken away, not checked. Its imports of `landscape-atlas`
 * are this very package, whatever is installed beside it.
 */
import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { suggestion } from "../files/nearest.js";
import { show } from "../files/problem-error.js";
import type { Theorem } from "../theorems/theorem.js";
import { UsageError } from "./exit.js";

/** A record, and what the command line knows it by. */
export interface NamedTheorem {
  readonly theorem: Theorem;
  readonly argument: string;
}

const MODULES = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]);

/** Theorems are kebab case: a name with such an ending is a file. */
const isModule = (name: string): boolean => MODULES.has(extname(name));

/** Loaded by the package's own name: records use the public API alone, as a user's would. */
async function loadTheorems(): Promise<readonly Theorem[]> {
  // Not a literal: the records are compiled after this file, against its declarations.
  const specifier: string = "landscape-atlas/proofs";
  const { theorems } = (await import(specifier)) as { readonly theorems: readonly Theorem[] };
  return theorems;
}

/**
 * The theorems that the arguments name, by id, by section or by a part of the id; all without such arguments. They are those of the
 * modules among the arguments, or else the project's own.
 *
 * @throws UsageError for an argument that names none, or a module that cannot be loaded or has none.
 */
export async function theoremsOf(args: readonly string[]): Promise<readonly NamedTheorem[]> {
  const files = args.filter(isModule);
  const names = args.filter((name) => !isModule(name));
  const pool =
    files.length === 0
      ? (await loadTheorems()).map((theorem) => ({ theorem, argument: theorem.id }))
      : (await Promise.all(files.map(theoremsIn))).flat();
  const selected = new Set(
    selectTheorems(
      pool.map(({ theorem }) => theorem),
      names,
    ),
  );
  return pool.filter(({ theorem }) => selected.has(theorem));
}

async function theoremsIn(file: string): Promise<NamedTheorem[]> {
  if (!existsSync(file))
    throw new UsageError(`theorem: expected a module with theorems, got no file ${show(file)}`);
  const { createJiti } = await import("jiti");
  const alias = Object.fromEntries(
    ["landscape-atlas/theorems", "landscape-atlas/proofs", "landscape-atlas/vitest", "landscape-atlas"].map(
      (name) => [name, fileURLToPath(import.meta.resolve(name))],
    ),
  );
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await createJiti(import.meta.url, { alias, moduleCache: true }).import(
      resolve(file),
    )) as typeof module;
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${file}: expected a module that can be loaded, got ${message.split("\n")[0]}`);
  }
  const found = new Set(Object.values(module).flat().filter(isTheorem));
  if (found.size === 0)
    throw new UsageError(
      `${file}: expected exports made by theorem(…), got ${Object.keys(module).join(", ") || "none"}`,
    );
  return [...found].map((theorem) => ({ theorem, argument: `${file} ${theorem.id}` }));
}

const isTheorem = (value: unknown): value is Theorem =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Partial<Theorem>).id === "string" &&
  Array.isArray((value as Partial<Theorem>).forms) &&
  Array.isArray((value as Partial<Theorem>).controls);

/**
 * All theorems without arguments; otherwise those that an argument names by id, by section, or by a part of the id.
 *
 * @throws UsageError for an argument that names none.
 */
function selectTheorems(theorems: readonly Theorem[], names: readonly string[]): readonly Theorem[] {
  if (names.length === 0) return theorems;
  const selected = new Set<Theorem>();
  const known = theorems.map(({ id }) => id);
  for (const name of names) {
    const exact = theorems.filter(({ id, section }) => id === name || section === name);
    const found = exact.length > 0 ? exact : theorems.filter(({ id }) => id.includes(name));
    if (found.length === 0)
      throw new UsageError(
        `theorem: expected an id, a part of one or a section${suggestion(name, known)}, got ${show(name)}`,
      );
    for (const theorem of found) selected.add(theorem);
  }
  return theorems.filter((theorem) => selected.has(theorem));
}
