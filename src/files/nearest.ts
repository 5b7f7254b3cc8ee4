/**
 * The known word that a mistyped one is nearest to, by Levenshtein's distance:
 *
 *   d(a, b) = fewest insertions, deletions and replacements of single letters that turn a into b
 *
 * One rule for keys of files, values of fields, commands, flags and theorems: a word is near if at most a third of its
 * letters, rounded up, have to change, case aside, and one at least stays. Of equally near ones the one most alike in length.
 */
import { distance } from "fastest-levenshtein";

/** Words longer than this are no slips of the keyboard; ids of theorems are sentences. */
const LONGEST = 200;

/**
 * @returns undefined where no known word is near.
 * @example nearest("embeding", ["kind", "embedding"]) // "embedding"
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = Math.ceil(word.length / 3) + 1;
  for (const candidate of known) {
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    // What shares no letter is not near, however short.
    if (changes >= Math.max(word.length, candidate.length)) continue;
    const closer = best !== undefined && off(candidate, word) < off(best, word);
    if (changes < least || (changes === least && closer)) [best, least] = [candidate, changes];
  }
  return best;
}

const off = (a: string, b: string): number => Math.abs(a.length - b.length);

/** ` (did you mean X?)`, or nothing: the end of an expectation. */
export function suggestion(word: unknown, known: readonly string[]): string {
  const found = typeof word === "string" ? nearest(word, known) : undefined;
  return found === undefined ? "" : ` (did you mean ${found}?)`;
}
