import type { ServiceName } from '../service-names.ts'
import type { Doc } from '../store.ts'
import type { Stores } from '../stores.ts'

/** A kind of record that other people move on: what its events are called, what can follow, and what changes with it. */
type Case = {
  service: ServiceName
  kind: string
  next: Record<string, string[]>
  /** fields that change beside the status */
  change(record: Doc, status: string, now: string, stores: Stores): Doc
}

/** The tax bureau, carriers, technicians and the complaints office, by collection. */
export const CASES: Record<string, Case> = {
  redLetters: {
    service: 'orders',
    kind: 'red_letter',
    next: { submitted: ['accepted', 'rejected'] },
    change(record, status, now, stores) {
      if (status === 'rejected')
        return {
          decidedAt: now,
          rejectReason: '原发票信息与税务底账不一致，请核对后重新申请。',
          rejectReasonEn: 'The invoice does not match the tax records. Please check and ask again.',
        }
      const invoice = stores.orders.get('invoices', record.invoiceId)
      if (invoice) stores.orders.put('invoices', invoice.id, { ...invoice, status: 'red_flushed' })
      const order = stores.orders.get('orders', record.orderId)
      if (order?.invoice?.id === record.invoiceId) stores.orders.put('orders', order!.id, { ...order, invoice: null })
      return { decidedAt: now }
    },
  },
  carrierClaims: {
    service: 'logistics',
    kind: 'carrier_claim',
    next: { filed: ['accepted', 'rejected'] },
    change(record, status, now, stores) {
      const amount = stores.orders.get('orders', record.orderId)?.amount ?? 0
      return {
        decidedAt: now,
        compensation: status === 'accepted' ? Math.min(500, Math.round(amount * 60) / 100) : null,
      }
    },
  },
  hazardousPickups: {
    service: 'logistics',
    kind: 'hazardous_pickup',
    next: { booked: ['collected'], collected: ['disposed'] },
    change(record, status, now, stores) {
      if (status === 'collected') return { collectedAt: now }
      const registration = stores.crm.get('recallRegistrations', record.registrationId)
      if (registration?.status === 'registered')
        stores.crm.put('recallRegistrations', registration.id, { ...registration, status: 'settled' })
      return { disposedAt: now }
    },
  },
  recallRegistrations: {
    service: 'crm',
    kind: 'recall_registration',
    next: { registered: ['settled'] },
    change: () => ({}),
  },
  complaints: {
    service: 'crm',
    kind: 'complaint',
    next: { open: ['answered'] },
    change: (_record, _status, now) => ({
      answeredAt: now,
      answer: '我们核实了情况，确实是我们没有做好，向您道歉。问题已交由专人处理，处理结果会在投诉单里同步给您。',
    }),
  },
  serviceOrders: {
    service: 'aftersales',
    kind: 'service_order',
    next: {
      booked: ['assigned', 'received'],
      assigned: ['on_the_way'],
      on_the_way: ['finished'],
      received: ['finished'],
    },
    change(record, status, now, stores) {
      if (status === 'finished')
        return {
          finishedAt: now,
          result: '已修复，更换故障部件并试机正常。',
          resultEn: 'Repaired: the faulty part was changed and the appliance runs.',
        }
      const technician = stores.aftersales.get('technicians', record.technicianId ?? '')
      if (status !== 'assigned' || !technician) return {}
      const { name, nameEn, phone } = technician
      return { technician: { name, nameEn, phone } }
    },
  },
}

/** What can follow for this very record: a repair at home has other steps than one sent in. */
export function nextOf(collection: string, record: Doc): string[] {
  const possible = CASES[collection]?.next[record.status] ?? []
  if (collection !== 'serviceOrders' || record.status !== 'booked') return possible
  return record.visit === 'home_visit' ? ['assigned'] : ['received']
}
