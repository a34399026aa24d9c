import { SearchOutlined } from '@ant-design/icons'
import type { ConversationSummary } from '@loopdesk/contracts/api/conversations.ts'
import { Button, Input, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { conversationKeys } from '../../app/conversation-keys.ts'
import type { View } from '../../realtime/query-keys.ts'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useStable } from '../../ui/use-stable.ts'
import { ConversationRow } from './conversation-row.tsx'
import { useConversations } from './use-conversation.ts'

interface Props {
  view: Exclude<View, 'all'>
  search: string
  chosen: string | undefined
  onSearch(text: string): void
  onOpen(conversationId: string): void
}

/** The conversations of a view; J and K step through them. */
export function ConversationList({ view, search, chosen, onSearch, onOpen }: Props) {
  const { t } = useTranslation()
  const words = useDebounced(search.trim(), 200)
  const list = useConversations({ view, ...(words && { search: words }) })
  const items = useMemo(() => inOrder(list.data?.pages.flatMap((page) => page.items) ?? [], view), [list.data, view])
  const open = useStable(onOpen)
  const step = (by: number) => () => {
    const at = items.findIndex((item) => item.id === chosen)
    const next = items[at < 0 ? 0 : Math.min(Math.max(at + by, 0), items.length - 1)]
    if (next) onOpen(next.id)
  }
  useHotkeys({ [conversationKeys.next]: step(1), [conversationKeys.previous]: step(-1) })

  return (
    <>
      <div className="list-search">
        <Input
          prefix={<SearchOutlined />}
          variant="filled"
          allowClear
          value={search}
          placeholder={t('inbox.filter')}
          aria-label={t('inbox.filter')}
          onChange={(event) => onSearch(event.target.value)}
        />
      </div>
      <div
        className="list"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
          if (scrollHeight - scrollTop - clientHeight < 300 && list.hasNextPage && !list.isFetching)
            void list.fetchNextPage()
        }}
      >
        {list.isPending && <RowsLoading />}
        {list.isLoadingError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {items.map((item) => (
          <ConversationRow key={item.id} summary={item} chosen={item.id === chosen} view={view} onOpen={open} />
        ))}
        {list.isSuccess && items.length === 0 && (
          <EmptyState
            title={words ? t('inbox.empty.search', { text: words }) : t(`inbox.empty.${view}`)}
            help={words ? t('inbox.empty.searchHelp') : t(`inbox.empty.${view}Help`)}
          />
        )}
        {list.hasNextPage && (
          <Button type="text" block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </div>
    </>
  )
}

/** Who waits comes first by urgency, then by how long; everything else keeps the order of activity. */
function inOrder(items: ConversationSummary[], view: View): ConversationSummary[] {
  if (view !== 'queue') return items
  const since = (item: ConversationSummary) => Date.parse(item.waitingSince ?? item.updatedAt)
  return [...items].sort((a, b) => b.priority - a.priority || since(a) - since(b))
}

function RowsLoading() {
  return (
    <div className="rows-loading" aria-busy="true">
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} active avatar={{ size: 32 }} title={{ width: '60%' }} paragraph={{ rows: 1 }} />
      ))}
    </div>
  )
}
