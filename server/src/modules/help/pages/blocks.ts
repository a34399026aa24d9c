import type { Block } from '@loopdesk/engines/documents/document.ts'
import { type Html, html, trusted } from './html.ts'

interface Wording {
  picture: string
  quoted: string
  scrollTable: string
}

/** A page of a document as text, with a passage marked where it stands; the first mark has the id `quoted`. */
export function blocksView(blocks: readonly Block[], passage: string | undefined, words: Wording): Html {
  const quote = passage === undefined ? '' : squeezed(passage)
  // The highest of the page's headings stand right below its title.
  const highest = Math.min(...blocks.map((block) => (block.kind === 'heading' ? block.level : 9)))
  let isFirst = true
  return html`${blocks.map((block) => {
    const marked = quote !== '' && isQuoted(block, quote)
    const shown = blockView(block, marked && block.kind === 'table' ? quote : '', words, highest)
    if (!marked) return shown
    const id = isFirst ? trusted(' id="quoted" tabindex="-1"') : null
    isFirst = false
    return html`<div class="quoted"${id}>${id && html`<span class="unseen">${words.quoted}</span>`}${shown}</div>
`
  })}`
}

/** Whether a block stands in the passage, or the passage in it. */
function isQuoted(block: Block, quote: string): boolean {
  if (block.kind === 'heading') return false
  if (block.kind === 'table') return block.rows.some((row) => isQuotedRow(row, quote))
  if (block.kind === 'list') {
    const items = block.items.map(({ text }) => squeezed(text)).filter(Boolean)
    return items.length > 0 && items.filter((each) => quote.includes(each)).length * 2 >= items.length
  }
  const text = squeezed(textOf(block))
  return (
    text !== '' &&
    (quote.includes(text) || text.includes(quote) || (text.length > 40 && quote.includes(text.slice(0, 40))))
  )
}

const isQuotedRow = (row: readonly string[], quote: string) => {
  const cells = row.map(squeezed).filter(Boolean)
  return cells.length > 0 && cells.every((each) => quote.includes(each))
}

const squeezed = (text: string) => text.replace(/[\s\p{P}]+/gu, '')

function textOf(block: Block): string {
  if (block.kind === 'picture') return block.caption ?? block.text ?? ''
  if (block.kind === 'question') return block.answer
  return 'text' in block ? (block.text ?? '') : ''
}

function blockView(block: Block, quote: string, words: Wording, highest: number): Html {
  switch (block.kind) {
    case 'heading': {
      const level = Math.min(6, block.level - highest + 2)
      return html`${trusted(`<h${level}>`)}${block.text}${trusted(`</h${level}>`)}
`
    }
    case 'list':
      return html`<ul class="marks">${block.items.map(
        ({ depth, mark, text }) =>
          html`<li class="depth-${Math.min(depth, 4)}"><span class="mark">${mark}</span> ${text}</li>`,
      )}</ul>
`
    case 'table':
      return html`<div class="scroll" tabindex="0" role="region" aria-label="${words.scrollTable}"><table>${block.caption && html`<caption>${block.caption}</caption>`}
<thead><tr>${block.header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${block.rows.map(
        (
          row,
        ) => html`<tr${quote !== '' && isQuotedRow(row, quote) && trusted(' class="quoted-row"')}>${row.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
      )}</tbody></table></div>
`
    case 'code':
      return html`<pre tabindex="0"><code>${block.text}</code></pre>
`
    case 'picture':
      return html`<figure><figcaption>[${words.picture}] ${block.caption ?? ''} ${block.text ?? ''}</figcaption></figure>
`
    case 'question':
      return html`<h3>${block.question}</h3><p>${lines(block.answer)}</p>
`
    default:
      return html`<p>${lines(block.text)}</p>
`
  }
}

/** Line ends stay. */
export const lines = (text: string): Html =>
  html`${text.split('\n').map((line, at) => html`${at > 0 && trusted('<br>')}${line}`)}`
