import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFile } from '../../actions/submit/check-file.ts';
import type { InputFile } from '../../actions/submit/open-file.ts';
import { submitBatch } from '../../actions/submit/submit-batch.ts';
import { watchBatch, watchBooks } from '../../actions/watch-batch.ts';
import { protocolTimes, readConfig } from '../../config.ts';
import type { Audit } from '../../domain/audit.ts';
import { areBooksClosed, type Batch } from '../../domain/batch.ts';
import { message } from '../../i18n/messages.ts';
import { openDrillSandbox, type Sandbox, type SandboxStats } from '../../wiring/sandboxes.ts';
import { accountOf, type OpenAccount, openAccount, realClock } from '../../wiring.ts';
import { defineCommand, type Outcome } from '../define-command.ts';
import { accountFlag, batchFlags, configOf } from '../flags.ts';
import { openHandIn } from '../hand-in.ts';
import { type StormLog, startStorm } from '../storm.ts';
import { drillSwap, type SwapProof } from '../swap-drill.ts';
import type { Terminal } from '../terminal.ts';
import { showAudit, verdictOf } from '../view/audit-text.ts';
import { showCheck } from '../view/findings.ts';
import { span } from '../view/money.ts';
import { createProgress } from '../view/progress.ts';
import { explainTo } from '../work.ts';

/**
 * The faults of the sandbox throughout the drill, as shares of calls; bursts of 429 and killed processes come on top. A short file gets
 * three times the share, so that each kind of fault occurs.
 */
function weatherOf(rows: number) {
  const times = rows < 200 ? 3 : 1;
  return {
    answerLostAfterCommit: 0.1 * times,
    lateCommit: { share: 0.03 * times, delayMs: 2_000 },
    errorBeforeCommit: 0.03 * times,
    errorAfterCommit: 0.02 * times,
    listingDelayMs: 1_000,
  };
}

/** Settings with times short enough for a drill, and longer than the delays of the faults above. */
const times = {
  BRIDGE_TIMEOUT_MS: '1500',
  LINKMILL_LATE_COMMIT_MS: '2500',
  LINKMILL_LISTING_DELAY_MS: '1500',
};

/** The drill sets the pace so that sending the file takes about this long, in s. */
const stormSeconds = 25;

/** `drill FILE`: sends the user's file to a faulty sandbox on a scratch Redis, while workers and Redis are killed; then shows the proof. */
export const drill = defineCommand({
  name: 'drill',
  arguments: '<file>',
  flags: { ...batchFlags, ...accountFlag },
  example: 'drill refunds.csv --payer-company "Example SARL"',
  async run({ terminal, flags }, file) {
    const input = await openHandIn(terminal, configOf(terminal, flags), flags, file);
    const folder = await mkdtemp(join(tmpdir(), 'linkmill-drill-'));
    try {
      return await drillIn(folder, terminal, input);
    } finally {
      await input.source.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function drillIn(folder: string, terminal: Terminal, input: InputFile): Promise<Outcome> {
  const { tables, rules } = input;
  const checked = await checkFile(tables, rules, undefined);
  showCheck(terminal, input.source.name, checked, false);
  const perSecond = Math.max(1, Math.ceil(checked.survey.accepted / stormSeconds));
  const sandbox = await openDrillSandbox([{ count: perSecond, windowMs: 1_000 }]);
  const weather = weatherOf(checked.survey.accepted);
  sandbox.setFaults(weather);
  const environment = environmentOf(terminal, folder, sandbox.url, perSecond);
  const config = readConfig(environment, {});
  const open = await openAccount(config, accountOf(config), terminal).catch(async (error) => {
    await sandbox.close();
    throw error;
  });
  const storm = startStorm({
    environment,
    folder,
    leaseMs: protocolTimes(config).leaseMs,
    begin: (signal) => untilFirstLink(sandbox, signal),
    redisPid: () => pidOf(open.redis),
    setBusy: (isBusy) => sandbox.setFaults(isBusy ? { ...weather, busy: { share: 0.5 } } : weather),
  });
  try {
    const decisions = { acceptDuplicates: 'a drill' };
    const batch = await submitBatch(
      open.context,
      input,
      rules,
      checked.survey,
      decisions,
      terminal.interrupted,
    );
    terminal.show(message('drill_of', { batch: batch.id, span: span((stormSeconds + 40) * 1000) }));
    const ended = await waitForEnd(terminal, open, batch, storm.over);
    if (terminal.interrupted.aborted) return { code: 130 };
    await storm.stop();
    const swap = await drillSwap(terminal, open.redis, environment, { input, survey: checked.survey });
    if (terminal.interrupted.aborted) return { code: 130 };
    return prove(
      terminal,
      ended,
      await open.context.ledger.audits.read(batch.id),
      sandbox.stats(),
      storm.log,
      swap,
    );
  } finally {
    await storm.stop();
    await open.close();
    await sandbox.close();
  }
}

async function untilFirstLink({ stats }: Pick<Sandbox, 'stats'>, signal: AbortSignal): Promise<void> {
  while (stats().creations === 0 && !signal.aborted) await realClock.sleep(100, signal);
}

/** The environment of the drill's workers: without the user's credentials and without the address of their Redis. */
function environmentOf(terminal: Terminal, folder: string, url: string, perSecond: number) {
  const { PATH = '', HOME = '', XDG_CACHE_HOME = '' } = terminal.environment;
  return {
    ...{ PATH, HOME, XDG_CACHE_HOME },
    ...times,
    BRIDGE_BASE_URL: url,
    BRIDGE_CLIENT_ID: 'drill',
    BRIDGE_CLIENT_SECRET: 'drill',
    BRIDGE_LIMITS: `${perSecond}/1s`,
    BRIDGE_PACE_GUARD_MS: '100',
    LINKMILL_DATA_DIR: folder,
    LINKMILL_LOG_LEVEL: 'silent',
  };
}

async function waitForEnd(
  terminal: Terminal,
  { context }: OpenAccount,
  batch: Batch,
  stormIsOver: Promise<void>,
): Promise<Batch> {
  const progress = createProgress(
    terminal,
    realClock.now,
    (rows) => (rows * stormSeconds * 1000) / batch.fileRows,
  );
  const watcher = { show: progress.show, explain: explainTo(terminal) };
  try {
    await watchBatch(context, batch.id, watcher, terminal.interrupted);
  } finally {
    progress.stop();
  }
  await Promise.race([stormIsOver, realClock.sleep(stormSeconds * 2_000, terminal.interrupted)]);
  return watchBooks(context, batch.id, terminal.show, terminal.interrupted);
}

function prove(
  terminal: Terminal,
  batch: Batch,
  audit: Audit | undefined,
  seen: SandboxStats,
  storm: StormLog,
  swap: SwapProof,
): Outcome {
  const { books } = batch;
  const doubles = seen.linksByReference.doubles.length;
  const lost = books.open + books.doubtful + Math.max(0, books.created - seen.liveLinks);
  const isBalanced = audit?.balanced === true && areBooksClosed(batch);
  if (audit !== undefined) showAudit(terminal, batch, audit);
  const lines: [string, number | undefined][] = [
    ['workersKilled', storm.workersKilled],
    ['workersFrozen', storm.workersFrozen],
    ['redisKilled', storm.redisKilled],
    ['busyBursts', storm.busyBursts],
    ['answered429', seen.answered429],
    ['answerLostAfterCommit', seen.faults.answerLostAfterCommit],
    ['lateCommit', seen.faults.lateCommit],
    ['errorBeforeCommit', seen.faults.errorBeforeCommit],
    ['errorAfterCommit', seen.faults.errorAfterCommit],
    ['calls', seen.calls],
  ];
  for (const [what, times] of lines) {
    const name = terminal.text(message('drill_count', { what }));
    terminal.write(`  ${name.padEnd(38)}${String(times ?? 0).padStart(7)}`);
  }
  terminal.show(message('drill_proof', { doubles, lost, verdict: verdictOf({ balanced: isBalanced }) }));
  // Where no row names an IBAN, the sandbox could swap none, and nothing stops.
  const isSwapCaught = !swap.isStopped || (swap.made === 1 && swap.payable === 0);
  terminal.show(
    swap.isStopped
      ? message('drill_swap', { made: swap.made, payable: swap.payable })
      : message('drill_no_swap', {}),
  );
  const result = {
    batch: batch.id,
    rows: books.rows,
    created: books.created,
    doubles,
    lost,
    balanced: isBalanced,
    storm,
    faults: seen.faults,
    swap,
  };
  return { result, code: doubles === 0 && lost === 0 && isBalanced && isSwapCaught ? 0 : 2 };
}

/** Undefined while the Redis does not answer. */
async function pidOf(redis: OpenAccount['redis']): Promise<number | undefined> {
  const info = await Promise.race([redis.connect('drill').info('server'), realClock.sleep(1_000)]);
  const pid = /process_id:(\d+)/.exec(info ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
}
