import { commands } from './commands.ts';
import type { Door } from './door.ts';
import { DoorCommand } from './door-command.ts';

/** The program with all its commands; those that `isWanted` are loaded, the others have a name alone, for the list in its help. */
export async function createProgram(door: Door, isWanted: (name: string) => boolean): Promise<DoorCommand> {
  const program = new DoorCommand('linkmill', door);
  program.version('0.1.0');
  for (const { name, load } of commands) {
    if (isWanted(name)) program.addCommand((await load())(door));
    else program.command(name);
  }
  return program;
}
