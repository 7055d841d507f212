// What a competent script does without Linkmill: read the file, fifty calls at once, write the answers. It stores nothing,
// so a lost answer is a lost link; it is here as the measure of speed alone.
import { readFileSync, writeFileSync } from 'node:fs';
import axios from 'axios';
import { parse } from 'csv-parse/sync';
import pLimit from 'p-limit';

const [file = '', baseUrl = '', lanes = '50', out = ''] = process.argv.slice(2);
const lane = pLimit(Number(lanes));
const rows = parse(readFileSync(file), { columns: true }) as Record<string, string>[];
const headers = { 'Client-Id': 'plain', 'Client-Secret': 'plain', 'Bridge-Version': '2025-01-15' };
const expired_date = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, '');

const urls = await Promise.all(
  rows.map((row) =>
    lane(async () => {
      const body = {
        user: { company_name: 'Example SARL' },
        client_reference: row.client_reference,
        expired_date,
        transactions: [
          {
            amount: Number(row.amount),
            currency: 'EUR',
            label: `Refund ${row.client_reference}`,
            end_to_end_id: row.client_reference,
            beneficiary: { iban: row.iban, company_name: row.beneficiary_company_name },
          },
        ],
      };
      const answer = await axios.post(`${baseUrl}/v3/payment/payment-links`, body, { headers });
      return answer.data.url as string;
    }),
  ),
);
writeFileSync(out, rows.map((row, at) => `${Object.values(row).join(',')},${urls[at]}`).join('\n'));
