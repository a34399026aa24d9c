import { ClockCircleOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemText } from '../../ui/problem-text.ts'
import { RichText } from '../../ui/rich-text.tsx'
import { FilePart } from './file-part.tsx'
import { discard, type Pending, sendAgain } from './outbox.ts'

/** What was just written: there at once, and if it could not be sent, with the reason and a way to try again. */
export function PendingEntry({ pending }: { pending: Pending }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const failed = pending.state === 'failed'
  const body = <RichText text={pending.text} />
  return (
    <article
      className={`${pending.kind === 'note' ? 'note' : 'message from-agent'} pending${failed ? ' pending-failed' : ''}`}
    >
      {pending.kind === 'note' ? (
        body
      ) : (
        <div className="message-line">
          <div className="bubble-stack">
            {pending.text && <div className="bubble">{body}</div>}
            {pending.files.map((file) => (
              <FilePart key={file.fileId} file={file} />
            ))}
          </div>
          {!failed && (
            <footer className="message-meta">
              <ClockCircleOutlined aria-label={t('inbox.sending')} />
            </footer>
          )}
        </div>
      )}
      {failed && (
        <p className="not-delivered" role="alert">
          {t('common.pair', { name: t('inbox.compose.failed'), value: problemText(pending.problem, t) })}{' '}
          <Button type="link" size="small" onClick={() => sendAgain(cache, pending)}>
            {t('inbox.compose.retry')}
          </Button>
          <Button type="link" size="small" onClick={() => discard(pending)}>
            {t('inbox.compose.discard')}
          </Button>
        </p>
      )}
    </article>
  )
}
