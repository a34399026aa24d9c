import { z } from 'zod'
import { notFound, type ShopError } from './errors.ts'
import { clientRef, listOf } from './schemas.ts'
import { type Call, type Operation, operation } from './service.ts'
import type { Doc, Store } from './store.ts'

/** What a kind of record is called in messages. */
export type Named = { collection: string; en: string; zh: string }

/** The record with this id, or a 404 that names it. */
export function need(store: Store, kind: Named, id: string): Doc {
  const record = store.get(kind.collection, id)
  if (!record) throw notFound(kind.en, kind.zh, id)
  return record
}

type Shown = { result: z.ZodType; show?: (record: Doc, now: Date) => Doc }

/** GET one record: `/things/:thingId`. */
export function getOne(
  spec: { id: string; path: string; param: string; kind: Named; once?: boolean } & Shown,
): Operation {
  return operation({
    id: spec.id,
    method: 'GET',
    path: `${spec.path}/:${spec.param}`,
    summary: `One ${spec.kind.en}`,
    params: z.object({ [spec.param]: z.string().min(1) }),
    result: spec.result,
    run({ store, params, now }) {
      const record = need(store, spec.kind, String(params[spec.param]))
      return spec.show ? spec.show(record, now) : record
    },
  })
}

/** GET records by the reference of the call that made them, or by fields: how a lost reply is cleared up. */
export function findBy(spec: { id: string; path: string; by: string[]; kind: Named } & Shown): Operation {
  const names = ['clientRef', ...spec.by]
  return operation({
    id: spec.id,
    method: 'GET',
    path: spec.path,
    summary: `${spec.kind.en[0]!.toUpperCase()}${spec.kind.en.slice(1)} records by ${names.join(', ')}; undone ones included`,
    query: z
      .object(Object.fromEntries(names.map((name) => [name, z.string().min(1).optional()])))
      .refine((query) => names.some((name) => query[name]), `one of ${names.join(', ')} is needed`),
    result: listOf(spec.result),
    run({ store, query, now }) {
      const given = names.filter((name) => query[name])
      const found = store
        .where(spec.kind.collection, given[0]!, query[given[0]!])
        .filter((record) => given.every((name) => record[name] === query[name]))
      return { items: spec.show ? found.map((record) => spec.show!(record, now)) : found, total: found.length }
    },
  })
}

/** A write that moves a record to a status it may already have; asking again changes nothing. */
export function moveTo(spec: {
  id: string
  path: string
  param: string
  kind: Named
  summary: string
  to: string
  from: string[]
  /** why a record in another status stays as it is */
  refuse: (record: Doc) => ShopError
  /** what changes beside the status; runs in the same transaction */
  also?: (record: Doc, call: Call) => Doc | undefined
  hints?: Record<string, unknown>
  result: z.ZodType
  once?: boolean
}): Operation {
  return operation({
    id: spec.id,
    method: 'POST',
    path: spec.path,
    summary: spec.summary,
    write: true,
    params: z.object({ [spec.param]: z.string().min(1) }),
    body: z.object({ clientRef }).nullish(),
    result: spec.result,
    hints: spec.hints,
    once: spec.once,
    run(call) {
      const record = need(call.store, spec.kind, String(call.params[spec.param]))
      if (record.status === spec.to) {
        call.nothingChanged()
        return record
      }
      if (!spec.from.includes(record.status)) throw spec.refuse(record)
      const more = spec.also?.(record, call as unknown as Call) ?? {}
      return call.store.put(spec.kind.collection, record.id, { ...record, ...more, status: spec.to })
    },
  })
}
