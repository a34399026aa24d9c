// biome-ignore lint/suspicious/noExplicitAny: nodes and effects of all kinds, looked at without the engine's types
export type Any = any
export type Vars = Record<string, unknown>
export type Fate = { back: unknown } | { fail: Any } | { end: Any }
/** A turn later, once the walks inside are over, or once an effect is answered. */
export type Wish = 'turn' | 'children' | { wait: Any }

/** What walks inside a node have come to. */
export interface Join {
  done: Record<string, unknown>
  needed: number
  /** Begins one more, if there is one and room for it. */
  next?: () => boolean
  failure?: Any
  result?: Any
}

export interface Here {
  name: string
  now: string
  find(expression: string): Promise<Any>
  holds(expression: string): Promise<boolean>
  set(name: string | undefined, value: unknown): void
  key(): string
  say(text: Any): Promise<void>
  writes(): Any[]
  running(): number
  inside(needed: number, next?: () => boolean): Join
  walk(name: string, start: string, way: string, own?: Vars): void
  flow(id: string, vars: Vars): void
}

type PlainVisitor = (node: Any, here: Here) => Promise<string | Fate>
type PatientVisitor = (node: Any, here: Here) => AsyncGenerator<Wish, string | Fate, Any>

/** Visits a node of a kind that needs nothing from outside: gives the next node, or the end of the walk. */
export const plainVisitors: Record<string, PlainVisitor> = {
  async say(node, here) {
    await here.say(node.text)
    return node.next
  },
  async set(node, here) {
    const found: [string, unknown][] = []
    for (const [variable, value] of Object.entries(node.values))
      found.push([variable, await here.find(value as string)])
    for (const [variable, value] of found) here.set(variable, value)
    return node.next
  },
  async switch(node, here) {
    for (const each of node.cases) if (await here.holds(each.when)) return each.next
    return node.else
  },
  async return(node, here) {
    return { back: node.value && (await here.find(node.value)) }
  },
  async end(node, here) {
    await here.say(node.text)
    const output = node.output && (await here.find(node.output))
    return { end: { kind: 'ended', outcome: node.outcome, output: output ?? null } }
  },
  async handoff(node) {
    return { end: { kind: 'handoff', reason: node.reason, skill: null } }
  },
}

/** The same of a kind that waits for answers or walks inside. */
export const patientVisitors: Record<string, PatientVisitor> = {
  async *call(node, here) {
    const args = (await here.find(node.args)) ?? {}
    const result = yield { wait: { kind: 'call', step: here.key(), tool: node.tool, args } }
    if (result.status !== 'ok') throw failed(result)
    here.set(node.save, result.value)
    return node.next
  },
  async *wait(node, here) {
    const minutes = Number(await here.find(node.minutes))
    const at = new Date(Date.parse(here.now) + minutes * 60_000).toISOString()
    yield { wait: { kind: 'timer', step: here.key(), at } }
    return node.next
  },
  async *event(node, here) {
    const { connection, types } = node
    const key = await here.find(node.key)
    if (empty(key)) throw { code: 'no_key' }
    const result = yield { wait: { kind: 'event', step: here.key(), connection, types, key: String(key), until: null } }
    if (result.status !== 'ok' && result.kind === 'expired' && node.expired) return node.expired
    if (result.status !== 'ok') throw failed(result)
    here.set(node.save, result.value)
    return node.next
  },
  async *rollback(node, here) {
    const result = yield { wait: { kind: 'rollback', step: here.key(), writes: here.writes() } }
    return result.status === 'ok' ? node.next : node.failed
  },
  async *parallel(node, here) {
    const names = Object.keys(node.branches).sort()
    const needed = node.join === 'all' ? names.length : node.join === 'any' ? 1 : Math.min(node.join, names.length)
    const join = here.inside(needed)
    for (const each of names) here.walk(each, node.branches[each], `/${each}`)
    yield 'children'
    if (join.failure) throw join.failure
    here.set(node.save, join.done)
    return node.next
  },
  async *forEach(node, here) {
    const found = await here.find(node.items)
    const items: unknown[] = Array.isArray(found) ? found : empty(found) ? [] : [found]
    if (items.length > node.most) throw { kind: 'limit', code: 'too_many_items' }
    let begun = 0
    const next = () => {
      if (begun >= items.length || here.running() >= node.concurrency) return false
      here.walk(String(begun), node.body, `[${begun}]`, { [node.as]: items[begun], index: begun++ })
      return true
    }
    const join = here.inside(items.length, next)
    while (next());
    if (items.length > 0) yield 'children'
    if (join.failure) throw join.failure
    const returned = items.map((_, at) => join.done[at])
    here.set(node.save, returned)
    return node.next
  },
  async *while(node, here) {
    for (let round = 1; await here.holds(node.when); round++) {
      if (round > node.most && node.exceeded) return node.exceeded
      if (round > node.most) throw { kind: 'limit', code: 'too_many_rounds' }
      const join = here.inside(1)
      here.walk('body', node.body, `[${round}]`)
      yield 'children'
      if (join.failure) throw join.failure
    }
    return node.next
  },
  async *subflow(node, here) {
    const input = node.input ? await here.find(node.input) : {}
    const join = here.inside(1)
    here.flow(node.flow, typeof input === 'object' && !Array.isArray(input) ? (bare(input) as Vars) : {})
    yield 'children'
    const ending = join.result
    if (ending.kind === 'failed') throw { ...ending.failure, node: here.name }
    here.set(node.save, ending.output)
    return node.outcomes[ending.outcome] ?? node.next
  },
}

const failed = (result: Any) => ({
  ...result,
  kind: result.status === 'refused' ? 'refused' : (result.kind ?? 'unavailable'),
})

const empty = (value: unknown) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** Without the nulls in it. */
export function bare(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.map(bare).filter((each) => each !== undefined)
  if (typeof value !== 'object') return value
  const entries = Object.entries(value).map(([name, each]) => [name, bare(each)] as const)
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined))
}
