import type { EvaluationSet } from '@loopdesk/contracts/api/workbench.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useIntentName } from '../use-intents.ts'
import { workbenchKeys } from '../workbench-keys.ts'

/** What is in a set. */
export function SetDrawer({ set, onClose }: { set: EvaluationSet | null; onClose(): void }) {
  return (
    <SideDrawer open={set !== null} width={560} title={set?.name ?? ''} onClose={onClose}>
      {set && <Items setId={set.id} />}
    </SideDrawer>
  )
}

function Items({ setId }: { setId: string }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const [text, setText] = useState('')
  const search = useDebounced(text.trim(), 200)
  const list = useInfiniteQuery({
    queryKey: [...workbenchKeys.sets, setId, 'items', search],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listSetItems, {
        params: { setId },
        query: { search: search || undefined, cursor: pageParam ?? undefined, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <Input
        allowClear
        value={text}
        placeholder={t('workbench.sets.search')}
        aria-label={t('workbench.sets.search')}
        onChange={(event) => setText(event.target.value)}
      />
      {list.isPending && <LoadingState />}
      {list.isLoadingError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && <EmptyState title={t('workbench.sets.noItems')} />}
      <ul className="judged">
        {items.map((item) => (
          <li key={item.id}>
            <span>{item.text}</span>
            <small>{nameOf(item.intent)}</small>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="more" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}
