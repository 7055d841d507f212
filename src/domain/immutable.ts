/** `T` with every field and every list read-only, at any depth. */
export type Immutable<T> = unknown extends T
  ? T
  : T extends string | number | boolean | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Immutable<Item>[]
      : { readonly [name in keyof T]: Immutable<T[name]> };
