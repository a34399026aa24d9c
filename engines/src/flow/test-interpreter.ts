import type { FlowDefinition } from './definition.ts'
import { evaluate, render } from './expression.ts'
import {
  type Any,
  bare,
  type Fate,
  type Here,
  type Join,
  patientVisitors,
  plainVisitors,
  type Vars,
  type Wish,
} from './test-interpreter-nodes.ts'
import type { Around } from './walk.ts'

/**
 * A second interpreter of the flow language, written from docs/flow-language.md and sharing nothing with the engine but expressions:
 * each walk is a generator that is kept in memory. It knows the kinds that tests of the language need, and no halting.
 */
export function makeInterpreter(definition: FlowDefinition, around: Around) {
  const run: Run = {
    around,
    limits: definition.limits,
    queue: [],
    effects: [],
    event: 0,
    counts: {},
    writes: [],
    repeats: {},
    steps: 0,
    calls: 0,
    ended: null,
  }
  const top = openFlow(run, definition, {}, '', undefined)

  return {
    run,
    scope: () => top.vars,
    waiting: () => waitersOf(top.main).map((task) => task.waits!),
    async go(): Promise<Any[]> {
      begin(run)
      if (run.event === 1) run.queue.push(top.main)
      else run.effects.push(...waitersOf(top.main).map((task) => task.waits!))
      return work(run, top)
    },
    async done(step: string, result: Any, wrote: boolean): Promise<Any[]> {
      const task = waitersOf(top.main).find((each) => each.waits!.step === step)
      begin(run)
      if (run.ended || !task) return []
      return answer(run, top, task, result, wrote)
    },
  }
}

interface Run {
  around: Around
  limits: Any
  queue: Task[]
  effects: Any[]
  event: number
  counts: Record<string, number>
  writes: Any[]
  repeats: Record<string, string[]>
  steps: number
  calls: number
  ended: string | null
}

interface Task {
  flow: Flow
  walk: AsyncGenerator<Wish, Fate, Any>
  parent?: Task
  children: Map<string, Task>
  join?: Join
  way: string
  node: string
  waits?: Any
  since?: number
  told?: Any
  stopping?: boolean
}

interface Flow {
  definition: FlowDefinition
  vars: Vars
  main: Task
  caught?: boolean
  ending?: Any
  lastly?: boolean
}

function begin(run: Run): void {
  run.event += 1
  run.effects = []
}

function openFlow(run: Run, definition: FlowDefinition, vars: Vars, way: string, parent: Task | undefined): Flow {
  const flow = { definition, vars } as Flow
  flow.main = makeTask(run, flow, definition.start, [vars], way, parent)
  return flow
}

function makeTask(run: Run, flow: Flow, start: string, scopes: Vars[], way: string, parent?: Task): Task {
  const task = { flow, parent, children: new Map(), way, node: start } as unknown as Task
  task.walk = stroll(run, task, scopes)
  return task
}

async function work(run: Run, top: Flow): Promise<Any[]> {
  for (let task = run.queue.shift(); task; task = run.queue.shift()) {
    run.steps += 1
    if (overspent(run, top)) endFlow(run, top, { kind: 'failed', failure: { kind: 'limit', code: 'too_many_steps' } })
    else await resume(run, top, task)
  }
  return run.effects
}

const overspent = (run: Run, top: Flow) => run.steps > run.limits.steps + (top.ending ? 200 : 0)

async function resume(run: Run, top: Flow, task: Task): Promise<void> {
  const told = task.told
  task.told = undefined
  const { done, value } = await task.walk.next(told)
  if (done) settle(run, task, value)
  else if (value === 'turn') run.queue.push(task)
  else if (typeof value === 'object') {
    const { wait } = value
    if (wait.kind === 'call' && ++run.calls > run.limits.calls && !top.ending)
      endFlow(run, top, { kind: 'failed', failure: { kind: 'limit', code: 'too_many_calls' } })
    else {
      task.waits = wait
      task.since = run.event
      run.effects.push(wait)
    }
  }
}

async function answer(run: Run, top: Flow, task: Task, result: Any, wrote: boolean): Promise<Any[]> {
  const { waits } = task
  task.waits = undefined
  if (waits.kind === 'timer' || waits.kind === 'event') run.repeats = {}
  if (waits.kind === 'rollback')
    run.writes = run.writes.filter((write) => !waits.writes.some((each: Any) => each.step === write.step))
  task.told = result
  if (waits.kind === 'call') {
    if (wrote) run.writes.push({ step: waits.step, tool: waits.tool })
    const same = JSON.stringify([waits.tool, waits.args, result])
    const past = (run.repeats[task.way + task.node] ?? []).filter((each) => each === same)
    run.repeats[task.way + task.node] = [...past, same]
    if (past.length >= 2) task.told = { status: 'failed', kind: 'loop', code: 'same_call', message: '' }
  }
  if (task.stopping) vanish(run, task)
  else run.queue.push(task)
  return work(run, top)
}

/** A walk has come to its own end. */
function settle(run: Run, task: Task, fate: Fate): void {
  const { flow } = task
  const failure = 'fail' in fate ? fate.fail : { kind: 'invalid', code: 'return_outside', node: task.node }
  if (task === flow.main && flow.lastly) over(run, flow)
  else if ('end' in fate) endFlow(run, flow, fate.end)
  else if (task === flow.main) endFlow(run, flow, { kind: 'failed', failure })
  else joinIn(run, task, fate)
}

function joinIn(run: Run, task: Task, fate: Exclude<Fate, { end: Any }>): void {
  const parent = task.parent!
  const join = parent.join!
  const name = [...parent.children].find(([, each]) => each === task)![0]
  parent.children.delete(name)
  if ('fail' in fate) join.failure = fate.fail
  else join.done[name] = fate.back ?? null
  const enough = Object.keys(join.done).length >= join.needed
  if (join.failure || (enough && !join.next)) stopChildren(run, parent)
  else if (join.next) while (join.next());
  if (parent.children.size === 0) run.queue.push(parent)
}

function endFlow(run: Run, flow: Flow, ending: Any): void {
  flow.ending ??= ending
  run.queue = run.queue.filter((task) => !isIn(task, flow.main))
  if (!stop(run, flow.main)) lastly(run, flow)
}

function lastly(run: Run, flow: Flow): void {
  const last = flow.definition.finally
  flow.main.stopping = false
  if (last === undefined || flow.lastly) over(run, flow)
  else {
    flow.lastly = true
    flow.main.node = last
    flow.main.walk = stroll(run, flow.main, [flow.vars])
    run.queue.push(flow.main)
  }
}

function over(run: Run, flow: Flow): void {
  const { parent } = flow.main
  const { ending } = flow
  if (!parent) {
    run.ended = ending.kind === 'ended' ? ending.outcome : ending.kind === 'handoff' ? 'handed_over' : 'failed'
    run.effects.push(ending)
  } else if (ending.kind === 'handoff') endFlow(run, parent.flow, ending)
  else {
    parent.children.clear()
    parent.join!.result = ending
    run.queue.push(parent)
  }
}

function stopChildren(run: Run, task: Task): void {
  for (const [name, child] of [...task.children].sort(([a], [b]) => (a < b ? -1 : 1))) {
    run.queue = run.queue.filter((each) => !isIn(each, child))
    if (!stop(run, child)) task.children.delete(name)
    else if (child === child.flow.main) child.flow.ending = undefined
  }
}

/** Stops a walk; true when something in it has to be waited for. */
function stop(run: Run, task: Task): boolean {
  stopChildren(run, task)
  const kept = task.waits && task.since! < run.event && ['call', 'rollback'].includes(task.waits.kind)
  if (task.waits && task.since === run.event) run.effects = run.effects.filter((each) => each !== task.waits)
  if (!kept) task.waits = undefined
  if (kept || task.children.size > 0) task.stopping = true
  return Boolean(kept) || task.children.size > 0
}

function vanish(run: Run, task: Task): void {
  const { flow, parent } = task
  if (task === flow.main && flow.ending) {
    lastly(run, flow)
    return
  }
  for (const [name, each] of parent!.children) if (each === task) parent!.children.delete(name)
  if (parent!.children.size > 0) return
  if (parent!.stopping) vanish(run, parent!)
  else run.queue.push(parent!)
}

function isIn(task: Task, around: Task): boolean {
  for (let at: Task | undefined = task; at; at = at.parent) if (at === around) return true
  return false
}

function waitersOf(task: Task): Task[] {
  const order = (a: string, b: string) => (/^\d+$/.test(a) ? Number(a) - Number(b) : a < b ? -1 : 1)
  const inside = [...task.children].sort(([a], [b]) => order(a, b)).flatMap(([, child]) => waitersOf(child))
  return task.waits ? [task, ...inside] : inside
}

/** One walk, from its first node to its end. */
async function* stroll(run: Run, task: Task, scopes: Vars[]): AsyncGenerator<Wish, Fate, Any> {
  const { flow } = task
  for (;;) {
    let failure: Any
    const node = flow.definition.nodes[task.node] as Any
    try {
      const here = hereFor(run, task, scopes)
      const way = (await plainVisitors[node.type]?.(node, here)) ?? (yield* patientVisitors[node.type]!(node, here))
      if (typeof way === 'object') return way
      task.node = way
    } catch (error) {
      const { kind = 'expression', code, message, node: at = task.node } = error as Any
      failure = { kind, code, message, node: at }
    }
    if (failure) {
      const listed = failure.kind === 'refused' ? node.refusals?.[failure.code] : undefined
      let way = listed ?? node.errors?.[failure.kind] ?? node.failed
      if (!way && task === flow.main && !flow.lastly && !flow.caught && flow.definition.onError) {
        flow.caught = true
        way = flow.definition.onError
      }
      if (!way) return { fail: failure }
      scopes.at(-1)!.error = failure
      task.node = way
    }
    yield 'turn'
  }
}

/** What a node sees of its walk. */
function hereFor(run: Run, task: Task, scopes: Vars[]): Here {
  const seen = () => {
    const scope = Object.assign({}, ...scopes)
    for (const name of Object.keys(scope)) if (scope[name] === null) delete scope[name]
    return { ...run.around, scope }
  }
  const find = (expression: string) => evaluate(expression, seen())
  return {
    name: task.node,
    find,
    now: run.around.now,
    async holds(expression) {
      const value = await find(expression)
      return Array.isArray(value) ? value.length > 0 : Boolean(value)
    },
    set(name, given) {
      const value = bare(given)
      if (name === undefined) return
      if (value !== undefined) scopes.at(-1)![name] = value
      else if (scopes.length > 1) scopes.at(-1)![name] = null
      else delete scopes[0]![name]
    },
    key() {
      const at = task.way + task.node
      run.counts[at] = (run.counts[at] ?? 0) + 1
      return `${at}#${run.counts[at]}`
    },
    async say(text) {
      const line = text ? await render(text.zh, seen()) : ''
      if (line) run.effects.push({ kind: 'say', text: line, parts: [] })
    },
    writes: () => run.writes.toReversed(),
    running: () => task.children.size,
    inside(needed, next) {
      task.join = { done: {}, needed, next }
      return task.join
    },
    walk(name, start, way, own) {
      const inner = own ? [...scopes, own] : scopes
      const made = makeTask(run, task.flow, start, inner, `${task.way}${task.node}${way}/`, task)
      task.children.set(name, made)
      run.queue.push(made)
    },
    flow(id, vars) {
      const { definition } = run.around.flows!(id)!
      const { main } = openFlow(run, definition, vars, `${task.way}${task.node}/`, task)
      task.children.set('flow', main)
      run.queue.push(main)
    },
  }
}
