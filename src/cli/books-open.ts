import { ListingUnavailable } from '../actions/list-window.ts';
import { Stop } from '../domain/failure.ts';

/** A Stop where what was to be proven from the provider's answers could not be: it did not give them. */
export async function orBooksOpen<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    throw new Stop([{ code: 'books_not_closed', detail: `(${error.message})` }], 2);
  }
}
