import type { FlowDraft, FlowSummary, FlowVersion, PublishResult } from '@loopdesk/contracts/api/flows.ts'
import { flowRoutes } from '@loopdesk/contracts/api/flows.ts'
import type { Problem } from '@loopdesk/contracts/errors.ts'
import { InputError } from '../../eval/jsonl.ts'

export type FlowsApi = ReturnType<typeof makeFlowsApi>

interface Sent {
  params?: Record<string, string | number>
  query?: Record<string, string | undefined>
  body?: unknown
}

/** The operations a checkout of flow files needs, over HTTP with an API key. What the server refuses ends the command in its own words. */
export function makeFlowsApi({ url, key }: { url: string; key: string }) {
  async function call(name: keyof typeof flowRoutes, { params = {}, query = {}, body }: Sent = {}): Promise<unknown> {
    const { method, path } = flowRoutes[name]
    const filled = path.replace(/:(\w+)/g, (_, each: string) => encodeURIComponent(String(params[each])))
    const asked = new URLSearchParams(Object.entries(query).filter((each): each is [string, string] => !!each[1]))
    const target = `${url.replace(/\/$/, '')}${filled}${asked.size > 0 ? `?${asked}` : ''}`
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const reply = await fetch(target, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      throw new InputError(`${url} cannot be reached: ${(error.cause as Error | undefined)?.message ?? error.message}`)
    })
    if (!reply.ok) throw new Refused(reply.status, `${method} ${filled}`, await problemOf(reply))
    return (reply.headers.get('content-type') ?? '').includes('json') ? reply.json() : reply.text()
  }
  const orNothing = <T>(asked: Promise<unknown>): Promise<T | undefined> =>
    asked.then(
      (found) => found as T,
      (error: unknown) => {
        if (error instanceof Refused && error.status === 404) return undefined
        throw error
      },
    )
  const at = (flowId: string) => ({ params: { flowId } })

  return {
    list: async () => ((await call('listFlows')) as { items: FlowSummary[] }).items,
    summary: (flowId: string) => orNothing<FlowSummary>(call('readFlow', at(flowId))),
    draft: (flowId: string) => orNothing<FlowDraft>(call('readFlowDraft', at(flowId))),
    version: async (flowId: string, version: number) =>
      (await call('readFlowVersion', { params: { flowId, version } })) as FlowVersion & { definition: unknown },
    import: async (text: string, baseRevision: number | undefined) =>
      (await call('importFlow', { body: { text, ...(baseRevision !== undefined && { baseRevision }) } })) as FlowDraft,
    publish: async (flowId: string, revision: number, note: string) =>
      (await call('publishFlow', { ...at(flowId), body: { revision, note } })) as PublishResult,
    text: async (flowId: string, version: number | 'draft') =>
      String(await call('exportFlow', { ...at(flowId), query: { version: String(version) } })),
  }
}

/** The server said no. */
class Refused extends InputError {
  readonly status: number
  constructor(status: number, what: string, { code, detail, title, errors }: Partial<Problem>) {
    const fields = (errors ?? []).map(({ path, message }) => `\n    ${path}: ${message}`).join('')
    super(`${what}: ${status} ${code ?? ''} ${detail ?? title ?? ''}`.trimEnd() + fields)
    this.status = status
  }
}

async function problemOf(reply: Response): Promise<Partial<Problem>> {
  const text = await reply.text()
  try {
    return JSON.parse(text) as Partial<Problem>
  } catch {
    return { detail: text.slice(0, 200) }
  }
}
