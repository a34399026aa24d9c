import { setTimeout as sleep } from 'node:timers/promises'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import type { HttpClient } from '../../infra/http-client.ts'
import type { HelpDesk } from './help-desk.ts'
import { isObject, type Json, objects } from './json-values.ts'
import { helpDeskReaders } from './read-export.ts'

/** Where a help desk is and how it lets us in. `baseUrl` is that of its API, without a path. */
export type HelpDeskAccount =
  /** `https://ACCOUNT.zendesk.com`; `email` of the one the API token belongs to. */
  | { from: 'zendesk'; baseUrl: string; email: string; token: string; locale?: string }
  /** `https://api.intercom.io`, or that of its region. */
  | { from: 'intercom'; baseUrl: string; token: string }
  /** The installation's address; `portal` is the portal's slug. */
  | { from: 'chatwoot'; baseUrl: string; token: string; accountId: string; portal: string; locales?: string[] }

interface FetchDeps {
  http: HttpClient
  signal?: AbortSignal
  onProgress?(articles: number): void
  wait?: (ms: number) => Promise<void>
}

/** Pages of answers at most; a help desk that goes on for ever is broken. */
const mostPages = 2_000
const longestWaitMs = 300_000

/**
 * All articles and categories of a help desk by its API, page by page, waiting when it says so. Throws PermanentError
 * (`wrong_credentials`, `not_found`, `unexpected_answer`) and RetryableError (`unreachable`, `busy`).
 */
export async function fetchHelpDesk(account: HelpDeskAccount, deps: FetchDeps): Promise<HelpDesk> {
  const get = makeGet(account, deps)
  const parts: Json[] = []
  let articles = 0
  for await (const part of pagesOf(account, get)) {
    parts.push(part)
    articles += objects(part.articles).length + objects(part.payload).length + objects(part.data).length
    deps.onProgress?.(articles)
    if (parts.length > mostPages)
      throw new PermanentError('unexpected_answer', 'The help desk answers pages without end.')
  }
  return helpDeskReaders[account.from](parts)
}

type Get = (path: string) => Promise<Json>

function pagesOf(account: HelpDeskAccount, get: Get): AsyncGenerator<Json> {
  if (account.from === 'zendesk') return zendeskPages(account.locale, get)
  return account.from === 'intercom' ? intercomPages(get) : chatwootPages(account, get)
}

/** Cursor pages: https://developer.zendesk.com/api-reference/introduction/pagination/ */
async function* zendeskPages(locale: string | undefined, get: Get): AsyncGenerator<Json> {
  const language = locale === undefined ? '' : `/${locale.toLowerCase()}`
  for (const list of ['categories', 'sections', 'articles']) {
    const more = list === 'articles' && locale === undefined ? '&include=translations' : ''
    let path: string | undefined = `/api/v2/help_center${language}/${list}.json?page[size]=100${more}`
    while (path !== undefined) {
      const part: Json = await get(path)
      yield part
      const next = isObject(part.links) ? part.links.next : part.next_page
      const goesOn = isObject(part.meta) ? part.meta.has_more === true : true
      path = typeof next === 'string' && goesOn ? next : undefined
    }
  }
}

/** Numbered pages: https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis/pagination */
async function* intercomPages(get: Get): AsyncGenerator<Json> {
  for (const list of ['/help_center/collections', '/articles']) {
    let path: string | undefined = `${list}?per_page=50&page=1`
    while (path !== undefined) {
      const part: Json = await get(path)
      yield part
      const pages = isObject(part.pages) ? part.pages : {}
      const cursor = isObject(pages.next) ? pages.next.starting_after : undefined
      if (typeof pages.next === 'string') path = pages.next
      else if (typeof cursor === 'string') path = `${list}?per_page=50&starting_after=${encodeURIComponent(cursor)}`
      else {
        const page = Number(pages.page ?? 1)
        path = page < Number(pages.total_pages ?? 1) ? `${list}?per_page=50&page=${page + 1}` : undefined
      }
    }
  }
}

async function* chatwootPages(
  { accountId, portal, locales }: HelpDeskAccount & { from: 'chatwoot' },
  get: Get,
): AsyncGenerator<Json> {
  const base = `/api/v1/accounts/${encodeURIComponent(accountId)}/portals/${encodeURIComponent(portal)}`
  for (const locale of locales ?? [undefined]) {
    const language = locale === undefined ? '' : `locale=${encodeURIComponent(locale)}&`
    yield await get(`${base}/categories?${language}`)
    let before: unknown
    for (let page = 1; ; page++) {
      const part = await get(`${base}/articles?${language}page=${page}`)
      const list = objects(part.payload)
      // Behind the last page there is nothing, or the same page again.
      if (list.length === 0 || list[0]!.id === before) break
      before = list[0]!.id
      yield locale === undefined ? part : { ...part, payload: list.map((one) => ({ locale, ...one })) }
    }
  }
}

function makeGet(account: HelpDeskAccount, deps: FetchDeps): Get {
  const origin = new URL(account.baseUrl).origin
  const wait = deps.wait ?? (async (ms: number) => void (await sleep(ms, undefined, { signal: deps.signal })))
  const headers = { accept: 'application/json', ...credentials(account) }
  return async (path) => {
    const url = new URL(path, origin)
    // The next page's address comes from outside: the token goes to no other host.
    if (url.origin !== origin)
      throw new PermanentError('unexpected_answer', 'The help desk names a next page on another host.')
    for (let tried = 1; ; tried++) {
      const outcome = await deps.http({
        method: 'GET',
        url: url.href,
        headers,
        timeoutMs: 60_000,
        maxBytes: 60_000_000,
        ...(deps.signal && { signal: deps.signal }),
      })
      if (outcome.kind !== 'answered')
        throw new RetryableError('unreachable', `The help desk could not be reached (${outcome.code}).`)
      const { status } = outcome
      if (status === 200) return answerOf(outcome.body)
      if (status === 401 || status === 403)
        throw new PermanentError('wrong_credentials', 'The help desk does not accept the token.')
      if (status === 404)
        throw new PermanentError('not_found', 'The help desk has no such account, help centre or portal.')
      if (status !== 429 && status < 500)
        throw new PermanentError('unexpected_answer', `The help desk answered ${status}.`)
      const asked = waitOf(outcome.headers) ?? 1_000 * 2 ** tried
      if (tried >= 5 || asked > longestWaitMs)
        throw new RetryableError('busy', `The help desk asks to come back later (${status}).`, { retryAfterMs: asked })
      await wait(asked)
    }
  }
}

function credentials(account: HelpDeskAccount): Record<string, string> {
  if (account.from === 'zendesk')
    return { authorization: `Basic ${Buffer.from(`${account.email}/token:${account.token}`).toString('base64')}` }
  if (account.from === 'intercom') return { authorization: `Bearer ${account.token}`, 'intercom-version': '2.11' }
  return { api_access_token: account.token }
}

function answerOf(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // Told below.
  }
  throw new PermanentError('unexpected_answer', 'The help desk answered something that is not JSON.')
}

/** `Retry-After` in seconds (Zendesk), or the second at which the limit is lifted (Intercom). */
function waitOf(headers: Record<string, string>): number | undefined {
  const after = Number(headers['retry-after'])
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return after * 1_000
  const reset = Number(headers['x-ratelimit-reset'])
  return headers['x-ratelimit-reset'] === undefined || !Number.isFinite(reset)
    ? undefined
    : Math.max(0, reset * 1_000 - Date.now())
}
