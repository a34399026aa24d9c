import type { FastifyRequest } from 'fastify'
import type { Language } from '../../knowledge/index.ts'
import type { Voted } from '../pages/article.ts'

/** Names in an address. */
export interface Place {
  slug: string
  id?: string
  name?: string
  token?: string
}

const mostQuery = 200

/** What is looked for, in one line that can be stored. */
export function queryIn(request: FastifyRequest): string {
  const { q } = request.query as { q?: unknown }
  if (typeof q !== 'string') return ''
  return q.toWellFormed().replaceAll('\0', '').replace(/\s+/g, ' ').trim().slice(0, mostQuery).toWellFormed()
}

/** A number from 0 in the query; `otherwise` where there is none. Pages count from 1. */
export function numberIn(request: FastifyRequest, name: 'page' | 'passage', otherwise: number): number {
  const given = (request.query as Record<string, unknown>)[name]
  if (typeof given !== 'string' || !/^\d{1,6}$/.test(given)) return otherwise
  return Math.max(Number(given), name === 'page' ? 1 : 0)
}

export function votedIn(request: FastifyRequest): Voted {
  const { voted } = request.query as { voted?: unknown }
  return voted === 'yes' || voted === 'no' || voted === 'words' ? voted : undefined
}

export function languageIn(request: FastifyRequest): Language | undefined {
  const { language } = request.query as { language?: unknown }
  return language === 'zh' || language === 'en' ? language : undefined
}

/** The language of the address, else the one the browser likes better. */
export function preferredIn(request: FastifyRequest): Language | undefined {
  const inPath = /^\/help\/[^/?]+\/(zh|en)(?=[/?]|$)/.exec(request.raw.url ?? '')?.[1]
  if (inPath) return inPath as Language
  return String(request.headers['accept-language'] ?? '')
    .split(',')
    .map((each) => each.trim().slice(0, 2).toLowerCase())
    .find((each): each is Language => each === 'zh' || each === 'en')
}

/** The path of a thing as it was asked for, to be compared with where it belongs. */
export function asWritten(language: Language, kind: 'a' | 'c', { id = '', name }: Place): string {
  const path = `/${language}/${kind}/${encodeURIComponent(id)}`
  return name === undefined ? path : `${path}/${encodeURIComponent(name)}`
}
