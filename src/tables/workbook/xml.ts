import { SaxesParser } from 'saxes';
import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { largestRow } from '../bounds.ts';
import { type Decoder, decoderOf } from '../text/decoder.ts';
import { markOf } from '../text/encoding-evidence.ts';
import { Utf8Check } from '../text/utf8-check.ts';

/**
 * Receives the content of XML as it is read. Names come without their prefix: the parts of a workbook have one
 * vocabulary, which some programs prefix.
 */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Deeper than any part of a workbook. */
const mostLevels = 100;
/** Longer than any tag, text or comment of a workbook. */
const mostCharactersAtOnce = 4 * largestRow;

/**
 * Passes XML to its handler in pieces and yields after each, so that the caller can use the results. Throws
 * `file_damaged` where it is not well-formed, or has a DOCTYPE (Office Open XML forbids it: ECMA-376 part 2, 8.1.4),
 * and `file_too_large` on an endless token.
 */
export async function* xmlSteps(bytes: AsyncIterable<Buffer>, handler: XmlHandler): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const decoding = new Decoding();
  let silent = 0;
  let levels = 0;
  parser.on('error', () => {
    throw broken();
  });
  parser.on('doctype', () => {
    throw fail('file_damaged', message('part_has_doctype', {}));
  });
  parser.on('opentag', ({ name, attributes }) => {
    silent = 0;
    if (++levels > mostLevels) throw broken();
    handler.open(localName(name), attributes);
  });
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  parser.on('closetag', ({ name }) => {
    silent = 0;
    levels--;
    handler.close?.(localName(name));
  });
  for await (const piece of bytes) {
    silent += piece.length;
    parser.write(decoding.write(piece));
    if (silent > mostCharactersAtOnce) throw fail('file_too_large', message('cell_of_workbook_too_long', {}));
    yield;
  }
  parser.write(decoding.end()).close();
  yield;
}

/** Reads XML to its end; see `xmlSteps`. */
export async function readXml(bytes: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  for await (const _ of xmlSteps(bytes, handler));
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

function broken(): Error {
  return fail('file_damaged', message('part_malformed', {}));
}

/** Decodes UTF-8, or UTF-16 by its byte order mark, the only encodings of XML parts. */
class Decoding {
  readonly #check = new Utf8Check();
  #decoder: Decoder | undefined;
  #isUtf8 = true;

  write(piece: Buffer): string {
    if (this.#decoder === undefined) {
      const encoding = markOf(piece) ?? 'utf-8';
      this.#isUtf8 = encoding === 'utf-8';
      this.#decoder = decoderOf(encoding);
    }
    if (this.#isUtf8 && this.#check.add(piece) !== undefined) throw broken();
    return this.#decoder.write(piece);
  }

  end(): string {
    return this.#decoder?.end() ?? '';
  }
}
