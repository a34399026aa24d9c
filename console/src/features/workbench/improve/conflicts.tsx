import type { Conflict } from '@loopdesk/contracts/api/workbench.ts'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useExampleChanges } from '../intents/use-example-changes.ts'
import { useIntentName } from '../use-intents.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { ConflictPair, type Resolution } from './conflict-pair.tsx'

type Kind = Conflict['kind']

/** Pairs of examples that say the same under two intents, side by side, each settled with one click or key. */
export function Conflicts() {
  const { t } = useTranslation()
  const { can } = useSession()
  const nameOf = useIntentName()
  const [address, setAddress] = useSearchParams()
  const intent = address.get('intent') ?? undefined
  const [kind, setKind] = useState<Kind>()
  const [shown, setShown] = useState(50)
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState(0)
  const list = useQuery({
    queryKey: [...workbenchKeys.conflicts, { intent, kind, shown }],
    queryFn: ({ signal }) => call(routes.listConflicts, { query: { intent, kind, limit: shown }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.looking ? 1000 : false),
  })
  const write = can('understanding.write')
  const pairs = (list.data?.items ?? []).filter((pair) => !settled.has(pair.id))
  const current = Math.min(at, pairs.length - 1)
  const resolve = useResolve((id, hidden) =>
    setSettled((now) => new Set(hidden ? [...now, id] : [...now].filter((one) => one !== id))),
  )
  const act = (resolution: Resolution) => () => {
    const pair = pairs[current]
    if (pair && write) resolve(pair, resolution)
  }
  useHotkeys({
    arrowdown: () => setAt(Math.min(current + 1, pairs.length - 1)),
    arrowup: () => setAt(Math.max(current - 1, 0)),
    arrowleft: act('left'),
    arrowright: act('right'),
    b: act('both'),
  })
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingState />
  const { lookedAt, looking, stale, total } = list.data
  return (
    <>
      <div className="suggest-bar">
        <Segmented<Kind | 'all'>
          value={kind ?? 'all'}
          aria-label={t('workbench.conflicts.kind')}
          options={(['all', 'same', 'near'] as const).map((value) => ({
            value,
            label: t(`workbench.conflicts.kinds.${value}`),
          }))}
          onChange={(value) => setKind(value === 'all' ? undefined : value)}
        />
        {intent && (
          <Button size="small" onClick={() => setAddress({})}>
            {nameOf(intent)} ✕
          </Button>
        )}
        <span className="quiet" role="status">
          {looking ? (
            t('workbench.conflicts.looking')
          ) : (
            <>
              {lookedAt && (
                <>
                  {t('workbench.conflicts.lookedAt')} <Time at={lookedAt} />
                </>
              )}
              {stale && lookedAt && ` · ${t('workbench.conflicts.stale')}`}
            </>
          )}
        </span>
        {write && lookedAt && <LookButton looking={looking} />}
      </div>
      {pairs.length === 0 ? (
        <EmptyState
          title={t(lookedAt ? 'workbench.conflicts.empty' : 'workbench.conflicts.never')}
          help={t(lookedAt ? 'workbench.conflicts.emptyHelp' : 'workbench.conflicts.neverHelp')}
          action={write && !lookedAt && <LookButton looking={looking} first />}
        />
      ) : (
        <ol className="pairs">
          {pairs.map((pair, index) => (
            <ConflictPair
              key={pair.id}
              pair={pair}
              current={index === current}
              write={write}
              onFocus={() => setAt(index)}
              onResolve={(resolution) => resolve(pair, resolution)}
            />
          ))}
        </ol>
      )}
      {total > shown && shown < 100 && (
        <Button className="more" onClick={() => setShown(100)}>
          {t('common.more')}
        </Button>
      )}
      {total > 100 && shown === 100 && <p className="quiet">{t('workbench.conflicts.firstOnes', { total })}</p>}
    </>
  )
}

function LookButton({ looking, first }: { looking: boolean; first?: boolean }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const look = useMutation({
    mutationFn: () => call(routes.findConflicts, {}),
    onSuccess: () => void cache.invalidateQueries({ queryKey: workbenchKeys.conflicts }),
    onError: notice.fail,
  })
  return (
    <Button
      {...(!first && { size: 'small', type: 'text' })}
      loading={look.isPending || looking}
      onClick={() => look.mutate()}
    >
      {t(first ? 'workbench.conflicts.lookFirst' : 'workbench.conflicts.look')}
    </Button>
  )
}

/** Settles a pair: it leaves the list at once and comes back when that was refused or undone. */
function useResolve(onHide: (id: string, hidden: boolean) => void) {
  const cache = useQueryClient()
  const notice = useNotice()
  const changes = useExampleChanges()
  return (pair: Conflict, resolution: Resolution) => {
    const { a, b } = pair
    const work = (): Promise<unknown> => {
      if (resolution === 'both') return call(routes.acceptConflict, { params: { conflictId: pair.id } })
      if (resolution === 'offA') return changes.toggle({ ids: [a.id] }, false)
      if (resolution === 'offB') return changes.toggle({ ids: [b.id] }, false)
      const [kept, other] = resolution === 'left' ? [a, b] : [b, a]
      return pair.kind === 'same'
        ? changes.remove({ ids: [other.id] }, [other])
        : changes.move({ ids: [other.id] }, kept.intent, other.intent)
    }
    onHide(pair.id, true)
    void work()
      .catch(notice.fail)
      .then(() => cache.invalidateQueries({ queryKey: workbenchKeys.conflicts }))
      .finally(() => onHide(pair.id, false))
  }
}
