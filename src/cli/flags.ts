/**
 * Flags shared by the commands, and their checks. Every refusal is a `UsageError` naming the flag.
 */
import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { type Command, Option } from "commander";
import type { Method } from "../atlas/record/types.js";
import { DEFAULT_SEED } from "../exact/random.js";
import { suggestion } from "../files/nearest.js";
import { show } from "../files/problem-error.js";
import type { PathPreset } from "../numeric/homotopy/options.js";
import { DEFAULT_FORMAT, FORMATS, type Format, formatsWith, traitsOf } from "../report/formats.js";
import { lengthInPoints } from "../report/length.js";
import type { TexOptions } from "../report/tex.js";
import type { TableView } from "../report/view.js";
import { UsageError } from "./exit.js";

/** As commander hands them over. */
export interface SharedFlags {
  readonly format?: string;
  readonly output?: string;
  readonly seed?: string;
  readonly quiet?: boolean;
  readonly threads?: string;
  readonly timeLimit?: string;
  readonly caption?: string;
  readonly label?: string;
  readonly siunitx?: boolean;
  readonly standalone?: boolean;
  readonly textWidth?: string;
}

/** What a command does with the flags that not every command has a use for. */
export interface Uses {
  /** It makes random choices. */
  readonly seed?: boolean;
  readonly threads?: boolean;
  /** It may run for long. */
  readonly time?: boolean;
}

/**
 * Adds the shared flags to a command; `formats` are those it can write. All commands take all of them, so that scripts can
 * pass them everywhere; help shows those that act.
 */
export function addSharedFlags(
  command: Command,
  formats: readonly Format[] = FORMATS,
  { seed = true, threads = true, time = true }: Uses = {},
): Command {
  const add = (flags: string, description: string, shown = true) =>
    command.addOption(new Option(flags, description).hideHelp(!shown));
  add("--format <format>", `${formats.join(", ")} (default: from the output file, else text)`);
  add("-o, --output <file>", "write to a file; its extension decides the format");
  add("--seed <integer>", `seed of every random choice (default: ${DEFAULT_SEED})`, seed);
  add("--threads <count>", "threads to use at most (default: one per processor)", threads);
  add("--time-limit <seconds>", "stop then, with what there is by then, marked incomplete", time);
  add("--quiet", "no progress and no warnings");
  add("--caption <text>", "tex: caption of the table");
  add("--label <name>", "tex: label of the table");
  add("--siunitx", "tex: numbers as \\num{…}");
  add("--standalone", "tex: a whole document instead of a fragment");
  add(
    "--text-width <length>",
    "tex: width of the text block, such as 5.5in, 120mm or 240pt (default: 5.5in)",
  );
  return command;
}

/** As commander hands them over. */
export interface TableFlags {
  readonly columns?: string;
  readonly sort?: string;
  readonly digits?: string;
  readonly where?: string;
  /** False with `--no-census`. */
  readonly census?: boolean;
}

/** Adds the flags that choose rows, columns and digits of the main table, and where there is a census beside it, its flag. */
export function addTableFlags(command: Command, { census = false } = {}): Command {
  command
    .option("--columns <names>", "tables: these columns, by their names in CSV, with commas")
    .option("--sort <column>", "tables: by this column; column:desc for the largest first")
    .option("--digits <count>", "tables: significant digits of numbers, 1 to 17")
    .option(
      "--where <condition>",
      'tables: rows that satisfy it, such as "kind = global-minimum and rank < 3"',
    );
  return census ? command.option("--no-census", "tables: without the counts by index") : command;
}

/**
 * The view that the flags ask for.
 *
 * @throws UsageError if a flag has no such value, or the format has no table.
 */
export function readTableFlags(
  { columns, sort, digits, where, census }: TableFlags,
  format: Format,
): TableView {
  const given = { columns, sort, digits, where, "no-census": census === false ? census : undefined };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && !traitsOf(format).hasTables)
      throw new UsageError(
        `--${name}: expected a format with tables (${formatsWith("hasTables").join(", ")}), got ${format}`,
      );
  const [column = "", direction, ...more] = (sort ?? "").split(":");
  if (more.length > 0 || (direction !== undefined && direction !== "desc" && direction !== "asc"))
    throw new UsageError(`--sort: expected column, column:asc or column:desc, got ${show(sort)}`);
  const count = digits === undefined ? undefined : readInteger("--digits", digits, 1);
  if (count !== undefined && count > 17)
    throw new UsageError(`--digits: expected 1 to 17 digits, got ${show(digits)}`);
  return {
    ...(columns === undefined ? {} : { columns: columns.split(",").map((name) => name.trim()) }),
    ...(sort === undefined ? {} : { sort: { column, descending: direction === "desc" } }),
    ...(count === undefined ? {} : { digits: count }),
    ...(where === undefined ? {} : { where }),
    ...(census === false ? { census } : {}),
  };
}

/** Examples under the help of a command, without the name of the program. */
export const addExamples = (command: Command, examples: readonly string[]): Command =>
  command.addHelpText(
    "after",
    `\nExamples:\n${examples.map((example) => `  $ landscape-atlas ${example}`).join("\n")}`,
  );

/** The shared flags of a command, checked, with their defaults. */
export interface Settings {
  readonly format: Format;
  readonly output: string | undefined;
  readonly seed: number;
  readonly quiet: boolean;
  /** Worker threads at most; commands that use one ignore it. */
  readonly threads: number;
  /** Seconds after which the work is stopped. */
  readonly timeLimit: number | undefined;
  readonly tex: TexOptions;
}

/**
 * The shared flags, checked.
 *
 * @throws UsageError if a flag has no such value, or the output's extension names no format.
 */
export function readSharedFlags(flags: SharedFlags, formats: readonly Format[] = FORMATS): Settings {
  const threads =
    flags.threads === undefined ? availableParallelism() : readInteger("--threads", flags.threads, 1);
  const format = readFormat(flags, formats);
  const tex: TexOptions = {
    ...(flags.caption === undefined ? {} : { caption: flags.caption }),
    ...(flags.label === undefined ? {} : { label: flags.label }),
    siunitx: flags.siunitx ?? false,
    standalone: flags.standalone ?? false,
    ...(flags.textWidth === undefined ? {} : { width: readTextWidth(flags.textWidth) }),
  };
  for (const name of ["caption", "label", "siunitx", "standalone", "textWidth"] as const)
    if (flags[name] !== undefined && !traitsOf(format).isTypeset)
      throw new UsageError(
        `--${name === "textWidth" ? "text-width" : name}: expected --format ${formatsWith("isTypeset").join(" or ")}, got ${format}`,
      );
  if (flags.label !== undefined && !/^[A-Za-z0-9:._-]+$/.test(flags.label))
    throw new UsageError(`--label: expected letters, digits and ": . _ -", got ${show(flags.label)}`);
  return {
    format,
    output: flags.output,
    seed: flags.seed === undefined ? DEFAULT_SEED : readInteger("--seed", flags.seed, 0),
    quiet: flags.quiet ?? false,
    threads,
    timeLimit: flags.timeLimit === undefined ? undefined : readTimeLimit(flags.timeLimit),
    tex,
  };
}

function readFormat({ format, output }: SharedFlags, formats: readonly Format[]): Format {
  if (format !== undefined) return readChoice("--format", format, formats);
  if (output === undefined) return DEFAULT_FORMAT;
  const extension = extname(output).toLowerCase();
  const found = formats.find((name) => traitsOf(name).extension === extension);
  if (found !== undefined) return found;
  const known = formats.map((name) => traitsOf(name).extension);
  throw new UsageError(
    `--output: expected an extension ${known.join(", ")} (or --format), got ${show(output)}`,
  );
}

/** The methods by which components are located, as `--method` lists them. */
const METHODS = [
  "auto",
  "closed-form",
  "algebra",
  "paths",
  "solve",
  "both",
] as const satisfies readonly Method[];

/** The help of `--method`. */
export const METHOD_HELP = `${METHODS.join(", ")} (default: auto, the closed form where there is one, else the solver)`;

/** @throws UsageError if there is no such method. */
export function readMethod(text: string | undefined): { readonly method?: Method } {
  if (text === undefined) return {};
  return { method: readChoice("--method", text, METHODS) };
}

/** How paths are followed, as `--preset` lists it. */
const PRESETS = ["fast", "default", "conservative"] as const satisfies readonly PathPreset[];

/** The help of `--preset`. */
export const PRESET_HELP = `${PRESETS.join(", ")}: with how much care paths are followed`;

/** @throws UsageError if there is no such preset. */
export const readPreset = (text: string | undefined): { readonly paths?: PathPreset } =>
  text === undefined ? {} : { paths: readChoice("--preset", text, PRESETS) };

/** @throws UsageError if `text` is not one of the choices. */
export function readChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined)
    throw new UsageError(
      `${flag}: expected ${choices.join(", ")}${suggestion(text, choices)}, got ${show(text)}`,
    );
  return found;
}

/** @throws UsageError if `text` is not a decimal integer in [least, 2³²). */
export function readInteger(flag: string, text: string, least: 0 | 1): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < least || value >= 2 ** 32)
    throw new UsageError(
      `${flag}: expected a ${least === 0 ? "non-negative" : "positive"} integer below 2^32, got ${show(text)}`,
    );
  return value;
}

/** @throws UsageError if `text` is not a positive decimal number. */
export function readPositive(flag: string, text: string): number {
  const value = Number(text);
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !(value > 0) || !Number.isFinite(value))
    throw new UsageError(`${flag}: expected a positive number, got ${show(text)}`);
  return value;
}

const SIZES = new Map([
  ["KB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
]);

/**
 * A budget: seconds, such as `30s`, memory, such as `500MB`, or both with a comma.
 *
 * @throws UsageError if it is none of them.
 */
export function readBudget(text: string): { readonly seconds?: number; readonly bytes?: number } {
  let budget: { seconds?: number; bytes?: number } = {};
  for (const part of text.split(",")) {
    const [, amount = "", unit = ""] = /^([\d.]+)([a-zA-Z]*)$/.exec(part.trim()) ?? [];
    const size = SIZES.get(unit.toUpperCase());
    const isTime = unit === "" || unit === "s";
    if (amount === "" || (!isTime && size === undefined))
      throw new UsageError(
        `--budget: expected seconds or memory such as 30s, 500MB or 30s,2GB, got ${show(text)}`,
      );
    const value = readPositive("--budget", amount);
    if (isTime && value > LONGEST_TIME)
      throw new UsageError(`--budget: expected at most ${LONGEST_TIME} seconds, got ${show(part)}`);
    budget = isTime ? { ...budget, seconds: value } : { ...budget, bytes: value * size! };
  }
  return budget;
}

function readTextWidth(text: string): number {
  const points = lengthInPoints(text);
  if (points === undefined)
    throw new UsageError(
      `--text-width: expected a length from 1in to 100in such as 5.5in, 120mm or 240pt, got ${show(text)}`,
    );
  return points;
}

/** Timers count milliseconds in 31 bits. */
const LONGEST_TIME = 2_000_000;

function readTimeLimit(text: string): number {
  const seconds = readPositive("--time-limit", text);
  if (seconds > LONGEST_TIME)
    throw new UsageError(`--time-limit: expected at most ${LONGEST_TIME} seconds, got ${show(text)}`);
  return seconds;
}
