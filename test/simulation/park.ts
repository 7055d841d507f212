import { type PrivateServer, startPrivateServer } from './private-server.ts';
import { runSeed, type SeedEnd } from './run-seed.ts';
import type { WorldSettings } from './world.ts';

/** Worlds that are run at once in a process, so that one computes while another waits for Redis. */
const worldsAtOnce = 16;

/** A private Redis with room for several worlds at once. */
export interface Park {
  run(settings: WorldSettings): Promise<SeedEnd>;
  /** Runs one world after another in each place, until `next` has none left. */
  runAll(
    next: () => WorldSettings | undefined,
    onEnd: (settings: WorldSettings, end: SeedEnd) => void,
  ): Promise<void>;
  stop(): Promise<void>;
}

export async function openPark(): Promise<Park> {
  const server: PrivateServer = await startPrivateServer();
  const proxies = Array.from({ length: worldsAtOnce }, (_, database) => server.proxy(database));
  return {
    run: (settings) => runSeed(settings, server, server.proxy(0)),
    async runAll(next, onEnd) {
      await Promise.all(
        proxies.map(async (proxy) => {
          for (let settings = next(); settings !== undefined; settings = next()) {
            onEnd(settings, await runSeed(settings, server, proxy));
          }
        }),
      );
    },
    stop: () => server.stop(),
  };
}
