/** Every field of a type; an optional one may be undefined. */
type EveryField<T> = {
  readonly [name in keyof T]-?: object extends Pick<T, name> ? T[name] | undefined : T[name];
};

/** An object of those fields that are not undefined. Whoever writes it names every field, so that none is forgotten. */
export function defined<T extends object>(fields: EveryField<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
