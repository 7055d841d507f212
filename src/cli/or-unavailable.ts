import { ListingUnavailable } from '../actions/list-window.ts';
import { fail } from '../domain/failure.ts';
import type { Door } from './door.ts';

/** A Stop where what was to be proven from the provider's answers could not be; after Ctrl-C, that. */
export async function orUnavailable<T>(
  { interrupted }: Pick<Door, 'interrupted'>,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    interrupted.throwIfAborted();
    throw fail('bridge_unavailable', error.reason);
  }
}
