import { knownCustomers } from '../../seed/people.ts'
import type { Stores } from '../stores.ts'
import { html } from './html.ts'
import type { PageContent } from './layout.ts'
import { yuan } from './product-pages.ts'
import { type Locale, say } from './words.ts'

/** Pick a demo customer; no password, as it says. */
export function loginPage(stores: Stores, locale: Locale, failed: boolean): PageContent {
  const people = knownCustomers.map(({ id, note, noteZh }) => ({
    name: String(stores.orders.get('customers', id)?.name),
    id,
    story: locale === 'zh' ? noteZh : note,
  }))
  return {
    title: say(locale, 'signIn'),
    body: html`<h1>${say(locale, 'signInAs')}</h1><p class="soft">${say(locale, 'signInHint')}</p>
<form method="post" action="/login" class="people">${people.map(
      (p) =>
        html`<button class="card" name="customerId" value="${p.id}"><span class="row"><b>${p.name}</b><span class="soft">${p.id}</span></span><span class="soft">${p.story}</span></button>`,
    )}</form>
<form method="post" action="/login" class="row" style="justify-content:flex-start"><label for="customerId" class="soft">${say(locale, 'orId')}</label>
<input type="text" id="customerId" name="customerId" required maxlength="10"><button class="button">${say(locale, 'go')}</button></form>
${failed && html`<p role="alert">${say(locale, 'unknownCustomer')}</p>`}`,
  }
}

/** Every text message the gateway sent, newest first, refreshed while it is open. */
export function smsPage(stores: Stores, locale: Locale): PageContent {
  return {
    title: say(locale, 'smsTitle'),
    body: html`<h1>${say(locale, 'smsTitle')}</h1><p class="soft">${say(locale, 'smsHint')}</p>
<div id="messages" class="stack" aria-live="polite">${smsList(stores, locale)}</div>
<script>
setInterval(async () => {
  const answer = await fetch('/sms/list').catch(() => null)
  if (!answer || !answer.ok) return
  const text = await answer.text()
  const list = document.getElementById('messages')
  if (list.dataset.last !== text) { list.innerHTML = text; list.dataset.last = text }
}, 2000)
</script>`,
  }
}

export function smsList(stores: Stores, locale: Locale) {
  const messages = stores.sms.where('messages').reverse().slice(0, 100)
  if (messages.length === 0) return html`<p class="soft">${say(locale, 'noSms')}</p>`
  return html`${messages.map(
    (m) =>
      html`<div><div class="soft">${m.phone}${m.customerId && ` · ${m.customerId}`} · <time>${new Date(m.sentAt).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' })}</time></div><div class="bubble"><p>${m.text}</p></div></div>`,
  )}`
}

/** Where a payment link leads. */
export function payPage(stores: Stores, locale: Locale, linkId: string): PageContent | undefined {
  const link = stores.payments.get('paymentLinks', linkId)
  if (!link) return undefined
  return {
    title: say(locale, 'payTitle'),
    meta: { orderId: link.orderId },
    body: html`<div class="card stack" style="max-width:420px;margin:0 auto"><h1>${say(locale, 'payTitle')}</h1>
<div class="row"><span class="soft">${say(locale, 'order')} ${link.orderId}</span><span class="price" style="font-size:24px">${yuan(link.amount)}</span></div>
${
  link.status === 'open'
    ? html`<form method="post" action="/pay/${link.id}"><button class="button">${say(locale, 'pay')}</button></form>`
    : html`<p>${say(locale, link.status === 'paid' ? 'payDone' : 'payClosed')}</p>`
}</div>`,
  }
}
