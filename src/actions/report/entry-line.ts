import { type Batch, isLinkShown } from '../../domain/batch.ts';
import type { EarlierLink, Entry } from '../../domain/entry.ts';
import type { Failure } from '../../domain/failure.ts';
import { noAddress } from '../../domain/settings/hosts.ts';
import { endToEndIdOf, expiryOf } from '../../domain/wire-values.ts';
import { type Message, message, messages } from '../../i18n/messages.ts';
import type { ReportLine } from '../../report/report.ts';

/** The state of an entry as its own batch reports it; a claimed one is open. */
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
function strangeHostFailure(host: string): Failure {
  return { code: 'link_host_unknown', details: [hostDetail(host)] };
}

/** Where an address leads that is none of a link. */
export function hostDetail(host: string): Message {
  return host === noAddress ? message('link_at_no_address', {}) : message('link_at_host', { host });
}

/** A row that waits because its last link leads elsewhere. */
function whyOpen({ earlierLinks }: Entry): Pick<ReportLine, 'failures'> {
  const last = earlierLinks.at(-1);
  if (last?.status !== misdirected) return {};
  const details = [message('link_named', { link: last.id })];
  return { failures: [{ code: 'destination_differs', details }] };
}

/** How the ledger calls a link that leads elsewhere. */
export const misdirected = 'misdirected';

/** A duplicate link of the row, which was revoked: one that a person had reissued keeps its url. */
export function isRevokedSecond({ url, status }: EarlierLink): boolean {
  return url === '' && status !== misdirected && status !== paidElsewhere;
}

/** The state of an earlier link that was paid before it could be revoked, while its row has another link now. */
export const paidElsewhere = 'paid elsewhere';

function remarkOf({ earlierLinks }: Entry, isShown: boolean): Pick<ReportLine, 'remarks'> {
  const reported = earlierLinks
    .filter(({ status }) => status !== misdirected && status !== paidElsewhere)
    .map(({ id, status }) => message('link_earlier', { link: id, status: outcomeMessage(status) }));
  const led = earlierLinks.filter(({ status }) => status === misdirected).map(({ id }) => id);
  const paid = earlierLinks.filter(({ status }) => status === paidElsewhere).map(({ id }) => id);
  const remarks = [
    ...(reported.length > 0 ? [message('links_before_reissue', { links: reported })] : []),
    ...(led.length > 0 ? [message('links_misdirected', { links: led })] : []),
    ...(paid.length > 0 ? [message('links_paid_elsewhere', { links: paid })] : []),
    ...(isShown ? [] : [message('link_shown_later', {})]),
  ];
  return remarks.length === 0 ? {} : { remarks };
}

/** The state of a row or a link in words. A state that a later version wrote is shown as it is. */
export function outcomeMessage(outcome: string): Message {
  const code = `outcome_${outcome}`;
  return isOutcome(code) ? message(code, {}) : message('outcome_other', { outcome });
}

function isOutcome(code: string): code is `outcome_${ReportLine['outcome']}` {
  return Object.hasOwn(messages, code) && code !== 'outcome_other';
}
