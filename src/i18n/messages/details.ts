/** What of a row or a file is wrong in particular: details of failures. */
export const detailMessages = {
  found: { found: 'text' },
  found_characters: { count: 'count' },
} as const;
