import type { Approval } from '@loopdesk/contracts/api/flows.ts'
import { Button, Segmented } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { FlowsTabs } from '../runs/flows-tabs.tsx'
import { moveFocus } from '../runs/move-focus.ts'
import { useQueryState } from '../runs/use-query-state.ts'
import { ApprovalCard } from './approval-card.tsx'
import { type ApprovalFilter, useApprovals, useDecide } from './use-approvals.ts'
import '../runs/runs.css'
import './approvals.css'

/** What flows ask colleagues to decide: one's own queue, most urgent first, and what became of the rest. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const { query, set } = useQueryState()
  const filter: ApprovalFilter = {
    state: query.get('state') === 'decided' ? 'decided' : 'open',
    whose: query.get('whose') === 'all' ? 'all' : 'mine',
  }
  return (
    <div className="flows-page">
      <FlowsTabs />
      <div className="approvals">
        <div className="approvals-head">
          <h1>{t('approvals.title')}</h1>
          <Segmented
            value={filter.state}
            options={[
              { value: 'open', label: t('approvals.open') },
              { value: 'decided', label: t('approvals.decided') },
            ]}
            onChange={(state) => set({ state: state === 'open' ? undefined : state })}
          />
          <Segmented
            value={filter.whose}
            options={[
              { value: 'mine', label: t('approvals.mine') },
              { value: 'all', label: t('approvals.all') },
            ]}
            onChange={(whose) => set({ whose: whose === 'mine' ? undefined : whose })}
          />
        </div>
        <ApprovalList key={`${filter.state}${filter.whose}`} filter={filter} />
      </div>
    </div>
  )
}

/** Which card is being decided, and how. */
interface Deciding {
  id: string
  approved: boolean
}

function ApprovalList({ filter }: { filter: ApprovalFilter }) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const [deciding, setDeciding] = useState<Deciding | null>(null)
  const approvals = useApprovals(filter)
  const decide = useDecide(filter)
  const items = approvals.data?.pages.flatMap((page) => page.items) ?? []
  const shown = filter.state === 'open' ? items.toSorted((a, b) => a.until.localeCompare(b.until)) : items
  const begin = (approved: boolean) => {
    const focused = frame.current?.querySelector('[data-row]:focus-within')?.getAttribute('data-row')
    const id = focused ?? (shown.length === 1 ? shown[0]?.id : undefined)
    if (id && shown.some((one) => one.id === id && one.state === 'open')) setDeciding({ id, approved })
  }
  useHotkeys({
    j: () => moveFocus(frame.current, 1),
    k: () => moveFocus(frame.current, -1),
    a: () => begin(true),
    x: () => begin(false),
  })
  const submit = (approval: Approval, approved: boolean, comment: string) =>
    decide.mutate(
      { approval, approved, comment },
      {
        onSuccess: () => {
          setDeciding(null)
          moveFocus(frame.current, 1)
        },
      },
    )
  if (approvals.isPending) return <LoadingState />
  if (approvals.isLoadingError) return <ErrorState error={approvals.error} onRetry={() => void approvals.refetch()} />
  if (shown.length === 0) return <Nothing filter={filter} />
  return (
    <div ref={frame} className="approval-list">
      {shown.map((approval) => (
        <ApprovalCard
          key={approval.id}
          approval={approval}
          deciding={deciding?.id === approval.id ? deciding.approved : null}
          busy={decide.isPending && decide.variables?.approval.id === approval.id}
          onBegin={(approved) => setDeciding({ id: approval.id, approved })}
          onStop={() => setDeciding(null)}
          onDecide={(approved, comment) => submit(approval, approved, comment)}
        />
      ))}
      {approvals.hasNextPage && (
        <Button className="more" loading={approvals.isFetchingNextPage} onClick={() => void approvals.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      {filter.state === 'open' && <p className="table-foot only-wide">{t('approvals.keyHint')}</p>}
    </div>
  )
}

function Nothing({ filter }: { filter: ApprovalFilter }) {
  const { t } = useTranslation()
  if (filter.state === 'decided')
    return <EmptyState title={t('approvals.emptyDecided')} help={t('approvals.emptyDecidedHelp')} />
  const title = t(filter.whose === 'mine' ? 'approvals.empty' : 'approvals.emptyAll')
  return <EmptyState title={title} help={t('approvals.emptyHelp')} />
}
