import { makePictureReader, makeTesseract } from '../server/src/modules/pictures/index.ts'
import { readIds } from './picture-facts.ts'
import { renderPictures } from './render-pictures.ts'

/** Long enough that no picture is given up because the machine is busy: quality is measured here, time is printed. */
const budgetMs = 20_000

/** Renders pictures of every kind, reads them as the product does and prints how much of what stands in them was found. */
export async function evaluatePictures(): Promise<void> {
  const tesseract = makeTesseract()
  const { problem, languages } = await tesseract.ready()
  if (languages.length < 2) throw new Error(problem ?? 'tesseract is not ready')
  const reader = makePictureReader({ tesseract, concurrency: 1 })
  const rows = new Map<
    string,
    { pictures: number; orders: number; facts: number; found: number; passes: number; ms: number[] }
  >()
  for await (const { kind, name, file, order, facts } of renderPictures()) {
    const read = await reader.read(file, { workspaceId: '', conversationId: null, budgetMs })
    const found = readIds(read.lines)
    const missed = facts.filter((fact) => !found.has(fact))
    for (const key of [kind, 'all']) {
      const row = rows.get(key) ?? { pictures: 0, orders: 0, facts: 0, found: 0, passes: 0, ms: [] }
      row.pictures++
      row.orders += found.has(order) ? 1 : 0
      row.facts += facts.length
      row.found += facts.length - missed.length
      row.passes += read.passes
      row.ms.push(read.ms)
      rows.set(key, row)
    }
    if (!found.has(order) || missed.length > 0)
      process.stderr.write(`${name}: missed ${[...(found.has(order) ? [] : [order]), ...missed].join(', ')}\n`)
  }
  process.stdout.write('kind | pictures | order numbers | other facts | passes | ms (median, most)\n-|-|-|-|-|-\n')
  for (const [kind, row] of rows) {
    const ms = row.ms.toSorted((a, b) => a - b)
    process.stdout.write(
      `${kind} | ${row.pictures} | ${row.orders} (${share(row.orders, row.pictures)}) | ${row.found} of ${row.facts} (${share(row.found, row.facts)}) | ${(row.passes / row.pictures).toFixed(1)} | ${ms[ms.length >> 1]}, ${ms.at(-1)}\n`,
    )
  }
}

const share = (part: number, whole: number) => `${Math.round((100 * part) / Math.max(1, whole))} %`
