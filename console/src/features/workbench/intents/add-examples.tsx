import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIntentName } from '../use-intents.ts'
import { useNotice } from '../use-notice.tsx'
import { linesOf } from './lines-of.ts'
import type { useExampleChanges } from './use-example-changes.ts'

type Changes = ReturnType<typeof useExampleChanges>
type Added = Awaited<ReturnType<Changes['add']>>
/** What one request may carry. */
const batch = 2000

/** One box for one example or a pasted list: Enter adds a single one, Ctrl+Enter a list. */
export function AddExamples({ intent, changes }: { intent: Intent; changes: Changes }) {
  const { t } = useTranslation()
  const notice = useNotice()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [conflicts, setConflicts] = useState<Added['conflicts']>([])
  const lines = linesOf(text)
  const many = text.includes('\n')
  const tooLong = lines.filter((line) => line.length > 1000).length

  const add = async () => {
    if (lines.length === 0 || tooLong > 0 || busy) return
    setBusy(true)
    setText('')
    try {
      const replies: Added[] = []
      for (let at = 0; at < lines.length; at += batch)
        replies.push(await changes.add(intent.id, lines.slice(at, at + batch)))
      const added = replies.reduce((sum, reply) => sum + reply.added, 0)
      const unchanged = replies.reduce((sum, reply) => sum + reply.unchanged, 0)
      setConflicts(replies.flatMap((reply) => reply.conflicts))
      if (lines.length > 1 || unchanged > 0) {
        const items = replies.flatMap((reply) => reply.items)
        const fresh = items.length === added ? items : []
        const undo =
          fresh.length > 0 ? () => void changes.remove({ ids: fresh.map((each) => each.id) }, fresh) : undefined
        notice.say(
          [
            t('workbench.add.added', { count: added }),
            ...(unchanged ? [t('workbench.add.unchanged', { count: unchanged })] : []),
          ].join(t('workbench.examples.and')),
          undo,
        )
      }
    } catch (error) {
      setText(text)
      notice.fail(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="example-add">
      <div className="example-add-row">
        <Input.TextArea
          value={text}
          autoSize={{ minRows: 1, maxRows: 8 }}
          placeholder={t('workbench.add.placeholder')}
          aria-label={t('workbench.add.label')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return
            if (many && !event.ctrlKey && !event.metaKey) return
            event.preventDefault()
            void add()
          }}
        />
        <Button type="primary" disabled={lines.length === 0 || tooLong > 0} loading={busy} onClick={() => void add()}>
          {lines.length > 1 ? t('workbench.add.addMany', { count: lines.length }) : t('workbench.add.add')}
        </Button>
      </div>
      {tooLong > 0 && <p className="warn-line">{t('workbench.add.tooLong', { count: tooLong })}</p>}
      {many && tooLong === 0 && <p className="quiet">{t('workbench.add.manyHelp')}</p>}
      {conflicts.length > 0 && (
        <Elsewhere
          conflicts={conflicts}
          onRemove={() => {
            void changes.remove({ ids: conflicts.map((each) => each.exampleId) }, [])
            setConflicts([])
          }}
          onClose={() => setConflicts([])}
        />
      )}
    </div>
  )
}

/** Texts that now stand under two intents: said at once, because such pairs cost more than missing examples. */
function Elsewhere({
  conflicts,
  onRemove,
  onClose,
}: {
  conflicts: Added['conflicts']
  onRemove(): void
  onClose(): void
}) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  return (
    <div className="example-elsewhere" role="status">
      <p>{t('workbench.add.elsewhere', { count: conflicts.length })}</p>
      <ul>
        {conflicts.slice(0, 5).map((each) => (
          <li key={each.exampleId}>
            <span>{each.text}</span> <small>{nameOf(each.intent)}</small>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <Button size="small" onClick={onRemove}>
          {t('workbench.add.removeThere')}
        </Button>
        <Button size="small" type="text" onClick={onClose}>
          {t('workbench.add.keepBoth')}
        </Button>
      </div>
    </div>
  )
}
