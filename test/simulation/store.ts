import { createHash } from 'node:crypto';
import type { LossKind } from './plan.ts';
import type { PrivateServer } from './private-server.ts';
import { encodeCommand, type RedisAnswer, type RedisProxy, type RedisWord } from './resp.ts';
import type { World } from './world.ts';

/** Placeholder in a command for the time at which Redis executes it. */
export const executionTime = '@now';

const runKey = 'simulation:run';

/** Redis' run id is asked of the server in a script; a private server has one only, so a key stands for it. */
const runQuestion = "redis.call('INFO', 'server')";
const runAnswer = `('run_id:' .. (redis.call('GET', '${runKey}') or ''))`;

interface Write {
  readonly command: string;
  /** Moves an entry or a batch: where a loss is worth most. */
  readonly isNotifying: boolean;
}

export interface Script {
  readonly text: string;
  readonly digest: string;
}

/** The Redis of a world: executes commands, and can lose writes. */
export class Store {
  readonly #world: World;
  readonly #server: PrivateServer;
  readonly #proxy: RedisProxy;
  readonly #scripts = new Map<string, Script>();
  readonly #writes: Write[] = [];
  #runs = 0;
  /** How often it went down; a client whose question was under way meanwhile asks again. */
  losses = 0;
  lostAt = Number.NEGATIVE_INFINITY;
  backAt = Number.NEGATIVE_INFINITY;

  constructor(world: World, server: PrivateServer, proxy: RedisProxy) {
    this.#world = world;
    this.#server = server;
    this.#proxy = proxy;
  }

  get isAway(): boolean {
    return this.backAt > this.#world.now;
  }

  /** An empty server with a run id of its own. */
  async begin(): Promise<void> {
    await this.#proxy.ask(encodeCommand(['FLUSHDB']));
    await this.#newRun();
  }

  /** What is run for a script: the real text, with the run id from a key, and whatever a mutation changes. */
  script(name: string, lua: string): Script {
    const known = this.#scripts.get(name);
    if (known !== undefined) return known;
    const changed = this.#world.mutation?.changeScript?.(name, lua) ?? lua;
    const text = changed.replaceAll(runQuestion, runAnswer);
    const script = { text, digest: createHash('sha1').update(text).digest('hex') };
    this.#scripts.set(name, script);
    return script;
  }

  async load({ digest, text }: Script): Promise<void> {
    if (!this.#server.has(digest)) await this.#server.load(digest, text);
  }

  /** Whole milliseconds, as scripts take them. */
  get clock(): number {
    return Math.floor(this.#world.now);
  }

  async execute(words: readonly RedisWord[], isWrite: boolean, isNotifying: boolean): Promise<RedisAnswer> {
    const now = String(this.clock);
    const command = encodeCommand(words.map((word) => (word === executionTime ? now : word)));
    // After the last loss nothing is replayed: what a long run writes would fill hundreds of megabytes for nothing.
    if (this.#world.now > this.#world.lossesEnd) this.#writes.length = 0;
    else if (isWrite) this.#writes.push({ command, isNotifying });
    return this.#proxy.ask(command);
  }

  /** What is there, at no time and without a trace. */
  async look(...words: RedisWord[]): Promise<RedisAnswer> {
    return this.#proxy.ask(encodeCommand(words));
  }

  /** Goes down and comes back with a prefix of its writes. */
  async lose(kind: LossKind, awayMs: number): Promise<void> {
    const kept = kind === 'restart' ? this.#writes.length : kind === 'everything' ? 0 : this.#keptPrefix();
    const lost = this.#writes.splice(kept).length;
    this.losses += 1;
    this.backAt = this.#world.now + awayMs;
    if (lost > 0) this.lostAt = this.#world.now;
    await this.#proxy.ask(encodeCommand(['FLUSHDB']));
    await this.#proxy.askAll(this.#writes.map(({ command }) => command));
    await this.#newRun();
    this.#world.trace('redis', `${kind}: loses ${lost} writes, away for ${Math.round(awayMs)} ms`);
  }

  #keptPrefix(): number {
    const notifying = this.#writes.flatMap(({ isNotifying }, at) => (isNotifying ? [at] : []));
    const lost = Math.round(this.#world.random.logBetween(1, Math.max(1, notifying.length)));
    return notifying.at(-lost) ?? 0;
  }

  async #newRun(): Promise<void> {
    this.#runs += 1;
    const command = encodeCommand(['SET', runKey, `run${this.#runs}`]);
    this.#writes.push({ command, isNotifying: false });
    await this.#proxy.ask(command);
  }
}
