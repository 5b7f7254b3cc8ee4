/** Fenced code blocks of a Markdown file, and what a runnable one is expected to print. */
export interface Block {
  /** The words after the fence: "ts runnable", "sh", … */
  readonly info: string;
  readonly body: string;
  /** The last file name in backquotes before the block. */
  readonly fileName: string | undefined;
}

/** Every fenced block, in order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    info: match[1]!,
    body: match[2]!,
    fileName: [...markdown.slice(0, match.index).matchAll(/`([\w-]+\.json)`/g)].at(-1)?.[1],
  }));
}

/** The lines `// → …`. */
export const expectedLines = (body: string): string[] =>
  [...body.matchAll(/^\s*\/\/ → (.*)$/gm)].map(([, line]) => line!);

/** From one heading of level two to the next. */
export function sectionOf(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`expected a section "${heading}"`);
  const end = markdown.indexOf("\n## ", start + 1);
  return markdown.slice(start, end < 0 ? undefined : end);
}
