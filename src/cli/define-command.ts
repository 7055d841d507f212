import { Option } from 'commander';
import type { Config } from '../config.ts';
import { languages } from '../i18n/i18n.ts';
import type { Message } from '../i18n/messages.ts';
import { type KeyManager, openKeys } from '../wiring/keys.ts';
import { type OpenAccount, realClock } from '../wiring.ts';
import { closing, usingBridge, usingLedger } from './batch-of.ts';
import { configOfAnyAccount, type OpenRegistry, onAccount, openRegistryAt } from './choose-account.ts';
import { addFlags, type FlagSpecs, type FlagsOf } from './flag-specs.ts';
import { configOf, type SandboxFlags } from './flags.ts';
import { LocalizedCommand } from './localized-command.ts';
import { type CommonFlags, type Terminal, usageWrong } from './terminal.ts';

type Nothing = Readonly<Record<never, never>>;

/** The open context of an account of Bridge, or of the built-in sandbox. */
interface OnAccount {
  readonly config: Config;
  readonly open: OpenAccount;
  readonly context: OpenAccount['context'];
  readonly ledger: OpenAccount['context']['ledger'];
}

/** What is open while a command runs, by the kind in its definition; a kind with `to change` may write. */
interface Opened {
  readonly nothing: Nothing;
  readonly ledger: OnAccount;
  readonly 'ledger to change': OnAccount;
  /** Also a ledger whose restore did not finish. */
  readonly 'ledger to restore': OnAccount;
  /** The ledger of an account, for a command that calls Bridge. */
  readonly bridge: OnAccount;
  readonly accounts: { readonly registry: OpenRegistry };
  readonly 'accounts to change': { readonly registry: OpenRegistry };
  readonly keys: { readonly manager: KeyManager };
}

type Opens = keyof Opened;

interface Given<Specs> {
  readonly terminal: Terminal;
  readonly flags: FlagsOf<Specs> & CommonFlags;
  /** When the command began, ms since 1970. */
  readonly startedAt: number;
}

/** How a command ended. */
export interface Outcome {
  /** For `--json`; absent where the command has printed it itself. */
  readonly result?: Readonly<Record<string, unknown>>;
  /** The exit code; absent means 0. */
  readonly code?: number;
}

/** The types of the arguments in `<batch> [line]`: one in square brackets is optional. */
type WordsOf<Words extends string> = Words extends `${infer One} ${infer Rest}`
  ? [...WordsOf<One>, ...WordsOf<Rest>]
  : Words extends `<${string}>`
    ? [word: string]
    : Words extends `[${string}]`
      ? [word?: string]
      : [];

interface Definition<Words extends string, Specs extends FlagSpecs, Kind extends Opens> {
  readonly name: string;
  readonly arguments?: Words;
  /** Parsers of arguments, by their names. */
  readonly reads?: Readonly<Record<string, (text: string) => string>>;
  readonly flags?: Specs;
  /** A command line for the help, without the name of the program. */
  readonly example: string;
  readonly opens?: Kind | ((flags: FlagsOf<Specs>) => Kind);
  /** Refuses flags and arguments that contradict each other, before anything is opened. */
  readonly refuses?: (flags: FlagsOf<Specs>, ...words: WordsOf<Words>) => Message | undefined;
  run(given: Given<Specs> & Opened[Kind], ...words: WordsOf<Words>): Promise<Outcome>;
}

/**
 * Defines a command. It opens what `opens` names, runs, closes it, and prints the result. With the flag `--account` it runs for the
 * account that `onAccount` chooses.
 */
export function defineCommand<
  const Words extends string = '',
  const Specs extends FlagSpecs = Nothing,
  Kind extends Opens = 'nothing',
>(definition: Definition<Words, Specs, Kind>): (terminal: Terminal) => LocalizedCommand {
  const { name, arguments: words = '', reads = {}, flags: specs = {}, example, opens, refuses } = definition;
  return (terminal) => {
    const command = new LocalizedCommand(name, terminal);
    if (words !== '') command.arguments(words);
    for (const argument of command.registeredArguments) {
      const read = reads[argument.name()];
      if (read !== undefined) argument.argParser(read);
    }
    addFlags(command, specs);
    command.addOption(new Option('--lang <language>').choices(languages)).option('--json');
    command.addHelpText(
      'after',
      () => `\n${terminal.renderer.text('help.title.example')}\n  npx linkmill ${example}`,
    );
    const act = async (given: WordsOf<Words>) => {
      const startedAt = realClock.now();
      const flags = command.opts<Given<Specs>['flags']>();
      const refused = refuses?.(flags, ...given);
      if (refused !== undefined) throw usageWrong(refused);
      const kind = typeof opens === 'function' ? opens(flags) : opens;
      const { result, code = 0 } = await whileOpen(
        kind ?? 'nothing',
        terminal,
        command.opts<SandboxFlags>(),
        (opened) => definition.run({ terminal, flags, startedAt, ...(opened as Opened[Kind]) }, ...given),
      );
      if (result !== undefined) terminal.result(result);
      return code;
    };
    return command.action(async (...given: unknown[]) => {
      // Commander passes the arguments, then the flags and the command.
      const work = () => act(given.slice(0, -2) as WordsOf<Words>);
      terminal.exitCode = await ('--account <name>' in specs ? onAccount(terminal, command, work) : work());
    });
  };
}

async function whileOpen(
  kind: Opens,
  terminal: Terminal,
  flags: SandboxFlags,
  work: (opened: Opened[Opens]) => Promise<Outcome>,
): Promise<Outcome> {
  if (kind === 'nothing') return work({});
  if (kind === 'keys')
    return closing(await openKeys(configOf(terminal, {}), terminal), (manager) => work({ manager }));
  if (kind === 'accounts' || kind === 'accounts to change') {
    const registry = await openRegistryAt(
      configOfAnyAccount(),
      terminal,
      kind === 'accounts' ? 'reads' : 'changes',
    );
    return closing(registry, () => work({ registry }));
  }
  const config = configOf(terminal, flags);
  const workOn = (open: OpenAccount) => {
    const { context } = open;
    return work({ config, open, context, ledger: context.ledger });
  };
  if (kind === 'bridge') return usingBridge(terminal, config, flags, false, workOn);
  const use = kind === 'ledger to restore' ? 'restores' : kind === 'ledger' ? 'reads' : 'changes';
  return usingLedger(terminal, config, flags, use, workOn);
}

/** Defines a command that does nothing itself and groups others. */
export function defineGroup(name: string, parts: readonly ((terminal: Terminal) => LocalizedCommand)[]) {
  return (terminal: Terminal): LocalizedCommand => {
    const command = new LocalizedCommand(name, terminal);
    for (const part of parts) command.addCommand(part(terminal));
    return command;
  };
}
