import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readPdf } from '@loopdesk/server/read-documents/index.ts'
import { marked } from 'marked'
import { chromium } from 'playwright-core'
import { printManual } from './reading/print.ts'
import { emptyScore, type Score, scoreReading } from './reading/score.ts'
import { themes } from './reading/themes.ts'

const OWN = fileURLToPath(new URL('reading/texts/', import.meta.url))
const MANUALS = fileURLToPath(new URL('../tools/answers/texts/', import.meta.url))

/**
 * Prints manuals in several ways of setting them, reads the PDFs and prints how much of each came back as it was written: headings,
 * lists, tables, pages, passages. With `out` the PDFs and a list of differences are kept there.
 */
export async function evaluateReading({ out }: { out?: string }): Promise<void> {
  const scores = new Map(themes.map(({ name }) => [name, emptyScore()]))
  const differences: string[] = []
  if (out) mkdirSync(out, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    for (const { name, html } of await manuals()) {
      for (const theme of themes) {
        const { pdf, units } = await printManual(browser, html, name, theme)
        if (out) writeFileSync(join(out, `${name}.${theme.name}.pdf`), pdf)
        const own: string[] = []
        add(scores.get(theme.name)!, scoreReading(await readPdf(pdf, { maxPages: 500 }), units, own))
        differences.push(...own.map((line) => `${name}.${theme.name} ${line}`))
      }
    }
  } finally {
    await browser.close()
  }
  if (out) writeFileSync(join(out, 'differences.txt'), `${differences.join('\n')}\n`)
  console.log(tableOf(scores))
}

async function manuals(): Promise<{ name: string; html: string }[]> {
  const own = readdirSync(OWN).map((file) => ({
    name: file.replace(/\.html$/, ''),
    html: readFileSync(join(OWN, file), 'utf8'),
  }))
  const files = readdirSync(MANUALS).filter((file) => file.endsWith('.md'))
  const rest = files.map(async (file) => ({
    name: file.replace(/\.md$/, ''),
    html: (await marked.parse(readFileSync(join(MANUALS, file), 'utf8'))).replaceAll('<table>', '<table class="grid">'),
  }))
  return [...own, ...(await Promise.all(rest))]
}

function add(sum: Score, more: Score): void {
  for (const [name, value] of Object.entries(more) as [keyof Score, Score[keyof Score]][]) {
    const before = sum[name]
    if (Array.isArray(value) && Array.isArray(before)) {
      before[0] += value[0]
      before[1] += value[1]
    } else Object.assign(sum, { [name]: (before as number) + (value as number) })
  }
}

/** What was not read as written, of how many, for each way of setting. */
function tableOf(scores: Map<string, Score>): string {
  const all = emptyScore()
  for (const score of scores.values()) add(all, score)
  const columns = [...scores, ['all', all] as const]
  const cell = (text: string) => text.padStart(13)
  const lines = (Object.keys(all) as (keyof Score)[]).map((name) => {
    const values = columns.map(([, score]) => {
      const value = score[name]
      return Array.isArray(value) ? `${value[1] - value[0]}/${value[1]}` : String(value)
    })
    return `${name.padEnd(16)}${values.map(cell).join('')}`
  })
  return [`${'not as written'.padEnd(16)}${columns.map(([name]) => cell(name)).join('')}`, ...lines].join('\n')
}
