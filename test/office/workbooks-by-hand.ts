import { type RawCell, rawWorkbook } from './raw-workbook.ts';

const header = ['client_reference', 'amount', 'iban', 'beneficiary_company_name'];
const [french, german] = ['FR4014508000406764668712J28', 'DE89370400440532013000'];

const number = (digits: string, style = 0): RawCell => ({
  attributes: `s="${style}"`,
  inside: `<v>${digits}</v>`,
});
const shared = (at: number): RawCell => ({ attributes: 't="s"', inside: `<v>${at}</v>` });
const amounts = (...digits: readonly string[]): RawCell[][] =>
  digits.map((each, at) => [`H-${at + 1}`, number(each), french, `Exemple ${String.fromCharCode(65 + at)}`]);

/** The workbooks that Calc does not write, by name. Format 14 is a date, 22 a date with its time (ECMA-376, 18.8.30). */
export const byHand: Readonly<Record<string, Buffer>> = {
  'xlsx-dates-1904': rawWorkbook(
    [
      [...header, 'expires_at'],
      ['H-1', number('7.5'), french, 'Exemple A', number('44925', 1)],
      ['H-2', number('8.5'), german, 'Exemple B', number('44957', 1)],
      ['H-3', number('9.5'), french, 'Exemple C', number('44925.75', 2)],
    ],
    { workbookSettings: '<workbookPr date1904="1"/>', formatIds: [14, 22] },
  ),
  'xlsx-rich-text': rawWorkbook(
    [header, ['H-1', number('12.5'), shared(0), shared(1)], ['H-2', number('8'), german, shared(2)]],
    {
      sharedStrings: [
        '<r><rPr><b/></rPr><t xml:space="preserve">FR40 1450 8000 </t></r><r><t>4067 6466 8712 J28</t></r>',
        '<r><t>Exemple</t></r><r><rPr><i/></rPr><t xml:space="preserve"> &amp; Fils</t></r><rPh sb="0" eb="7"><t>reading aid</t></rPh><phoneticPr fontId="0"/>',
        '<t>Muster &amp; S&#246;hne</t>',
      ],
    },
  ),
  'xlsx-formula-without-value': rawWorkbook([
    header,
    ['H-1', number('12.5'), french, 'Exemple A'],
    ['H-2', { inside: '<f>B2*2</f>' }, german, 'Exemple B'],
  ]),
  'xlsx-iban-as-number': rawWorkbook([
    header,
    ['H-1', number('12.5'), number('7.61450800040676E+25'), 'Exemple A'],
    ['H-2', number('8'), number('370400440532013000'), 'Exemple B'],
    ['H-3', number('9.5'), german, 'Exemple C'],
  ]),
  'xlsx-float-noise': rawWorkbook([
    header,
    ...amounts(
      '19.990000000000002',
      '0.30000000000000004',
      '1.1000000000000001E1',
      '4.3499999999999996',
      '1E2',
      '12.344999999999999',
      '1.005',
    ),
  ]),
  'xlsx-element-in-number': rawWorkbook([
    header,
    ['H-1', { inside: '<v><t>9</t>12.5</v>' }, french, 'Exemple A'],
    ['H-2', number('8'), german, 'Exemple B'],
  ]),
  'xlsx-inline-strings': rawWorkbook([
    header,
    ['H-1', '12,50', french, 'Société Modèle'],
    ['H-2', '1.250,00', german, 'Muster & Söhne'],
  ]),
};
