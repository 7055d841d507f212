import type { Terminal } from '../../src/cli/terminal.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';

/** The writing parts of an English terminal, which collect lines in a list. */
export function writingTerminal(
  lines: string[],
): Pick<Terminal, 'show' | 'write' | 'text' | 'renderer' | 'language'> {
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
