import type { DocumentPage } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { rowStandsIn, standsIn } from './marked-text.ts'

type Block = DocumentPage['blocks'][number]['block']

/** A block as it was read; what belongs to the passage is marked. */
export const BlockView = memo(function BlockView({ block, passage }: { block: Block; passage: string | undefined }) {
  const { t } = useTranslation()
  const marked = (text: string, shown: ReactNode = text) =>
    passage !== undefined && standsIn(text, passage) ? <mark className="passage-mark">{shown}</mark> : shown
  switch (block.kind) {
    case 'heading': {
      const Tag = (['h2', 'h3', 'h4', 'h5'] as const)[Math.min(3, Math.max(0, block.level - 1))]!
      return <Tag>{marked(block.text)}</Tag>
    }
    case 'paragraph':
      return <p>{marked(block.text)}</p>
    case 'code':
      return (
        <pre>
          <code>{marked(block.text)}</code>
        </pre>
      )
    case 'list':
      return (
        <ul className="block-list">
          {block.items.map((item, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of a file have no other name than their place
            <li key={at} style={{ marginInlineStart: item.depth * 20 }}>
              <span className="block-mark">{item.mark}</span>
              <span>{marked(item.text)}</span>
            </li>
          ))}
        </ul>
      )
    case 'table':
      return <TableBlock block={block} passage={passage} />
    case 'question':
      return (
        <dl className="block-question">
          <dt>{marked(block.question)}</dt>
          {block.similar.length > 0 && <dd className="quiet">{block.similar.join(' · ')}</dd>}
          <dd>{marked(block.answer)}</dd>
        </dl>
      )
    case 'picture':
      return (
        <figure className="block-picture">
          <figcaption>{block.caption || t('knowledge.viewer.picture')}</figcaption>
          {block.text && <p>{marked(block.text)}</p>}
        </figure>
      )
  }
})

function TableBlock({ block, passage }: { block: Extract<Block, { kind: 'table' }>; passage: string | undefined }) {
  return (
    <div className="markdown-table">
      <table>
        {block.caption && <caption>{block.caption}</caption>}
        {block.header.some((cell) => cell !== '') && (
          <thead>
            <tr>
              {block.header.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file have no other name than their place
                <th key={at} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {block.rows.map((row, at) => (
            <tr
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
              key={at}
              className={passage !== undefined && rowStandsIn(row, passage) ? 'passage-mark' : undefined}
            >
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file have no other name than their place
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
