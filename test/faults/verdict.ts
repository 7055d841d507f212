import type { Stage } from './stage.ts';

/** The result of a trial for the table; `broken` names each broken promise. */
export interface Verdict {
  readonly results: ReadonlyMap<string, string>;
  readonly broken: readonly string[];
}

/** Checks provider, books and report against the promise: one live link for each row, and the report shows it. */
export async function judge(stage: Stage, books: Readonly<Record<string, number>>): Promise<Verdict> {
  const { trial, scale, person } = stage;
  const { creations, liveLinks, linksByReference, peaks } = trial.sandbox.stats();
  const { doubles } = linksByReference;
  const report = await readReport(stage);
  const urls = new Set(report.map(({ payment_link_url: url }) => url)).size;
  const wrong = wrongRows(stage, report);
  const promises: [boolean, string][] = [
    [liveLinks === scale.rows, `${liveLinks} live links for ${scale.rows} rows`],
    [creations === liveLinks, `${creations} links were made`],
    [doubles.length === 0, `doubles: ${doubles.slice(0, 5).join(' ')}`],
    [books.rows === scale.rows && books.created === scale.rows, `the books: ${JSON.stringify(books)}`],
    [report.length === scale.rows, `${report.length} rows in the report`],
    [urls === scale.rows, `${urls} urls in the report`],
    [wrong.length === 0, `wrong in the report: ${wrong.slice(0, 5).join(', ')} (${wrong.length})`],
  ];
  return {
    results: new Map([
      ['live links', String(liveLinks)],
      ['doubles', String(doubles.length)],
      ['distinct urls in the report', String(urls)],
      ['rows wrong in the report', String(wrong.length)],
      ['most calls in a window', peaks.map(({ count, peak }) => `${peak} of ${count}`).join(' ')],
      ['handed in again', String(person.reasons.length)],
    ]),
    broken: promises.filter(([isKept]) => !isKept).map(([, shown]) => shown),
  };
}

async function readReport({ trial, person }: Stage): Promise<Record<string, string>[]> {
  const end = await trial.run('report', person.batch, '--out', 'report.csv');
  if (end.code !== 0) throw new Error(`report: ${end.code} ${end.stderr}`);
  return trial.report('report.csv');
}

/** Rows that are not created, or whose link the provider made for another reference or amount. */
function wrongRows({ trial }: Stage, report: readonly Record<string, string>[]): string[] {
  const links = new Map(trial.sandbox.links().map((link) => [link.url, link.body]));
  return report.flatMap((row) => {
    const body = links.get(row.payment_link_url ?? '');
    const amount = body?.transactions[0]?.amount?.toFixed(2);
    const isRight =
      row.outcome === 'created' && body?.client_reference === row.client_reference && amount === row.amount;
    return isRight ? [] : [`${row.client_reference} ${row.outcome}`];
  });
}
