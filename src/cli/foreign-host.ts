import { isBridge } from '../domain/hosts.ts';
import { message } from '../i18n/messages.ts';
import type { Door } from './door.ts';

/** Says before anything is sent that it does not go to Bridge; of the built-in sandbox that is said already. */
export function sayForeignHost(
  { show }: Pick<Door, 'show'>,
  { baseUrl }: { readonly baseUrl: string },
): void {
  if (!isBridge(baseUrl)) show(message('calls_go_elsewhere', { host: new URL(baseUrl).host }));
}
