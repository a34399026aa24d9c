import { longFlow } from '@loopdesk/engines/flow/prove/cases/long-flow.ts'
import { shopWorld } from '@loopdesk/engines/flow/prove/cases/shop-world.ts'
import { prove } from '@loopdesk/engines/flow/prove/prove.ts'

/** Wished for a flow of 300 steps. */
const wishedMs = 200

/**
 * Proves a flow of so many steps again and again and prints the milliseconds: the first time, when nothing has been read yet, and
 * the median and the slowest of the others, as when somebody works on it in the designer.
 */
export function benchFlowProof({ steps = 300, times = 20 } = {}): {
  firstMs: number
  medianMs: number
  slowestMs: number
} {
  const definition = longFlow(steps)
  const world = shopWorld()
  const measured = Array.from({ length: times + 1 }, () => {
    const begun = performance.now()
    const errors = prove(definition, world).filter(({ severity }) => severity === 'error')
    if (errors.length > 0) throw new Error(`the flow is not sound: ${errors[0]!.message.en}`)
    return performance.now() - begun
  })
  const [firstMs = 0, ...others] = measured
  others.sort((one, other) => one - other)
  const result = { firstMs, medianMs: others[others.length >> 1] ?? 0, slowestMs: others.at(-1) ?? 0 }
  const shown = (ms: number) => ms.toFixed(1)
  console.log(
    `proof of a flow of ${steps} steps: first ${shown(result.firstMs)} ms, then median ${shown(result.medianMs)} ms, slowest ${shown(result.slowestMs)} ms (wished: < ${wishedMs} ms)`,
  )
  return result
}
