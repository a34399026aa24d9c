import { z } from 'zod'
import { SERVICE_NAMES } from './service-names.ts'

export const faultSchema = z.object({
  service: z.enum(SERVICE_NAMES),
  operation: z.string().min(1).describe('an operationId, or * for every operation of the service'),
  mode: z
    .enum(['error', 'timeout', 'slow', 'lost-reply'])
    .describe(
      'error: 503, no effect. timeout: silent for ms, then cut, no effect. slow: answers after ms. lost-reply: the effect takes place, then the connection is cut.',
    ),
  times: z.number().int().min(1).default(1).describe('how many calls it hits before it is used up'),
  ms: z.number().int().min(0).max(600_000).optional().describe('slow: 4000 by default; timeout: 30000 by default'),
})
export type Fault = z.infer<typeof faultSchema>
export type Faults = ReturnType<typeof makeFaults>

/** Faults waiting to happen, in the order they were set; kept in memory: a restart of the shop heals it. */
export function makeFaults() {
  let waiting: Fault[] = []
  return {
    set(fault: Fault) {
      waiting.push({ ...fault })
    },
    list: () => waiting.map((fault) => ({ ...fault })),
    clear() {
      waiting = []
    },
    /** The fault this call runs into, if any; counts it down. */
    take(service: string, operation: string): Fault | undefined {
      const hit = waiting.find((f) => f.service === service && (f.operation === operation || f.operation === '*'))
      if (!hit) return undefined
      hit.times--
      if (hit.times <= 0) waiting = waiting.filter((fault) => fault !== hit)
      return hit
    },
  }
}
