import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../src/domain/table.ts';
import { rendererOf } from '../../../src/i18n/i18n.ts';
import { evidenceFor } from '../../../src/tables/text/encoding-evidence.ts';
import { chunksOf } from '../source-from.ts';

/** Names and labels as lists of refunds have them. */
const lists = {
  french:
    'François Exemple;Hélène Modèle;Chloé;Benoît;Société Générale;Réservation annulée nº 12, 12,50 €;cœur;août;L’été à Évry',
  german:
    'Jürgen Müller;Schröder;Jäger;Weißenfels;Großmann;Köln;Ärzte;Österreich;Übermut;Rückzahlung für Verspätung;„Muster“',
  spanish:
    'José García Núñez;Muñoz;María Martínez;Ángel;Óscar;Málaga;reembolso año 2026;¿qué?;España;Íñigo;Úrsula',
  italian: 'Niccolò Esempio;Città;Perché;Caffè;Mosè;Gesù;Forlì;lunedì;Noè;L’Aquila',
  portuguese: 'João Gonçalves;Conceição;Camões;Magalhães;Mãe;Luís;Antônio;São Paulo;Irmãs',
  nordic: 'Jørgensen;Kjær;Søren;Åse;Ærø;Østerbro;Malmö;Göteborg;Mäkelä;Hämäläinen;Väinö;Sigurðsson',
  capitals: 'MÜLLER;GÉRARD;NÚÑEZ;FRANÇOIS;ÖZDEMIR;CONCEIÇÃO;SØREN;MüLLER;GéRARD;GROßMANN',
  marks: 'Example®;20°C;m²;12½;Gal·la;d’avril;O’Brien;qu’on;“Example”;année 2026 – 2027;Example’s',
};
const centralEuropean = {
  czech: 'Novák;Dvořák;Němec;Kučera;Jiří;Žák;Černý;Růžička;Zdeněk',
  polish: 'Wiśniewski;Łukasz;Michał;Gdańsk;Wójcik;Kamiński;Dąbrowski',
  croatian: 'Šimić;Kovač;Babić;Đurić;Žižić',
  hungarian: 'Horváth;Szabó;Gergő;Erdős;Tóth',
  romanian: 'Ştefan;Ionuţ;Mădălina;Băsescu',
};
const others = {
  lithuanian: [
    'windows-1257',
    'Žukauskas;Šimkutė;Grąžinimas;Kazlauskienė;Stankevičius;Vaičiūnas;Įmonė;Petraitytė;Butkutė',
  ],
  latvian: ['windows-1257', 'Bērziņš;Kalniņš;Ozoliņa;Jānis;Āboliņš;Ķēniņš;Rīga;Krūmiņš;Liepiņš'],
  turkish: [
    'windows-1254',
    'Yılmaz;Şahin;Çiğdem;Gülşen;Öztürk;Ağaoğlu;İstanbul;Kılıç;Gülçiğ;Çağrı;Kılıçoğlu;Gümüş;Güneş;Özgüç;Üçgeniş;Ağırbaş',
  ],
} as const;
const western = Object.entries(lists);
const fileOf = (list: string) => `name;amount\n${list.replaceAll(';', ';12,50\n')};3,00\n`;

async function judged(bytes: Buffer, stated?: Encoding, chunkBytes = 64 * 1024): Promise<Encoding | string> {
  const evidence = evidenceFor(bytes, stated);
  for await (const piece of chunksOf(bytes, chunkBytes)) evidence.add(piece);
  const verdict = evidence.judge();
  return verdict.kind === 'clear'
    ? verdict.encoding
    : rendererOf('en').render(verdict.describe(verdict.offset));
}

describe('the evidence', () => {
  test.each(western)('of a %s list reads every character of it in every encoding', async (_, list) => {
    const text = fileOf(list);
    const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'iso-8859-15'] as const;
    for (const encoding of encodings) {
      // Leave out what an encoding lacks.
      const encodable = [...text].filter(
        (each) => iconv.decode(iconv.encode(each, encoding), encoding) === each,
      );
      const bytes = iconv.encode(encodable.join(''), encoding);
      for (const chunkBytes of [1, 7, 100_000]) {
        const found = await judged(bytes, undefined, chunkBytes);
        expect([encoding, iconv.decode(bytes, found as Encoding)]).toEqual([encoding, encodable.join('')]);
      }
    }
  });

  test.each(
    western.flatMap(([name, list]) => ['macintosh', 'cp850', 'cp437'].map((other) => [name, other, list])),
  )('of a %s list in %s is unclear', async (name, other, list) => {
    if (name === 'marks') return;
    expect(await judged(iconv.encode(fileOf(list ?? ''), other ?? ''))).toMatch(/^In [Ww]indows-1252 a word/);
  });

  test.each(
    Object.entries(centralEuropean).flatMap(([name, list]) =>
      ['cp1250', 'iso-8859-2', 'cp852'].map((other) => [name, other, list]),
    ),
  )('of a %s list in %s is unclear', async (_, other, list) => {
    expect(await judged(iconv.encode(fileOf(list ?? ''), other ?? ''))).toMatch(/^In [Ww]indows-1252 a word/);
  });

  test.each(Object.entries(others))(
    'of a %s list reads it where its words prove it',
    async (_, [encoding, list]) => {
      const bytes = iconv.encode(fileOf(list), encoding);
      for (const chunkBytes of [1, 7, 100_000])
        expect(await judged(bytes, undefined, chunkBytes)).toBe(encoding);
      expect(await judged(bytes, encoding)).toBe(encoding);
    },
  );

  test.each(Object.entries(others))(
    'of a %s list never reads a wrong letter in it',
    async (_, [own, list]) => {
      const words = list.split(';');
      for (const encoding of [own, 'iso-8859-9', 'iso-8859-13', 'iso-8859-4']) {
        for (const other of words) {
          // Two words, of which one alone may be a word of a western language as well.
          const text = fileOf(`${words[0]};${other}`);
          if (iconv.decode(iconv.encode(text, encoding), encoding) !== text) continue;
          const found = await judged(iconv.encode(text, encoding));
          const isUnclear = found.startsWith('In ');
          expect(isUnclear || iconv.decode(iconv.encode(text, encoding), found)).toEqual(isUnclear || text);
        }
      }
    },
  );

  test('of names that look western follows the Baltic accounts beside them', async () => {
    const bytes = (account: string, names: string) =>
      iconv.encode(`name;iban\n${names.split(';').join(`;${account}\n`)};${account}\n`, 'windows-1257');
    const names = 'Ozoliņa;Jānis;Āboliņš';
    expect(await judged(bytes('LV80BANK0000435195001', names), undefined, 7)).toBe(
      'In windows-1257 a word on line 68 would be "Āboliņš": if that is right, say --encoding windows-1257.',
    );
    const more = `${names};Rīga;Jānītis;Krišjānis;Pēteris;Mārtiņš;Līga`;
    expect(await judged(bytes('LV80BANK0000435195001', more), undefined, 7)).toBe('windows-1257');
    expect(await judged(bytes('EE382200221020145685', 'Müller;Mägi'))).toBe('iso-8859-1');
    expect(await judged(bytes('LV80BANK0000435195001', 'Mačs'))).toMatch(/^In windows-125\d a word/);
  });

  test('of few words of another encoding shows one of them', async () => {
    const bytes = iconv.encode(fileOf('Žukauskas;Šimkutė'), 'windows-1257');
    expect(await judged(bytes)).toBe(
      'In windows-1257 a word on line 28 would be "Šimkutė": if that is right, say --encoding windows-1257.',
    );
  });

  test.each(['Y\u0131lmaz', '\u015eahin', 'Do\u011fan'])(
    'of %s alone is unclear: it may be Icelandic',
    async (word) => {
      expect(await judged(iconv.encode(fileOf(word), 'windows-1254'))).toMatch(/--encoding windows-1252\.$/);
    },
  );

  test.each([
    ['cp1251', 'Иванов;Сергей'],
    ['koi8-r', 'Иванов;Сергей'],
    ['cp1253', 'Παπαδόπουλος;Γιώργος'],
    ['shift_jis', '山田太郎'],
    ['gbk', '王小明'],
  ])('of another alphabet in %s is unclear', async (other, list) => {
    expect(await judged(iconv.encode(fileOf(list), other))).toMatch(/^In [Ww]indows-1252 a word/);
  });
});

describe('single-byte text', () => {
  const latin = (text: string) => judged(Buffer.from(text, 'latin1'));

  test.each([
    ['12,50 \x80', 'windows-1252'],
    ['d\x92avril', 'windows-1252'],
    ['S\x9cur et fr\xe8re', 'windows-1252'],
    ['Nik\x9aa, Ren\xe9', 'windows-1252'],
    ['12,50 \xa4', 'iso-8859-15'],
    ['12,50\xa0\xa4', 'iso-8859-15'],
    ['c\xbdur', 'iso-8859-15'],
    ['Nik\xa8a', 'iso-8859-15'],
    ['Ren\xe9', 'iso-8859-1'],
    ['1\xbd kg, \xa7 12', 'iso-8859-1'],
    ['d\xb4Artagnan', 'iso-8859-1'],
  ])('with %j is %s', async (text, encoding) => {
    expect(await latin(`name\n${text}\n`)).toBe(encoding);
  });

  test.each([
    'Andr\x8e',
    'M\x9fller',
    'Nik\x9aa',
    'Mart\x92nez',
    'Mu\x96oz',
    'Andr\x82',
    'K\x94nig',
    'Gro\xa7',
    'M\xa0rquez',
    'c\xbdur, d\xb4Artagnan',
    '12,50 \xdb',
    '1\xca234,50',
    'DUPR\xc3',
  ])('with %j is unclear', async (text) => {
    expect(await latin(`name\n${text}\n`)).toMatch(/^In [Ww]indows-1252 a word/);
  });

  test('is unclear at the first word that makes no sense', async () => {
    expect(await latin('name\nRen\xe9\nAndr\x8e\n')).toBe(
      'In Windows-1252 a word on line 10 would be "AndrŽ", which is wrong.',
    );
  });

  test('that would be UTF-8 but for one character is unclear at that one', async () => {
    const torn = Buffer.concat([
      Buffer.from('name\nRené\nChlo'),
      Buffer.from([0xc3]),
      Buffer.from('\nZoé\n'),
    ]);
    for (const chunkBytes of [1, 5, 100_000]) {
      expect(await judged(torn, undefined, chunkBytes)).toBe('It is UTF-8, but line 15 is not.');
    }
    expect(await judged(Buffer.from('name\nRené').subarray(0, -1))).toMatch(/^In [Ww]indows-1252 a word/);
  });
});

describe('a byte order mark', () => {
  test.each([
    ['utf-8', '\ufeffname\nExample'],
    ['utf-16le', '\ufeffname\nExample'],
    ['utf-16be', '\ufeffname\nExample'],
  ] as const)('of %s decides, whatever is stated', async (encoding, text) => {
    expect(await judged(iconv.encode(text, encoding), 'windows-1252')).toBe(encoding);
  });

  test('of UTF-8 does not make other bytes valid', async () => {
    const bytes = Buffer.concat([Buffer.from('\ufeffname\n'), Buffer.from('Ren\xe9\n', 'latin1')]);
    expect(await judged(bytes)).toBe('It is UTF-8, but line 11 is not.');
  });
});

describe('a stated encoding', () => {
  test.each([
    ['windows-1252', 'Mart\x92nez'],
    ['iso-8859-1', 'c\xbdur'],
    ['iso-8859-15', 'c\xbdur, d\xb4Artagnan'],
  ] as const)('decides for %s', async (stated, text) => {
    expect(await judged(Buffer.from(`name\n${text}\n`, 'latin1'), stated)).toBe(stated);
  });

  test.each([
    ['windows-1252', 'M\x81ller', 'Line 6 has a byte that is no character of windows-1252.'],
    ['iso-8859-1', 'M\x80ller', 'Line 6 has a byte that is no character of iso-8859-1.'],
    ['utf-8', 'Ren\xe9', 'It is UTF-8, but line 8 is not.'],
    ['utf-16le', 'odd number', 'It is UTF-16 with a broken character.'],
  ] as const)('of %s must be true of %j', async (stated, text, message) => {
    expect(await judged(Buffer.from(`name\n${text}`, 'latin1'), stated)).toBe(message);
  });
});

test('UTF-16 with half a character is unclear', async () => {
  const half = Buffer.from('\ufeffname\n😀\n', 'utf16le');
  half.writeUInt16LE(0x61, 14);
  expect(await judged(half)).toBe('It is UTF-16 with a broken character.');
});
