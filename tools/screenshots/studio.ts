import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'

export type Studio = ReturnType<typeof makeStudio>

interface Frame {
  locale: string
  width: number
  height: number
  /** Pixels per CSS pixel. */
  scale?: number
  touch?: boolean
}

/** A picture above this many bytes makes a page of the documentation slow to open. */
const mostBytes = 250_000

/** Runs in the page. */
const allIsThere = `document.fonts.ready.then(() => Promise.allSettled([
  ...[...document.images].map((image) => image.decode()),
  ...document.getAnimations().map((each) => each.finished),
])).then(() => undefined)`

/** Opens pages of a given size and takes pictures of them into `folder`. */
export function makeStudio(browser: Browser, folder: string) {
  return {
    async onPage(frame: Frame, work: (page: Page) => Promise<void>): Promise<void> {
      const { locale, width, height, scale = 1, touch = false } = frame
      const context = await browser.newContext({
        locale,
        viewport: { width, height },
        deviceScaleFactor: scale,
        hasTouch: touch,
        isMobile: touch,
        timezoneId: 'Asia/Shanghai',
        colorScheme: 'light',
        reducedMotion: 'reduce',
      })
      context.setDefaultTimeout(30_000)
      try {
        await work(await context.newPage())
      } finally {
        await context.close()
      }
    },

    /** Waits until fonts and pictures are there and nothing moves, then takes the picture `name`. Throws when it is too large. */
    async shoot(page: Page, name: string): Promise<void> {
      await page.evaluate(allIsThere)
      const path = join(folder, `${name}.png`)
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
      const { size } = await stat(path)
      if (size > mostBytes) throw new Error(`${name}.png has ${size} bytes, more than ${mostBytes}`)
      console.log(`${name}.png  ${Math.round(size / 1000)} kB`)
    },
  }
}
