/**
 * Rewrites the XML of a workbook part without changing its meaning (XML 1.0; runs of rich text: ECMA-376 part 1,
 * 18.4.4).
 */
export const rewritings: Readonly<Record<string, (xml: string) => string>> = {
  'a byte order mark': (xml) => (xml.startsWith('\xef') ? xml : `\xef\xbb\xbf${xml}`),
  'UTF-16': (xml) =>
    Buffer.from(`\ufeff${Buffer.from(xml, 'latin1').toString('utf8')}`, 'utf16le')
      .toString('latin1')
      .replace('U\0T\0F\0-\x008\0', 'U\0T\0F\0-\x001\x006\0'),
  'single quotes': (xml) =>
    xml.replaceAll(/<[^>]*>/g, (found) => (found.includes("'") ? found : found.replaceAll('"', "'"))),
  'spaces in tags': (xml) => xml.replaceAll(/(?<=<\/?[a-z]\w*)(?=[ />])/gi, ' \n'),
  'empty elements written out': (xml) => xml.replaceAll(/<([a-z][\w:]*)([^<>]*)\/>/gi, '<$1$2></$1>'),
  'comments between elements': (xml) =>
    xml.replaceAll(/(?<=<\/(?:c|row|si|v|t|sheet)>)/g, '<!-- <c r="A1"> -->'),
  'comments within texts': (xml) =>
    xml.replaceAll(/(?<=<v>)[^<]+(?=<\/v>)/g, '$&<!-- 9 -->').replaceAll('</t>', '<!-- 9 --></t>'),
  'sections of characters': (xml) => xml.replaceAll(/(?<=<(?:v|t)\b[^>]*>)[^<&\]]+(?=<)/g, '<![CDATA[$&]]>'),
  'characters by number': (xml) =>
    xml.replaceAll(/(?<=<(?:v|t)\b[^>]*>)[\w .,]+(?=<)/g, (found) =>
      [...found].map((character) => `&#x${character.charCodeAt(0).toString(16)};`).join(''),
    ),
  'runs of rich text': (xml) =>
    xml.replaceAll(/<(si|is)><t\b[^>]*>([\w ]{2,})<\/t><\/\1>/g, (_, outer: string, words: string) => {
      const runs = [words.slice(0, 1), words.slice(1)].map(
        (run) => `<r><t xml:space="preserve">${run}</t></r>`,
      );
      return `<${outer}>${runs.join('<rPh sb="0" eb="1"><t>9</t></rPh>')}</${outer}>`;
    }),
  'a prefix before the names': (xml) =>
    xml.includes('<Relationship') || xml.includes('<Types')
      ? xml
      : xml.replaceAll(/<(\/?)(?=[a-zA-Z]\w*[\s/>])/g, '<$1x:').replace(/ xmlns=/, ' xmlns:x='),
};
