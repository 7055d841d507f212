import { type Argument, type Command, Help, type Option } from 'commander';
import type { Renderer } from '../i18n/i18n.ts';
import { message } from '../i18n/messages.ts';

/**
 * Lays out the help of one command. A command declares no texts; the catalogue has them under keys that follow from its path (`run`,
 * `schedule.add`, `linkmill` for the program itself):
 *
 *     help.PATH            what the command does, in sentences
 *     help.PATH.summary    the same in one line, for a list of commands
 *     help.PATH.<file>     an argument of this command; help.<file> where several commands share it
 *     help.PATH.--out      an option of this command; help.--out where several commands share it
 *     help.value.file      the placeholder of a value
 *     help.title.usage     the title of a section
 */
export class LocalizedHelp extends Help {
  override minWidthToWrap = 30;
  readonly #path: string;
  readonly #renderer: Renderer;

  constructor(command: Command, renderer: Renderer) {
    super();
    this.#path = pathOf(command);
    this.#renderer = renderer;
  }

  override formatHelp(command: Command): string {
    const width = this.padWidth(command, this);
    const item = (term: string, text: string) => this.formatItem(term, width, text, this);
    const part = (title: string, items: string[]) =>
      this.formatItemList(this.#text(`title.${title}`), items, this);
    const inArguments = this.visibleArguments(command).map((one) =>
      item(this.argumentTerm(one), this.argumentDescription(one)),
    );
    const inOptions = this.visibleOptions(command).map((one) =>
      item(this.optionTerm(one), this.optionDescription(one)),
    );
    const inCommands = this.visibleCommands(command).map((one) =>
      item(this.subcommandTerm(one), this.subcommandDescription(one)),
    );
    return [
      `${this.#text('title.usage')} ${this.commandUsage(command)}`,
      '',
      this.boxWrap(this.commandDescription(command), this.helpWidth ?? 80),
      '',
      ...part('arguments', inArguments),
      ...part('options', inOptions),
      ...part('commands', inCommands),
    ].join('\n');
  }

  override commandUsage(command: Command): string {
    const names = ancestry(command).map((one) => one.name());
    const words = [`[${this.#value('options')}]`, ...command.registeredArguments.map(this.#argumentWord)];
    const isGroup = command.commands.length > 0;
    return [...names, ...(isGroup ? words.toSpliced(1, 0, `[${this.#value('command')}]`) : words)].join(' ');
  }

  override commandDescription(command: Command): string {
    return this.#text(pathOf(command));
  }

  override subcommandTerm(command: Command): string {
    return [command.name(), ...command.registeredArguments.map(this.#argumentWord)].join(' ');
  }

  override subcommandDescription(command: Command): string {
    // Commander adds a `help` to each command that has subcommands.
    const path = command.name() === 'help' ? 'help' : pathOf(command);
    return this.#text(`${path}.summary`);
  }

  /** Commander leaves out arguments without a description, and these have theirs in the catalogue. */
  override visibleArguments(command: Command): Argument[] {
    return [...command.registeredArguments];
  }

  override argumentTerm(argument: Argument): string {
    return this.#value(argument.name());
  }

  override argumentDescription(argument: Argument): string {
    const name = `<${argument.name()}>`;
    return this.#text(`${this.#path}.${name}`, name);
  }

  override optionTerm({ flags }: Option): string {
    return flags.replace(/<(.+?)(\.\.\.)?>/, (_, name, dots = '') => `<${this.#value(name)}${dots}>`);
  }

  override optionDescription(option: Option): string {
    const { long = '', argChoices, defaultValue, defaultValueDescription } = option;
    const { render } = this.#renderer;
    const text = this.#text(`${this.#path}.${long}`, long);
    const words = [text];
    // Some texts explain each choice themselves.
    if (argChoices?.some((choice) => !text.includes(choice)))
      words.push(render(message('help_choices', { choices: argChoices.join(', ') })));
    if (defaultValue !== undefined) {
      const value = defaultValueDescription ?? String(defaultValue);
      words.push(render(message('help_default', { value })));
    }
    return words.join(' ');
  }

  /** Keeps commander from breaking a line at a no-break space. */
  override boxWrap(text: string, width: number): string {
    return super.boxWrap(text.replaceAll('\u00a0', standIn), width).replaceAll(standIn, '\u00a0');
  }

  #argumentWord = (argument: Argument): string => {
    const word = `${this.#value(argument.name())}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${word}>` : `[${word}]`;
  };

  #value(name: string): string {
    return this.#text(`value.${name}`);
  }

  /** The text of the first of these keys that the catalogue has. */
  #text(...keys: string[]): string {
    return this.#renderer.text(...keys.map((key) => `help.${key}`));
  }
}

/** A private-use character, one column wide, that no catalogue text contains. */
const standIn = '\ue000';

/** The command with its parents, outermost first. */
export function ancestry(command: Command): Command[] {
  return command.parent === null ? [command] : [...ancestry(command.parent), command];
}

function pathOf(command: Command): string {
  const [program, ...names] = ancestry(command).map((one) => one.name());
  return names.length === 0 ? String(program) : names.join('.');
}
