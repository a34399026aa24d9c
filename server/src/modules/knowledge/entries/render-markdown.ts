import { Marked, type Token, type Tokens } from 'marked'
import sanitizeHtml from 'sanitize-html'

const marked = new Marked({ gfm: true, breaks: true, async: false })

/** Turns the id of a stored picture or attachment into its address. */
export type FileUrl = (fileId: string) => string

/**
 * Markdown as HTML that is safe to show: no scripts, styles, frames or forms; links only to the web, mail and telephone and to
 * pages of ours. `file:ID` in links and pictures becomes what `fileUrl` says.
 */
export function renderMarkdown(text: string, fileUrl: FileUrl): string {
  const html = marked.parse(text) as string
  const resolve = (address: string | undefined) => {
    const file = /^file:([\w-]{1,64})$/.exec(address ?? '')
    return file ? fileUrl(file[1]!) : address
  }
  return sanitizeHtml(html, {
    allowedTags,
    allowedAttributes: {
      a: ['href', 'title', 'rel', 'target'],
      img: ['src', 'alt', 'title', 'width', 'height', 'loading'],
      th: ['align'],
      td: ['align'],
      ol: ['start'],
      code: ['class'],
      input: ['type', 'checked', 'disabled'],
    },
    allowedClasses: { code: [/^language-[\w-]+$/] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https'] },
    allowProtocolRelative: false,
    exclusiveFilter: ({ tag, attribs }) => tag === 'input' && attribs.type !== 'checkbox',
    transformTags: {
      a(tagName, { href, ...rest }) {
        const address = resolve(href)
        const attribs: Record<string, string> = { ...rest, ...(address !== undefined && { href: address }) }
        if (/^https?:/i.test(address ?? '')) Object.assign(attribs, { rel: 'noopener nofollow', target: '_blank' })
        return { tagName, attribs }
      },
      img(tagName, { src, ...rest }) {
        const address = resolve(src)
        return { tagName, attribs: { ...rest, loading: 'lazy', ...(address !== undefined && { src: address }) } }
      },
    },
  })
}

const allowedTags = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'kbd'],
  ...['strong', 'b', 'em', 'i', 'del', 's', 'u', 'sub', 'sup', 'mark', 'a', 'img', 'input', 'details', 'summary'],
  ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
]

/** Ids of the pictures and attachments a text shows. */
export function filesIn(text: string): string[] {
  return [...text.matchAll(/\]\(\s*<?file:([\w-]{1,64})/g)].map(([, id]) => id!)
}

/** Markdown as plain text, for channels that show no more and for searching: lists and steps keep their marks, links their address. */
export function plainText(text: string): string {
  if (!/[*_`~[\]<>#|\\&]|^\s*([-+]|\d+[.)])\s|^\s*[-=]{2,}\s*$/m.test(text)) return text.trim()
  return blocks(marked.lexer(text))
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function blocks(tokens: Token[], indent = ''): string {
  return tokens.map((token) => block(token, indent)).join('')
}

function block(token: Token, indent: string): string {
  switch (token.type) {
    case 'space':
      return '\n'
    case 'hr':
      return ''
    case 'code':
      return `${token.text}\n`
    case 'html':
      return unhtml(token.text)
    case 'list':
      return (token as Tokens.List).items
        .map((item, index) => listItem(token as Tokens.List, item, index, indent))
        .join('')
    case 'table': {
      const { header, rows } = token as Tokens.Table
      const line = (cells: Tokens.TableCell[]) => `${cells.map(({ tokens }) => inline(tokens)).join(' | ')}\n`
      return [header, ...rows].map(line).join('')
    }
    case 'blockquote':
      return blocks((token as Tokens.Blockquote).tokens, indent)
    default:
      return `${inline('tokens' in token && token.tokens ? token.tokens : [token])}\n`
  }
}

function listItem({ ordered, start }: Tokens.List, item: Tokens.ListItem, index: number, indent: string): string {
  const mark = ordered ? `${Number(start || 1) + index}.` : '•'
  const inner = blocks(item.tokens, `${indent}  `).trim().replace(/\n/g, `\n${indent}  `)
  return `${indent}${mark} ${inner}\n`
}

function inline(tokens: Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'br') return '\n'
      if (token.type === 'html') return unhtml(token.text)
      if (token.type === 'checkbox') return ''
      if (token.type === 'image') return token.text
      if (token.type === 'link') {
        const words = inline(token.tokens ?? [])
        return words === token.href || !/^https?:/i.test(token.href) ? words : `${words} (${token.href})`
      }
      if ('tokens' in token && token.tokens) return inline(token.tokens)
      return unescaped('text' in token ? token.text : token.raw)
    })
    .join('')
}

const unhtml = (html: string) => unescaped(html.replace(/<br\s*\/?>/gi, '\n').replace(/<[^>]*>/g, ''))

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }
const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_all, name: string) => entities[name]!)
