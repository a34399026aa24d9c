import type { Approval } from '@loopdesk/contracts/api/flows.ts'
import { Button, Input, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { useNow } from '../../../ui/clock.ts'
import { exactTime, timeAgo } from '../../../ui/format-time.ts'
import { inWords } from '../../../ui/in-words.ts'
import { Time } from '../../../ui/time.tsx'
import { inLanguage } from '../runs/node-name.ts'
import { deadlineOf } from './deadline.ts'

interface Props {
  approval: Approval
  /** Whether it is being approved (true), rejected (false), or just looked at (null). */
  deciding: boolean | null
  busy: boolean
  onBegin(approved: boolean): void
  onStop(): void
  onDecide(approved: boolean, comment: string): void
}

/** One thing to decide: what is asked, everything needed to judge it, until when, and the two ways. */
export function ApprovalCard({ approval, deciding, busy, onBegin, onStop, onDecide }: Props) {
  const { t, i18n } = useTranslation()
  const { state, details, title } = approval
  return (
    <article className="approval" data-row={approval.id} tabIndex={-1} aria-label={title}>
      <header>
        <small>{t('approvals.asks', { flow: inLanguage(approval.flowName, i18n.language) })}</small>
        {state === 'open' ? (
          <Left approval={approval} />
        ) : (
          <span className={`tag ${stateLook[state]}`}>{t(`approvals.states.${state}`)}</span>
        )}
      </header>
      <h2>{title}</h2>
      {details.length > 0 && (
        <dl className="approval-details">
          {details.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Facts approval={approval} />
      {state === 'open' ? (
        deciding === null ? (
          <div className="approval-ways">
            <Button onClick={() => onBegin(false)}>{t('approvals.reject')}</Button>
            <Button type="primary" onClick={() => onBegin(true)}>
              {t('approvals.approve')}
            </Button>
          </div>
        ) : (
          <Decide key={String(deciding)} approved={deciding} busy={busy} onStop={onStop} onDecide={onDecide} />
        )
      ) : (
        <Decided approval={approval} />
      )}
    </article>
  )
}

const stateLook: Record<Approval['state'], string> = {
  open: '',
  approved: 'tag-good',
  rejected: 'tag-bad',
  expired: 'tag-warn',
  withdrawn: '',
}

function Left({ approval }: { approval: Approval }) {
  const { t, i18n } = useTranslation()
  const { words, tone } = deadlineOf(approval, useNow(15_000), t)
  return (
    <Tooltip title={t('approvals.due', { time: exactTime(approval.until, i18n.language) })}>
      <span className={`tag ${tone === 'late' ? 'tag-bad' : tone === 'soon' ? 'tag-warn' : 'tag-plain'}`}>{words}</span>
    </Tooltip>
  )
}

function Facts({ approval: { customer, conversationId, runId, createdAt, skill } }: { approval: Approval }) {
  const { t, i18n } = useTranslation()
  const { can } = useSession()
  const now = Math.max(useNow(30_000), Date.parse(createdAt))
  const name = customer && (customer.name || t('approvals.visitor'))
  return (
    <ul className="approval-facts">
      {customer && <li>{can('customers.read') ? <Link to={`/customers/${customer.id}`}>{name}</Link> : name}</li>}
      {conversationId && can('conversations.read') && (
        <li>
          <Link to={`/inbox/open/${conversationId}`}>{t('approvals.conversation')}</Link>
        </li>
      )}
      {can('flows.read') && (
        <li>
          <Link to={`/flows/runs/${runId}`}>{t('approvals.run')}</Link>
        </li>
      )}
      <li title={exactTime(createdAt, i18n.language)}>
        {t('approvals.asked', { time: timeAgo(createdAt, now, t, i18n.language) })}
      </li>
      {skill && <li>{t('approvals.skill', { skill: inWords(skill) })}</li>}
    </ul>
  )
}

interface DecideProps extends Pick<Props, 'busy' | 'onStop' | 'onDecide'> {
  approved: boolean
}

/** The second step: a comment (with a rejection it is asked for), and a button that says what it does. */
function Decide({ approved, busy, onStop, onDecide }: DecideProps) {
  const { t } = useTranslation()
  const [comment, setComment] = useState('')
  const [tried, setTried] = useState(false)
  const missing = tried && !approved && !comment.trim()
  const press = () => {
    setTried(true)
    if (approved || comment.trim()) onDecide(approved, comment.trim())
  }
  return (
    <div className="approval-decide">
      <Input.TextArea
        // Whoever pressed the button goes on to write.
        autoFocus
        value={comment}
        maxLength={1000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        aria-label={t('approvals.comment')}
        placeholder={t('approvals.commentHint')}
        status={missing ? 'error' : ''}
        onChange={(event) => setComment(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onStop()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) press()
        }}
      />
      <p className={missing ? 'bad' : 'quiet'}>{t(missing ? 'approvals.commentRequired' : 'approvals.final')}</p>
      <div className="approval-ways">
        <Button onClick={onStop}>{t('common.cancel')}</Button>
        <Button type="primary" danger={!approved} loading={busy} onClick={press}>
          {t(approved ? 'approvals.confirmApprove' : 'approvals.confirmReject')}
        </Button>
      </div>
    </div>
  )
}

function Decided({ approval: { decidedBy, decidedAt, comment } }: { approval: Approval }) {
  if (!decidedBy && !comment) return null
  return (
    <p className="approval-decided">
      {decidedBy && <b>{decidedBy}</b>} {decidedAt && <Time at={decidedAt} />}
      {comment && <span>{comment}</span>}
    </p>
  )
}
