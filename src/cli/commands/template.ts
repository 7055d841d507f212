import { resolve } from 'node:path';
import { writeTemplate } from '../../actions/report/write-template.ts';
import { message } from '../../i18n/messages.ts';
import { defineCommand } from '../define-command.ts';

const names = { en: 'refunds-template', fr: 'modele-remboursements', de: 'vorlage-erstattungen' } as const;

/** `template`: writes an empty file with the known columns, to be filled in. */
export const template = defineCommand({
  name: 'template',
  flags: { '--xlsx': true, '--out <file>': true },
  example: 'template --lang fr --xlsx',
  async run({ terminal, flags: { xlsx, out } }) {
    const path = resolve(out ?? `${names[terminal.language]}.${xlsx ? 'xlsx' : 'csv'}`);
    await writeTemplate(terminal.language, xlsx ? 'sheet' : 'text', path);
    terminal.show(message('template_written', { path }));
    return { result: { template: path } };
  },
});
