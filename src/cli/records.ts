/** The theorem records, and which of them the arguments of a command mean. */

import { suggestion } from "../model/nearest.js";
import { show } from "../model/problem-error.js";
import type { Theorem } from "../theorems/theorem.js";
import { UsageError } from "./exit.js";

/** Loaded by the package's own name: records use the public API alone, as a user's would. */
export async function loadTheorems(): Promise<readonly Theorem[]> {
  // Not a literal: the records are compiled after this file, against its declarations.
  const specifier: string = "landscape-atlas/proofs";
  const { theorems } = (await import(specifier)) as { readonly theorems: readonly Theorem[] };
  return theorems;
}

/**
 * All theorems without arguments; otherwise those that an argument names by id, by section, or by a part of the id.
 *
 * @throws UsageError for an argument that names none.
 */
export function selectTheorems(theorems: readonly Theorem[], names: readonly string[]): readonly Theorem[] {
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
