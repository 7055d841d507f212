import { isBridge } from '../domain/hosts.ts';

/** Says before anything is sent that it does not go to Bridge; of the built-in sandbox that is said already. */
export function sayForeignHost(say: (line: string) => void, { baseUrl }: { readonly baseUrl: string }): void {
  if (!isBridge(baseUrl)) say(`Calls go to ${new URL(baseUrl).host}, which is not Bridge.`);
}
