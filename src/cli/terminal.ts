import type { Readable } from 'node:stream';
import { type Environment, readEnvironment, readSurroundings } from '../config.ts';
import { type AppError, type Failure, fail } from '../domain/failure.ts';
import { legible, legibleJson } from '../domain/text/shown.ts';
import { type Language, languageOf, languages, type Renderer, rendererOf } from '../i18n/i18n.ts';
import { type Message, message } from '../i18n/messages.ts';

/** The registry account that a command works for. */
interface ChosenAccount {
  readonly name: string;
  /** Whether `--account` named it; then the command lines that the program proposes carry the flag as well. */
  readonly isGiven: boolean;
  /** Settings of the account, which override the environment. */
  readonly variables: Environment;
  /** Why its secret cannot be read here; then commands can read its ledger but not call Bridge. */
  readonly failure?: Failure;
}

/** What a command may use of the process it runs in. */
export interface Terminal {
  /** The language of every text for people. */
  readonly language: Language;
  /** Shows messages on standard error, a line each; a line end inside a message is escaped. */
  show(...lines: readonly Message[]): void;
  /** Writes finished lines to standard error: names, paths, and columns with rendered messages in them. */
  write(...lines: readonly string[]): void;
  /** Renders a message, for a line that is built of several. */
  text(message: Message): string;
  /** Renders texts whose command lines work for the same account. */
  readonly renderer: Renderer;
  /** Prints lines on standard output, to be piped; prints nothing with `--json`. */
  print(...lines: readonly string[]): void;
  /** Shows the message with the command line that goes on from here; returns 130, the exit code of an interruption. */
  showHowToGoOn(what: Message, isCanaryOver?: boolean): number;
  /** Prints the command's result as one JSON object in the last line of standard output; only with `--json`. */
  result(value: Readonly<Record<string, unknown>>): void;
  /** The account that the command works for, where it comes from the registry. */
  account?: ChosenAccount;
  /** The environment with the account's settings over it. Throws an AppError where `.env` cannot be read. */
  readonly environment: Environment;
  /** The arguments of the process. */
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

/** Opens the terminal of this process for these command-line arguments. */
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

/** The language of `--lang`, else of the environment. Read before commander parses, whose errors are localized as well. */
function languageGiven(words: readonly string[]): Language {
  const joined = words.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
  const given = joined ?? words[words.indexOf('--lang') + 1];
  const isGiven = words.some((word) => word.startsWith('--lang'));
  return (
    (isGiven ? languages.find((language) => language === given) : undefined) ?? languageOf(readSurroundings())
  );
}

/** Shows failures and, with `--json`, prints them as the result. */
export function showFailures(
  terminal: Pick<Terminal, 'show' | 'result'>,
  failures: readonly Failure[],
): void {
  for (const failure of failures) terminal.show(codedFailure(failure));
  terminal.result({ error: { failures } });
}

/** Writes a message indented below the line that it belongs to. */
export function indented(terminal: Pick<Terminal, 'write' | 'text'>, one: Message): void {
  terminal.write(`  ${terminal.text(one)}`);
}

/** An AppError for a wrong command line; parsers of flag values throw it as well. */
export function usageWrong(...details: Message[]): AppError {
  return fail('usage_wrong', ...details);
}

/** A failure as one line, with its code first. */
export function codedFailure(failure: Failure): Message {
  return message('coded_failure', { code: failure.code, failure });
}

/**
 * The command line as a person can paste it into a shell. Leaves out `--fresh`, which would forget the work so far, and, after the
 * canary, `--canary`.
 */
function commandLine(words: readonly string[], isCanaryOver: boolean): string {
  const isCanary = (word: string | undefined) => word === '--canary';
  const remaining = words.filter((word, at) => {
    if (word === '--fresh') return false;
    return !isCanaryOver || !(isCanary(word) || isCanary(words[at - 1]) || word.startsWith('--canary='));
  });
  const quoted = remaining.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['npx linkmill', ...quoted].join(' ');
}
