import type { Block, ListItem } from '@loopdesk/engines/documents/document.ts'
import type { AnyNode, Element } from 'domhandler'
import { isElement } from './html-text.ts'

/** `ul` and `ol` with their nested lists as one list; what no list item can hold (tables, code) parts it. */
export function listBlocks(list: Element, nested: (nodes: readonly AnyNode[]) => Block[]): Block[] {
  const ordered = list.name === 'ol'
  const out: Block[] = []
  let items: ListItem[] = []
  let number = Number.parseInt(list.attribs.start ?? '1', 10) || 1
  const close = () => {
    if (items.length > 0) out.push({ kind: 'list', ordered, items })
    items = []
  }
  for (const child of list.children.filter(isElement)) {
    if (child.name !== 'li') {
      // Lists directly in lists, as some editors write them, belong to the item before.
      for (const block of nested([child])) add(block)
      continue
    }
    const value = Number.parseInt(child.attribs.value ?? '', 10)
    if (Number.isFinite(value)) number = value
    const mark = ordered ? markOf(number++, list.attribs.type) : '•'
    const blocks = nested(child.children)
    const own = takeText(blocks)
    if (own !== '' || blocks.length > 0) items.push({ depth: 0, mark, text: own })
    for (const block of blocks) add(block)
  }
  close()
  return out

  function add(block: Block): void {
    if (block.kind === 'list') items.push(...block.items.map((item) => ({ ...item, depth: item.depth + 1 })))
    else if (block.kind === 'paragraph' || block.kind === 'heading') {
      const last = items.at(-1)
      if (last === undefined) items.push({ depth: 0, mark: '•', text: block.text })
      else last.text += `\n${block.text}`
    } else {
      close()
      out.push(block)
    }
  }
}

/** Takes the leading text off the blocks of an item. */
function takeText(blocks: Block[]): string {
  const texts: string[] = []
  for (let first = blocks[0]; first?.kind === 'paragraph' || first?.kind === 'heading'; first = blocks[0]) {
    texts.push(first.text)
    blocks.shift()
  }
  return texts.join('\n')
}

function markOf(number: number, type: string | undefined): string {
  if (type === 'a' || type === 'A') {
    const letters = toLetters(number)
    return `${type === 'a' ? letters.toLowerCase() : letters}.`
  }
  if (type === 'i' || type === 'I') {
    const roman = toRoman(number)
    return `${type === 'i' ? roman.toLowerCase() : roman}.`
  }
  return `${number}.`
}

function toLetters(number: number): string {
  let rest = Math.max(1, number)
  let letters = ''
  while (rest > 0) {
    rest--
    letters = String.fromCharCode(65 + (rest % 26)) + letters
    rest = Math.floor(rest / 26)
  }
  return letters
}

const romans: [number, string][] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

function toRoman(number: number): string {
  if (number < 1 || number > 3999) return String(number)
  let rest = number
  let out = ''
  for (const [value, letters] of romans) {
    while (rest >= value) {
      out += letters
      rest -= value
    }
  }
  return out
}
