import { resolve } from 'node:path';
import { writeTemplate } from '../../actions/write-template.ts';
import { message } from '../../i18n/messages.ts';
import type { Door } from '../door.ts';
import { type CommonFlags, DoorCommand, onDoor } from '../door-command.ts';

interface TemplateFlags extends CommonFlags {
  readonly xlsx?: true;
  readonly out?: string;
}

const names = { en: 'refunds-template', fr: 'modele-remboursements', de: 'vorlage-erstattungen' } as const;

/** `template`: an empty list with the columns that are understood, to be filled in. */
export function template(door: Door): DoorCommand {
  const command = new DoorCommand('template', door);
  command.option('--xlsx').option('--out <file>');
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
