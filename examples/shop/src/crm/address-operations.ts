import { z } from 'zod'
import { conflict, invalid, notFound } from '../errors.ts'
import { findBy, getOne, type Named, need } from '../record-operations.ts'
import { addressSchema, clientRef, listOf, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { PROVINCES } from './provinces.ts'

/** Addresses a customer can keep. */
const MOST = 10
const ADDRESS: Named = { collection: 'addresses', en: 'address', zh: '地址' }

const contentSchema = addressSchema.extend({ label: z.string().max(20).describe('what the customer calls it') })
const contentFields = ['label', ...Object.keys(addressSchema.shape)] as const

export const addressRecordSchema = contentSchema.extend({
  id: z.string(),
  customerId: z.string(),
  isDefault: z.boolean(),
  status: z.enum(['active', 'removed']),
  revision: z.number().int().describe('counts its changes; restoreAddress goes back to one'),
  history: z.array(z.record(z.string(), z.unknown())).describe('what it was at each earlier revision'),
  previousDefaultId: z.string().nullable().describe('which one was the default before this one became it'),
  createdAt: timestamp,
  updatedAt: timestamp,
  clientRef: z.string().nullable(),
})

/** The crm's own customers, and how the orders system hears of a new default address. */
export type AddressDesk = {
  customer(id: string): Doc | undefined
  defaultChanged(customerId: string, address: Doc): void
}

const byAddress = z.object({ addressId: z.string().min(1) })

/** The address book. Every change raises the revision, and `restoreAddress` brings any earlier one back. */
export function makeAddressOperations(desk: AddressDesk) {
  const live = (store: Store, customerId: string) =>
    store.where('addresses', 'customerId', customerId).filter((address) => address.status === 'active')

  /** Stores a changed address; as a default it takes the mark from the one before and is told to the orders system. */
  function keep(store: Store, before: Doc, change: Doc, now: Date): Doc {
    const { history, ...was } = before
    const after: Doc = {
      ...before,
      ...change,
      revision: before.revision + 1,
      history: [...history, was],
      updatedAt: now.toISOString(),
    }
    if (after.isDefault && after.status === 'active') makeDefault(store, after, now)
    return store.put('addresses', after.id, after)
  }

  function makeDefault(store: Store, chosen: Doc, now: Date) {
    for (const other of live(store, chosen.customerId)) {
      if (!other.isDefault || other.id === chosen.id) continue
      const { history, ...was } = other
      store.put('addresses', other.id, {
        ...other,
        isDefault: false,
        revision: other.revision + 1,
        history: [...history, was],
        updatedAt: now.toISOString(),
      })
    }
    desk.defaultChanged(chosen.customerId, plain(chosen))
  }

  return [
    operation({
      id: 'listAddresses',
      method: 'GET',
      path: '/customers/:customerId/addresses',
      summary: 'The address book of a customer, the default first',
      params: z.object({ customerId: z.string().min(1) }),
      result: listOf(addressRecordSchema),
      run({ store, params }) {
        if (!desk.customer(params.customerId)) throw notFound('customer', '客户', params.customerId)
        const items = live(store, params.customerId).sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
        return { items, total: items.length }
      },
    }),
    getOne({ id: 'getAddress', path: '/addresses', param: 'addressId', kind: ADDRESS, result: addressRecordSchema }),
    findBy({ id: 'findAddresses', path: '/addresses', by: ['customerId'], kind: ADDRESS, result: addressRecordSchema }),
    operation({
      id: 'addAddress',
      method: 'POST',
      path: '/customers/:customerId/addresses',
      summary: 'Add an address',
      write: true,
      status: 201,
      hints: { 'x-compensated-by': 'removeAddress', 'x-found-by': 'findAddresses' },
      params: z.object({ customerId: z.string().min(1) }),
      body: contentSchema.extend({
        label: z.string().max(20).default(''),
        isDefault: z.boolean().default(false),
        clientRef,
      }),
      result: addressRecordSchema,
      run({ store, params, body, now, clientRef: ref }) {
        if (!desk.customer(params.customerId)) throw notFound('customer', '客户', params.customerId)
        const { isDefault, clientRef: _ref, ...content } = body
        const others = live(store, params.customerId)
        requireDeliverable(content)
        requireNew(others, content)
        if (others.length >= MOST)
          throw conflict('address_limit', `At most ${MOST} addresses.`, `最多保存 ${MOST} 个地址。`, { limit: MOST })
        const id = `AD${9_000_000 + store.next('addresses')}`
        const record: Doc = {
          ...content,
          id,
          customerId: params.customerId,
          isDefault: isDefault || others.length === 0,
          status: 'active',
          revision: 1,
          history: [],
          previousDefaultId: others.find((other) => other.isDefault)?.id ?? null,
          createdAt: now.toISOString(),
          updatedAt: now.toISOString(),
          clientRef: ref,
        }
        if (record.isDefault) makeDefault(store, record, now)
        return store.put('addresses', id, record)
      },
    }),
    operation({
      id: 'changeAddress',
      method: 'POST',
      path: '/addresses/:addressId/change',
      summary: 'Change fields of an address',
      write: true,
      hints: { 'x-compensated-by': 'restoreAddress', 'x-found-by': 'getAddress' },
      params: byAddress,
      body: contentSchema.partial().extend({ clientRef }),
      result: addressRecordSchema,
      run({ store, params, body, now, nothingChanged }) {
        const record = active(store, params.addressId)
        const { clientRef: _ref, ...change } = body
        const after = { ...record, ...change }
        if (sameContent(record, after)) {
          nothingChanged()
          return record
        }
        requireDeliverable(after)
        requireNew(
          live(store, record.customerId).filter((other) => other.id !== record.id),
          after,
        )
        return keep(store, record, change, now)
      },
    }),
    operation({
      id: 'removeAddress',
      method: 'POST',
      path: '/addresses/:addressId/remove',
      summary: 'Delete an address; the default only as the last one, or naming the next default',
      write: true,
      hints: { 'x-compensated-by': 'restoreAddress', 'x-found-by': 'getAddress' },
      params: byAddress,
      body: z
        .object({ nextDefaultId: z.string().nullish().describe('becomes the default instead'), clientRef })
        .nullish(),
      result: addressRecordSchema,
      run({ store, params, body, now, nothingChanged }) {
        const record = need(store, ADDRESS, params.addressId)
        if (record.status === 'removed') {
          nothingChanged()
          return record
        }
        const others = live(store, record.customerId).filter((other) => other.id !== record.id)
        if (record.isDefault && others.length > 0) {
          const next = others.find((other) => other.id === body?.nextDefaultId)
          if (!next)
            throw conflict(
              'default_address',
              'Choose another default address first.',
              '请先把其他地址设为默认，再删除它。',
            )
          const removed = keep(store, record, { status: 'removed', isDefault: false }, now)
          keep(store, next, { isDefault: true, previousDefaultId: record.id }, now)
          return removed
        }
        return keep(store, record, { status: 'removed', isDefault: false }, now)
      },
    }),
    operation({
      id: 'setDefaultAddress',
      method: 'POST',
      path: '/addresses/:addressId/default',
      summary: 'Make it the default address, also of new orders',
      write: true,
      hints: { 'x-compensated-by': 'setDefaultAddress', 'x-found-by': 'getAddress' },
      params: byAddress,
      body: z.object({ clientRef }).nullish(),
      result: addressRecordSchema,
      run({ store, params, now, nothingChanged }) {
        const record = active(store, params.addressId)
        if (record.isDefault) {
          nothingChanged()
          return record
        }
        const previous = live(store, record.customerId).find((other) => other.isDefault)
        return keep(store, record, { isDefault: true, previousDefaultId: previous?.id ?? null }, now)
      },
    }),
    operation({
      id: 'restoreAddress',
      method: 'POST',
      path: '/addresses/:addressId/restore',
      summary: 'Bring an earlier revision of an address back, also of a deleted one',
      write: true,
      hints: { 'x-found-by': 'getAddress' },
      params: byAddress,
      body: z.object({ revision: z.number().int().min(1), clientRef }),
      result: addressRecordSchema,
      run({ store, params, body, now, nothingChanged }) {
        const record = need(store, ADDRESS, params.addressId)
        const earlier = record.history.find((entry: Doc) => entry.revision === body.revision)
        if (!earlier && record.revision !== body.revision)
          throw invalid('unknown_revision', `It has no revision ${body.revision}.`, '没有这个历史版本。')
        const wanted = earlier ?? record
        if (sameContent(record, wanted) && record.status === wanted.status && record.isDefault === wanted.isDefault) {
          nothingChanged()
          return record
        }
        const content = Object.fromEntries(contentFields.map((field) => [field, wanted[field]]))
        return keep(store, record, { ...content, status: wanted.status, isDefault: wanted.isDefault }, now)
      },
    }),
  ]
}

function active(store: Store, id: string): Doc {
  const record = need(store, ADDRESS, id)
  if (record.status === 'removed') throw conflict('address_removed', 'The address was deleted.', '该地址已删除。')
  return record
}

const sameContent = (a: Doc, b: Doc) => contentFields.every((field) => a[field] === b[field])

const plain = (address: Doc) => Object.fromEntries(Object.keys(addressSchema.shape).map((key) => [key, address[key]]))

function requireDeliverable(address: Doc) {
  if (!PROVINCES.includes(address.province))
    throw invalid(
      'outside_delivery_area',
      `We do not deliver to ${address.province}.`,
      `暂不支持配送到${address.province}。`,
      {
        field: 'province',
      },
    )
}

function requireNew(others: Doc[], address: Doc) {
  const twin = others.find((other) =>
    ['name', 'phone', 'city', 'district', 'detail'].every((field) => other[field] === address[field]),
  )
  if (twin)
    throw conflict('address_exists', 'This address is in the book already.', '地址簿里已有这个地址。', {
      addressId: twin.id,
    })
}
