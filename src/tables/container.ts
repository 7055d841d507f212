import { type Message, message } from '../i18n/messages.ts';

/** What a file is by its first bytes; `detail` names an unreadable kind. */
export type Container =
  | { readonly kind: 'text' | 'gzip' | 'zip' | 'compound' }
  | { readonly kind: 'unreadable'; readonly detail: Message };

const aPicture = message('file_is_picture', {});
const anArchive = message('file_is_archive', {});

/** First bytes, as Latin-1. No plain text begins like any of them. */
const marks: readonly (readonly [mark: string, container: Container['kind'], detail?: Message])[] = [
  ['\x1f\x8b', 'gzip'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'compound'],
  ['\x09\x08', 'unreadable', message('file_is_xls', {})],
  ['%PDF-', 'unreadable', message('file_is_pdf', {})],
  ['{\\rtf', 'unreadable', message('file_is_rtf', {})],
  ['\x89PNG', 'unreadable', aPicture],
  ['\xff\xd8\xff', 'unreadable', aPicture],
  ['GIF8', 'unreadable', aPicture],
  ['II*\0', 'unreadable', aPicture],
  ['MM\0*', 'unreadable', aPicture],
  ['7z\xbc\xaf\x27\x1c', 'unreadable', anArchive],
  ['Rar!\x1a', 'unreadable', anArchive],
  ['\xfd7zXZ\0', 'unreadable', anArchive],
  ['\x28\xb5\x2f\xfd', 'unreadable', anArchive],
  ['SQLite format 3\0', 'unreadable', message('file_is_database', {})],
  ['\xff\xfe\0\0', 'unreadable', message('file_is_utf32', {})],
  ['\0\0\xfe\xff', 'unreadable', message('file_is_utf32', {})],
];

/** Recognizes a file by its first 16 bytes or more, never by its name. */
export function containerOf(head: Buffer): Container {
  const start = head.toString('latin1', 0, 16);
  const [, kind = 'text', detail = anArchive] = marks.find(([mark]) => start.startsWith(mark)) ?? [];
  return kind === 'unreadable' ? { kind, detail } : { kind };
}

/**
 * Names what a file is that looks like text and cannot be a table: programs save web pages and XML under the names of
 * workbooks. Undefined where it may be a table.
 */
export function otherThanTable(head: Buffer): Message | undefined {
  // Drop the byte order mark, and the NULs of UTF-16.
  const start = head
    .toString('latin1', 0, 1024)
    .replaceAll(/^[\xef\xbb\xbf\xff\xfe]+|\0/g, '')
    .trimStart()
    .toLowerCase();
  if (/^<\?xml|^<workbook/.test(start)) return message('file_is_xml', {});
  if (/^<(?:!|[a-z]+[\s>/])/.test(start)) return message('file_is_web_page', {});
  const controls = head.filter((byte) => byte < 0x20 && byte !== 0 && !isBlank(byte)).length;
  return controls > head.length / 10 ? message('file_is_no_text', {}) : undefined;
}

/** Tab, line feed, vertical tab, form feed and carriage return. */
function isBlank(byte: number): boolean {
  return byte >= 0x09 && byte <= 0x0d;
}

const passwordMark = Buffer.from('EncryptedPackage', 'utf16le');

/** Whether a compound file holds an encrypted workbook (MS-OFFCRYPTO 2.3.4.4: a stream named `EncryptedPackage`). */
export async function holdsEncryptedWorkbook(bytes: AsyncIterable<Buffer>): Promise<boolean> {
  let end: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    const joined = Buffer.concat([end, piece]);
    if (joined.includes(passwordMark)) return true;
    end = joined.subarray(-passwordMark.length);
  }
  return false;
}
