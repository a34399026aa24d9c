import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startProduct } from '../../eval/tasks/start-product.ts'
import { signIdentity } from '../../examples/shop/src/page/identity-token.ts'
import { startShop } from '../../examples/shop/src/start-shop.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'

export type Demo = Awaited<ReturnType<typeof openDemo>>

/** The demo shop and the product connected with each other, on data that is gone afterwards. */
export async function openDemo() {
  const root = await mkdtemp(join(tmpdir(), 'loopdesk-screenshots-'))
  await chmod(root, 0o755)
  const closing = [() => rm(root, { recursive: true, force: true })]
  const close = async () => {
    for (const end of closing.splice(0).toReversed()) await end()
  }
  try {
    const postgres = await startPostgres({ dataDir: join(root, 'postgres'), log: silentLog, unsafe: true })
    closing.push(() => postgres.stop())
    const port = await freePort()
    const shop = await startShop({ port: 0, dataDir: null, platformUrl: `http://127.0.0.1:${port}` })
    closing.push(() => shop.close())
    const product = await startProduct({
      shop,
      databaseUrl: postgres.url,
      dataDir: root,
      modelsDir: join(root, 'models'),
      env: { PORT: String(port) },
    })
    closing.push(() => product.close())
    return {
      url: product.url,
      shopUrl: shop.urls.page,
      logins: product.logins,
      /** Makes an operation of the shop fail, as its test control does. */
      setFault: shop.control.setFault,
      clearFaults: shop.control.clearFaults,
      /** The newest one-time code sent to this customer's phone. */
      codeOf: (customerId: string) => shop.control.sms({ customerId }).code ?? '',
      siteKey: shop.credentials.siteKey,
      /** What the shop's page hands the widget for a signed-in customer. */
      tokenOf(customerId: string, locale: string): string {
        const { name, phone } = shop.control.list('customers').find(({ id }) => id === customerId) ?? {}
        return signIdentity({ sub: customerId, name, locale, phone }, shop.credentials.identitySecret, new Date())
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A colleague enters the console. */
export async function logIn(page: Page, demo: Demo, email: string): Promise<void> {
  const { password } = demo.logins.find((login) => login.email === email)!
  await page.goto(`${demo.url}/console/`)
  await page.locator('input[type=email]').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/inbox/**')
}

/** The shop's pages name the product's address, so it must be known before either starts. */
function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
