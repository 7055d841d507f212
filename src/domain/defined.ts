/** `T` with every field required; an optional field may be undefined. */
type EveryField<T> = {
  readonly [name in keyof T]-?: object extends Pick<T, name> ? T[name] | undefined : T[name];
};

/** An object without the undefined fields. The caller has to name every field of `T`, so that none is forgotten. */
export function defined<T extends object>(fields: EveryField<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
