/**
 * Prose with mathematics, as theorem records hold it: TeX text with `$…$`, for LaTeX and for Markdown.
 *
 * LaTeX takes it as it is, but for characters beyond its input encoding. Markdown takes the mathematics as it is, and
 * the text with its TeX markup translated: `--`, `~`, ties after abbreviations, accents, `\emph`.
 * Not covered: other TeX commands outside of mathematics; a test of the records keeps them out.
 */
import { oneLine, texCharacters } from "./escape.js";

/** Text and mathematics, alternating, text first. */
const parts = (prose: string): string[] => oneLine(prose).split("$");

/** Prose for LaTeX: characters that pdflatex does not know are written as commands. */
export const proseTex = (prose: string): string =>
  parts(prose)
    .map((part, k) => texCharacters(part, k % 2 === 1))
    .join("$");

const ACCENTS: Readonly<Record<string, string>> = {
  "'": "\u0301",
  "`": "\u0300",
  '"': "\u0308",
  "^": "\u0302",
};

/** Prose for Markdown; `$…$` stays. */
export const proseMarkdown = (prose: string): string =>
  parts(prose)
    .map((part, k) => (k % 2 === 1 ? part : plain(part)))
    .join("$");

const plain = (text: string): string =>
  text
    .replace(/\\(['`"^])\{?([A-Za-z])\}?/g, (_, accent: string, letter: string) =>
      `${letter}${ACCENTS[accent]}`.normalize("NFC"),
    )
    .replace(/\\emph\{([^}]*)\}/g, "*$1*")
    .replace(/\\ /g, " ")
    .replace(/~/g, "\u00a0")
    .replace(/---/g, "—")
    .replace(/--/g, "–")
    .replace(/``/g, "“")
    .replace(/''/g, "”");
