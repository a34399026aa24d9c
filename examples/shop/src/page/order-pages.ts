import { shopDay } from '../clock.ts'
import type { Doc } from '../store.ts'
import type { Stores } from '../stores.ts'
import { type Html, html } from './html.ts'
import type { PageContent } from './layout.ts'
import { yuan } from './product-pages.ts'
import { type Locale, say, sayStatus } from './words.ts'

const CALM = ['delivered', 'completed', 'succeeded', 'issued', 'paid', 'refunded', 'received']
const RAISED = ['pending_payment', 'exception', 'return_requested', 'failed', 'cancelled', 'requested']

function badge(locale: Locale, status: string): Html {
  const tone = CALM.includes(status) ? 'good' : RAISED.includes(status) ? 'warn' : ''
  return html`<span class="badge ${tone}">${sayStatus(locale, status)}</span>`
}

/** `2026-11-21 16:40` in shop time. */
function when(iso: string): string {
  return `${shopDay(new Date(iso))} ${new Date(new Date(iso).getTime() + 8 * 3_600_000).toISOString().slice(11, 16)}`
}

const itemName = (item: Doc, locale: Locale) => (locale === 'zh' ? item.name : item.nameEn)

/** A customer's orders, newest first. */
export function ordersPage(stores: Stores, locale: Locale, customerId: string): PageContent {
  const orders = stores.orders
    .where('orders', 'customerId', customerId)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
  const list = orders.map(
    (order) => html`<a class="card" href="/orders/${order.id}">
<div class="row"><span class="soft">${order.id} · ${when(order.createdAt)}</span>${badge(locale, order.status)}</div>
<div class="row"><span class="name">${order.items.map((i: Doc) => `${itemName(i, locale)}${i.quantity > 1 ? ` ×${i.quantity}` : ''}`).join(locale === 'zh' ? '，' : ', ')}</span><span class="price">${yuan(order.amount)}</span></div></a>`,
  )
  return {
    title: say(locale, 'myOrders'),
    body: html`<div class="stack"><h1>${say(locale, 'myOrders')}</h1>${list.length ? list : html`<p class="soft">${say(locale, 'noOrders')}</p>`}</div>`,
  }
}

/** One order with its parcel, payment, refund, return and invoice; only for the customer it belongs to. */
export function orderPage(stores: Stores, locale: Locale, customerId: string, id: string): PageContent | undefined {
  const order = stores.orders.get('orders', id)
  if (order?.customerId !== customerId) return undefined
  const title = `${say(locale, 'order')} ${order.id}`
  return {
    title,
    meta: { orderId: order.id, ...(order.items.length === 1 ? { productId: order.items[0].productId } : {}) },
    body: html`<div class="stack">
<div class="row"><div><h1>${title}</h1><span class="soft">${say(locale, 'placed')} ${when(order.createdAt)}</span></div>${badge(locale, order.status)}</div>
<div class="two"><div class="stack">${itemsCard(order, locale)}${parcelCard(stores, order, locale)}</div>
<div class="stack">${addressCard(order, locale)}${moneyCard(stores, order, locale)}<p class="soft">${say(locale, 'askAbout')}</p></div></div></div>`,
  }
}

function itemsCard(order: Doc, locale: Locale): Html {
  return html`<div class="card"><table class="lines">
<tr><th>${say(locale, 'products')}</th><th>${say(locale, 'quantity')}</th><th class="num">${say(locale, 'amount')}</th></tr>
${order.items.map(
  (item: Doc) =>
    html`<tr><td><a href="/products/${item.productId}">${itemName(item, locale)}</a><br><span class="soft">${item.sku}</span></td><td>${item.quantity}</td><td class="num">${yuan(item.price * item.quantity)}</td></tr>`,
)}
<tr><td></td><td></td><td class="num price">${yuan(order.amount)}</td></tr></table></div>`
}

function parcelCard(stores: Stores, order: Doc, locale: Locale): Html | null {
  const shipment = order.trackingNo && stores.logistics.get('shipments', order.trackingNo)
  if (!shipment) return null
  const zh = locale === 'zh'
  return html`<div class="card"><div class="row"><h2>${say(locale, 'parcel')}</h2>${badge(locale, shipment.status)}</div>
<p class="soft">${zh ? shipment.carrierName : shipment.carrierNameEn} ${shipment.trackingNo}<br>
${say(locale, 'courier')} ${zh ? shipment.courier.name : shipment.courier.nameEn} ${shipment.courier.phone}
${shipment.status !== 'delivered' && html`<br>${say(locale, 'expected')} ${shipment.expectedDelivery} ${shipment.expectedSlot}`}</p>
<ul class="steps">${[...shipment.events].reverse().map((event: Doc) => html`<li>${zh ? event.text : event.textEn}<br><span class="soft">${when(event.time)}</span></li>`)}</ul></div>`
}

function addressCard(order: Doc, locale: Locale): Html {
  const a = order.address
  return html`<div class="card"><h2>${say(locale, 'deliverTo')}</h2>${a.name} ${a.phone}<br><span class="soft">${a.province}${a.city === a.province ? '' : a.city}${a.district} ${a.detail}</span></div>`
}

function moneyCard(stores: Stores, order: Doc, locale: Locale): Html {
  const payment = stores.payments.where('payments', 'orderId', order.id).at(-1)
  const refunds = stores.payments.where('refunds', 'orderId', order.id).filter((r) => r.status !== 'cancelled')
  const link = stores.payments.where('paymentLinks', 'orderId', order.id).findLast((l) => l.status === 'open')
  return html`<div class="card"><table class="lines">
${payment && html`<tr><td>${say(locale, 'payment')}</td><td class="num">${sayStatus(locale, payment.method)} ${say(locale, 'paidWith', payment.accountTail)} ${badge(locale, payment.status)}</td></tr>`}
${link && html`<tr><td>${say(locale, 'payment')}</td><td class="num"><a class="button" href="/pay/${link.id}">${say(locale, 'pay')}</a></td></tr>`}
${refunds.map((r) => html`<tr><td>${say(locale, 'refund')}</td><td class="num">${yuan(r.amount)} ${badge(locale, r.status)}</td></tr>`)}
${order.return && html`<tr><td>${say(locale, 'returning')}</td><td class="num">${order.return.id} ${badge(locale, order.return.status)}</td></tr>`}
<tr><td>${say(locale, 'invoice')}</td><td class="num">${order.invoice ? html`${order.invoice.title} ${badge(locale, order.invoice.status)}` : html`<span class="soft">${say(locale, 'noInvoice')}</span>`}</td></tr>
</table></div>`
}
