import { type Argument, Command, Option } from 'commander';
import { failAt, Stop } from '../domain/failure.ts';
import { type Message, message } from '../i18n/messages.ts';
import { type Door, usageWrong } from './door.ts';
import { ancestry, DoorHelp } from './help.ts';
import { similarWords } from './similar.ts';

/**
 * A command whose help and complaints are texts of the catalogues, in the language of the door. A wrong command line is a Stop with
 * `usage_wrong`, and ends no program. Methods whose names begin with `_` are commander's own, which it does not document: each is where
 * it would write a complaint in English.
 */
export class DoorCommand extends Command {
  readonly #door: Pick<Door, 'renderer'>;

  constructor(name: string, door: Pick<Door, 'renderer'>) {
    super(name);
    this.#door = door;
    this.exitOverride();
  }

  override createCommand(name = ''): DoorCommand {
    return new DoorCommand(name, this.#door);
  }

  override createHelp(): DoorHelp {
    return new DoorHelp(this, this.#door.renderer);
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
      if (!(error instanceof Stop)) throw error;
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

/** Names the option or the argument that has the wrong value, and shows the value. */
function valueWrong(target: Option | Argument, value: string, why: readonly Message[]): Stop {
  const found = message('found', { found: `"${value}"` });
  if (target instanceof Option) return failAt(target.long ?? target.flags, 'usage_wrong', found, ...why);
  return usageWrong(message('argument_wrong', { argument: target.name(), value }), ...why);
}
