import type { EntryReminder } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, type Reply, routes } from '../../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { useLanguage } from '../../flows/use-language.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import './todo.css'

/** Drafts that wait for a reviewer, and entries that end, are over or are to be looked at again. */
export function TodoPage(_: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { query, set } = useQueryState()
  const mine = query.get('mine') === 'true'
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.todo')}</h1>
        <Segmented
          value={mine ? 'mine' : 'all'}
          options={[
            { value: 'all', label: t('knowledge.todo.all') },
            { value: 'mine', label: t('knowledge.todo.mine') },
          ]}
          onChange={(value) => set({ mine: value === 'mine' ? 'true' : undefined })}
        />
      </header>
      <Reviews />
      <Reminders mine={mine} />
    </div>
  )
}

type Review = Reply<typeof routes.listReviews>['items'][number]

function Reviews() {
  const { t } = useTranslation()
  const reviews = useInfiniteQuery({
    queryKey: [...knowledgeKeys.reviews, 'list'],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listReviews, { query: { cursor: pageParam ?? undefined, limit: 30 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 5000,
  })
  const items = reviews.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className="todo-part">
      <h2>{t('knowledge.todo.reviews')}</h2>
      {reviews.isPending && <LoadingState />}
      {reviews.isLoadingError && <ErrorState error={reviews.error} onRetry={() => void reviews.refetch()} />}
      {reviews.isSuccess && items.length === 0 && <p className="quiet">{t('knowledge.todo.noReviews')}</p>}
      <ul className="todo">
        {items.map((one) => (
          <ReviewLine key={one.id} entry={one} />
        ))}
      </ul>
      {reviews.hasNextPage && (
        <Button size="small" loading={reviews.isFetchingNextPage} onClick={() => void reviews.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}

function ReviewLine({ entry }: { entry: Review }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li>
      <Link to={`/knowledge/entries/${encodeURIComponent(entry.id)}`}>
        {inLanguage(entry.title, language) || t('knowledge.entries.untitled')}
      </Link>
      {entry.mayDecide && <span className="tag status-open">{t('knowledge.todo.yours')}</span>}
      <span className="quiet todo-words">
        {t('knowledge.todo.submitted', { name: entry.review.submittedBy })} <Time at={entry.review.submittedAt} />
        {entry.review.comment && ` · ${entry.review.comment}`}
      </span>
    </li>
  )
}

const kinds = ['sent_back', 'expired', 'expiring', 'review_due'] as const

function Reminders({ mine }: { mine: boolean }) {
  const { t } = useTranslation()
  const reminders = useInfiniteQuery({
    queryKey: [...knowledgeKeys.reminders, 'list', mine],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listReminders, {
        query: { ...(mine && { mine: 'true' as const }), cursor: pageParam ?? undefined, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 5000,
  })
  if (reminders.isPending) return <LoadingState />
  if (reminders.isLoadingError) return <ErrorState error={reminders.error} onRetry={() => void reminders.refetch()} />
  // What waits for a reviewer stands above.
  const items =
    reminders.data?.pages.flatMap((page) => page.items).filter(({ kind }) => kind !== 'waiting_for_review') ?? []
  if (items.length === 0) return <EmptyState title={t('knowledge.todo.none')} help={t('knowledge.todo.noneHelp')} />
  const byKind = Map.groupBy(items, ({ kind }) => kind)
  return (
    <>
      {kinds.map((kind) => {
        const list = byKind.get(kind)
        return (
          list && (
            <section key={kind} className="todo-part">
              <h2>{t(`knowledge.todo.kinds.${kind}`)}</h2>
              <ul className="todo">
                {list.map((one) => (
                  <ReminderLine key={one.entryId} reminder={one} />
                ))}
              </ul>
            </section>
          )
        )
      })}
      {reminders.hasNextPage && (
        <Button size="small" loading={reminders.isFetchingNextPage} onClick={() => void reminders.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}

function ReminderLine({ reminder: { entryId, title, on, owner } }: { reminder: EntryReminder }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li>
      <Link to={`/knowledge/entries/${encodeURIComponent(entryId)}`}>{inLanguage(title, language) || entryId}</Link>
      <span className="quiet todo-words">
        {[on, owner?.name ?? t('knowledge.todo.noOwner')].filter(Boolean).join(' · ')}
      </span>
    </li>
  )
}
