import { type PrivateServer, startPrivateServer } from './private-server.ts';
import type { RedisWire } from './resp.ts';
import { runSeed, type SeedEnd } from './run-seed.ts';
import type { WorldSettings } from './world.ts';

/** Worlds that are run at once in a process, so that one computes while another waits for Redis. */
const worldsAtOnce = 6;

/** A private Redis with room for several worlds at once. */
export interface Park {
  run(settings: WorldSettings): Promise<SeedEnd>;
  /** Runs one world after another in each place, until `next` has none left. */
  runAll(next: () => WorldSettings | undefined, onEnd: (settings: WorldSettings, end: SeedEnd) => void): Promise<void>;
  stop(): Promise<void>;
}

export async function openPark(): Promise<Park> {
  const server: PrivateServer = await startPrivateServer();
  const wires: RedisWire[] = [];
  for (let database = 0; database < worldsAtOnce; database += 1) wires.push(await server.connect(database));
  return {
    run: (settings) => runSeed(settings, server, wires[0] as RedisWire),
    async runAll(next, onEnd) {
      await Promise.all(
        wires.map(async (wire) => {
          for (let settings = next(); settings !== undefined; settings = next()) {
            onEnd(settings, await runSeed(settings, server, wire));
          }
        }),
      );
    },
    async stop() {
      for (const wire of wires) wire.close();
      await server.stop();
    },
  };
}
