/**
 * What commander refuses, in the form of all refusals: `place: expected X, got Y`, one line.
 *
 * Commander's messages name what is wrong but not what was expected; the expectation is read off the command it belongs to.
 */
import { type Command, CommanderError } from "commander";
import { suggestion } from "../files/nearest.js";
import { show } from "../files/problem-error.js";

/**
 * The line for an error of the argument parser; undefined for what is none (help, the version).
 *
 * @param args as given, without the interpreter and the script.
 * @param names of all commands, whether or not they are registered.
 */
export function usageLine(
  error: unknown,
  program: Command,
  args: readonly string[],
  names: readonly string[],
): string | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  const command = program.commands.find((candidate) => candidate.name() === args[0]) ?? program;
  const [, quoted = ""] = /'(.*?)'/s.exec(error.message) ?? [];
  switch (error.code) {
    case "commander.unknownCommand":
      return `command: expected one of ${names.join(", ")}${suggestion(args[0], names)}, got ${show(args[0])}`;
    case "commander.unknownOption": {
      const flag = quoted.split("=")[0]!;
      const known = shownFlags(command);
      const of = command === program ? "" : ` of ${command.name()}`;
      return `${shorten(flag)}: expected a flag${of}: ${known.join(", ")}${suggestion(flag, known)}, got ${show(flag)}`;
    }
    case "commander.optionMissingArgument":
    case "commander.missingMandatoryOptionValue": {
      const option = command.options.find(({ flags }) => flags === quoted);
      return `${option?.long ?? shorten(quoted)}: expected a value (${option?.description ?? "see --help"}), got nothing`;
    }
    case "commander.missingArgument": {
      const argument = command.registeredArguments.find((candidate) => candidate.name() === quoted);
      return `${quoted}: expected a ${argument?.description ?? "value"}, got nothing`;
    }
    case "commander.excessArguments": {
      const wanted = command.registeredArguments.map((argument) => argument.name());
      const got = command.args.slice(wanted.length).map(show).join(", ");
      return `arguments: expected ${wanted.length === 0 ? "none" : `only ${wanted.join(", ")}`} for ${command.name()}, got also ${shorten(got)}`;
    }
    default:
      // Help that was asked for, or shown in place of a command.
      return undefined;
  }
}

const shownFlags = (command: Command): string[] =>
  command.options.flatMap(({ long, hidden }) => (typeof long === "string" && !hidden ? [long] : []));

/** At most 80 characters of what the user wrote. */
const shorten = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
