import type { Job, Queue, QueueWorker } from '../../src/queue/queue.ts';
import type { Life, SimProcess } from './process.ts';
import type { World } from './world.ts';

interface Held {
  readonly id: string;
  readonly job: Job;
  owner?: Life | undefined;
  token: number;
  /** Its worker knows that it has the job; else the lock is not renewed. */
  isHeard: boolean;
}

/** As long as a lock of the real queue and one check for stalled jobs. */
const lockMs = 4_000;
const stalledMs = 6_000;

const handBackMs = 50;

/** The queue of a world, for all processes; a loss of Redis loses it, too. */
export class SimQueue {
  readonly #world: World;
  readonly #jobs = new Map<string, Held>();
  readonly #hungry = new Set<() => void>();
  #tokens = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** The queue for one run of a process. */
  proxy(process: SimProcess): Queue {
    return {
      add: (jobs) => process.perform('queue.add', 1, () => this.#add(jobs)),
      isIdle: () => process.perform('queue.isIdle', 0.2, () => this.#jobs.size === 0),
      lag: async () => ({ waiting: this.#jobs.size, active: 0, oldestMs: 0 }),
      work: (work, slicesAtOnce) => this.#serve(process, work, slicesAtOnce),
      alarms: () => {
        throw new Error('no schedules here');
      },
      close: async () => undefined,
    };
  }

  /** Redis forgot some of it. */
  lose(isEverything: boolean): void {
    for (const id of [...this.#jobs.keys()]) {
      if (isEverything || this.#world.random.chance(0.5)) this.#jobs.delete(id);
    }
  }

  ownerLeft(life: Life): void {
    this.#giveBackAfter(life, this.#world.random.between(lockMs, stalledMs));
  }

  ownerFroze(life: Life, ms: number): void {
    if (ms > stalledMs) this.#giveBackAfter(life, stalledMs);
  }

  #giveBackAfter(life: Life, ms: number): void {
    const tokens = new Set(
      [...this.#jobs.values()].flatMap((held) => (held.owner === life ? [held.token] : [])),
    );
    if (tokens.size === 0) return;
    this.#world.scheduler.after(ms, () => {
      for (const held of this.#jobs.values()) {
        if (tokens.has(held.token)) this.#free(held);
      }
    });
  }

  #free(held: Held): void {
    held.owner = undefined;
    held.token = 0;
    this.#feed();
  }

  #add(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const id = [job.batch, job.first, job.last, job.repeat ?? ''].join('-');
      if (!this.#jobs.has(id)) this.#jobs.set(id, { id, job, token: 0, isHeard: false });
    }
    this.#feed();
  }

  #feed(): void {
    for (const take of this.#hungry) take();
  }

  #take(life: Life): Held | undefined {
    for (const held of this.#jobs.values()) {
      if (held.owner !== undefined) continue;
      this.#tokens += 1;
      const token = this.#tokens;
      Object.assign(held, { owner: life, token, isHeard: false });
      this.#world.scheduler.after(stalledMs, () => {
        if (held.token === token && (!held.isHeard || !life.isAlive)) this.#free(held);
      });
      return held;
    }
    return undefined;
  }

  #serve(
    process: SimProcess,
    work: (job: Job) => Promise<'done' | 'unfinished'>,
    slicesAtOnce: number,
  ): QueueWorker {
    const { life, world } = process;
    let running = 0;
    let isClosed = false;
    let isAsking = false;
    let whenIdle: (() => void) | undefined;
    const take = () => {
      if (!life.isAlive) this.#hungry.delete(take);
      if (isAsking || isClosed || running >= slicesAtOnce || !life.isAlive) return;
      isAsking = true;
      world.scheduler.after(world.random.between(0, 5), () =>
        process.deliver(life, world.now, () => void ask()),
      );
    };
    const ask = async () => {
      const held = await process.perform('queue.take', 1, () => (isClosed ? undefined : this.#take(life)));
      isAsking = false;
      if (held === undefined) {
        // One may have come while the answer was under way.
        if ([...this.#jobs.values()].some(({ owner }) => owner === undefined)) take();
        return;
      }
      held.isHeard = true;
      running += 1;
      take();
      const token = held.token;
      const answer = await work(held.job).catch((error) => world.judge.failed(process, error));
      await process.perform('queue.end', 1, () => this.#end(held, token, answer === 'unfinished'));
      running -= 1;
      if (running === 0) whenIdle?.();
      take();
    };
    this.#hungry.add(take);
    take();
    return {
      close: async () => {
        isClosed = true;
        this.#hungry.delete(take);
        if (running > 0) await new Promise<void>((resolve) => (whenIdle = resolve));
      },
    };
  }

  #end(held: Held, token: number, isUnfinished: boolean): void {
    if (held.token !== token || this.#jobs.get(held.id) !== held) return;
    if (!isUnfinished) {
      this.#jobs.delete(held.id);
      return;
    }
    this.#world.scheduler.after(handBackMs, () => this.#free(held));
  }
}
