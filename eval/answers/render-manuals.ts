import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanText } from '@loopdesk/engines/documents/clean-text.ts'
import { marked } from 'marked'
import { chromium } from 'playwright-core'
import { extractText, getDocumentProxy } from 'unpdf'
import { InputError, writeJsonl } from '../jsonl.ts'

const MANUALS = fileURLToPath(new URL('../sets/manuals/', import.meta.url))

/** Prints the manuals as PDFs of A5 pages into a folder, with their questions, each with the page its answer stands on. */
export async function renderManuals({ out }: { out: string }): Promise<void> {
  mkdirSync(join(out, 'documents'), { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const questions: object[] = []
    for (const name of readdirSync(MANUALS).filter((file) => file.endsWith('.questions.jsonl'))) {
      const manual = name.replace('.questions.jsonl', '')
      const page = await browser.newPage()
      await page.setContent(await pageOf(readFileSync(join(MANUALS, `${manual}.md`), 'utf8')))
      const pdf = await page.pdf({
        path: join(out, 'documents', `${manual}.pdf`),
        format: 'A5',
        displayHeaderFooter: true,
        headerTemplate: `<div style="font-size:7px;width:100%;text-align:center">${manual}</div>`,
        footerTemplate:
          '<div style="font-size:7px;width:100%;text-align:center"><span class="pageNumber"></span></div>',
        margin: { top: '18mm', bottom: '18mm', left: '15mm', right: '15mm' },
      })
      await page.close()
      questions.push(...withPages(readFileSync(join(MANUALS, name), 'utf8'), manual, await textsOf(pdf)))
    }
    writeJsonl(join(out, 'questions.jsonl'), questions)
  } finally {
    await browser.close()
  }
}

async function pageOf(markdown: string): Promise<string> {
  const style = `body { font: 11pt/1.75 "Noto Sans CJK SC", sans-serif } h1 { break-before: page } h1:first-of-type { break-before: auto }
    h2 { break-after: avoid; margin-top: 1.6em } table { border-collapse: collapse; font-size: 9pt; width: 100% }
    td, th { border: 0.5pt solid #555; padding: 2pt 4pt; text-align: left }`
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>${await marked.parse(markdown)}`
}

/** Letters and digits of each page. */
async function textsOf(pdf: Buffer): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false })
  return text.map(plain)
}

function withPages(lines: string, manual: string, pages: string[]): object[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const row = JSON.parse(line) as { id: string; answers?: string[]; section?: string }
      if (!row.answers) return row
      const heading = headingOf(manual, row.section ?? '')
      const first = Math.max(
        0,
        pages.findIndex((text) => text.includes(heading)),
      )
      const pageWith = (parts: string[]) =>
        pages.findIndex((text, i) => i >= first && parts.some((part) => text.includes(part)))
      const answers = row.answers.map(plain)
      // An answer that crosses to the next page stands where it begins.
      const whole = pageWith(answers)
      const at = whole >= 0 ? whole : pageWith(answers.map((answer) => answer.slice(0, Math.ceil(answer.length / 2))))
      if (at < 0) throw new InputError(`${row.id}: the answer stands on no page`)
      return { ...row, document: `${manual}.pdf`, page: at + 1 }
    })
}

function headingOf(manual: string, section: string): string {
  const markdown = readFileSync(join(MANUALS, `${manual}.md`), 'utf8')
  const line = markdown.split('\n').find((one) => one.startsWith(`## ${section} `))
  if (!line) throw new InputError(`${manual} has no section ${section}`)
  return plain(line)
}

function plain(text: string): string {
  return cleanText(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '')
}
