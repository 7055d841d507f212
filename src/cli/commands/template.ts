import { resolve } from 'node:path';
import { Command } from 'commander';
import { writeTemplate } from '../../actions/write-template.ts';
import { message } from '../../i18n/messages.ts';
import { type CommonFlags, type Door, onDoor } from '../door.ts';

interface TemplateFlags extends CommonFlags {
  readonly xlsx?: true;
  readonly out?: string;
}

const names = { en: 'refunds-template', fr: 'modele-remboursements', de: 'vorlage-erstattungen' } as const;

/** `template`: an empty list with the columns that are understood, to be filled in. */
export function template(door: Door): Command {
  const command = new Command('template');
  command
    .description('Writes an empty list with the columns that are understood, to be filled in.')
    .option('--xlsx', 'a workbook, with a sheet that explains each column')
    .option('--out <file>', 'where it goes (default: refunds-template.csv or .xlsx in the current folder)');
  return onDoor<TemplateFlags>(command, door, 'npx linkmill template --lang fr --xlsx', async (flags) => {
    const kind = flags.xlsx ? 'sheet' : 'text';
    const name = names[door.language];
    const path = resolve(flags.out ?? `${name}.${flags.xlsx ? 'xlsx' : 'csv'}`);
    await writeTemplate(door.language, kind, path);
    door.show(message('template_written', { path }));
    door.result({ template: path });
    return 0;
  });
}
