import { type Argument, Command, Option } from 'commander';
import { AppError, failAt } from '../domain/failure.ts';
import { type Message, message } from '../i18n/messages.ts';
import { ancestry, LocalizedHelp } from './help.ts';
import { type Terminal, usageWrong } from './terminal.ts';

/** A word with more changes than this is no mistyped one. */
const mostChanges = 2;

/** The share of characters that a suggestion must have in common with the mistyped word. */
const leastAlike = 0.4;

/**
 * A commander command whose help and errors come from the catalogues, in the language of the terminal. A wrong command line throws
 * `usage_wrong` instead of ending the process. The methods below override those in which commander reports an error in English; those
 * whose names begin with `_` are undocumented.
 */
export class LocalizedCommand extends Command {
  readonly #terminal: Pick<Terminal, 'renderer'>;

  constructor(name: string, terminal: Pick<Terminal, 'renderer'>) {
    super(name);
    this.#terminal = terminal;
    this.exitOverride();
  }

  override createCommand(name = ''): LocalizedCommand {
    return new LocalizedCommand(name, this.#terminal);
  }

  override createHelp(): LocalizedHelp {
    return new LocalizedHelp(this, this.#terminal.renderer);
  }

  unknownOption(option: string): never {
    const known = ancestry(this).flatMap((one) => this.createHelp().visibleOptions(one));
    const flags = known.flatMap(({ long }) => long ?? []);
    throw usageWrong(message('option_unknown', { option }), ...didYouMean(option, flags));
  }

  unknownCommand(): never {
    const [command = ''] = this.args;
    const names = this.createHelp().visibleCommands(this);
    throw usageWrong(
      message('command_unknown', { command }),
      ...didYouMean(
        command,
        names.map((one) => one.name()),
      ),
    );
  }

  missingArgument(argument: string): never {
    throw usageWrong(message('argument_missing', { argument }));
  }

  optionMissingArgument({ long = '' }: Option): never {
    throw usageWrong(message('option_without_value', { option: long }));
  }

  missingMandatoryOptionValue({ long = '' }: Option): never {
    throw usageWrong(message('option_missing', { option: long }));
  }

  _conflictingOption({ long: one = '' }: Option, { long: other = '' }: Option): never {
    throw usageWrong(message('options_exclusive', { one, other }));
  }

  _excessArguments(received: readonly string[]): never {
    const [, ...names] = ancestry(this).map((one) => one.name());
    const counts = { count: received.length, most: this.registeredArguments.length };
    throw usageWrong(message('arguments_too_many', { command: names.join(' '), ...counts }));
  }

  _callParseArg(target: Option | Argument, value: string, previous: unknown): unknown {
    const { argChoices } = target;
    if (argChoices !== undefined && !argChoices.includes(value))
      throw valueWrong(target, value, [message('must_be_one_of', { choices: argChoices })]);
    try {
      return target.parseArg?.(value, previous);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw valueWrong(
        target,
        value,
        error.failures.flatMap(({ details = [] }) => details),
      );
    }
  }
}

function didYouMean(typed: string, known: readonly string[]): Message[] {
  const choices = similarWords(typed, known);
  return choices.length === 0 ? [] : [message('did_you_mean', { choices })];
}

/** A `usage_wrong` that names the option or argument and shows its value. */
function valueWrong(target: Option | Argument, value: string, why: readonly Message[]): AppError {
  const found = message('found', { found: `"${value}"` });
  if (target instanceof Option) return failAt(target.long ?? target.flags, 'usage_wrong', found, ...why);
  return usageWrong(message('argument_wrong', { argument: target.name(), value }), ...why);
}

/** The known words closest to a mistyped one, sorted; none where all are too different. */
function similarWords(typed: string, known: readonly string[]): string[] {
  const measured = [...new Set(known)].map((word) => ({ word, changes: changesBetween(typed, word) }));
  const near = measured.filter(({ word, changes }) => {
    const length = Math.max(typed.length, word.length);
    return changes <= mostChanges && (length - changes) / length > leastAlike;
  });
  const fewest = Math.min(...near.map(({ changes }) => changes));
  return near
    .filter(({ changes }) => changes === fewest)
    .map(({ word }) => word)
    .sort();
}

/** The number of characters to add, leave out, replace, or swap with their neighbour (Damerau-Levenshtein); infinite if surely too many. */
function changesBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > mostChanges) return Number.POSITIVE_INFINITY;
  const rows: number[][] = [];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 0; i <= one.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      const changes = i === 0 ? j : Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      rows[i]?.push(isSwap ? Math.min(changes, at(i - 2, j - 2) + 1) : changes);
    }
  }
  return at(one.length, other.length);
}
