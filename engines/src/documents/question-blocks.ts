import type { Block } from './document.ts'

const asks = /^(?:问题?|Q(?:uestion)?)\s*\d*\s*[:：.、]\s*|^Q\d+\s+/i
const answers = /^(?:答(?:案|复)?|A(?:nswer)?|回答|解答)\s*\d*\s*[:：.、]\s*|^A\d+\s+/i
const inside = /\s*(?:答(?:案|复)?|回答|解答)\s*[:：]\s*|\s+A(?:nswer)?\s*\d*\s*[:：]\s*/

/** Paragraphs written as question and answer (问：… 答：…, Q: … A: …) become question blocks; what follows an answer up to the next question belongs to it. */
export function faqBlocks(blocks: Block[]): Block[] {
  const out: Block[] = []
  for (const block of blocks) {
    const last = out.at(-1)
    if (block.kind !== 'paragraph') {
      if (block.kind === 'list' && last?.kind === 'question' && last.answer !== '' && near(last, block)) {
        last.answer += `\n${block.items.map(({ mark, text }) => `${mark} ${text}`).join('\n')}`
        last.boxes = [...(last.boxes ?? []), ...(block.boxes ?? [])]
      } else out.push(block)
      continue
    }
    const question = asks.exec(block.text)
    if (question) {
      const rest = block.text.slice(question[0].length)
      const cut = inside.exec(rest)
      const [asked, answer] = cut ? [rest.slice(0, cut.index), rest.slice(cut.index + cut[0].length)] : [rest, '']
      const { text, pageStarts = [], ...place } = block
      const from = text.length - answer.length
      const starts = pageStarts.map(({ at, page }) => ({ at: Math.max(0, at - from), page }))
      out.push({
        ...place,
        kind: 'question',
        question: asked.trim(),
        similar: [],
        answer: answer.trim(),
        ...(answer !== '' && starts.length > 0 ? { pageStarts: starts } : {}),
      })
    } else if (last?.kind === 'question' && answers.test(block.text)) {
      const page = last.pageStarts?.at(-1)?.page ?? last.page
      const at = last.answer === '' ? 0 : last.answer.length + 1
      const said = block.text.replace(answers, '')
      const cut = block.text.length - said.length
      const starts = [
        ...(page !== undefined && block.page !== undefined && block.page > page ? [{ at, page: block.page }] : []),
        ...(block.pageStarts ?? []).map((start) => ({ at: at + Math.max(0, start.at - cut), page: start.page })),
      ]
      if (starts.length > 0) last.pageStarts = [...(last.pageStarts ?? []), ...starts]
      last.answer = [last.answer, said].filter((part) => part !== '').join('\n')
      last.boxes = [...(last.boxes ?? []), ...(block.boxes ?? [])]
    } else out.push(block)
  }
  return asked(out).map((block) => {
    if (block.kind !== 'question') return block
    const { question: text, answer, page, boxes } = block
    return answer === '' ? { kind: 'paragraph', text, page, boxes } : block
  })
}

/** Numbered questions, each followed by its answer. */
function asked(blocks: Block[]): Block[] {
  const out: Block[] = []
  for (const block of blocks) {
    const last = out.at(-1)
    const own = last?.kind === 'list' ? last.items.at(-1) : undefined
    if (block.kind === 'list' && block.items.every(({ text }) => /[？?]\n/.test(text))) {
      for (const { text } of block.items) {
        const cut = text.indexOf('\n')
        out.push({
          kind: 'question',
          question: text.slice(0, cut),
          similar: [],
          answer: text.slice(cut + 1),
          page: block.page,
          boxes: block.boxes,
        })
      }
    } else if (
      block.kind === 'paragraph' &&
      last?.kind === 'list' &&
      last.items.length === 1 &&
      /[？?]$/.test(own!.text) &&
      !/[？?]$/.test(block.text)
    ) {
      const boxes = [...(last.boxes ?? []), ...(block.boxes ?? [])]
      out[out.length - 1] = {
        kind: 'question',
        question: own!.text,
        similar: [],
        answer: block.text.replace(answers, ''),
        page: last.page,
        boxes,
      }
    } else out.push(block)
  }
  return out
}

/** A list right after an answer that announced it. */
const near = (last: Extract<Block, { kind: 'question' }>, block: Block) =>
  /[:：]$/.test(last.answer) && (block.page ?? 0) - (last.page ?? 0) <= 1
