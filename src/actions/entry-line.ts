import { type Batch, isLinkShown } from '../domain/batch.ts';
import type { EarlierLink, Entry } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import { endToEndIdOf, expiryOf } from '../domain/wire-values.ts';
import type { ReportLine } from '../report/report.ts';

/** How an entry stands, as its own batch reports it; a claimed one is open. */
export function entryLine(entry: Entry, batch: Pick<Batch, 'submittedAt' | 'options'>): ReportLine {
  const { state, reference } = entry;
  switch (state.kind) {
    case 'created':
      return {
        ...remarkOf(entry, isLinkShown(state) || state.strangeHost !== undefined),
        ...(state.strangeHost !== undefined && { failures: [strangeHostFailure(state.strangeHost)] }),
        outcome: 'created',
        linkId: state.link.id,
        ...(isLinkShown(state) && { linkUrl: state.link.url }),
        reference,
        ...(entry.isErased === undefined && { sentEndToEndId: endToEndIdOf(entry) }),
        linkExpiresAt: state.link.expiresAt ?? expiryOf(entry, batch),
      };
    case 'refused':
    case 'failed':
      return { outcome: state.kind, reference, failures: [state.failure] };
    case 'cancelled':
    case 'doubtful':
      return { outcome: state.kind, reference };
    case 'entered':
    case 'claimed':
      return { outcome: 'open', reference, ...whyOpen(entry) };
  }
}

/** Why the link of a row is shown to nobody: its address in the ledger is none of a link. */
export function strangeHostFailure(host: string): Failure {
  return { code: 'link_host_unknown', detail: `It is at ${host}.` };
}

/** A row that waits because its last link leads elsewhere. */
function whyOpen({ earlierLinks }: Entry): Pick<ReportLine, 'failures'> {
  const last = earlierLinks.at(-1);
  if (last?.status !== misdirected) return {};
  return { failures: [{ code: 'destination_differs', detail: `The link is ${last.id}.` }] };
}

/** How the ledger calls a link that leads elsewhere. */
const misdirected = 'misdirected';

/** A second link of the row, which was revoked: one that a person had reissued keeps its url. */
export function isRevokedSecond({ url, status }: EarlierLink): boolean {
  return url === '' && status !== misdirected && status !== paidElsewhere;
}

/** How it calls one that was paid before it could be revoked, of a row that has a link of its own by now. */
export const paidElsewhere = 'paid elsewhere';

function remarkOf({ earlierLinks }: Entry, isShown: boolean): Pick<ReportLine, 'remark'> {
  const told = earlierLinks
    .filter(({ status }) => status !== misdirected && status !== paidElsewhere)
    .map(({ id, status }) => `${id} (${status})`);
  const led = earlierLinks.filter(({ status }) => status === misdirected).map(({ id }) => id);
  const paid = earlierLinks.filter(({ status }) => status === paidElsewhere).map(({ id }) => id);
  const remark = [
    ...(told.length > 0 ? [`Reissued; its earlier links: ${told.join(', ')}.`] : []),
    ...(led.length > 0 ? [`Revoked, because they led elsewhere: ${led.join(', ')}.`] : []),
    ...(paid.length > 0
      ? [`Paid to another account, before they could be revoked: ${paid.join(', ')}.`]
      : []),
    ...(isShown ? [] : ['The link is shown once Bridge has shown where it leads.']),
  ].join(' ');
  return remark === '' ? {} : { remark };
}
