import type { AccountContext, Clock } from '../src/actions/account-context.ts';
import { reasonsOf } from '../src/actions/reasons-of.ts';
import { type Message, message } from '../src/i18n/messages.ts';

/** What it takes to work for one account. */
export interface Service {
  readonly accountId: string;
  /** For people. */
  readonly label: string;
  /** Another one where the account is to be worked for in another way: with other settings, another secret. */
  readonly mark: string;
  start(): Promise<RunningAccount>;
}

/** An account that is worked for. */
interface RunningAccount {
  readonly context: AccountContext;
  /** Ends in order: calls in flight finish. */
  stop(): Promise<void>;
}

/** Which accounts this process is to work for now, and which it cannot, with the reasons. */
export interface ServableAccounts {
  readonly services: readonly Service[];
  readonly unserved: readonly Unserved[];
}

/** An account that this process is to work for, and cannot. */
interface Unserved {
  /** Absent when the stored account cannot be read. */
  readonly accountId?: string;
  readonly label: string;
  readonly reasons: readonly Message[];
}

/** Accounts that are worked for, until `stop`. */
export interface WorkerSupervisor {
  /** Those that are worked for now, by account. */
  contexts(): ReadonlyMap<string, AccountContext>;
  /** Those that are to be worked for and are not: their ids, or the names of those without. */
  unserved(): ReadonlySet<string>;
  /** Settled once the first roll was called. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** An account that is added is worked for after so long at most, and one that is removed let go, in ms. */
const listEachMs = 30_000;

interface SupervisedAccount {
  readonly mark: string;
  readonly label: string;
  readonly serving: Promise<RunningAccount | undefined>;
}

/**
 * Works for every account of the roll, which is called again and again. Each starts, works and stops by itself: none waits for another.
 */
export function startSupervisor(
  listAccounts: () => Promise<ServableAccounts>,
  clock: Pick<Clock, 'sleep'>,
  show: (line: Message) => void,
  eachMs = listEachMs,
): WorkerSupervisor {
  const stopping = new AbortController();
  const members = new Map<string, SupervisedAccount>();
  const leaving = new Map<string, Promise<void>>();
  const running = new Map<string, AccountContext>();
  /** The line that was shown of each account that did not start. */
  const stumbled = new Map<string, string>();
  let shown = new Set<string>();
  let without: readonly string[] = [];
  let waking = new AbortController();

  async function serve({ accountId, label, start }: Service): Promise<RunningAccount | undefined> {
    try {
      const serving = await start();
      running.set(accountId, serving.context);
      stumbled.delete(accountId);
      show(message('serving', { account: label }));
      return serving;
    } catch (error) {
      const line = message('serving_not_started', { account: label, reasons: reasonsOf(error) });
      const mark = JSON.stringify(line);
      if (stumbled.get(accountId) !== mark) show(line);
      stumbled.set(accountId, mark);
      // The next roll tries again.
      members.delete(accountId);
      return undefined;
    }
  }

  function letGo(accountId: string, { label, serving }: SupervisedAccount): Promise<void> {
    members.delete(accountId);
    const gone = serving
      .then(async (one) => one?.stop())
      .catch((error) => show(message('serving_not_ended', { account: label, reasons: reasonsOf(error) })))
      .finally(() => {
        running.delete(accountId);
        leaving.delete(accountId);
        waking.abort();
      });
    leaving.set(accountId, gone);
    return gone;
  }

  function follow({ services, unserved }: ServableAccounts): void {
    const wanted = new Map(services.map((service) => [service.accountId, service]));
    for (const [accountId, member] of members) {
      if (wanted.get(accountId)?.mark === member.mark) continue;
      if (!wanted.has(accountId)) show(message('serving_no_more', { account: member.label }));
      void letGo(accountId, member);
    }
    for (const service of services) {
      const { accountId, mark, label } = service;
      if (members.has(accountId) || leaving.has(accountId)) continue;
      members.set(accountId, { mark, label, serving: serve(service) });
    }
    const lines = unserved.map(({ label, reasons }) => message('serving_not', { account: label, reasons }));
    for (const line of lines) if (!shown.has(JSON.stringify(line))) show(line);
    shown = new Set(lines.map((line) => JSON.stringify(line)));
    without = unserved.map(({ accountId, label }) => accountId ?? label);
    for (const accountId of stumbled.keys()) if (!wanted.has(accountId)) stumbled.delete(accountId);
  }

  async function once(): Promise<void> {
    try {
      const called = await listAccounts();
      if (!stopping.signal.aborted) follow(called);
    } catch (error) {
      show(message('accounts_not_read', { reasons: reasonsOf(error) }));
    }
  }

  const ready = once();
  void ready.then(async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(eachMs, AbortSignal.any([stopping.signal, waking.signal]));
      waking = new AbortController();
      if (!stopping.signal.aborted) await once();
    }
  });
  return {
    contexts: () => running,
    unserved: () => new Set([...without, ...stumbled.keys()]),
    ready,
    async stop() {
      stopping.abort();
      for (const [accountId, member] of members) void letGo(accountId, member);
      await Promise.all(leaving.values());
    },
  };
}
