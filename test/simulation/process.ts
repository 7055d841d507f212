import type { Clock } from '../../src/actions/account-context.ts';
import type { Permit } from '../../src/pace/pace.ts';
import type { World } from './world.ts';

/** Which faults hit a process; an observer of the run is never hit. */
export interface Exposure {
  readonly crashRate: number;
  readonly freezeRate: number;
}

/** One run of a process, from its start to its death. */
export interface Life {
  readonly number: number;
  isAlive: boolean;
  /** Infinite while it lives. */
  diedAt: number;
  bornAt: number;
  /** How long the monotonic clock stood still. */
  suspendedMs: number;
}

/** The longest pause of a loop, in ms. */
const longestPause = 40_000;

/** A dead process is started anew after this long, in ms. */
const shortestDown = 50;
const longestDown = 30_000;

/**
 * A process of the machine park. Whatever its code asks of the outside goes through `perform`: an effect out there, which happens
 * whatever has become of the process meanwhile, and the delivery of its result, which needs the process alive and awake. Between
 * any two of these it may die or freeze.
 */
export class SimProcess {
  readonly name: string;
  readonly world: World;
  readonly #exposure: Exposure;
  readonly #main: (life: Life) => void;
  life: Life = { number: 0, isAlive: false, diedAt: 0, bornAt: 0, suspendedMs: 0 };
  frozenUntil = 0;
  /** Times of permits for calls that create nothing, which have not left yet. */
  #permits: number[] = [];
  #wallOffset: number;
  #frozenFrom = 0;
  #isSuspended = false;
  /** Commands of one connection keep their order. */
  #lastEffectAt = 0;
  #lastDeliveryAt = 0;
  #quietSleeps = 0;
  #seenActivity = 0;

  constructor(world: World, name: string, exposure: Exposure, main: (life: Life) => void) {
    this.world = world;
    this.name = name;
    this.#exposure = exposure;
    this.#main = main;
    this.#wallOffset = world.random.between(-1_000, 1_000);
  }

  start(): void {
    const { now } = this.world;
    const number = this.life.number + 1;
    this.life = { number, isAlive: true, diedAt: Number.POSITIVE_INFINITY, bornAt: now, suspendedMs: 0 };
    this.frozenUntil = 0;
    this.#permits = [];
    this.#lastEffectAt = 0;
    this.#lastDeliveryAt = 0;
    this.world.trace(this.name, 'starts');
    this.#main(this.life);
  }

  kill(why: string): void {
    if (!this.life.isAlive) return;
    this.life.isAlive = false;
    this.life.diedAt = this.world.now;
    this.world.trace(this.name, `dies ${why}`);
    this.world.activity += 1;
    this.world.queue.ownerLeft(this.life);
    this.world.scheduler.after(this.world.random.logBetween(shortestDown, longestDown), () => this.start());
  }

  get isFrozen(): boolean {
    return this.frozenUntil > this.world.now;
  }

  wall(): number {
    return Math.floor(this.world.now + this.#wallOffset);
  }

  /** Steps stay within what the protocol tolerates together with what it reads from other clocks. */
  stepWall(): void {
    const before = this.#wallOffset;
    this.#wallOffset = Math.max(-1_000, Math.min(1_000, before + this.world.random.between(-400, 400)));
  }

  monotonic(life = this.life): number {
    const { now } = this.world;
    const asleep = this.isFrozen && this.#isSuspended ? now - this.#frozenFrom : 0;
    return now - life.bornAt - life.suspendedMs - asleep;
  }

  /** The clock of this run of the process, as the actions see it. */
  clock(life: Life): Clock {
    return {
      now: () => this.wall(),
      monotonic: () => this.monotonic(life),
      sleep: (ms, signal) => this.#sleep(life, ms, signal),
    };
  }

  /** Pauses of a loop may be longer than asked; they grow while nothing happens anywhere, so that waiting costs little. */
  #stretched(ms: number): number {
    const { random, activity } = this.world;
    this.#quietSleeps = activity === this.#seenActivity ? this.#quietSleeps + 1 : 0;
    this.#seenActivity = activity;
    const longest = Math.min(longestPause, 50 * 8 ** this.#quietSleeps);
    return ms + random.between(longest / 4, longest);
  }

  async #sleep(life: Life, ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted) return;
    const least = signal === undefined ? ms : this.#stretched(ms);
    const { random } = this.world;
    const late = random.chance(0.05) ? random.between(0, 40) : random.next();
    await new Promise<void>((resolve) => {
      this.timer(life, least + late, resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** A timer of the process: by its monotonic clock, and not while it is frozen. */
  timer(life: Life, ms: number, run: () => void): void {
    const { scheduler, now } = this.world;
    const endsAt = this.monotonic(life) + ms;
    const wake = () => {
      const left = endsAt - this.monotonic(life);
      if (left > 0.001) this.deliver(life, scheduler.now + left, wake);
      else run();
    };
    this.deliver(life, now + ms, wake);
  }

  /** The moment between two steps: here a process may die, or stop for a while. */
  boundary(weight: number): void {
    const { random, plan } = this.world;
    if (!this.life.isAlive || this.world.areFaultsOver) return;
    if (random.chance(this.#exposure.crashRate * weight)) {
      this.kill('between two steps');
      return;
    }
    if (this.isFrozen || !random.chance(this.#exposure.freezeRate * weight)) return;
    this.freeze(random.logBetween(10, plan.longestFreeze), random.chance(plan.suspendShare));
  }

  freeze(ms: number, isSuspended: boolean): void {
    const { life, world } = this;
    this.#frozenFrom = world.now;
    this.#isSuspended = isSuspended;
    this.frozenUntil = world.now + ms;
    world.trace(this.name, `${isSuspended ? 'is suspended' : 'freezes'} for ${Math.round(ms)} ms`);
    world.thawsAt = Math.max(world.thawsAt, this.frozenUntil);
    world.queue.ownerFroze(life, ms);
    world.scheduler.at(this.frozenUntil, () => {
      if (isSuspended) life.suspendedMs += ms;
      world.activity += 1;
      if (life.isAlive) world.trace(this.name, 'goes on');
    });
  }

  /** Delivers a result once the process is awake; drops it where the process has died. */
  deliver(life: Life, at: number, run: () => void | Promise<void>): void {
    const { scheduler, random } = this.world;
    const arrive = () => {
      if (!life.isAlive) return undefined;
      if (!this.isFrozen) return run();
      // Results that piled up meanwhile are delivered in any order.
      scheduler.at(this.frozenUntil + random.between(0, 3), arrive);
      return undefined;
    };
    scheduler.at(at, arrive);
  }

  async notePermit(taken: Promise<Permit>): Promise<Permit> {
    const permit = await taken;
    if (permit.kind === 'permit') this.#permits.push(permit.at);
    return permit;
  }

  /** The time of the permit that a call leaves with: of several that wait, the oldest. */
  usePermit(): number {
    this.#permits.sort((one, other) => one - other);
    return this.#permits.shift() ?? 0;
  }

  /** A question to Redis or the queue; `weight` says how much a fault here is worth. */
  perform<T>(what: string, weight: number, effect: () => T | Promise<T>): Promise<T> {
    const life = this.life;
    const { world } = this;
    return new Promise<T>((resolve, reject) => {
      this.boundary(weight);
      if (!life.isAlive) return;
      const leavesAt = this.isFrozen ? this.frozenUntil : world.now;
      const run = async () => {
        if (life.diedAt < leavesAt) return;
        if (world.store.isAway) {
          if (!life.isAlive) return;
          world.scheduler.at(world.store.backAt + world.random.between(0, 60), run);
          return;
        }
        const outcome = await outcomeOf(effect);
        const { losses } = world.store;
        if (world.isTracing) world.trace(this.name, what, outcome);
        if (life.isAlive) this.boundary(weight);
        this.#lastDeliveryAt = Math.max(world.now + world.redisDelay(), this.#lastDeliveryAt);
        this.deliver(life, this.#lastDeliveryAt, () => {
          // The answer was lost with the connection: the client asks again.
          if (world.store.losses !== losses) world.scheduler.after(world.random.between(0, 60), run);
          else if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.value);
        });
      };
      this.#lastEffectAt = Math.max(leavesAt + world.redisDelay(), this.#lastEffectAt);
      world.scheduler.at(this.#lastEffectAt, run);
    });
  }
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

async function outcomeOf<T>(effect: () => T | Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await effect() };
  } catch (error) {
    return { error };
  }
}
