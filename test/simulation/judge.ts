import type { LinkRequest } from '../../src/bridge/bridge.ts';
import { type EntryKey, pointerOf } from '../../src/domain/entry.ts';
import { guardWindows } from '../../src/domain/settings/limits.ts';
import { accountPrefix, type Ledger } from '../../src/ledger/ledger.ts';
import type { SimProcess } from './process.ts';
import type { Arrival, SimLink } from './provider.ts';
import { account, type World } from './world.ts';

/** A broken promise with its details. */
export interface Violation {
  readonly promise: string;
  readonly how: string;
}

/** A created answer that the ledger has received. */
export interface DeliveryResult {
  readonly key: EntryKey;
  readonly id: string;
}

/** A claim is sent within the use-by, so that a loss longer ago cannot have taken its stamp. */
const lossExcuseMs = 10_000;

/** Checks the promises while a seed runs. */
export class Judge {
  violation: Violation | undefined;
  readonly #world: World;
  /** State since Redis last lost writes. */
  answers: DeliveryResult[] = [];
  #losses = 0;
  /** The urls that somebody may have seen, by reference. */
  readonly #published = new Map<string, Set<string>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Somebody forges: then work may fail, wait, or be done twice; what is sent, shown and balanced must be true all the same. */
  get isForged(): boolean {
    return this.#world.plan.forgeries > 0;
  }

  violated(promise: string, how: string): void {
    this.violation ??= { promise, how };
    this.#world.trace('judge', `${promise}: ${how}`);
  }

  /** Work of a process ended in an error that nobody foresaw; of a ledger that is lost in the midst of it, one is foreseen. */
  failed({ name }: SimProcess, error: unknown): undefined {
    if (this.#world.store.losses > 0 || this.isForged) return;
    this.violated('no work fails', `${name}: ${error instanceof Error ? error.stack : String(error)}`);
  }

  /** A created answer has reached the ledger: it must be there now, as the row's link or as a second one. */
  async reported(answer: DeliveryResult): Promise<void> {
    if (this.isForged) return;
    const { store } = this.#world;
    this.answers = store.losses === this.#losses ? [...this.answers, answer] : [answer];
    this.#losses = store.losses;
    const { key, id } = answer;
    const prefix = accountPrefix(account);
    const kept = await Promise.all([
      ...['entries', 'duplicates', 'twice'].map((kind) =>
        store.look('HGET', `${prefix}:${kind}:${key.batch}`, key.line),
      ),
      store.look('HGET', `${prefix}:revoking`, id),
    ]);
    const [record, duplicates, twice, intent] = kept.map((text) => String(text ?? ''));
    const isKept = record?.includes(`${id} `) || record?.includes(`"${id}"`) || intent !== '';
    const isSecond = [duplicates, twice].some((ids) => ids?.split(' ').includes(id));
    if (!isKept && !isSecond) this.violated('no answer is dropped', `${id}, told for ${pointerOf(key)}`);
  }

  made(link: SimLink): void {
    const { reference } = link.request;
    if (this.isForged) this.#checkContents(link);
    if (this.isForged) return;
    const others = this.#world.provider.liveOf(reference).filter((other) => other !== link);
    if (others.length === 0 || !this.#world.plan.isTolerant) return;
    const ids = others.map(({ id, request }) => `${id} (${request.tag})`).join(', ');
    this.violated(
      'one live link a reference',
      `${reference} has ${ids} and now ${link.id} (${link.request.tag})`,
    );
  }

  /** Checks IBAN, amount and expiry against the file or the person who set them. */
  #checkContents({ id, request }: SimLink): void {
    if (request.tag.startsWith('elsewhere.')) return;
    const { files, wishes } = this.#world;
    const rows = files.flatMap(({ entries }) => entries).filter((row) => row.reference === request.reference);
    const isAsked = rows.some(
      ({ contents, label }) =>
        contents.amountCents === request.amountCents &&
        contents.iban === request.iban &&
        label === request.label,
    );
    if (!isAsked) this.violated('a link is what its file said', `${id}: ${JSON.stringify(request)}`);
    const expiresAt = Date.parse(request.expiresAt);
    const isTimely = wishes.some(
      ({ from, until }) => expiresAt >= from - 1_000 && expiresAt <= until + 1_000,
    );
    if (!isTimely) this.violated('a link expires as was said', `${id}: ${request.expiresAt}`);
  }

  /** A request leaves: its stamp must be in the ledger. Answers the time of its permit. */
  async handedOver({ name }: SimProcess, request: LinkRequest): Promise<number> {
    if (this.isForged) return Number.NEGATIVE_INFINITY;
    const { store, plan, now } = this.#world;
    const [, generation, attempt] = request.tag.split('.');
    let newest = 0;
    for (const { batch, line } of this.#world.keys.get(request.reference) ?? []) {
      const record = await store.look('HGET', `${accountPrefix(account)}:entries:${batch}`, line);
      const [kind, recordGeneration, recordAttempt, , , extra] =
        String(record).split('\n')[0]?.split(' ') ?? [];
      if (recordGeneration !== generation) continue;
      newest = Math.max(newest, Number(recordAttempt));
      if (kind === 'claimed' && recordAttempt === attempt) return Number(extra);
    }
    const isDurable = newest >= Number(attempt);
    if (store.lostAt < now - lossExcuseMs && (plan.isTolerant || !isDurable)) {
      this.violated('no send without a durable stamp', `${name} sends ${request.reference} ${request.tag}`);
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** At the end, every link that reached the ledger belongs to a row, cannot be paid, or was reported as paid twice. */
  async checkAnswers(ledger: Ledger): Promise<void> {
    if (this.#losses !== this.#world.store.losses) return;
    const { provider } = this.#world;
    for (const { key, id } of this.answers) {
      const entry = await ledger.entries.read(key);
      const link = provider.byId(id);
      const isOwn = entry?.state.kind === 'created' && entry.state.link.id === id;
      const isEnded = link !== undefined && !provider.isLive(link);
      const isHeld = entry?.state.kind === 'failed' && entry.state.failure.code === 'paid_elsewhere';
      const twice = (await ledger.links.paidTwice(key.batch)).get(key.line)?.split(' ').includes(id) === true;
      if (!isOwn && !isEnded && !isHeld && !twice)
        this.violated('no answer is dropped', `${id}, told for ${pointerOf(key)}`);
    }
  }

  /** More calls than a window takes; each came as soon after its permit as the pace allows for. */
  windowExceeded(windowMs: number, arrivals: readonly Arrival[]): void {
    if (this.isForged) return;
    const { plan, store, now } = this.#world;
    const guard =
      guardWindows(plan.limits).find(({ lengthMs, guard }) => lengthMs - guard === windowMs)?.guard ?? 0;
    const isExcused = store.lostAt > now - windowMs - lossExcuseMs;
    if (isExcused || arrivals.some(({ latenessMs }) => latenessMs > guard - 1)) return;
    this.violated('no window exceeded', `${arrivals.length} calls within ${windowMs} ms`);
  }

  /** Somebody reads that this is the link of a reference. */
  published(reference: string, url: string): void {
    const urls = this.#published.get(reference) ?? new Set();
    this.#published.set(reference, urls);
    if (urls.has(url)) return;
    const { provider, plan, trace } = this.#world;
    const link = provider.links.find((one) => one.url === url);
    if (this.isForged && link?.request.reference !== reference)
      this.violated("no url is published that is not the row's", `${reference}: ${url}`);
    if (link !== undefined && !provider.leadsRight(link))
      this.violated('no published url leads elsewhere', `${reference}: ${link.id} pays to another account`);
    const payable = provider.links.find((link) => urls.has(link.url) && provider.isLive(link));
    urls.add(url);
    trace.call(this.#world, 'reporter', `publishes ${url} for ${reference}`);
    if (payable === undefined || this.isForged || (!plan.isTolerant && plan.losses.length > 0)) return;
    this.violated('no second url while the first is payable', `${reference}: ${payable.url}, then ${url}`);
  }
}
