/** Chinese is the source; every other language must have exactly its keys. */
export type Strings<T> = { [K in keyof T]: T[K] extends string ? string : Strings<T[K]> }
