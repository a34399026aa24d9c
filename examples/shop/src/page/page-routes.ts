import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Control } from '../control/make-control.ts'
import { acceptForms } from '../service.ts'
import type { Stores } from '../stores.ts'
import { loginPage, payPage, smsList, smsPage } from './desk-pages.ts'
import { html } from './html.ts'
import { layout, type PageContent, type Site, type Visitor } from './layout.ts'
import { orderPage, ordersPage } from './order-pages.ts'
import { homePage, productPage } from './product-pages.ts'
import { type Locale, say } from './words.ts'

const css = readFileSync(new URL('./shop.css', import.meta.url), 'utf8')
type WithId = { Params: { id: string } }

/** The shop as customers see it. Who is signed in is a cookie, without a password: it is a demo. */
export async function pageRoutes(
  app: FastifyInstance,
  deps: { stores: Stores; control: Control; site: Site; clock: Clock },
) {
  const { stores, control, site, clock } = deps
  acceptForms(app)

  const visitorOf = (request: FastifyRequest): Visitor => {
    const cookies = readCookies(request.headers.cookie)
    const customer = cookies.shop_customer ? stores.orders.get('customers', cookies.shop_customer) : undefined
    const asked =
      cookies.shop_locale ?? customer?.locale ?? (/^en/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh')
    return {
      customer: (customer as Visitor['customer']) ?? null,
      locale: asked === 'en' ? 'en' : 'zh',
      url: request.url,
    }
  }
  const show = (request: FastifyRequest, reply: FastifyReply, make: (visitor: Visitor) => PageContent | undefined) => {
    const visitor = visitorOf(request)
    const content = make(visitor)
    if (!content) reply.status(404)
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(layout(content ?? missing(visitor.locale), visitor, site, clock()))
  }
  const mine = (visitor: Visitor, make: (customerId: string) => PageContent | undefined) =>
    visitor.customer ? make(visitor.customer.id) : loginPage(stores, visitor.locale, false)

  app.get('/shop.css', (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=300').send(css),
  )
  app.get<{ Querystring: { category?: string } }>('/', (q, r) =>
    show(q, r, (v) => homePage(stores, v.locale, q.query.category, clock())),
  )
  app.get<WithId>('/products/:id', (q, r) => show(q, r, (v) => productPage(stores, v.locale, q.params.id, clock())))
  app.get('/orders', (q, r) => show(q, r, (v) => mine(v, (customerId) => ordersPage(stores, v.locale, customerId))))
  app.get<WithId>('/orders/:id', (q, r) =>
    show(q, r, (v) => mine(v, (customerId) => orderPage(stores, v.locale, customerId, q.params.id))),
  )
  app.get<{ Querystring: { failed?: string } }>('/login', (q, r) =>
    show(q, r, (v) => loginPage(stores, v.locale, q.query.failed === '1')),
  )
  app.get('/sms', (q, r) => show(q, r, (v) => smsPage(stores, v.locale)))
  app.get('/sms/list', (q, r) => r.type('text/html; charset=utf-8').send(smsList(stores, visitorOf(q).locale).html))
  app.get<WithId>('/pay/:id', (q, r) => show(q, r, (v) => payPage(stores, v.locale, q.params.id)))
  app.post<WithId>('/pay/:id', (q, r) => {
    const link = stores.payments.get('paymentLinks', q.params.id)
    if (link?.status === 'open') control.advance({ service: 'payments', id: link.id, status: 'paid' })
    return r.redirect(`/pay/${encodeURIComponent(q.params.id)}`, 303)
  })
  app.post<{ Body: { customerId?: string } | null }>('/login', (q, r) => {
    const id = String(q.body?.customerId ?? '')
      .trim()
      .toUpperCase()
    if (!stores.orders.get('customers', id)) return r.redirect('/login?failed=1', 303)
    return r.header('set-cookie', cookie('shop_customer', id)).redirect('/orders', 303)
  })
  app.post('/logout', (_q, r) => r.header('set-cookie', cookie('shop_customer', '')).redirect('/', 303))
  app.get<{ Params: { locale: string }; Querystring: { back?: string } }>('/language/:locale', (q, r) => {
    const back = q.query.back ?? '/'
    const inside = /^\/(?![/\\])/.test(back) ? back : '/'
    return r.header('set-cookie', cookie('shop_locale', q.params.locale === 'en' ? 'en' : 'zh')).redirect(inside, 303)
  })
  app.setNotFoundHandler((q, r) => show(q, r, () => undefined))
}

function missing(locale: Locale): PageContent {
  return {
    title: say(locale, 'notFound'),
    body: html`<h1>${say(locale, 'notFound')}</h1><p class="soft">${say(locale, 'notFoundText')}</p>`,
  }
}

const cookie = (name: string, value: string) =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${value ? '' : '; Max-Age=0'}`

function readCookies(header = ''): Record<string, string> {
  const pairs = header.split(';').map((part) => part.trim().split('='))
  return Object.fromEntries(pairs.filter(([name]) => name).map(([name, value]) => [name, value ?? '']))
}
