import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestShop, type TestShop } from '../shop-client.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await startTestShop({ platformUrl: 'http://chat.example' })
})
afterAll(() => shop.close())

const page = async (path: string, cookie = '') => {
  const response = await fetch(shop.urls.page + path, { headers: { cookie }, redirect: 'manual' })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe('the shop page', () => {
  test('embeds the chat with a token signed for the customer who is signed in', async () => {
    const { text } = await page('/orders/O20260007', 'shop_customer=C1007')
    expect(text).toContain('src="http://chat.example/widget.js" data-site-key="demo-shop"')
    expect(text).toContain('loopdeskSettings = {"page":{"orderId":"O20260007","productId":"P001"}}')
    const [head, claims, signature] = /data-user-token="([^"]+)"/.exec(text)![1]!.split('.')
    const secret = shop.credentials.identitySecret
    expect(createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url')).toBe(signature)
    expect(JSON.parse(Buffer.from(claims!, 'base64url').toString())).toMatchObject({
      sub: 'C1007',
      name: '王建明',
      locale: 'zh',
    })
  })

  test('embeds it without a token for visitors', async () => {
    const { text } = await page('/')
    expect(text).toContain('/widget.js')
    expect(text).not.toContain('data-user-token')
  })

  test('shows an order to its owner only', async () => {
    expect((await page('/orders/O20260007', 'shop_customer=C1007')).text).toContain('7476')
    expect((await page('/orders/O20260007', 'shop_customer=C1006')).status).toBe(404)
  })

  test('speaks both languages and goes back inside the shop only', async () => {
    expect((await page('/', 'shop_locale=en')).text).toContain('Appliances that work')
    expect((await page('/language/en?back=/orders')).headers.get('location')).toBe('/orders')
    expect((await page('/language/en?back=//evil.example')).headers.get('location')).toBe('/')
  })

  test('shows sent messages as text, never as markup', async () => {
    await shop.post('sms', '/send', { customerId: 'C1007', text: '<img src=x onerror=alert(1)> 482913' })
    const { text } = await page('/sms')
    expect(text).toContain('&lt;img src=x')
    expect(text).not.toContain('<img src=x')
  })

  test('takes a payment through its link once', async () => {
    const order = await shop.post('orders', '/orders', {
      customerId: 'C1010',
      items: [{ productId: 'P032', quantity: 1 }],
    })
    const link = await shop.post('payments', '/payment-links', { orderId: order.body.id, amount: order.body.amount })
    expect(link.body.url).toBe(`${shop.urls.page}/pay/${link.body.id}`)
    for (let i = 0; i < 2; i++) await fetch(link.body.url, { method: 'POST', redirect: 'manual' })
    expect((await shop.get('orders', `/orders/${order.body.id}`)).body.status).toBe('paid')
    expect(shop.control.list('payments').filter((p) => p.orderId === order.body.id)).toHaveLength(1)
  })
})
