import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'
import { duration } from '../../ui/format-time.ts'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { type StoryLine, storyLine } from './trace-story.ts'

interface Props {
  conversationId: string
  /** Null while closed. */
  turnId: string | null
  onClose(): void
}

/** How the bot came to a reply, told step by step. */
export function TraceDrawer({ conversationId, turnId, onClose }: Props) {
  const { t } = useTranslation()
  const trace = useQuery({
    queryKey: keys.trace(conversationId, turnId ?? ''),
    queryFn: ({ signal }) => call(routes.readTrace, { params: { conversationId, turnId: turnId! }, signal }),
    enabled: turnId !== null,
  })
  return (
    <SideDrawer open={turnId !== null} title={t('inbox.trace.title')} width={520} onClose={onClose}>
      {trace.isPending && <LoadingState />}
      {trace.isLoadingError && <ErrorState error={trace.error} onRetry={() => void trace.refetch()} />}
      {trace.data && <Story trace={trace.data} />}
    </SideDrawer>
  )
}

function Story({ trace }: { trace: Reply<typeof routes.readTrace> }) {
  const { t } = useTranslation()
  const ms = duration(trace.ms)
  return (
    <>
      <p className="story-head">
        {trace.fromSeq === trace.toSeq
          ? t('inbox.trace.summaryOne', { from: trace.fromSeq, ms })
          : t('inbox.trace.summary', { from: trace.fromSeq, to: trace.toSeq, ms })}
        {' · '}
        <Time at={trace.startedAt} />
      </p>
      <ol className="story">
        {trace.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a finished turn never move
          <StoryStep key={index} line={storyLine(step, t)} />
        ))}
      </ol>
    </>
  )
}

function StoryStep({ line }: { line: StoryLine }) {
  const head = (
    <>
      <span className="story-text">{line.text}</span>
      {line.aside && <small>{line.aside}</small>}
    </>
  )
  return (
    <li className={`story-step tone-${line.tone}`}>
      {line.details.length === 0 ? (
        <div className="story-line">{head}</div>
      ) : (
        <details>
          <summary className="story-line">{head}</summary>
          {line.details.map((detail) => (
            <div key={detail.label} className="story-detail">
              {detail.label && <b>{detail.label}</b>}
              <Value value={detail.value} />
            </div>
          ))}
        </details>
      )}
    </li>
  )
}

function Value({ value }: { value: unknown }) {
  if (typeof value === 'string') return <p>{value}</p>
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return (
      <ul>
        {value.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    )
  }
  return <pre>{JSON.stringify(value, null, 2)}</pre>
}
