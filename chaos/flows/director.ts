import { type Call, faults, type Plan } from './plan.ts'
import type { LineHooks, ServiceCall } from './service-line.ts'
import type { Story } from './stories.ts'
import type { FlowsWorld } from './world.ts'

/** One story on the stage: what it has called so far, and what is still to go wrong. */
export interface Scene {
  story: Story
  plan: Plan | undefined
  /** Ids by which its calls are known, growing with what systems answer. */
  ids: Set<string>
  calls: Call[]
  faultsLeft: number
  undoingLeft: number
  killed: boolean
  killedUndoing: boolean
  /** Whether the chosen call came at all. */
  met: boolean
}

/** Sees every call to the shop, knows whose it is, and lets happen what the plans of the wave say. */
export function makeDirector(compensations: ReadonlyMap<string, string>) {
  let world: FlowsWorld | undefined
  let scenes: Scene[] = []
  const undoes = new Set(compensations.values())
  const kills = { server: 0, database: 0 }
  const pending = new Set<NodeJS.Timeout>()

  function sceneOf(call: ServiceCall): Scene | undefined {
    return scenes.find(({ ids }) => [...ids].some((id) => new RegExp(`(?<![\\w-])${id}(?![\\w])`).test(call.text)))
  }

  function killServer(): void {
    if (world?.killServer()) kills.server++
  }

  function later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      pending.delete(timer)
      act()
    }, ms)
    pending.add(timer)
  }

  /** The chosen call is there: its fault is set, and the kill happens or is on its way. */
  function meet(scene: Scene, plan: Plan, call: ServiceCall): boolean {
    const fault = faults[plan.fault]
    if (fault && scene.faultsLeft > 0) {
      scene.faultsLeft--
      const { times: _, ...how } = fault
      world!.shop.control.setFault({ service: call.service as 'orders', operation: call.operation, ...how })
    }
    scene.met = true
    if (scene.killed) return true
    if (plan.moment === 'before') {
      scene.killed = true
      killServer()
      return false
    }
    if (plan.moment === 'later' || plan.moment === 'database') {
      scene.killed = true
      later(plan.delay, () => {
        if (plan.moment === 'later') killServer()
        else if (world?.killDatabase()) kills.database++
      })
    }
    return true
  }

  function meetUndoing(scene: Scene, { undoing }: Plan, call: ServiceCall): boolean {
    const mode = undoing === 'error' ? 'error' : undoing === 'lost reply' ? 'lost-reply' : undefined
    if (mode && scene.undoingLeft > 0) {
      scene.undoingLeft--
      world!.shop.control.setFault({ service: call.service as 'orders', operation: call.operation, mode })
    }
    if (undoing === 'kill before' && !scene.killedUndoing) {
      scene.killedUndoing = true
      killServer()
      return false
    }
    return true
  }

  const isChosen = ({ call }: Plan, { service, operation }: ServiceCall, nth: number) =>
    call.service === service && call.operation === operation && nth >= call.nth
  const isUndoing = (call: ServiceCall) =>
    undoes.has(`${call.service}.${call.operation}`) && call.key?.endsWith(':undo')

  const hooks: LineHooks = {
    async before(call) {
      const scene = sceneOf(call)
      if (!scene || call.service === 'sms') return true
      const { service, operation, write } = call
      const nth = scene.calls.filter((each) => each.service === service && each.operation === operation).length + 1
      scene.calls.push({ service, operation, nth, write })
      // The run's own id names all its later writes.
      const run = call.key?.split(':')[0]
      if (run && run.length === 36) scene.ids.add(run)
      const { plan } = scene
      if (!plan) return true
      if (isUndoing(call)) return meetUndoing(scene, plan, call)
      return isChosen(plan, call, nth) ? meet(scene, plan, call) : true
    },
    async after(call, body) {
      const scene = sceneOf(call)
      if (!scene) return
      if (call.write && body !== undefined) learn(scene, body)
      const { plan } = scene
      if (!plan || call.service === 'sms') return
      if (isUndoing(call)) {
        if (plan.undoing !== 'kill after' || scene.killedUndoing) return
        scene.killedUndoing = true
        killServer()
      } else if (plan.moment === 'after' && scene.met && !scene.killed && isChosen(plan, call, plan.call.nth)) {
        scene.killed = true
        killServer()
      }
    },
  }

  return {
    hooks,
    kills,
    /** The plans of a wave, or stories that go through undisturbed. */
    stage(on: FlowsWorld, cast: { story: Story; plan?: Plan }[]): Scene[] {
      world = on
      scenes = cast.map(({ story, plan }) => ({
        story,
        plan,
        ids: new Set([story.customerId, ...story.about]),
        calls: [],
        faultsLeft: plan ? (faults[plan.fault]?.times ?? 0) : 0,
        undoingLeft: plan?.undoing === 'error' ? 12 : 1,
        killed: false,
        killedUndoing: false,
        met: false,
      }))
      return scenes
    },
    /** From here on nothing goes wrong any more. */
    calm(): void {
      for (const timer of pending) clearTimeout(timer)
      pending.clear()
      for (const scene of scenes) scene.plan = undefined
      world?.shop.control.clearFaults()
    },
  }
}

/** What a write made is known by its id from now on. */
function learn(scene: Scene, body: string): void {
  try {
    const { id } = JSON.parse(body) as { id?: unknown }
    if (typeof id === 'string' && id.length > 3) scene.ids.add(id)
  } catch {
    // No JSON: nothing to learn.
  }
}
