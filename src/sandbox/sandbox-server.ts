import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, answers } from './answer.ts';
import { answerCall, isVersionRight, type Route, readCreation, routeOf } from './api.ts';
import type { Rules } from './creation-body.ts';
import { type Faults, readFaults } from './faults.ts';
import { readText, sendAnswer } from './http-text.ts';
import type { LinkStore } from './link-store.ts';
import { type CallCounts, readStats, type SandboxStats } from './sandbox-stats.ts';
import { type Limit, SlidingWindow } from './sliding-window.ts';

/** What the server plays with. */
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
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #counts: CallCounts = {
    byKind: { create: 0, list: 0, get: 0, revoke: 0, other: 0 },
    answered429: 0,
    faults: {},
  };

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#windows = stage.limits.map((limit) => new SlidingWindow(limit));
    // Longer than any client keeps an idle socket, so that a race for one is the client's doing.
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

  /** Resolves once calls are taken; rejects if the port cannot be had. */
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
    // Read even when it is of no use: an answer beside an unread body would break the connection.
    const text = await readText(request, mostBodyBytes);
    const answer = barred ?? this.#answer(request, route, url.searchParams, text);
    if (answer === 'never') return;
    if (answer === 'hangUp') response.destroy();
    else this.#send(response, answer);
  }

  /** Counts the call at the moment of its arrival; an answer if it may not come in. */
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

  /** The answer to a call whose headers are not right. */
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
    return answerCall(route, store, query, { nowMs: now(), hiddenMs: this.faults.listingDelayMs ?? 0 });
  }

  /** Makes the link unless something is wrong, and goes wrong as the faults say. */
  #create(request: IncomingMessage, route: Route, text: string): Answer | 'hangUp' | 'never' {
    const { store, rules, now } = this.#stage;
    const { faults } = this;
    if (this.#hits('errorBeforeCommit', faults.errorBeforeCommit)) return answers.broken;
    const creation = readCreation(text, request.headers['content-type'], route.version, rules, now());
    if ('status' in creation) return creation;
    if (this.#hits('lateCommit', faults.lateCommit?.share)) {
      this.#later(faults.lateCommit?.delayMs ?? 0, () => {
        store.make(creation, now());
        request.socket.destroy();
      });
      return 'never';
    }
    const link = store.make(creation, now());
    if (this.#hits('errorAfterCommit', faults.errorAfterCommit)) return answers.broken;
    if (this.#hits('garbage', faults.garbage)) return answers.garbage;
    if (this.#hits('answerLostAfterCommit', faults.answerLostAfterCommit)) return 'hangUp';
    return { status: 200, body: { id: link.id, url: link.url } };
  }

  #send(response: ServerResponse, answer: Answer): void {
    const { slow } = this.faults;
    if (this.#hits('slow', slow?.share))
      this.#later(slow?.delayMs ?? 0, () => sendAnswer(response, answer, this.#stage.now()));
    else sendAnswer(response, answer, this.#stage.now());
  }

  async #control(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const text = await readText(request, mostControlBytes);
    const near = loopback.test(request.socket.remoteAddress ?? '');
    if (near && request.method === 'GET' && path === '/sandbox/stats') {
      return sendAnswer(response, { status: 200, body: this.stats() }, this.#stage.now());
    }
    if (!near || request.method !== 'POST' || path !== '/sandbox/faults') {
      return sendAnswer(response, answers.notFound, this.#stage.now());
    }
    if (text === undefined) return sendAnswer(response, answers.tooLarge, this.#stage.now());
    const faults = readFaults(text);
    if (faults) this.faults = faults;
    sendAnswer(response, faults ? { status: 200, body: faults } : answers.invalidBody, this.#stage.now());
  }

  /** Draws whether the fault happens to this call, and counts it if so. */
  #hits(fault: keyof Faults, share: number | undefined): boolean {
    if (share === undefined || share === 0 || this.#stage.random() >= share) return false;
    this.#counts.faults[fault] = (this.#counts.faults[fault] ?? 0) + 1;
    return true;
  }

  #later(delayMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
  }
}
