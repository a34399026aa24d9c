import { marked, type Token, type Tokens } from 'marked'
import { Fragment, type ReactNode } from 'react'
import { pathOf, routes } from '../../../api.ts'
import { safeUrl } from '../../../ui/safe-url.ts'

/** Markdown drawn as elements; HTML inside it is shown as it is written and never runs. */
export function MarkdownView({ text }: { text: string }) {
  return <div className="markdown">{marked.lexer(text, { gfm: true, breaks: true }).map(block)}</div>
}

function block(token: Token, at: number): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'heading': {
      const Tag = (['h3', 'h4', 'h5', 'h6'] as const)[Math.min(3, (token as Tokens.Heading).depth - 1)]!
      return <Tag key={at}>{inlineOf(token)}</Tag>
    }
    case 'paragraph':
      return <p key={at}>{inlineOf(token)}</p>
    case 'blockquote':
      return <blockquote key={at}>{((token as Tokens.Blockquote).tokens ?? []).map(block)}</blockquote>
    case 'code':
      return (
        <pre key={at}>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      )
    case 'hr':
      return <hr key={at} />
    case 'list':
      return <List key={at} list={token as Tokens.List} />
    case 'table':
      return <Table key={at} table={token as Tokens.Table} />
    case 'text':
      return <Fragment key={at}>{inlineOf(token)}</Fragment>
    default:
      return <p key={at}>{token.raw}</p>
  }
}

function List({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of a fixed text never move
    <li key={at}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} readOnly aria-label={item.text} />}
      {item.tokens.map(block)}
    </li>
  ))
  return list.ordered ? <ol start={Number(list.start) || 1}>{items}</ol> : <ul>{items}</ul>
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    <div className="markdown-table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of a fixed text never move
              <th key={at} scope="col">
                {cell.tokens.map(inline)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a fixed text never move
            <tr key={at}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells of a fixed text never move
                <td key={column}>{cell.tokens.map(inline)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function inlineOf(token: Token): ReactNode {
  if ('tokens' in token && token.tokens) return token.tokens.map(inline)
  return 'text' in token ? String(token.text) : token.raw
}

function inline(token: Token, at: number): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong key={at}>{inlineOf(token)}</strong>
    case 'em':
      return <em key={at}>{inlineOf(token)}</em>
    case 'del':
      return <del key={at}>{inlineOf(token)}</del>
    case 'codespan':
      return <code key={at}>{(token as Tokens.Codespan).text}</code>
    case 'br':
      return <br key={at} />
    case 'link': {
      const href = addressOf((token as Tokens.Link).href)
      if (!href) return <Fragment key={at}>{inlineOf(token)}</Fragment>
      return (
        <a key={at} href={href} target="_blank" rel="noreferrer noopener nofollow">
          {inlineOf(token)}
        </a>
      )
    }
    case 'image': {
      const { href, text } = token as Tokens.Image
      const src = addressOf(href)
      return src ? <img key={at} src={src} alt={text} loading="lazy" /> : <Fragment key={at}>{text}</Fragment>
    }
    case 'text':
    case 'escape':
      return <Fragment key={at}>{inlineOf(token)}</Fragment>
    default:
      return <Fragment key={at}>{token.raw}</Fragment>
  }
}

/** Files of the knowledge base are written `file:ID`; other addresses only where they cannot run anything. */
function addressOf(href: string): string | undefined {
  const file = href.match(/^file:([\w-]+)$/)?.[1]
  return file === undefined ? safeUrl(href) : pathOf(routes.readKnowledgeFile.path, { fileId: file })
}
