import { setTimeout as pause } from 'node:timers/promises';
import { accountId } from '../../src/domain/account.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import type { Scale } from './scale.ts';
import { type Scenario, seconds } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';
import { judge } from './verdict.ts';

/** One column of the table. */
export interface Performance {
  readonly name: string;
  readonly faults: ReadonlyMap<string, number>;
  readonly results: ReadonlyMap<string, string>;
  readonly broken: readonly string[];
}

/** Plays a scenario to its end on a stage and judges it; whatever goes wrong is a broken promise. Closes the stage. */
export async function perform({ letter, play }: Scenario, stage: Stage): Promise<Performance> {
  const startedAt = Date.now();
  const broken: string[] = [];
  const results = new Map<string, string>();
  try {
    const crew = stage.crew();
    const [books] = await Promise.all([stage.person.attend(), play(stage)]);
    results.set('seconds', seconds(Date.now() - startedAt));
    if (stage.healedAt !== undefined)
      results.set('fault to all settled', seconds((await finishedAt(stage)) - stage.healedAt));
    // Links that come late count too.
    await pause(stage.scale.lateMostMs);
    broken.push(...(await crew.stop()));
    const verdict = await judge(stage, books);
    for (const [name, value] of verdict.results) results.set(name, value);
    broken.push(...verdict.broken);
  } catch (error) {
    broken.push(String(error));
  } finally {
    await stage.close().catch((error: unknown) => broken.push(String(error)));
  }
  countWeather(stage);
  return { name: letter, faults: stage.faults, results: new Map([...stage.figures, ...results]), broken };
}

/** Opens a stage for the scenario and performs it. */
export async function performAlone(scenario: Scenario, scale: Scale): Promise<Performance> {
  return perform(scenario, await openStage(scale, scenario.through));
}

function countWeather({ trial, count }: Stage): void {
  const { faults } = trial.sandbox.stats();
  const names = {
    answerLostAfterCommit: 'answer lost after commit',
    lateCommit: 'late commit',
    errorBeforeCommit: '500 before commit',
    errorAfterCommit: '500 after commit',
    busy: '429 in a burst',
  } as const;
  for (const [fault, name] of Object.entries(names)) {
    const times = faults[fault as keyof typeof names];
    if (times !== undefined) count(name, times);
  }
}

/** Epoch milliseconds, as the ledger has it. */
async function finishedAt({ redis, trial, person }: Stage): Promise<number> {
  const account = accountId(new URL(trial.baseUrl).host, 'trial');
  return Number(await redis.connect().hget(`${accountPrefix(account)}:batch:${person.batch}`, 'finishedAt'));
}
