import { evaluate, render } from './expression.ts'
import { newFrame } from './frame.ts'
import type { InnerResult, Visit } from './node-kind.ts'
import type { Place, Walk } from './step.ts'
import { withoutNulls } from './values.ts'

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
      return (found ?? frame.scope)[variable]
    },
    set(variable, value) {
      const kept = withoutNulls(value)
      const scope = locals.at(-1) ?? frame.scope
      if (kept === undefined) delete scope[variable]
      else scope[variable] = kept
    },
    asked(count) {
      if (count !== undefined) frame.asked[name] = count
      return frame.asked[name] ?? 0
    },
    writes: () => root.writes.toReversed(),
    clearWrites() {
      root.writes = []
    },
    openFlow(id, scope) {
      const known = around.flows?.(id)
      if (!known) throw { code: 'no_such_flow', message: `there is no flow ${id}` }
      if (way.split('/').length > deepest) throw { code: 'too_deep', message: `flow ${id} calls itself` }
      const missing = Object.entries(known.definition.inputs).find(
        ([key, { required }]) => required && scope[key] == null,
      )
      if (missing) throw { code: 'input_missing', message: `flow ${id} needs ${missing[0]}` }
      const sub = newFrame(root.runId, known.definition, known.version)
      sub.scope = withoutNulls(scope) as Record<string, unknown>
      return { kind: 'flow', running: { flow: sub } }
    },
  }
}

function scopeAt({ frame, locals }: Place): Record<string, unknown> {
  return locals.length === 0 ? frame.scope : Object.assign({}, frame.scope, ...locals)
}
