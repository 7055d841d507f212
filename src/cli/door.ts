import type { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import { type Environment, readEnvironment, readSurroundings } from '../config.ts';
import { describeFailure, type Failure } from '../domain/failure.ts';
import { inLanguage, type Language, languageOf } from '../domain/language.ts';
import { withAccountNamed, withSandboxNamed } from '../domain/named-account.ts';
import { legible, legibleJson } from '../domain/shown.ts';
import { rendererOf } from '../i18n/i18n.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { ChosenAccount } from './choose-account.ts';

/** What a command may use of the process it runs in. */
export interface Door {
  /** What people are told in. */
  readonly language: Language;
  /** Lines for people, on standard error, in their language; what ends a line inside of one is shown by its code. */
  say(...lines: readonly string[]): void;
  /** Says messages, a line each. */
  show(...lines: readonly Message[]): void;
  /** A message in the language of people, to stand in a line with others. */
  text(message: Message): string;
  /** What was asked for itself, on standard output, to be piped, line by line; nothing with `--json`. */
  print(...lines: readonly string[]): void;
  /** Says how to go on after an interruption; answers its exit code. */
  sayGoOn(said: string, isCanaryOver?: boolean): number;
  /** What the command came to, as one JSON object; printed with `--json` as the last line of standard output. */
  result(value: Readonly<Record<string, unknown>>): void;
  /** The account that the command works for, where it was chosen by name. */
  account?: ChosenAccount;
  /** With what belongs to the account; a Stop where `.env` cannot be read. */
  readonly environment: Environment;
  /** The command line, to be shown again. */
  readonly words: readonly string[];
  readonly stdin: Readable;
  readonly stderr: NodeJS.WriteStream;
  /** Fires on Ctrl-C and on SIGTERM. */
  readonly interrupted: AbortSignal;
  /** The command's exit code, once it has ended. */
  exitCode: number;
}

/** Flags that every command has. */
export interface CommonFlags {
  readonly json?: true;
}

/**
 * Gives a command its `--json` and its example, and runs `act` with the door, for the account that is meant where the command has
 * one. `act` answers the exit code.
 */
export function onDoor<Flags extends CommonFlags>(
  command: Command,
  door: Door,
  example: string,
  act: (flags: Flags, ...words: string[]) => Promise<number>,
): Command {
  const takesAccount = command.options.some(({ long }) => long === '--account');
  return onOwnLines(command)
    .addOption(new Option('--lang <language>', 'language of what people read').choices(['en', 'fr']))
    .option('--json', 'print one JSON object as the last line of standard output')
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action(async (...given: unknown[]) => {
      const words = given.filter((one): one is string => typeof one === 'string');
      const work = () => act(command.opts<Flags>(), ...words);
      // Help is to answer before the heavy modules are read.
      const { onAccount } = takesAccount ? await import('./choose-account.ts') : { onAccount: undefined };
      door.exitCode = await (onAccount === undefined ? work() : onAccount(door, command, work));
    });
}

/** A command whose complaints end no program, and are one line each whatever they repeat of the command line. */
export function onOwnLines(command: Command): Command {
  const outputError = (text: string, write: (text: string) => void) => write(`${legible(text.trimEnd())}\n`);
  return command.exitOverride().configureOutput({ outputError });
}

/** The door of this process, called with these words. */
export function openDoor(words: readonly string[], interrupted: AbortSignal): Door {
  const isJson = words.includes('--json');
  const language = languageSaid(words);
  const inSandbox = words.includes('--sandbox') ? withSandboxNamed : (text: string) => text;
  const named = (text: string) =>
    door.account?.isGiven ? withAccountNamed(text, door.account.name) : inSandbox(text);
  const write = (lines: readonly string[]) => {
    for (const line of lines) process.stderr.write(`${legible(line)}\n`);
  };
  const say = (...lines: readonly string[]) => write(lines.map((line) => named(inLanguage(line, language))));
  const { render } = rendererOf(language);
  const door: Door = {
    language,
    say,
    show: (...lines) => write(lines.map((line) => named(render(line)))),
    text: (message) => named(render(message)),
    print(...lines) {
      if (!isJson) for (const line of lines) process.stdout.write(`${legible(line)}\n`);
    },
    sayGoOn(said, isCanaryOver = false) {
      say(`${said} Go on with: ${commandLine(words, isCanaryOver)}`);
      return 130;
    },
    result(value) {
      const named = door.account === undefined ? value : { accountName: door.account.name, ...value };
      if (isJson) process.stdout.write(`${legibleJson(named)}\n`);
    },
    get environment() {
      return { ...readEnvironment(), ...door.account?.variables };
    },
    words,
    stdin: process.stdin,
    stderr: process.stderr,
    interrupted,
    exitCode: 0,
  };
  return door;
}

/** What `--lang` says, before commander reads it: its own complaints are told, too. Else what the environment says. */
function languageSaid(words: readonly string[]): Language {
  const joined = words.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
  const said = joined ?? words[words.indexOf('--lang') + 1];
  if (words.some((word) => word.startsWith('--lang')) && (said === 'fr' || said === 'en')) return said;
  return languageOf(readSurroundings());
}

/** Tells failures to people and, with `--json`, to programs. */
export function tellFailures(
  door: Pick<Door, 'say' | 'show' | 'result'>,
  failures: readonly Failure[],
): void {
  for (const failure of failures) {
    // A detail that is a sentence of ours still has its French by its words.
    if (failure.detail === undefined) door.show(message('failure_by_code', { code: failure.code, failure }));
    else door.say(`${failure.code}: ${describeFailure(failure)}`);
  }
  door.result({ error: { failures } });
}

/** The command as it can be pasted into a shell; going on never forgets (`--fresh`). */
export function commandLine(words: readonly string[], isCanaryOver: boolean): string {
  const isCanary = (word: string | undefined) => word === '--canary';
  const kept = words.filter((word, at) => {
    if (word === '--fresh') return false;
    return !isCanaryOver || !(isCanary(word) || isCanary(words[at - 1]) || word.startsWith('--canary='));
  });
  const quoted = kept.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['npx linkmill', ...quoted].join(' ');
}
