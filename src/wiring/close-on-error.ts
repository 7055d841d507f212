/** Opens something on what is open already; where that fails, nothing is left open. */
export async function orClose<T>(
  home: { readonly close: () => Promise<void> },
  open: () => T | Promise<T>,
): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await home.close();
    throw error;
  }
}
