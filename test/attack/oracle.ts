import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeBooks } from '../../src/actions/audit/close-books.ts';
import { writeReport } from '../../src/actions/report/write-report.ts';
import type { Audit } from '../../src/domain/audit.ts';
import type { Batch } from '../../src/domain/batch.ts';
import type { SandboxLink } from '../../src/sandbox/sandbox.ts';
import { options } from '../support/account-context.ts';
import { clientSecret, type Scene, type Stage, type TrueRow } from './scene.ts';

/** When links were asked for, by whoever handed a file in or wanted a row reissued, and for how long they are to live, in ms. */
export interface Wanted {
  readonly from: number;
  readonly until: number;
  readonly lifeMs: number;
}

/** A submitted file. */
export interface Handed {
  readonly batch: string;
  readonly rows: readonly TrueRow[];
}

/** Checks what the attack must not change, from data outside of Redis. Methods return the violations. */
export class Oracle {
  readonly #scene: Scene;
  readonly #stage: Stage;
  readonly rows: TrueRow[] = [];
  readonly wanted: Wanted[] = [];
  readonly #firstLink: number;

  constructor(scene: Scene, stage: Stage) {
    this.#scene = scene;
    this.#stage = stage;
    this.#firstLink = scene.sandbox.links().length;
  }

  get links(): readonly SandboxLink[] {
    return this.#scene.sandbox.links().slice(this.#firstLink);
  }

  payable(reference: string): SandboxLink[] {
    return this.links.filter((link) => link.body.client_reference === reference && isPayable(link));
  }

  /** Links that neither a file nor a person requested. */
  strange(): string[] {
    return this.links.flatMap((link) => {
      const reported = this.#whatIsWrong(link);
      return reported === undefined ? [] : [`link ${link.id} (${link.body.client_reference}): ${reported}`];
    });
  }

  #whatIsWrong({ body, expiresAtMs }: SandboxLink): string | undefined {
    const [sent] = body.transactions;
    const meant = this.rows.filter(({ reference }) => reference === body.client_reference);
    if (meant.length === 0 || sent === undefined || body.transactions.length !== 1) return 'no such row';
    const isRight = meant.some(
      (row) =>
        Math.round((sent.amount ?? 0) * 100) === row.cents &&
        sent.beneficiary?.iban === row.iban &&
        sent.beneficiary.company_name === row.payee &&
        sent.label === row.label &&
        sent.end_to_end_id === row.endToEnd,
    );
    if (!isRight) return `contents ${JSON.stringify(body)}`;
    if (body.user.company_name !== 'Example SARL' || body.callback_url != null) return 'payer or callback';
    const isTimely = this.wanted.some(
      ({ from, until, lifeMs }) =>
        expiresAtMs >= from + lifeMs - 1_500 && expiresAtMs <= until + lifeMs + 1_500,
    );
    return isTimely ? undefined : `expires at ${new Date(expiresAtMs).toISOString()}`;
  }

  /** The books of a batch as they are now; undefined where they cannot be closed. */
  async books(batch: Batch): Promise<Audit | undefined> {
    const patience = { signal: new AbortController().signal, isPatient: true, tries: 2 };
    try {
      return await closeBooks(this.#stage.context, batch, patience, async () => undefined);
    } catch (error) {
      this.#stage.notes.push(String(error));
      return undefined;
    }
  }

  /**
   * What balanced books of a batch hide. `isNotified`: the books of the earlier batch that holds the row, which this one only knows, tell of it.
   */
  falseBooks({ batch, rows }: Handed, audit: Audit, isNotified: (reference: string) => boolean): string[] {
    if (!audit.balanced) return [];
    const found: string[] = [];
    let created = 0;
    for (const row of rows) {
      const links = this.payable(row.reference);
      if (links.length > 1 && !isNotified(row.reference))
        found.push(`${batch}: balanced, ${links.length} payable links of ${row.reference}`);
      if (links.length === 1) created += 1;
    }
    const { rows: counted } = audit;
    if (counted.rows !== rows.length)
      found.push(`${batch}: balanced with ${counted.rows} of ${rows.length} rows`);
    const ended = audit.links.revoked + audit.links.expired;
    if (counted.created > created + ended)
      found.push(
        `${batch}: balanced, ${counted.created} rows with links, ${created} payable: ${JSON.stringify(audit)}`,
      );
    return found;
  }

  /** Urls in a report that the provider did not make for their rows. */
  async falseReport(batch: Batch): Promise<string[]> {
    const text = await this.report(batch);
    const found = rowsWithUrls(text).flatMap(({ reference, url }) => {
      const made = this.links.find((link) => link.url === url);
      return made?.body.client_reference === reference ? [] : [`report of ${batch.id}: ${reference} ${url}`];
    });
    return [...found, ...this.secretsIn('a report', text)];
  }

  async urlsIn(batch: Batch): Promise<string[]> {
    return rowsWithUrls(await this.report(batch)).map(({ url }) => url);
  }

  /** Empty where none can be written. */
  async report(batch: Batch): Promise<string> {
    const path = join(tmpdir(), `forged-${batch.id}-${process.pid}.csv`);
    try {
      await writeReport(this.#stage.context.ledger, batch, path, 'forged');
    } catch (error) {
      this.#stage.notes.push(`report: ${error instanceof Error ? error.stack : error}`);
      return '';
    }
    const text = readFileSync(path, 'utf8');
    rmSync(path);
    return text;
  }

  secretsIn(where: string, text: string): string[] {
    const key = Buffer.alloc(32, 'a key for tests');
    const secrets = [
      clientSecret,
      'a key for tests',
      key.toString('base64'),
      key.toString('base64url'),
      key.toString('hex'),
    ];
    return secrets.filter((secret) => text.includes(secret)).map(() => `a secret in ${where}`);
  }
}

export const lifeMs = options.expiresInSeconds * 1_000;

function isPayable({ ended, expiresAtMs }: SandboxLink): boolean {
  return ended === undefined && expiresAtMs > Date.now();
}

/** A reference stands in the first column. */
function rowsWithUrls(report: string): { reference: string; url: string }[] {
  const [header = [], ...lines] = report.split('\n').map((line) => line.split(','));
  const at = header.indexOf('payment_link_url');
  return lines.flatMap((cells) => {
    const url = cells[at] ?? '';
    return url === '' ? [] : [{ reference: cells[0] ?? '', url }];
  });
}
