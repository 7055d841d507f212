import type { ForgedPlace } from '../../domain/crypto/forged.ts';
import { message } from '../../i18n/messages.ts';
import type { Terminal } from '../terminal.ts';

/** So many places are named one by one. */
const mostShown = 20;

/** What is not what this installation wrote, place by place. */
export function showForged({ show }: Pick<Terminal, 'show'>, places: readonly ForgedPlace[]): void {
  for (const { batch, line } of places.slice(0, mostShown)) {
    show(
      line === undefined
        ? message('forged_batch_held', { batch })
        : message('forged_line_held', { line, batch }),
    );
  }
  const more = places.length - mostShown;
  if (more > 0) show(message('forged_more_held', { count: more }));
}
