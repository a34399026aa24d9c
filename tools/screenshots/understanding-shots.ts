import type { Page } from 'playwright-core'
import type { Lang } from './customer-shots.ts'
import { type Demo, logIn } from './open-demo.ts'
import type { Studio } from './studio.ts'

const words = {
  zh: {
    locale: 'zh-CN',
    sentence: '下周三下午两点以后送到公司，顺便把发票抬头改一下',
    evaluate: '开始评测',
  },
  en: {
    locale: 'en-GB',
    sentence: 'deliver it next Wednesday after 2 pm, and change the name on the invoice',
    evaluate: 'Evaluate',
  },
}

/** Intents with their examples, a sentence taken apart, and an evaluation of the version that is live. */
export async function takeUnderstandingShots(studio: Studio, demo: Demo, lang: Lang): Promise<void> {
  const { locale, sentence, evaluate } = words[lang]
  await studio.onPage({ locale, width: 1440, height: 900 }, async (page) => {
    const go = (path: string) => page.goto(`${demo.url}/console/understanding/${path}`)
    await logIn(page, demo, 'owner@shop.example')
    await go('intents/return_refund')
    await page.getByRole('grid').getByRole('row').first().waitFor()
    await studio.shoot(page, `understanding-intents-${lang}`)

    await go(`try?text=${encodeURIComponent(sentence)}`)
    await page.locator('.weights').first().waitFor()
    await studio.shoot(page, `understanding-try-${lang}`)

    await go('evaluate')
    await openEvaluation(page, evaluate)
    await studio.shoot(page, `understanding-evaluation-${lang}`)
  })
}

/** Measures the live version by cross-validation when nobody has, and opens the result. */
async function openEvaluation(page: Page, evaluate: string): Promise<void> {
  const result = page.locator('table').first().getByRole('link').first()
  await page.locator('.sets').waitFor()
  await page.locator('.ant-spin-spinning').first().waitFor({ state: 'hidden' })
  if ((await result.count()) === 0) {
    await page.getByRole('button', { name: evaluate, exact: true }).click()
    await page.locator('form').getByRole('button', { name: evaluate, exact: true }).click()
  }
  await result.click({ timeout: 300_000 })
  await page.locator('.heat').waitFor()
}
