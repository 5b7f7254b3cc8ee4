/**
 * The text of a problem file for the commands that take one: where its samples are in a table, the table is read, and its exact
 * moments stand in the text instead. The library itself reads no files.
 */
import { dirname, isAbsolute, join } from "node:path";
import { readBytes, readInput } from "./files.js";

/** Only a text with this word can name a table. */
const WORD = '"samples"';

/**
 * The text of a problem file, with the moments of a table in place of its name.
 *
 * @param file its place, or `-`; a table is looked for beside it, or in the working directory.
 * @throws UsageError if a file cannot be read, and ProblemError for a table or a request that is not as expected.
 */
export async function readProblemText(file: string): Promise<string> {
  const text = await readInput(file);
  if (!text.includes(WORD)) return text;
  // Loaded here: most problems have no samples.
  const [{ readJson }, { inlineSamples, samplesFile }] = await Promise.all([
    import("../objectives/schema.js"),
    import("../model/csv-samples.js"),
  ]);
  const json = readJson(text);
  const table = samplesFile(json);
  if (table === undefined) return text;
  const place = isAbsolute(table) ? table : join(file === "-" ? "." : dirname(file), table);
  return JSON.stringify(inlineSamples(json, await readBytes(place)));
}
