import { assistRoutes } from '@loopdesk/contracts/api/assist.ts'
import { conversationRoutes } from '@loopdesk/contracts/api/conversations.ts'
import { deskRoutes } from '@loopdesk/contracts/api/desk.ts'
import { flowRoutes } from '@loopdesk/contracts/api/flows.ts'
import { graphRoutes } from '@loopdesk/contracts/api/graph.ts'
import { helpRoutes } from '@loopdesk/contracts/api/help.ts'
import { identityRoutes } from '@loopdesk/contracts/api/identity.ts'
import { audienceRoutes } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { categoryRoutes } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { documentRoutes } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { entryRoutes } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { knowledgeImportRoutes } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { packRoutes } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { searchRoutes } from '@loopdesk/contracts/api/knowledge/search.ts'
import { sourceRoutes } from '@loopdesk/contracts/api/knowledge/sources.ts'
import { workbenchRoutes } from '@loopdesk/contracts/api/workbench.ts'
import type { FieldError, Problem as ProblemDocument } from '@loopdesk/contracts/errors.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import type { Route } from '@loopdesk/contracts/route.ts'

/** Every operation the console can call, by its stable name. */
export const routes = {
  ...identityRoutes,
  ...conversationRoutes,
  ...deskRoutes,
  ...workbenchRoutes,
  ...flowRoutes,
  ...entryRoutes,
  ...categoryRoutes,
  ...audienceRoutes,
  ...packRoutes,
  ...documentRoutes,
  ...knowledgeImportRoutes,
  ...sourceRoutes,
  ...searchRoutes,
  ...helpRoutes,
  ...graphRoutes,
  ...assistRoutes,
}

type In<S extends { _zod: { input: unknown } }> = S['_zod']['input']
type Out<S extends { _zod: { output: unknown } }> = S['_zod']['output']
/** A part of the request may be left out when nothing in it is required. */
type Slot<K extends string, T> = Record<never, never> extends T ? { [P in K]?: T } : { [P in K]: T }

/** What `call` needs for a route: its params, query and body, as far as the route has them. */
export type CallInput<R extends Route> = Slot<'params', In<R['params']>> &
  Slot<'query', In<R['query']>> &
  Slot<'body', In<R['body']>> & { signal?: AbortSignal }
/** What a route answers. */
export type Reply<R extends Route> = Out<R['reply']>

/** An answer that was not a success, or no answer at all (`code` is then `offline`). */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly errors: FieldError[]
  readonly requestId: string | undefined
  /** Seconds after which trying again makes sense, when the server said so. */
  readonly retryAfter: number | undefined
  constructor(document: Partial<ProblemDocument> & { code: string; status: number }, retryAfter?: number) {
    super(document.detail ?? document.title ?? document.code)
    this.name = 'Problem'
    this.code = document.code
    this.status = document.status
    this.detail = document.detail ?? ''
    this.errors = document.errors ?? []
    this.requestId = document.requestId
    this.retryAfter = retryAfter
  }
}

/**
 * Calls one operation of the route table.
 * @throws {Problem} for every answer that is not a success and when the server cannot be reached.
 */
export async function call<R extends Route>(route: R, input: CallInput<R>): Promise<Reply<R>> {
  const { params, query, body, signal } = input as {
    params?: Record<string, string>
    query?: Record<string, unknown>
    body?: unknown
    signal?: AbortSignal
  }
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE'
  return (await request(pathOf(route.path, params, query), {
    method: route.method,
    signal,
    ...(hasBody && { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }),
  })) as Reply<R>
}

/** Uploads one file to be sent with a message. */
export async function uploadFile(file: File): Promise<FileRef> {
  const form = new FormData()
  form.append('file', file, file.name)
  return sendForm(routes.uploadStaffFile, form)
}

/** Sends a form with a file to one of the operations that take one. */
export async function sendForm<R extends Route>(route: R, form: FormData): Promise<Reply<R>> {
  return (await request(route.path, { method: route.method, body: form })) as Reply<R>
}

/** Where a stored file can be read by this log-in. */
export function fileUrl(fileId: string): string {
  return pathOf(routes.readStaffFile.path, { fileId })
}

const signedOutListeners = new Set<() => void>()
/** Tells when the server no longer knows this log-in. Returns the way to stop listening. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

/** Fills `:name` parts and appends the query; absent and empty values are left out. */
export function pathOf(path: string, params: Record<string, string> = {}, query: Record<string, unknown> = {}): string {
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params[name]
    if (!value) throw new Error(`${path} needs ${name}`)
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return search.size ? `${filled}?${search}` : filled
}

async function request(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem({ code: 'offline', status: 0 })
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const problem = problemOf(response, answer)
  if (problem.code === 'unauthenticated' || problem.code === 'session_expired') {
    for (const listener of signedOutListeners) listener()
  }
  throw problem
}

/** Something between us and the server may answer with a page of its own; that still becomes a problem with a code. */
function problemOf(response: Response, answer: unknown): Problem {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined
  if (answer && typeof answer === 'object' && 'code' in answer && typeof answer.code === 'string') {
    return new Problem({ ...(answer as ProblemDocument), status: response.status }, retryAfter)
  }
  const code = response.status >= 502 ? 'unavailable' : response.status === 401 ? 'unauthenticated' : 'internal'
  return new Problem({ code, status: response.status }, retryAfter)
}
