/** A bounded memory: what was asked for longest ago is forgotten first. */
export function makeRemembered<Value>(most: number, make: (key: string) => Value): (key: string) => Value {
  // Two generations: looking up costs no reordering, and what is still in use survives the turn.
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return (key) => {
    let value = young.get(key)
    if (value !== undefined) return value
    value = old.get(key) ?? make(key)
    if (young.size >= most / 2) {
      old = young
      young = new Map()
    }
    young.set(key, value)
    return value
  }
}
