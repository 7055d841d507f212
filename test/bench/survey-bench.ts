import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refunds } from '../support/trial.ts';
import { measure } from './measure.ts';

/** A line of the result table: the measurement and its value. */
export type Line = readonly [what: string, result: string];

interface Surveyed {
  readonly accepted: number;
  readonly rejected: number;
  readonly bareMs: number;
  readonly surveyMs: number;
  readonly peakBytes: number;
}

const script = new URL('survey-script.js', import.meta.url).pathname;

/** Compares validating every row with bare csv-parse into objects, both compiled, in one process. */
export async function compareWithBare(rows: number, folder: string): Promise<readonly Line[]> {
  const plain = refunds(rows);
  const files: readonly Line[] = [
    ['', plain],
    [' with a quoted cell in each', plain.replaceAll('Exemple SARL', '"Exemple, SARL"')],
    [' with every cell quoted', plain.replaceAll(/[^,\n]+/g, '"$&"')],
    [' with every column', withEveryColumn(rows)],
    [' with ten unused columns', withUnusedColumns(rows)],
  ];
  const lines: Line[] = [];
  for (const [what, text] of files) {
    const { bareMs, surveyMs } = await surveyed(text, folder, { accepted: rows, rejected: 0 });
    lines.push([
      `judging ${rows} rows${what} / bare csv-parse into objects`,
      `${(surveyMs / bareMs).toFixed(2)} x`,
    ]);
  }
  return lines;
}

/** Measures memory by the number of rows: a constant part, and the references that the check remembers. */
export async function measureMemory(folder: string): Promise<readonly Line[]> {
  const [few, many] = [200_000, 1_000_000];
  const peaks: number[] = [];
  const lines: Line[] = [];
  for (const rows of [few, many]) {
    const once = await surveyed(refunds(rows), folder, { accepted: rows, rejected: 0 }, '--once');
    peaks.push(once.peakBytes);
    lines.push([
      `judging ${rows} rows once: time, peak memory`,
      `${seconds(once.surveyMs)}, ${(once.peakBytes / 1e6).toFixed(0)} MB`,
    ]);
  }
  const [less = 0, more = 0] = peaks;
  return [...lines, ['memory a row beyond that', `${((more - less) / (many - few)).toFixed(0)} B`]];
}

/** Lines that hold nothing, or not what the header promises, of which csv-parse makes an error each. */
export async function timeOddLines(count: number, folder: string): Promise<readonly Line[]> {
  const good = refunds(1);
  const blank = await surveyed(good + '\n'.repeat(count), folder, { accepted: 1, rejected: 0 }, '--once');
  const ragged = await surveyed(
    good + 'r,1.00\n'.repeat(count),
    folder,
    { accepted: 1, rejected: count },
    '--once',
  );
  return [
    [`judging ${count} blank lines once: time`, seconds(blank.surveyMs)],
    [`judging ${count} ragged lines once: time`, seconds(ragged.surveyMs)],
  ];
}

async function surveyed(
  text: string,
  folder: string,
  due: Pick<Surveyed, 'accepted' | 'rejected'>,
  ...modes: readonly string[]
): Promise<Surveyed> {
  const file = join(folder, 'survey.csv');
  writeFileSync(file, text);
  const { stdout } = await measure(process.execPath, [script, file, ...modes], {}, process.cwd());
  const result = JSON.parse(stdout) as Surveyed;
  if (result.accepted !== due.accepted || result.rejected !== due.rejected)
    throw new Error(`${result.accepted} rows were accepted and ${result.rejected} rejected`);
  return result;
}

function withEveryColumn(rows: number): string {
  const header =
    'client_reference,end_to_end_id,amount,currency,iban,bic,beneficiary_first_name,beneficiary_last_name,' +
    'beneficiary_company_name,label,payer_first_name,payer_last_name,payer_company_name,payer_reference,expires_at,callback_url';
  const expiry = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const lines = refunds(rows)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line, at) => {
      const [reference, amount, iban] = line.split(',');
      const receiver = `${iban},AGRIFRPP,Ada,Example,,Refund ${at}`;
      return `${reference},E${at},${amount},EUR,${receiver},,,Example SARL,P-${at},${expiry},https://example.com/back`;
    });
  return `${[header, ...lines].join('\n')}\n`;
}

/** Unused columns as exports have them; the check reads each completely. */
function withUnusedColumns(rows: number): string {
  const header = 'Created,City,Product,Quantity,Phone,Status,Checked sum,Buyer,Note,Newsletter';
  const [first, ...lines] = refunds(rows).trimEnd().split('\n');
  const more = lines.map((line, at) => {
    const [, amount] = line.split(',');
    const [day, note] = [
      String((at % 28) + 1).padStart(2, '0'),
      at % 7 === 0 ? 'asked by phone for a refund' : '',
    ];
    return `${line},2026-10-${day},Lyon,Lamp ${at % 90},${at % 5},+33 6 00 00 ${at % 100},to refund,${amount},,${note},${at % 2 ? 'yes' : 'no'}`;
  });
  return `${[`${first},${header}`, ...more].join('\n')}\n`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
