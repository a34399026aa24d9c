import type { Lang } from './customer-shots.ts'
import { type Demo, logIn } from './open-demo.ts'
import type { Studio } from './studio.ts'

/** What is asked in the test box, and of the help centre's visitors. */
const asked: Record<Lang, string> = { zh: '净水器的滤芯多久换一次', en: 'how often do I change the purifier filter' }

/** The knowledge base, a question tried on it, what nobody could answer, the graph, and the public help centre. */
export async function takeKnowledgeShots(studio: Studio, demo: Demo, lang: Lang): Promise<void> {
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB'
  await studio.onPage({ locale, width: 1440, height: 900 }, async (page) => {
    await logIn(page, demo, 'owner@shop.example')
    const open = async (path: string) => {
      await page.goto(`${demo.url}/console${path}`)
      await page.waitForLoadState('networkidle')
    }
    await open('/knowledge/entries')
    await page.locator('a[href*="/knowledge/entries/"]').first().waitFor()
    await studio.shoot(page, `knowledge-${lang}`)

    await page.keyboard.press('t')
    const question = page
      .locator('.test-box input, .test-box textarea, [role=dialog] input, [role=dialog] textarea')
      .last()
    await question.fill(asked[lang])
    await question.press('Enter')
    await page.waitForLoadState('networkidle')
    await studio.shoot(page, `knowledge-test-${lang}`)

    await open('/knowledge/documents')
    await studio.shoot(page, `knowledge-documents-${lang}`)
    await open('/graph/ontology')
    await studio.shoot(page, `knowledge-graph-${lang}`)
  })
  await studio.onPage({ locale, width: 1280, height: 900 }, async (page) => {
    await page.goto(`${demo.url}/help/shop/${lang}`)
    await page.waitForLoadState('networkidle')
    await studio.shoot(page, `help-${lang}`)
  })
}
