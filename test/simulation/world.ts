import { setMaxListeners } from 'node:events';
import type { AccountContext } from '../../src/actions/account-context.ts';
import type { EntryKey } from '../../src/domain/entry.ts';
import { type ProtocolTimes, protocolTimes } from '../../src/domain/settings/protocol-times.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { createPace } from '../../src/pace/pace.ts';
import { startWorkers } from '../../workers/main.ts';
import { changedLedger } from '../support/ledger.ts';
import { testVault } from '../support/vault.ts';
import { forge } from './forger.ts';
import { Judge } from './judge.ts';
import type { Mutation } from './mutation.ts';
import { decide, readReports, resumeAccount, submitUntilDone } from './people.ts';
import { drawPlan, type Emphasis, type Plan } from './plan.ts';
import type { PrivateServer } from './private-server.ts';
import { type Exposure, SimProcess } from './process.ts';
import { Provider } from './provider.ts';
import { Random } from './random.ts';
import type { RedisProxy } from './resp.ts';
import { filesOf, keysByReference, planOfFiles, type SimFile, textOf } from './rows.ts';
import { Scheduler } from './scheduler.ts';
import { createSimBridge } from './sim-bridge.ts';
import { SimQueue } from './sim-queue.ts';
import { createSimRedis } from './sim-redis.ts';
import { executionTime, Store } from './store.ts';

export const account = 'simulated';
const installation = account.slice(0, 8);

/** Soon after the provider's list begins, so that a recovery scan has few halving steps. */
const firstMoment = Date.UTC(2020, 0, 1, 0, 20);

type Facts = Readonly<Record<string, unknown>>;

export interface WorldSettings {
  readonly seed: number;
  readonly isTolerant: boolean;
  readonly emphasis: Emphasis;
  readonly mutation?: Mutation | undefined;
  /** Called with each event, for the trace. */
  readonly onTrace?: ((line: string) => void) | undefined;
}

/** Everything in a seed's run: the machines, the provider, the people, and the judge of the promises. */
export class World {
  readonly random: Random;
  readonly plan: Plan;
  readonly scheduler = new Scheduler(firstMoment);
  readonly startedAt = firstMoment;
  readonly times: ProtocolTimes = protocolTimes({
    timeoutMs: 15_000,
    lateCommitMs: 120_000,
    listingDelayMs: 30_000,
  });
  readonly files: readonly SimFile[];
  readonly keys: ReadonlyMap<string, readonly EntryKey[]>;
  readonly store: Store;
  readonly queue: SimQueue;
  readonly provider: Provider;
  readonly judge: Judge;
  readonly mutation: Mutation | undefined;
  readonly processes: SimProcess[] = [];
  /** Batches that a person saw finished. */
  readonly finished = new Set<string>();
  /** Batches whose books a person closed when nothing could come to light any more. */
  readonly audited = new Set<string>();
  /** Links that a person saw ended and had replaced, with how often Redis had gone down by then. */
  readonly replaced = new Map<string, number>();
  /** When links may expire, by those who asked for them, in ms. */
  readonly wishes: { readonly from: number; readonly until: number }[] = [];
  retriesLeft: number;
  reissuesLeft: number;
  /** Counts what moves anything on. */
  activity = 0;
  /** When the last frozen process goes on. */
  thawsAt = 0;
  readonly #onTrace: ((line: string) => void) | undefined;

  constructor(settings: WorldSettings, server: PrivateServer, proxy: RedisProxy) {
    this.random = new Random(settings.seed);
    this.plan = drawPlan(this.random, settings.isTolerant, settings.emphasis);
    this.mutation = settings.mutation;
    this.#onTrace = settings.onTrace;
    this.files = filesOf(this.plan);
    this.keys = keysByReference(this.files);
    this.retriesLeft = this.plan.retries;
    this.reissuesLeft = this.plan.reissues;
    this.store = new Store(this, server, proxy);
    this.queue = new SimQueue(this);
    this.provider = new Provider(this);
    this.judge = new Judge(this);
  }

  get now(): number {
    return this.scheduler.now;
  }

  get areFaultsOver(): boolean {
    return this.now - this.startedAt > this.plan.faultsEnd;
  }

  /** When the last planned loss has happened. */
  get lossesEnd(): number {
    return Math.max(0, ...this.plan.losses.map(({ at }) => this.startedAt + at));
  }

  get isTracing(): boolean {
    return this.#onTrace !== undefined;
  }

  /** Nothing can come to light any more: no request is under way, and lists show every link. */
  get isQuiet(): boolean {
    const { pending, links } = this.provider;
    return this.areFaultsOver && pending === 0 && links.every(({ shownAt }) => shownAt <= this.now);
  }

  trace(who: string, what: string, facts?: unknown): void {
    if (this.#onTrace === undefined) return;
    const at = ((this.now - this.startedAt) / 1000).toFixed(4);
    this.#onTrace(
      `${at.padStart(10)} ${who.padEnd(9)} ${what}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`,
    );
  }

  redisDelay(): number {
    const { random, plan } = this;
    return plan.slowRedis && random.chance(0.1) ? random.between(0.1, 400) : random.between(0.1, 1.5);
  }

  /** The account context for one run of a process. */
  context(process: SimProcess): AccountContext {
    const { life } = process;
    const redis = createSimRedis(process);
    const now = () => executionTime;
    const { limits, guardMs } = this.plan;
    const pace = createPace(redis, accountPrefix(account), limits, guardMs, now);
    const randomId = () => this.random.id();
    const ledger = createLedger(redis, {
      account,
      pace,
      leaseMs: this.times.leaseMs,
      refusalsToStop: 20,
      vault: testVault(),
      randomId,
      now,
    });
    const note = (message: string, facts?: Facts) => this.trace(process.name, message, facts);
    const warn: AccountContext['warn'] = ({ code, params }, cause) => {
      note(code, { ...params, ...(cause !== undefined && { cause: String(cause) }) });
      const isFault =
        code === 'books_stay_open'
          ? !String(cause).startsWith('ListingUnavailable')
          : code === 'reconcile_failed';
      if (isFault) this.judge.failed(process, cause);
    };
    const context: AccountContext = {
      // The source store is not tested here.
      ledger: changedLedger(ledger, {
        sources: { read: (id) => textOf(this.files, id), plan: async () => planOfFiles },
      }),
      queue: this.queue.proxy(process),
      pace: { ...pace, take: () => process.notePermit(pace.take()) },
      bridge: createSimBridge(process),
      times: this.times,
      clock: process.clock(life),
      installation,
      note,
      warn,
      nothingUnderWay: () => false,
      amountMaxCents: 1_000_000,
    };
    return this.mutation?.changeContext?.(context, this) ?? context;
  }

  /** Starts everything. */
  start(): void {
    const { crashRate, freezeRate, submitterCutRate, processes, lanes } = this.plan;
    const calm: Exposure = { crashRate: 0, freezeRate: 0 };
    for (let number = 1; number <= processes; number += 1) {
      const worker = this.#add(`worker${number}`, { crashRate, freezeRate }, () => {
        startWorkers(this.context(worker), lanes);
      });
    }
    for (const [at, file] of this.files.entries()) {
      const exposure = { crashRate: submitterCutRate, freezeRate: 0 };
      const person = this.#add(`person${at + 1}`, exposure, () => {
        this.#run(person, submitUntilDone(this, this.context(person), file));
      });
    }
    const reporter = this.#add('reporter', calm, () => {
      this.#run(reporter, readReports(this, this.context(reporter)));
    });
    for (const [at, file] of this.files.entries()) {
      const decision = this.plan.decisions[at];
      if (decision === undefined) continue;
      const decider = this.#add(`decider${at + 1}`, calm, () => {
        this.#run(decider, decide(this, this.context(decider), file, decision));
      });
    }
    // A person lets the account go on when Bridge has locked it out, has refused many rows, has swapped an account, or has made a link so
    // late after a loss that it expires at another moment than its row's new batch asks for.
    const { fates, substitution, forgeries, isTolerant } = this.plan;
    if (fates.lockedOut + fates.refused + forgeries > 0 || substitution !== undefined || !isTolerant) {
      const keeper = this.#add('keeper', calm, () => {
        this.#run(keeper, resumeAccount(this.context(keeper)));
      });
    }
    if (this.plan.forgeries > 0) {
      const forger = this.#add('forger', calm, () => this.#run(forger, forge(this, forger)));
    }
    for (const { at, kind } of this.plan.losses) {
      this.scheduler.after(at, async () => {
        this.activity += 1;
        this.finished.clear();
        this.audited.clear();
        if (kind !== 'restart') this.queue.lose(kind === 'everything');
        await this.store.lose(kind, this.random.logBetween(10, 10_000));
      });
    }
    if (this.plan.stepsOfWallClock) this.#stepClocks();
    if (this.plan.strangers > 0) this.#letStrangersMakeLinks();
  }

  #add(name: string, exposure: Exposure, main: () => void): SimProcess {
    const process = new SimProcess(this, name, exposure, main);
    this.processes.push(process);
    this.scheduler.after(this.random.logBetween(1, 20_000), () => process.start());
    return process;
  }

  /** Runs a command again after an error, as a person would. */
  #run(process: SimProcess, running: Promise<void>): void {
    running.catch((error) => {
      this.judge.failed(process, error);
      process.kill(String(error));
    });
  }

  #stepClocks(): void {
    this.scheduler.after(this.random.logBetween(500, 60_000), () => {
      this.random.pick(this.processes).stepWall();
      if (!this.areFaultsOver) this.#stepClocks();
    });
  }

  /** Another program of the account, whose links move the list while it is read. */
  #letStrangersMakeLinks(): void {
    for (let number = 1; number <= this.plan.strangers; number += 1) {
      this.scheduler.after(this.random.between(0, this.plan.faultsEnd), () => {
        this.provider.make({
          reference: `stranger-${number}`,
          tag: `elsewhere.0.${number}`,
          endToEndId: `stranger-${number}`,
          amountCents: 5_000,
          label: 'Other',
          payer: { kind: 'company', companyName: 'Example SARL' },
          expiresAt: '2021-01-01T00:00:00Z',
        });
      });
    }
  }
}

// Every lane of every process listens to its process' signal.
setMaxListeners(0);
