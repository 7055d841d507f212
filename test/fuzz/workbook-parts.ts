import { inflateRawSync } from 'node:zlib';
import { type ZipFile, zipOf } from '../support/zip.ts';

/** An unpacked part of a workbook; `xml` holds each byte as one character. */
export interface Part {
  readonly name: string;
  readonly xml: string;
}

const directoryMark = 'PK\x01\x02';

/**
 * The parts of a complete zip without data after its files; none for anything else. Independent of the real readers,
 * and simpler.
 */
export function partsOf(bytes: Buffer): readonly Part[] {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end === -1) return [];
  const parts: Part[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (; bytes.toString('latin1', at, at + 4) === directoryMark; at += 46) {
    const isPacked = bytes.readUInt16LE(at + 10) === 8;
    const packedLength = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const content = bytes.subarray(start, start + packedLength);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    parts.push({ name, xml: (isPacked ? inflateRawSync(content) : content).toString('latin1') });
    at += nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}

/** Zips these parts. */
export function workbookOfParts(parts: readonly Part[], how: Partial<ZipFile> = {}): Buffer {
  return zipOf(parts.map(({ name, xml }) => ({ ...how, name, content: Buffer.from(xml, 'latin1') })));
}
