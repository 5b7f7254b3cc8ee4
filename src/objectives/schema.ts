/** The problem file as parsed: see `docs/interface.md`. Filled in by the schema. */
export type ProblemFile = Readonly<Record<string, unknown>>;
