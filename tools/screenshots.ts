// The pictures of docs/images, taken from the running product: npm run screenshots [-- customer console understanding flows knowledge docs]
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { interrupted } from '../bench/interrupted.ts'
import { takeConsoleShots } from './screenshots/console-shots.ts'
import { takeCustomerShots } from './screenshots/customer-shots.ts'
import { takeFlowShots } from './screenshots/flow-shots.ts'
import { takeKnowledgeShots } from './screenshots/knowledge-shots.ts'
import { type Demo, openDemo } from './screenshots/open-demo.ts'
import { makeStudio, type Studio } from './screenshots/studio.ts'
import { takeUnderstandingShots } from './screenshots/understanding-shots.ts'

const folder = fileURLToPath(new URL('../docs/images', import.meta.url))
const stop = interrupted()

await mkdir(folder, { recursive: true })
const demo = await openDemo()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--hide-scrollbars'],
  handleSIGINT: false,
  handleSIGTERM: false,
})
try {
  await Promise.race([takeAll(makeStudio(browser, folder), demo), stop])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await browser.close()
  await demo.close()
}

async function takeAll(studio: Studio, demo: Demo): Promise<void> {
  const wanted = process.argv.slice(2)
  const wants = (part: string) => wanted.length === 0 || wanted.includes(part)
  for (const lang of ['zh', 'en'] as const) {
    if (wants('customer')) await takeCustomerShots(studio, demo, lang)
    if (wants('console')) await takeConsoleShots(studio, demo, lang)
    if (wants('understanding')) await takeUnderstandingShots(studio, demo, lang)
    if (wants('knowledge')) await takeKnowledgeShots(studio, demo, lang)
    if (wants('flows')) await takeFlowShots(studio, demo, lang)
  }
  if (!wants('docs')) return
  await studio.onPage({ locale: 'en-GB', width: 1280, height: 900 }, async (page) => {
    await page.goto(`${demo.url}/docs`)
    const conversations = page.locator('.opblock-tag', { hasText: 'Conversations' })
    await conversations.click()
    await page.locator('.opblock').first().waitFor()
    await conversations.evaluate((tag) => tag.scrollIntoView())
    await studio.shoot(page, 'api-docs')
  })
}
