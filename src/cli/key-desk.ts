import { type KeyDesk, openKeys } from '../wiring/keys.ts';
import type { Door } from './door.ts';
import { configOf } from './flags.ts';

/** Acts with the keys of the installation, and closes what was opened for it. */
export async function withDesk(door: Door, act: (desk: KeyDesk) => Promise<number>): Promise<number> {
  const desk = await openKeys(configOf(door, {}), door);
  try {
    return await act(desk);
  } finally {
    await desk.close();
  }
}
