import type { RunWrite } from '@loopdesk/contracts/api/flows.ts'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { JsonView } from './json-view.tsx'
import { toolName } from './node-name.ts'
import type { Reader } from './waiting-words.ts'

export const writeLook: Record<RunWrite['status'], string> = {
  intended: 'status-pending',
  done: 'status-open',
  refused: '',
  failed: '',
  undone: 'tag-good',
  stuck: 'tag-bad',
}

/** What a run changed in the company's systems, oldest first: whether it stands, and how it would be undone. */
export function WriteList({ writes, reader }: { writes: RunWrite[]; reader: Pick<Reader, 'world' | 'language'> }) {
  const { t } = useTranslation()
  if (writes.length === 0) return <EmptyState title={t('runs.detail.noWrites')} help={t('runs.detail.noWritesHelp')} />
  return (
    <ol className="writes">
      {writes.map((write) => (
        <li key={write.key}>
          <details className="write">
            <summary>
              <span className={`tag ${writeLook[write.status]}`}>{t(`runs.write.${write.status}`)}</span>
              <span className="write-name">
                <b>{toolName(reader.world, write.tool, reader.language)}</b>
                <UndoneBy write={write} reader={reader} />
              </span>
              {write.attempts > 1 && <span className="tag">{t('runs.detail.attempts', { n: write.attempts })}</span>}
              <Time at={write.at} short />
            </summary>
            <JsonView value={write.args} label={t('runs.detail.input')} />
            <JsonView value={write.result} label={t('runs.detail.outputOf')} />
            <p className="quiet">
              {t('runs.detail.key')} <code>{write.key}</code>
            </p>
          </details>
        </li>
      ))}
    </ol>
  )
}

function UndoneBy({ write, reader }: { write: RunWrite; reader: Pick<Reader, 'world' | 'language'> }) {
  const { t } = useTranslation()
  const tool = reader.world?.tools.find(({ id }) => id === write.tool)
  if (!tool) return null
  if (tool.compensation)
    return (
      <small>{t('runs.detail.undoneBy', { tool: toolName(reader.world, tool.compensation, reader.language) })}</small>
    )
  return tool.irreversible ? <small>{t('runs.detail.irreversible')}</small> : null
}
