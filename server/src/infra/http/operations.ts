import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'

/** Named checks; each resolves when that part can serve, rejects when not. */
export type ReadinessChecks = Record<string, () => Promise<void>>

const checkTimeoutMs = 2_000

/** Parts the product can do without; each answers what is missing and how to add it, null when nothing is. */
export type OptionalParts = Record<string, () => Promise<string | null>>

/**
 * `/healthz` (the process answers), `/readyz` (it can do its work; 503 names what cannot), `/status` (parts that may be missing, and
 * how to add them) and `/metrics`.
 */
export function serveOperations(
  app: FastifyInstance,
  { readiness, parts, metrics }: { readiness: ReadinessChecks; parts: OptionalParts; metrics: Metrics },
): void {
  const unlimited = { config: { rateLimit: false as const } }
  app.get('/healthz', unlimited, async () => ({ status: 'ok' }))
  app.get('/readyz', unlimited, async (request, reply) => {
    const names = Object.keys(readiness)
    const outcomes = await Promise.allSettled(names.map((name) => withTimeout(readiness[name]!)))
    const checks = Object.fromEntries(
      names.map((name, i) => [name, outcomes[i]!.status === 'fulfilled' ? 'ok' : 'failed']),
    )
    const ready = outcomes.every((outcome) => outcome.status === 'fulfilled')
    if (!ready) request.log.warn({ checks }, 'not ready')
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready', checks })
  })
  app.get('/status', unlimited, async () => {
    const found = await Promise.all(Object.entries(parts).map(async ([name, check]) => [name, (await check()) ?? 'ok']))
    return { status: 'ok', parts: Object.fromEntries(found) }
  })
  app.get('/metrics', unlimited, async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}

async function withTimeout(check: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs)
  })
  try {
    await Promise.race([check(), late])
  } finally {
    clearTimeout(timer)
  }
}
