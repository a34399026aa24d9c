import { DeleteOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useNavigate } from 'react-router'
import { call, routes } from '../../api.ts'
import { ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useNotice } from '../workbench/use-notice.tsx'
import { assistKeys } from './assist-keys.ts'

/** What I asked so far, newest first. */
export function ThreadList({ current }: { current: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const notice = useNotice()
  const [text, setText] = useState('')
  const search = useDebounced(text.trim(), 250)
  const threads = useInfiniteQuery({
    queryKey: assistKeys.threadList(search),
    queryFn: ({ pageParam, signal }) =>
      call(routes.listAssistThreads, {
        query: { ...(search && { search }), ...(pageParam && { cursor: pageParam }), limit: 30 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const forget = useMutation({
    mutationFn: (threadId: string) => call(routes.deleteAssistThread, { params: { threadId } }),
    onSuccess(_, threadId) {
      notice.say(t('assist.page.forgotten'))
      void cache.invalidateQueries({ queryKey: assistKeys.threads })
      if (threadId === current) void navigate('/ask')
    },
    onError: notice.fail,
  })
  const items = threads.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className="ask-history" aria-label={t('assist.page.history')}>
      <h2>{t('assist.page.history')}</h2>
      {(items.length > 5 || search !== '') && (
        <Input
          size="small"
          allowClear
          value={text}
          placeholder={t('assist.page.search')}
          aria-label={t('assist.page.search')}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {threads.isLoadingError && <ErrorState error={threads.error} onRetry={() => void threads.refetch()} />}
      {threads.data && items.length === 0 && <p className="quiet">{t('assist.page.historyEmpty')}</p>}
      <ul>
        {items.map((thread) => (
          <li key={thread.id}>
            <NavLink to={`/ask/${thread.id}`} title={thread.title}>
              <span>{thread.title}</span>
              <Time at={thread.updatedAt} short />
            </NavLink>
            <Popconfirm title={`${t('assist.page.forget')}?`} onConfirm={() => forget.mutate(thread.id)}>
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('assist.page.forget')}
                title={t('assist.page.forget')}
              />
            </Popconfirm>
          </li>
        ))}
      </ul>
      {threads.hasNextPage && (
        <button type="button" className="link" onClick={() => void threads.fetchNextPage()}>
          {t('common.more')}
        </button>
      )}
    </section>
  )
}
