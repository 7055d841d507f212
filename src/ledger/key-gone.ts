/** How often one call is tried; a ledger is not lost more often than this in between. */
export const mostTries = 5;

/**
 * Runs `act`, which calls a script with the id of a key. Where the script answers KEYGONE, since the ledger was lost and has another key
 * by now, calls `forget` and runs `act` again.
 */
export async function retryOnKeyGone<T>(act: () => Promise<T>, forget?: () => void): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      const isGone = error instanceof Error && error.message.includes('KEYGONE');
      if (!isGone || tries === mostTries) throw error;
      forget?.();
    }
  }
}
