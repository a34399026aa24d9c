import { fileURLToPath } from 'node:url'
import { PDFDocument } from 'pdf-lib'
import type { Browser, Page } from 'playwright-core'
import { getDocumentProxy } from 'unpdf'
import type { Theme } from './themes.ts'
import type { Unit } from './units.ts'

const IN_PAGE = fileURLToPath(new URL('in-page.js', import.meta.url))

/** A manual as printed, and what stands in it by its source, each part with the page it begins on (from 1). */
export interface Printed {
  pdf: Uint8Array
  units: Unit[]
}

/** Sets a manual's HTML the way of a theme. The browser itself says which page each part came to stand on. */
export async function printManual(browser: Browser, html: string, title: string, theme: Theme): Promise<Printed> {
  const page = await browser.newPage()
  try {
    await page.setContent(sheet(html, theme))
    await page.addScriptTag({ path: IN_PAGE })
    const wanted = JSON.stringify([Boolean(theme.front), theme.contents ?? '', Boolean(theme.index)])
    const units = await page.evaluate<Unit[]>(`collectUnits(${wanted})`)
    const probe = await page.pdf(options(theme))
    const places = await placesOf(probe)
    for (const unit of units) unit.page = places.get(unit.id) ?? 0
    const front = theme.front ? (units.find(({ kind }) => kind === 'heading')?.page ?? 1) - 1 : 0
    await page.evaluate(`finish(${JSON.stringify([Object.fromEntries(places), front])})`)
    const bare = await page.pdf(options(theme))
    const chapters = units.filter(({ kind, level }) => kind === 'heading' && level <= 2)
    const stamped = await stamp(page, bare, theme, (number) => ({
      title,
      chapter: (chapters.findLast((unit) => unit.page < number) ??
        chapters.find((unit) => unit.page === number) ??
        chapters[0])!.text,
      page: number > front ? String(number - front) : '',
    }))
    return { pdf: stamped, units }
  } finally {
    await page.close()
  }
}

const sheet = (
  html: string,
  theme: Theme,
) => `<!doctype html><html lang="${/\p{Script=Han}/u.test(html) ? 'zh' : 'en'}"><meta charset="utf-8"><style>${theme.css}
  #probe { break-before: page; column-span: all } .toc, .cover { break-after: page } .toc div, .index div { display: flex; gap: 4pt }
  .toc b { flex: 1; overflow: hidden; white-space: nowrap; font-weight: normal } .cover { text-align: center; padding-top: 120pt }</style>${html}`

const options = (theme: Theme) => {
  const margin = `${theme.margin ?? 20}mm`
  return {
    format: theme.format,
    landscape: theme.landscape ?? false,
    margin: { top: margin, bottom: margin, left: margin, right: margin },
    printBackground: true,
    outline: theme.bookmarks ?? false,
    tagged: theme.bookmarks ?? false,
  }
}

/** On which page each element stands that something links to. */
async function placesOf(pdf: Uint8Array): Promise<Map<string, number>> {
  const proxy = await getDocumentProxy(new Uint8Array(pdf))
  const places = new Map<string, number>()
  for (const [name, target] of Object.entries((await proxy.getDestinations()) as Record<string, [object]>))
    places.set(name, (await proxy.getPageIndex(target[0] as never)) + 1)
  return places
}

/** Puts headers and footers over the pages. */
async function stamp(
  page: Page,
  bare: Uint8Array,
  theme: Theme,
  facts: (number: number) => { title: string; chapter: string; page: string },
): Promise<Uint8Array> {
  if (!theme.header && !theme.footer) return bare
  const document = await PDFDocument.load(bare)
  const pages = document.getPages()
  const sheets = pages.map((_, index) => {
    const { title, chapter, page: number } = facts(index + 1)
    const fill = (text = '') =>
      text
        .replaceAll('{title}', title)
        .replaceAll('{chapter}', chapter)
        .replaceAll('{pages}', String(pages.length))
        .replaceAll('{page}', number)
    return `<section><header>${fill(theme.header)}</header><footer>${number ? fill(theme.footer) : ''}</footer></section>`
  })
  const side = theme.margin ?? 20
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>body { margin: 0; font: 8pt "Noto Sans CJK SC" }
    section { height: 100vh; break-after: page; position: relative } header, footer { position: absolute; left: ${side}mm; right: ${side}mm }
    header { top: ${side / 2}mm } footer { bottom: ${side / 2}mm }</style>${sheets.join('')}`)
  const overlay = await page.pdf({ format: theme.format, landscape: theme.landscape ?? false })
  const embedded = await document.embedPdf(
    overlay,
    pages.map((_, index) => index),
  )
  for (const [index, sheet] of pages.entries()) sheet.drawPage(embedded[index]!)
  return document.save()
}
