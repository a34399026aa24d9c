import type { AnyNode, Element } from 'domhandler'

export function isElement(node: AnyNode): node is Element {
  return node.type === 'tag' || node.type === 'script' || node.type === 'style'
}

const unseen = new Set(['script', 'style', 'noscript', 'template', 'svg', 'select', 'head'])

/** Text as it stands, for `pre`. */
export function rawText(node: AnyNode): string {
  if (node.type === 'text') return node.data
  if (!isElement(node) || unseen.has(node.name)) return ''
  if (node.name === 'br') return '\n'
  return node.children.map(rawText).join('')
}

/** Text of a heading, a term, a summary: in one line, permalink signs gone. */
export function inlineText(node: AnyNode): string {
  const text = paragraphsOf(rawText(node)).join(' ')
  return text
    .replace(/\s+/g, ' ')
    .replace(/\s*[¶#§]$/, '')
    .trim()
}

/**
 * Running text as a browser shows it: white space folded, U+2028 for `br`. Two breaks in a row part paragraphs, one stays a line.
 */
export function paragraphsOf(text: string): string[] {
  if (!/\S/.test(text)) return []
  return text
    .split(/(?:[ \t\n\r\f\u00a0]*\u2028){2,}/)
    .map((part) => part.split('\u2028').map(foldSpace).filter(Boolean).join('\n'))
    .filter(Boolean)
}

function foldSpace(text: string): string {
  return (
    text
      // A line end in the source between two Chinese characters is no space.
      .replace(/(?<=[\p{Script=Han}，。、；：？！])[ \t]*[\n\r][ \t\n\r]*(?=[\p{Script=Han}，。、；：？！])/gu, '')
      .replace(/[ \t\n\r\f\u00a0]+/g, ' ')
      .replace(/[\u200b\u200c\u2060\ufeff\u00ad]/g, '')
      .trim()
  )
}
