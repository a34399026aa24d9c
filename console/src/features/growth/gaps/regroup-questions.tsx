import { growthRoutes } from '@loopdesk/contracts/api/growth.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api.ts'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { AskedList } from '../asked-list.tsx'
import { growthKeys } from '../growth-keys.ts'
import type { ClusterActions } from './use-clusters.ts'

interface Props {
  id: string
  actions: ClusterActions
  onOpen(id: string): void
}

/** The questions of a group, of which some or all can be put where they belong. */
export function RegroupQuestions({ id, actions: { move, merge }, onOpen }: Props) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (one: string) =>
    setChosen((before) =>
      before.has(one) ? new Set([...before].filter((each) => each !== one)) : new Set([...before, one]),
    )
  const busy = move.isPending || merge.isPending
  const put = (to: string | null) =>
    move.mutate({ id, questionIds: [...chosen], to }, { onSuccess: () => setChosen(new Set()) })
  return (
    <>
      <div className="growth-regroup">
        {chosen.size === 0 ? (
          <>
            <span className="quiet">{t('knowledge.growth.gaps.regroupHelp')}</span>
            <OtherGroup
              id={id}
              words={t('knowledge.growth.gaps.mergeInto')}
              disabled={busy}
              onChoose={(into) => merge.mutate({ id, into }, { onSuccess: () => onOpen(into) })}
            />
          </>
        ) : (
          <>
            <span>{t('knowledge.growth.gaps.picked', { n: chosen.size })}</span>
            <Button size="small" disabled={busy} loading={move.isPending} onClick={() => put(null)}>
              {t('knowledge.growth.gaps.split')}
            </Button>
            <OtherGroup id={id} words={t('knowledge.growth.gaps.moveTo')} disabled={busy} onChoose={put} />
            <Button size="small" type="text" onClick={() => setChosen(new Set())}>
              {t('common.cancel')}
            </Button>
          </>
        )}
      </div>
      <AskedList filter={{ clusterId: id }} chosen={{ ids: chosen, toggle }} />
    </>
  )
}

/** Another open group, found by its questions. */
function OtherGroup({
  id,
  words,
  disabled,
  onChoose,
}: {
  id: string
  words: string
  disabled: boolean
  onChoose(id: string): void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed, 250)
  const found = useQuery({
    queryKey: [...growthKeys.clusters, 'others', q],
    queryFn: ({ signal }) =>
      call(growthRoutes.listClusters, {
        query: { state: 'open', order: 'recent', q: q || undefined, limit: 20 },
        signal,
      }),
  })
  const others = (found.data?.items ?? []).filter((each) => each.id !== id)
  return (
    <Select
      size="small"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={null}
      disabled={disabled}
      aria-label={words}
      placeholder={words}
      notFoundContent={t('knowledge.growth.gaps.noGroup')}
      options={others.map((each) => ({ value: each.id, label: each.title }))}
      onSelect={(chosen: string | null) => chosen && onChoose(chosen)}
    />
  )
}
