import { evaluate, render } from './expression.ts'
import { newFrame } from './frame.ts'
import type { InnerResult, Visit } from './node-kind.ts'
import { withoutNulls } from './values.ts'
import type { Place, Walk } from './walk.ts'

/** Sub-flows within sub-flows; deeper than this they call themselves. */
const deepest = 20

/** What a node at this place sees of its run, and may change there. */
export function makeVisit(walk: Walk, place: Place, inner: InnerResult | null): Visit {
  const { root, around } = walk
  const { frame, thread, locals, way } = place
  const name = thread.node
  const environment = () => ({ ...around, scope: scopeAt(place) })
  return {
    name,
    lang: around.lang,
    now: around.now,
    inner,
    newStep() {
      const at = `${way}${name}`
      const visit = (root.visits[at] ?? 0) + 1
      root.visits[at] = visit
      return `${at}#${visit}`
    },
    evaluate: (expression) => evaluate(expression, environment()),
    render: (template) => render(template[around.lang], environment()),
    async say(text, parts = []) {
      if (!text) return
      const line = await render(text[around.lang], environment())
      if (line !== '' || parts.length > 0) walk.effects.push({ kind: 'say', text: line, parts })
    },
    get(variable) {
      const found = locals.findLast((each) => variable in each)
      return (found ?? frame.scope)[variable] ?? undefined
    },
    set(variable, value) {
      const kept = withoutNulls(value)
      const scope = locals.at(-1) ?? frame.scope
      if (kept !== undefined) scope[variable] = kept
      // In a loop's round null stands before what the same name means outside.
      else if (locals.length > 0) scope[variable] = null
      else delete scope[variable]
    },
    asked(count) {
      const at = `${way}${name}`
      if (count === 0) delete frame.asked[at]
      else if (count !== undefined) frame.asked[at] = count
      return frame.asked[at] ?? 0
    },
    writes: () => root.writes.toReversed(),
    openFlow(id, scope) {
      const known = around.flows?.(id)
      if (!known) throw { kind: 'invalid', code: 'no_such_flow', message: `there is no flow ${id}` }
      if (depthOf(place) > deepest) throw { kind: 'invalid', code: 'too_deep', message: `flow ${id} calls itself` }
      const missing = Object.entries(known.definition.inputs).find(
        ([key, { required }]) => required && scope[key] == null,
      )
      if (missing) throw { kind: 'invalid', code: 'input_missing', message: `flow ${id} needs ${missing[0]}` }
      const sub = newFrame(root.runId, known.definition, known.version)
      sub.scope = withoutNulls(scope) as Record<string, unknown>
      return { kind: 'flow', running: { flow: sub } }
    },
  }
}

/** How many flows a walk is in. */
function depthOf(place: Place): number {
  const frames = new Set<unknown>()
  for (let at: Place | undefined = place; at; at = at.parent?.place) frames.add(at.frame)
  return frames.size
}

function scopeAt({ frame, locals }: Place): Record<string, unknown> {
  if (locals.length === 0) return frame.scope
  const scope = Object.assign({}, frame.scope, ...locals)
  for (const [name, value] of Object.entries(scope)) if (value === null) delete scope[name]
  return scope
}
