import { type AddressInfo, createConnection, createServer, type NetConnectOpts, type Socket } from 'node:net';

/**
 * What happens to bytes on their way. `swallow`: connections are accepted, what comes is thrown away, nothing is answered.
 * `swallow answers`: what is asked arrives, what is answered is thrown away.
 */
type Passage = 'forward' | 'swallow' | 'swallow answers';

/** A way between two processes that can be broken without either of them being told. */
export interface TcpProxy {
  readonly port: number;
  /** Where connections lead that are opened from now on. */
  lead(to: NetConnectOpts): void;
  set(passage: Passage): void;
  /**
   * Forwards again. Connections that have lost bytes cannot go on: they are reset, or, with `silent`, stay open and dead, as
   * behind a router that has forgotten them.
   */
  heal(how: 'reset' | 'silent'): void;
  /** Connections that have lost bytes so far, and pieces that were thrown away. */
  readonly lost: { readonly connections: number; readonly pieces: number };
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** From then on nothing more is forwarded that way: what follows a gap makes no sense to anybody. */
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
