import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { CrewProblem } from '../../src/cli/crew.ts';
import type { Scale } from './scale.ts';
import { type Scenario, seconds } from './scenarios.ts';
import { openStage, prefixOf, type Stage } from './stage.ts';
import { judge } from './verdict.ts';

/** One column of the table. */
export interface Performance {
  readonly name: string;
  readonly faults: ReadonlyMap<string, number>;
  readonly results: ReadonlyMap<string, string>;
  readonly broken: readonly string[];
  /** The reason of each repeated submission. */
  readonly reasons: readonly string[];
}

/** Plays a scenario on a stage, judges it and closes the stage; any error counts as a broken promise. */
export async function perform({ letter, play }: Scenario, stage: Stage): Promise<Performance> {
  const startedAt = Date.now();
  // The sandbox counts a call when this process handles it, so a stall here makes calls look closer together.
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const broken: string[] = [];
  const results = new Map<string, string>();
  try {
    const crew = stage.crew();
    const [books] = await Promise.all([stage.person.attend(), play(stage)]);
    delay.disable();
    results.set('longest stall of the sandbox', `${(delay.max / 1e6).toFixed(0)} ms`);
    results.set('seconds', seconds(Date.now() - startedAt));
    if (stage.healedAt !== undefined)
      results.set('fault to all settled', seconds((await finishedAt(stage)) - stage.healedAt));
    // Links that are made late count, too.
    await pause(stage.scale.lateMostMs);
    broken.push(...(await crew.stop()).map(problemText));
    const verdict = await judge(stage, books);
    for (const [name, value] of verdict.results) results.set(name, value);
    broken.push(...verdict.broken);
  } catch (error) {
    broken.push(String(error));
  } finally {
    await stage.close().catch((error: unknown) => broken.push(String(error)));
  }
  countWeather(stage);
  const { reasons } = stage.person;
  return {
    name: letter,
    faults: stage.faults,
    results: new Map([...stage.figures, ...results]),
    broken,
    reasons,
  };
}

/** Performs the scenarios one after another; each stage is opened one ahead, so that its first recovery scan is due in time. */
export async function* performAll(chosen: readonly Scenario[], scale: Scale): AsyncGenerator<Performance> {
  const open = (at: number) => {
    const scenario = chosen[at];
    return scenario && openStage(scale, scenario.through);
  };
  let opening = open(0);
  for (const [at, scenario] of chosen.entries()) {
    const stage = await opening;
    opening = open(at + 1);
    // A failure is reported where the promise is awaited.
    opening?.catch(() => undefined);
    if (stage !== undefined) yield await perform(scenario, stage);
  }
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

/** The time of the ledger, in epoch milliseconds. */
async function finishedAt(stage: Stage): Promise<number> {
  return Number(await stage.client.hget(`${prefixOf(stage)}:batch:${stage.person.batch}`, 'finishedAt'));
}

function problemText({ kind, end }: CrewProblem): string {
  return end === undefined
    ? `a worker: ${kind}`
    : `a worker: ${kind}: ${end.code ?? end.signal} ${end.stderr.trim().slice(-400)}`;
}
