import type { Readable } from 'node:stream';
import { type Environment, readEnvironment, readSurroundings } from '../config.ts';
import { type AppError, type Failure, fail } from '../domain/failure.ts';
import { legible, legibleJson } from '../domain/text/shown.ts';
import { type Language, languageOf, languages, type Renderer, rendererOf } from '../i18n/i18n.ts';
import { type Message, message } from '../i18n/messages.ts';

/** The account by name that a command works for. */
interface ChosenAccount {
  readonly name: string;
  /** By `--account`: the command lines that are proposed carry it, too. */
  readonly isGiven: boolean;
  /** Laid over the environment. */
  readonly variables: Environment;
  /** Why its secret cannot be read here: it can be looked at, and not spoken for. */
  readonly failure?: Failure;
}

/** What a command may use of the process it runs in. */
export interface Terminal {
  /** Of people. */
  readonly language: Language;
  /** Shows messages on standard error, a line each; what ends a line inside of one is shown by its code. */
  show(...lines: readonly Message[]): void;
  /** Writes lines that are in the language of people already: names, paths, and columns with the text of a message in them. */
  write(...lines: readonly string[]): void;
  /** A message in the language of people, to stand in a line with others. */
  text(message: Message): string;
  /** Renders for whoever reads here; the command lines in its texts work for the same account. */
  readonly renderer: Renderer;
  /** What was asked for itself, on standard output, to be piped, line by line; nothing with `--json`. */
  print(...lines: readonly string[]): void;
  /** Shows what was interrupted, and how to go on; returns the exit code of an interruption. */
  showHowToGoOn(what: Message, isCanaryOver?: boolean): number;
  /** What the command came to, as one JSON object; printed with `--json` as the last line of standard output. */
  result(value: Readonly<Record<string, unknown>>): void;
  /** The account that the command works for, where it was chosen by name. */
  account?: ChosenAccount;
  /** With what belongs to the account; a AppError where `.env` cannot be read. */
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

/** The door of this process, called with these words. */
export function openTerminal(words: readonly string[], interrupted: AbortSignal): Terminal {
  const isJson = words.includes('--json');
  const language = languageGiven(words);
  const write = (lines: readonly string[]) => {
    for (const line of lines) process.stderr.write(`${legible(line)}\n`);
  };
  const renderer = () =>
    rendererOf(language, 'cli', {
      isSandbox: words.includes('--sandbox'),
      ...(terminal.account?.isGiven && { account: terminal.account.name }),
    });
  const text = (one: Message) => renderer().render(one);
  const show = (...lines: readonly Message[]) => write(lines.map(text));
  const terminal: Terminal = {
    language,
    show,
    write: (...lines) => write(lines),
    text,
    get renderer() {
      return renderer();
    },
    print(...lines) {
      if (!isJson) for (const line of lines) process.stdout.write(`${legible(line)}\n`);
    },
    showHowToGoOn(what, isCanaryOver = false) {
      show(message('go_on_with', { what, command: commandLine(words, isCanaryOver) }));
      return 130;
    },
    result(value) {
      const named = terminal.account === undefined ? value : { accountName: terminal.account.name, ...value };
      if (isJson) process.stdout.write(`${legibleJson(named)}\n`);
    },
    get environment() {
      return { ...readEnvironment(), ...terminal.account?.variables };
    },
    words,
    stdin: process.stdin,
    stderr: process.stderr,
    interrupted,
    exitCode: 0,
  };
  return terminal;
}

/** What `--lang` says, before commander reads it: its own complaints are told, too. Else what the environment says. */
function languageGiven(words: readonly string[]): Language {
  const joined = words.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
  const said = joined ?? words[words.indexOf('--lang') + 1];
  const isSaid = words.some((word) => word.startsWith('--lang'));
  return (
    (isSaid ? languages.find((language) => language === said) : undefined) ?? languageOf(readSurroundings())
  );
}

/** Tells failures to people and, with `--json`, to programs. */
export function showFailures(
  terminal: Pick<Terminal, 'show' | 'result'>,
  failures: readonly Failure[],
): void {
  for (const failure of failures) terminal.show(codedFailure(failure));
  terminal.result({ error: { failures } });
}

/** Writes a message below the line that it belongs to. */
export function indented(terminal: Pick<Terminal, 'write' | 'text'>, one: Message): void {
  terminal.write(`  ${terminal.text(one)}`);
}

/** A AppError for a command line that cannot be meant; a parser of values throws it, too. */
export function usageWrong(...details: Message[]): AppError {
  return fail('usage_wrong', ...details);
}

/** A failure in a line, its code before it. */
export function codedFailure(failure: Failure): Message {
  return message('coded_failure', { code: failure.code, failure });
}

/** The command as it can be pasted into a shell; going on never forgets (`--fresh`). */
function commandLine(words: readonly string[], isCanaryOver: boolean): string {
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
