import type { AddressInfo } from 'node:net';
import type { Rules } from './creation-body.ts';
import type { Faults } from './faults.ts';
import { type Journal, openJournal } from './journal.ts';
import { LinkStore, linkEventSchema, type SandboxLink } from './link-store.ts';
import type { PaymentStatus } from './payment.ts';
import { SandboxServer } from './sandbox-server.ts';
import type { SandboxStats } from './sandbox-stats.ts';
import type { Limit } from './sliding-window.ts';

export type { Faults } from './faults.ts';
export type { SandboxLink } from './link-store.ts';
export type { PaymentStatus } from './payment.ts';
export type { SandboxStats } from './sandbox-stats.ts';
export type { Limit } from './sliding-window.ts';

/** How a sandbox is set up; a sandbox is one application of Bridge, whatever the `Client-Id`. */
export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** 127.0.0.1 by default; the control paths answer loopback addresses only. */
  readonly host?: string;
  /** Append-only JSON lines that store the links; without it they are only in memory. */
  readonly file?: string;
  /** None by default; Bridge's own is 2,000 in 300,000 ms. */
  readonly limits?: readonly Limit[];
  /** Other credentials get a 401; if absent, any two non-empty values are accepted. */
  readonly credentials?: { readonly clientId: string; readonly clientSecret: string };
  /** `Retry-After` on a 429 of the limits; off by default, since Bridge documents none. */
  readonly announcesRetryAfter?: boolean;
  /** 140 characters and 35,000 euros by default. */
  readonly rules?: Partial<Rules>;
  readonly faults?: Faults;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** At least 0, less than 1; ids and faults come from it. */
  readonly random: () => number;
}

/** A simulated Bridge on a local port: follows Bridge's documentation, and has faults on demand. */
export interface Sandbox {
  /** The address without the version, as in `BRIDGE_BASE_URL`. */
  readonly url: string;
  readonly port: number;
  /** Replaces all faults. */
  setFaults(faults: Faults): void;
  stats(): SandboxStats;
  /** Oldest first, unmasked. */
  links(): readonly SandboxLink[];
  /** As if a payer had paid, whatever the link's state; throws if there is no such link. */
  complete(id: string): void;
  /**
   * Moves the link's payment under way to the status, or starts one; CREA always starts one. PDNG, ACSC and PART
   * make the link completed for good. Throws where no payment of the link can take the status: there is no such
   * link, or none is under way and the link is not valid.
   */
  pay(linkId: string, status: PaymentStatus): void;
  /** Closes all connections, flushes the file and releases its lock. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox, with the links of its file if it has one. A file that is in use or damaged is a `AppError` with
 * `sandbox_file_unusable`; a port that is taken is Node's own error.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  let journal: Journal | undefined;
  const store = new LinkStore(options.random, (event) => journal?.append(event));
  if (options.file !== undefined) {
    journal = await openJournal(options.file, (event) => store.replay(linkEventSchema.parse(event)));
  }
  const server = new SandboxServer({
    store,
    rules: { maxLabelLength: 140, maxAmount: 35_000, ...options.rules },
    limits: options.limits ?? [],
    ...(options.credentials && { credentials: options.credentials }),
    announcesRetryAfter: options.announcesRetryAfter ?? false,
    now: options.now,
    random: options.random,
  });
  server.faults = options.faults ?? {};
  const host = options.host ?? '127.0.0.1';
  try {
    await server.listen(options.port ?? 0, host);
  } catch (error) {
    journal?.close();
    throw error;
  }
  let closed: Promise<void> | undefined;
  const { port } = server.http.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    setFaults: (faults) => {
      server.faults = faults;
    },
    stats: () => server.stats(),
    links: () => store.links,
    complete(id) {
      if (!store.find(id)) throw new RangeError(`no link ${id}`);
      if (!store.pay(id, 'ACSC', options.now())) store.end(id, 'completed', options.now());
    },
    pay(linkId, status) {
      if (!store.pay(linkId, status, options.now())) throw new RangeError(`no ${status} for link ${linkId}`);
    },
    close: () => (closed ??= server.close().then(() => journal?.close())),
  };
}
