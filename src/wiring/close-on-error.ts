/** Runs `open`; where it throws, closes `home` and throws on. */
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
