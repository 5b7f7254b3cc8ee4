/**
 * Text in a problem or system file. Apart from the schemas, so that a system is read without loading them.
 */

/** What a value should have been instead of text of at most `maximum` characters; undefined if it is that. */
export function textDefect(value: unknown, maximum: number): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return "text";
  return value.length <= maximum ? undefined : `text of at most ${maximum} characters`;
}
