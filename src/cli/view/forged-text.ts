import type { ForgedPlace } from '../../domain/crypto/forged.ts';
import { message } from '../../i18n/messages.ts';
import type { Terminal } from '../terminal.ts';

/** Places that are shown one by one, at most. */
const mostShown = 20;

/** Shows the batches and rows in Redis that this installation did not write. */
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
