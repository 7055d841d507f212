import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import type { LocalizedCommand } from '../../src/cli/localized-command.ts';
import { createProgram } from '../../src/cli/program.ts';
import { openTerminal, type Terminal } from '../../src/cli/terminal.ts';
import { AppError } from '../../src/domain/failure.ts';
import { catalogueOf, type Language, languages, rendererOf } from '../../src/i18n/i18n.ts';

const terminalOf = (language: Language) => openTerminal(['--lang', language], new AbortController().signal);
const programOf = (terminal: Terminal) => createProgram(terminal, () => true);

const withAllBelow = (command: Command): Command[] => [command, ...command.commands.flatMap(withAllBelow)];

/** The printed help of a command, wrapped at `columns`. */
function helpOf(command: Command, columns: number): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => columns });
  command.outputHelp();
  return help;
}

const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

const isOfHelp = (key: string) => key.startsWith('help.');

describe.each(languages)('in "%s"', (language) => {
  test('every command, argument and option has a help text, and every help text is used', async () => {
    const catalogue = catalogueOf(language);
    const read = new Set<string>();
    const terminal = terminalOf(language);
    const { renderer } = terminal;
    const text = (...keys: string[]) => {
      read.add(keys.find((key) => Object.hasOwn(catalogue, key)) ?? `missing: ${keys.join(', ')}`);
      return renderer.text(...keys);
    };
    const program = await programOf({ ...terminal, renderer: { ...renderer, text } });
    for (const command of withAllBelow(program)) helpOf(command, 80);
    expect([...read].sort()).toEqual(Object.keys(catalogue).filter(isOfHelp).sort());
  });

  test.each([80, 120])('no line of a help is longer than %i columns, but for examples', async (columns) => {
    const program = await programOf(terminalOf(language));
    const lines = withAllBelow(program).flatMap((command) => helpOf(command, columns).split('\n'));
    const tooLong = lines.filter((line) => line.length > columns && !line.startsWith('  npx linkmill '));
    expect(tooLong).toEqual([]);
  });

  test('each choice of an option is named in the help', async () => {
    const program = await programOf(terminalOf(language));
    const unnamed = withAllBelow(program).flatMap((command) => {
      const help = command.createHelp();
      return command.options.flatMap((option) =>
        (option.argChoices ?? []).filter((choice) => !help.optionDescription(option).includes(choice)),
      );
    });
    expect(unnamed).toEqual([]);
  });
});

test.each(['fr', 'de'] as const)('the help in "%s" holds no English text', async (language) => {
  const { text } = rendererOf('en');
  const english = Object.keys(catalogueOf('en'))
    .filter((key) => isOfHelp(key) && text(key).includes(' '))
    .map((key) => onOneLine(text(key)));
  const ofCommander = ['Usage', 'display help', 'output the version', 'default:', 'choices:'];
  const program = await programOf(terminalOf(language));
  const left = withAllBelow(program).flatMap((command) => {
    const help = onOneLine(helpOf(command, 80));
    return [...english, ...ofCommander]
      .filter((one) => help.includes(one))
      .map((one) => `${command.name()}: ${one}`);
  });
  expect(left).toEqual([]);
});

/** The codes with which a command line is refused, after the field. */
async function complaintsOf(program: LocalizedCommand, words: readonly string[]): Promise<string[]> {
  const error = await program.parseAsync(words, { from: 'user' }).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw error;
  expect(exitCodeOf(error)).toBe(1);
  return error.failures.flatMap(({ code, field, details = [] }) => [
    ...[code, field ?? ''],
    ...details.map((detail) => detail.code),
  ]);
}

test.each([
  ['lapsing --alll', ['', 'option_unknown', 'did_you_mean']],
  ['lapsing --nothing-like-it', ['', 'option_unknown']],
  ['lapsign', ['', 'command_unknown', 'did_you_mean']],
  ['account ad shop', ['', 'command_unknown', 'did_you_mean']],
  ['nothing', ['', 'command_unknown']],
  ['audit', ['', 'argument_missing']],
  ['audit a b', ['', 'arguments_too_many']],
  ['history a b', ['', 'argument_wrong', 'must_be_line']],
  ['run a --out', ['', 'option_without_value']],
  ['run a --max-rows 0', ['--max-rows', 'found', 'must_be_whole_number']],
  ['run a --decimal dot', ['--decimal', 'found', 'must_be_one_of']],
  ['run a --sandbox --account shop', ['', 'options_exclusive']],
  ['reissue a --lines 1-200000', ['--lines', 'found', 'lines_at_most']],
  ['schedule add a --inbox b', ['', 'option_missing']],
])('`%s` is refused with codes, not with a text of commander', async (line, codes) => {
  const program = await programOf(terminalOf('en'));
  expect(await complaintsOf(program, line.split(' '))).toEqual(['usage_wrong', ...codes]);
});

test.each([
  ['--canry', 'There is no option --canry here. Did you mean --canary?'],
  ['--al', 'There is no option --al here. Did you mean --acl or --all?'],
])('for the mistyped %s the error proposes similar options', async (option, expected) => {
  const program = await programOf(terminalOf('en'));
  const command = option === '--al' ? 'doctor' : 'run';
  const error = await program.parseAsync([command, option], { from: 'user' }).catch((thrown) => thrown);
  expect((error as AppError).failures.map(rendererOf('en').failure)).toEqual([
    expect.stringContaining(expected),
  ]);
});
