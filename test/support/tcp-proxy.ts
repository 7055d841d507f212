import { type AddressInfo, createConnection, createServer, type NetConnectOpts, type Socket } from 'node:net';

/**
 * What the proxy does with bytes. `swallow`: it accepts connections and drops everything. `swallow answers`: it forwards requests and
 * drops the answers.
 */
type Passage = 'forward' | 'swallow' | 'swallow answers';

/** A TCP proxy that can lose bytes without either end noticing. */
export interface TcpProxy {
  readonly port: number;
  /** Sets where connections lead that are opened from now on. */
  lead(to: NetConnectOpts): void;
  set(passage: Passage): void;
  /**
   * Forwards again. A connection that lost bytes is reset or, with `silent`, stays open and dead, like one that a router forgot.
   */
  heal(how: 'reset' | 'silent'): void;
  /** How many connections have lost bytes, and how many chunks the proxy dropped. */
  readonly lost: { readonly connections: number; readonly pieces: number };
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** Once a direction has lost bytes, the proxy forwards nothing more in it: after a gap the rest is garbage. */
  lostQuestions: boolean;
  lostAnswers: boolean;
}

/** Starts a proxy on a free port of this machine. */
export async function startTcpProxy(): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  const lost = { connections: 0, pieces: 0 };
  let target: NetConnectOpts | undefined;
  let passage: Passage = 'forward';
  const lose = (pair: Pair, what: 'lostQuestions' | 'lostAnswers') => {
    lost.pieces += 1;
    if (!hasGap(pair)) lost.connections += 1;
    pair[what] = true;
  };
  const server = createServer((near) => {
    if (target === undefined) return near.destroy();
    const pair: Pair = { near, far: createConnection(target), lostQuestions: false, lostAnswers: false };
    pairs.add(pair);
    join(
      pair,
      () => passage,
      lose,
      () => pairs.delete(pair),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lost,
    lead: (to) => {
      target = to;
    },
    set: (next) => {
      passage = next;
    },
    heal(how) {
      passage = 'forward';
      if (how === 'silent') return;
      for (const pair of pairs) if (hasGap(pair)) pair.near.resetAndDestroy();
    },
    close() {
      for (const { near } of pairs) near.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function hasGap({ lostQuestions, lostAnswers }: Pair): boolean {
  return lostQuestions || lostAnswers;
}

function join(
  pair: Pair,
  passage: () => Passage,
  lose: (pair: Pair, what: 'lostQuestions' | 'lostAnswers') => void,
  end: () => void,
): void {
  const { near, far } = pair;
  near.on('data', (bytes) => {
    if (pair.lostQuestions || passage() === 'swallow') lose(pair, 'lostQuestions');
    else far.write(bytes);
  });
  far.on('data', (bytes) => {
    if (pair.lostAnswers || passage() !== 'forward') lose(pair, 'lostAnswers');
    else near.write(bytes);
  });
  const ways = [
    [near, far],
    [far, near],
  ] as const;
  for (const [one, other] of ways) {
    one.setNoDelay();
    one.on('error', () => {});
    one.on('close', () => {
      other.destroy();
      end();
    });
  }
}
