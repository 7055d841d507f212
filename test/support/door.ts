import type { Door } from '../../src/cli/door.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';

/** What of a door writes for people, in English, into a list of lines. */
export function writingDoor(
  lines: string[],
): Pick<Door, 'show' | 'write' | 'text' | 'renderer' | 'language'> {
  const renderer = rendererOf('en');
  const write = (...written: readonly string[]) => void lines.push(...written);
  return {
    language: 'en',
    write,
    show: (...messages) => write(...messages.map(renderer.render)),
    text: renderer.render,
    renderer,
  };
}
