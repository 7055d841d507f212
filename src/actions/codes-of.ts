import type { Batch } from '../domain/batch.ts';
import { addCodes, type CodeCounts } from '../domain/schedule.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { linesOf } from './batch-lines.ts';

/** How often each code is met among the rows of a batch that have no link. */
export async function codesOf(
  ledger: Pick<Ledger, 'batches' | 'entries'>,
  { id, books }: Batch,
): Promise<CodeCounts> {
  if (books.rejected + books.refused + books.failed === 0) return {};
  let codes: CodeCounts = {};
  for (const slice of await ledger.batches.slices(id)) {
    const lines = linesOf(slice);
    const [rejections, pages] = await Promise.all([
      ledger.batches.rejections(id, lines),
      ledger.entries.readLines(id, lines),
    ]);
    const failed = [...pages.values()].flatMap((page) =>
      'state' in page && 'failure' in page.state ? [page.state.failure] : [],
    );
    const found = [...[...rejections.values()].flat(), ...failed];
    codes = addCodes(codes, ...found.map(({ code }) => ({ [code]: 1 })));
  }
  return codes;
}
