import type { Block, Section } from './document.ts'

/** One section for each heading, with the headings above it; what stands before the first is a section without any. */
export function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: Section[] = []
  const path: { level: number; text: string }[] = []
  if (blocks.length > 0 && blocks[0]!.kind !== 'heading')
    sections.push({ number: 0, headings: [], level: 0, ...pageOf(blocks[0]!), from: 0, to: blocks.length })
  for (const [index, block] of blocks.entries()) {
    if (block.kind !== 'heading') continue
    while (path.length > 0 && path.at(-1)!.level >= block.level) path.pop()
    path.push({ level: block.level, text: block.text })
    const before = sections.at(-1)
    if (before) before.to = index
    sections.push({
      number: sections.length,
      headings: path.map(({ text }) => text),
      level: block.level,
      ...pageOf(block),
      ...(block.anchor === undefined ? {} : { anchor: block.anchor }),
      from: index,
      to: blocks.length,
    })
  }
  return sections
}

const pageOf = ({ page }: Block) => (page === undefined ? {} : { page })
