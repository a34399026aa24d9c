import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { NavLink, useParams } from 'react-router'
import { call, Problem, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { AskedThread } from './asked-thread.tsx'
import { assistKeys } from './assist-keys.ts'
import { GapList } from './gap-list.tsx'
import { ThreadList } from './thread-list.tsx'
import './assist.css'

/** Where colleagues ask on their own account; for those who look after the knowledge also what was asked in vain. */
export function AssistantPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { threadId } = useParams()
  const writes = can('knowledge.write')
  const gaps = useQuery({
    queryKey: [...assistKeys.gaps, 'open'],
    queryFn: ({ signal }) => call(routes.listAssistGaps, { query: { limit: 100 }, signal }),
    enabled: writes,
  })
  if (!can('knowledge.read')) return <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
  const waiting = gaps.data?.items.length ?? 0
  return (
    <div className={`ask-page${threadId ? ' ask-page-open' : ''}`}>
      <aside className="ask-side">
        <h1>{t('assist.page.title')}</h1>
        <NavLink to="/ask" end className="ask-new">
          {t('assist.page.fresh')}
        </NavLink>
        {writes && (
          <NavLink to="/ask/gaps" className="ask-new">
            {t('assist.gaps.title')}
            {waiting > 0 && <b>{gaps.data?.next ? `${waiting}+` : waiting}</b>}
          </NavLink>
        )}
        <ThreadList current={threadId} />
      </aside>
      {threadId === 'gaps' && writes ? (
        <GapList gaps={gaps} />
      ) : (
        <AskedThread threadId={threadId === 'gaps' ? undefined : threadId} />
      )}
    </div>
  )
}
