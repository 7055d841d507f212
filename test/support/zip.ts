import { crc32, deflateRawSync } from 'node:zlib';

/** A file of a zip; `declared...` puts a false value into the headers. */
export interface ZipFile {
  readonly name: string;
  readonly content: string | Buffer;
  readonly isStored?: boolean;
  readonly declaredSize?: number;
  readonly declaredChecksum?: number;
  readonly flags?: number;
}

/** Builds a zip of these files, in their order (APPNOTE 6.3.10, only the required parts). */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name);
    const content = Buffer.from(file.content);
    const packed = file.isStored ? content : deflateRawSync(content, { level: 9 });
    const header = Buffer.alloc(26);
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(file.flags ?? 0x800, 2);
    header.writeUInt16LE(file.isStored ? 0 : 8, 4);
    header.writeUInt32LE(file.declaredChecksum ?? crc32(content), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(file.declaredSize ?? content.length, 18);
    header.writeUInt16LE(name.length, 22);
    bodies.push(Buffer.from('PK\x03\x04'), header, name, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), header, place, name);
    offset += 4 + header.length + name.length + packed.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Math.min(files.length, 0xffff), 4);
  end.writeUInt16LE(Math.min(files.length, 0xffff), 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, ...directory, Buffer.from('PK\x05\x06'), end]);
}
