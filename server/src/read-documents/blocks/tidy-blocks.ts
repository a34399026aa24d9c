import type { Block } from '@loopdesk/engines/documents/document.ts'

/** Blocks as a reader found them, with captions put to their tables and pictures and written dialogues made into questions. */
export function tidyBlocks(blocks: Block[]): Block[] {
  return joinQuestions(joinCaptions(blocks.filter(hasContent)))
}

function hasContent(block: Block): boolean {
  switch (block.kind) {
    case 'list':
      return block.items.length > 0
    case 'table':
      return block.header.some(Boolean) || block.rows.some((row) => row.some(Boolean))
    case 'picture':
      return Boolean(block.caption || block.text || block.file)
    case 'question':
      return block.question !== '' && block.answer !== ''
    default:
      return block.text !== ''
  }
}

const tableCaption = /^(表|续表|table|tab\.)\s*[\dA-Z一二三四五六七八九十]/i
const pictureCaption = /^(图|示意图|figure|fig\.|picture)\s*[\dA-Z一二三四五六七八九十]/i
const captionLength = 120

/** `表 2 保修期` above or below a table, `图 3` below or above a picture. */
function joinCaptions(blocks: Block[]): Block[] {
  const used = new Set<Block>()
  const captionBeside = (at: number, pattern: RegExp, order: number[]): string | undefined => {
    for (const step of order) {
      const near = blocks[at + step]
      if (near?.kind !== 'paragraph' || used.has(near) || near.text.length > captionLength || !pattern.test(near.text))
        continue
      used.add(near)
      return near.text
    }
    return undefined
  }
  const joined = blocks.map((block, at): Block => {
    if (block.kind === 'table' && block.caption === undefined) {
      const caption = captionBeside(at, tableCaption, [-1, 1])
      return caption === undefined ? block : { ...block, caption }
    }
    if (block.kind === 'picture') {
      const caption = captionBeside(at, pictureCaption, [1, -1])
      return caption === undefined ? block : { ...block, caption }
    }
    return block
  })
  return joined.filter((_, at) => !used.has(blocks[at]!))
}

const asks = /^(?:q(?:uestion)?\s*\d{0,4}|问题?\s*\d{0,4}|提问\s*\d{0,4})\s*[.、:：)）]\s*(\S[\s\S]*)$/i
const answers = /^(?:a(?:nswer)?\s*\d{0,4}|答案?\s*\d{0,4}|回答\s*\d{0,4}|回复)\s*[.、:：)）]\s*([\s\S]*)$/i

/** `Q: …` followed by `A: …` (`问：…` `答：…`), the answer going on until the next question or heading. */
function joinQuestions(blocks: Block[]): Block[] {
  const out: Block[] = []
  for (let at = 0; at < blocks.length; at++) {
    const block = blocks[at]!
    const question = dialogueLine(block, asks)
    const within = question === undefined ? undefined : splitLines(block, question)
    const next = blocks[at + 1]
    const first = within?.answer ?? (next === undefined ? undefined : dialogueLine(next, answers))
    if (question === undefined || first === undefined) {
      out.push(block)
      continue
    }
    const parts = [first]
    let last = within?.answer === undefined ? at + 1 : at
    for (let more = blocks[last + 1]; more !== undefined && goesOn(more); more = blocks[last + 1]) {
      parts.push(plainText(more))
      last++
    }
    out.push({
      kind: 'question',
      question: within?.question ?? question,
      similar: [],
      answer: parts.filter(Boolean).join('\n'),
      ...(block.page === undefined ? {} : { page: block.page }),
    })
    at = last
  }
  return out
}

function dialogueLine(block: Block, pattern: RegExp): string | undefined {
  if (block.kind !== 'paragraph' && block.kind !== 'heading') return undefined
  return pattern.exec(block.text)?.[1]?.trim()
}

/** Question and answer as two lines of one paragraph. */
function splitLines(block: Block, question: string): { question: string; answer: string } | undefined {
  if (block.kind !== 'paragraph') return undefined
  const lines = question.split('\n')
  const at = lines.findIndex((line, number) => number > 0 && answers.test(line.trim()))
  if (at < 0) return undefined
  const answer = [answers.exec(lines[at]!.trim())?.[1] ?? '', ...lines.slice(at + 1)].join('\n').trim()
  return { question: lines.slice(0, at).join(' '), answer }
}

function goesOn(block: Block): boolean {
  if (block.kind === 'list') return true
  return block.kind === 'paragraph' && !asks.test(block.text)
}

function plainText(block: Block): string {
  if (block.kind === 'list')
    return block.items.map(({ depth, mark, text }) => `${'  '.repeat(depth)}${mark} ${text}`).join('\n')
  return block.kind === 'paragraph' ? block.text : ''
}
