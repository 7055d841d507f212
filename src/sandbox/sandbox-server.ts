import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, answers } from './answer.ts';
import { AnswerSwap } from './answer-swap.ts';
import { answerCall, isVersionRight, type Route, readCreation, routeOf } from './api.ts';
import { answerControl } from './control.ts';
import type { Rules } from './creation-body.ts';
import type { Faults } from './faults.ts';
import { readText, sendAnswer } from './http-text.ts';
import type { Creation } from './judge-creation.ts';
import type { LinkStore, SandboxLink } from './link-store.ts';
import { type CallCounts, readStats, type SandboxStats } from './sandbox-stats.ts';
import { type Limit, SlidingWindow } from './sliding-window.ts';
import { withSubstitute } from './substitute-iban.ts';

/** The parts that the server works with. */
export interface Stage {
  readonly store: LinkStore;
  readonly rules: Rules;
  readonly limits: readonly Limit[];
  readonly credentials?: { readonly clientId: string; readonly clientSecret: string };
  readonly announcesRetryAfter: boolean;
  readonly now: () => number;
  readonly random: () => number;
}

const mostBodyBytes = 1 << 20;
const mostControlBytes = 64 << 10;
const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** The sandbox's HTTP side: arrival, headers, faults, then the call itself. */
export class SandboxServer {
  readonly http: Server;
  faults: Faults = {};
  readonly #stage: Stage;
  readonly #windows: readonly SlidingWindow[];
  /** Links made since this start. */
  #made = 0;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #swap = new AnswerSwap((delayMs, act) => this.#later(delayMs, act));
  readonly #counts: CallCounts = {
    byKind: { create: 0, list: 0, get: 0, revoke: 0, payments: 0, other: 0 },
    answered429: 0,
    faults: {},
  };

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#windows = stage.limits.map((limit) => new SlidingWindow(limit));
    // Longer than any client keeps an idle socket, so that the server never closes one that a client is about to use.
    this.http = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      this.#serve(request, response).catch(() => {
        // The client has gone, or the file cannot be written: then nothing was made.
        if (!response.headersSent) sendAnswer(response, answers.broken, this.#stage.now());
      });
    });
  }

  stats(): SandboxStats {
    return readStats(this.#stage.store, this.#windows, this.#counts, this.#stage.now());
  }

  /** Resolves once the server accepts calls; rejects if the port is taken. */
  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, host, () => {
        this.http.off('error', reject);
        resolve();
      });
    });
  }

  /** Ends the server at once; links that were to be made late are never made. */
  close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    return new Promise((resolve) => {
      this.http.close(() => resolve());
      this.http.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname.startsWith('/sandbox/')) return this.#control(request, response, url.pathname);
    const route = routeOf(request.method ?? 'GET', url.pathname);
    const barred = this.#arrive(route) ?? this.#bar(request, route);
    // The body is read even where it is not needed: answering before it is read would break the connection.
    const text = await readText(request, mostBodyBytes);
    const answer = barred ?? (await this.#answer(request, route, url.searchParams, text));
    if (answer === 'never') return;
    if (answer === 'hangUp') response.destroy();
    else this.#send(response, answer);
  }

  /** Counts the call at its arrival; returns an answer if the call is turned away. */
  #arrive(route: Route): Answer | undefined {
    const nowMs = this.#stage.now();
    this.#counts.byKind[route.kind]++;
    const waitMs = Math.max(0, ...this.#windows.map((window) => window.arrive(nowMs)));
    if (waitMs === 0) {
      for (const window of this.#windows) window.letIn(nowMs);
      const { busy } = this.faults;
      return this.#hits('busy', busy?.share) ? this.#tooMany(busy?.retryAfterSeconds) : undefined;
    }
    return this.#tooMany(this.#stage.announcesRetryAfter ? Math.ceil(waitMs / 1000) : undefined);
  }

  #tooMany(retryAfterSeconds: number | undefined): Answer {
    this.#counts.answered429++;
    return retryAfterSeconds === undefined
      ? answers.tooManyRequests
      : { ...answers.tooManyRequests, retryAfterSeconds };
  }

  /** The answer to a call with wrong headers. */
  #bar({ headers }: IncomingMessage, route: Route): Answer | undefined {
    const { 'client-id': id, 'client-secret': secret } = headers;
    const { credentials } = this.#stage;
    const known = !credentials || (id === credentials.clientId && secret === credentials.clientSecret);
    if (this.faults.lockedOut || !id || !secret || !known) return answers.wrongCredentials;
    if (route.kind === 'other') return answers.notFound;
    const version = headers['bridge-version'];
    return isVersionRight(route.version, typeof version === 'string' ? version : undefined)
      ? undefined
      : answers.wrongVersion;
  }

  #answer(request: IncomingMessage, route: Route, query: URLSearchParams, text: string | undefined) {
    if (text === undefined) return answers.tooLarge;
    const { store, now } = this.#stage;
    if (route.kind === 'create') return this.#create(request, route, text);
    const { listingDelayMs: hiddenMs = 0, listingGaps, revokeLost, hidesIbans = false } = this.faults;
    const skipsOne = () => this.#hits('listingGaps', listingGaps);
    const answer = answerCall(route, store, query, { nowMs: now(), hiddenMs, skipsOne, hidesIbans });
    return route.kind === 'revoke' && answer.status === 200 && this.#hits('revokeLost', revokeLost)
      ? 'hangUp'
      : answer;
  }

  /** Makes the link if the creation is valid, with the faults that are on. */
  #create(
    request: IncomingMessage,
    route: Route,
    text: string,
  ): Answer | Promise<Answer> | 'hangUp' | 'never' {
    const { rules, now } = this.#stage;
    const { faults } = this;
    if (this.#hits('errorBeforeCommit', faults.errorBeforeCommit)) return answers.broken;
    const creation = readCreation(text, request.headers['content-type'], route.version, rules, now());
    if ('status' in creation) return creation;
    if (this.#hits('lateCommit', faults.lateCommit?.share)) {
      this.#later(faults.lateCommit?.delayMs ?? 0, () => {
        this.#make(creation);
        request.socket.destroy();
      });
      return 'never';
    }
    const link = this.#make(creation);
    if (this.#hits('errorAfterCommit', faults.errorAfterCommit)) return answers.broken;
    if (this.#hits('garbage', faults.garbage)) return answers.garbage;
    if (this.#hits('answerLostAfterCommit', faults.answerLostAfterCommit)) return 'hangUp';
    const answer = { status: 200, body: { id: link.id, url: link.url } };
    return this.#swap.exchange(answer, () => this.#hits('swapAnswers', faults.swapAnswers));
  }

  #make(creation: Creation): SandboxLink {
    const { store, now } = this.#stage;
    const { substituteIban } = this.faults;
    this.#made += 1;
    const isDue = substituteIban !== undefined && this.#made > substituteIban.after;
    const isHit = isDue && this.#hits('substituteIban', substituteIban.share);
    return store.make(isHit ? withSubstitute(creation) : creation, now());
  }

  #send(response: ServerResponse, answer: Answer): void {
    const { slow } = this.faults;
    if (this.#hits('slow', slow?.share))
      this.#later(slow?.delayMs ?? 0, () => sendAnswer(response, answer, this.#stage.now()));
    else sendAnswer(response, answer, this.#stage.now());
  }

  async #control(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const text = await readText(request, mostControlBytes);
    const { store, now } = this.#stage;
    const near = loopback.test(request.socket.remoteAddress ?? '');
    const setFaults = (faults: Faults) => {
      this.faults = faults;
    };
    const controls = { store, now, stats: () => this.stats(), setFaults };
    const answer = near ? answerControl(request.method ?? 'GET', path, text, controls) : answers.notFound;
    sendAnswer(response, answer, now());
  }

  /** Whether a fault of this share strikes now; counted under its name. */
  #hits(fault: keyof Faults, share: number | undefined): boolean {
    const strikes = share !== undefined && share > 0 && this.#stage.random() < share;
    if (strikes) this.#counts.faults[fault] = (this.#counts.faults[fault] ?? 0) + 1;
    return strikes;
  }

  /** Acts after the delay, unless the server is closed or the returned function is called before. */
  #later(delayMs: number, act: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }
}
