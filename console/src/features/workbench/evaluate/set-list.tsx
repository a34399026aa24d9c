import { PlusOutlined } from '@ant-design/icons'
import type { EvaluationSet } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { ImportDrawer } from '../intents/import-drawer.tsx'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { NewSet } from './new-set.tsx'
import { SetDrawer } from './set-drawer.tsx'
import { useSets } from './use-evaluations.ts'

/** The sets of messages that are kept out of training. */
export function SetList() {
  const { t } = useTranslation()
  const { can } = useSession()
  const wide = useWiderThan(768)
  const { query, sets } = useSets()
  const [creating, setCreating] = useState(false)
  const [opened, setOpened] = useState<EvaluationSet | null>(null)
  const [filling, setFilling] = useState<string | null>(null)
  const write = can('understanding.write')
  const numbers = ['items', 'intents', 'outside'] as const
  return (
    <section className="sets">
      <header className="page-head">
        <h2>{t('workbench.sets.title')}</h2>
        {write && (
          <Button icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            {t('workbench.sets.create')}
          </Button>
        )}
      </header>
      {query.isLoadingError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table<EvaluationSet>
          size="small"
          rowKey="id"
          pagination={false}
          loading={query.isPending}
          dataSource={sets}
          locale={{
            emptyText: query.isPending ? (
              ' '
            ) : (
              <EmptyState title={t('workbench.sets.empty')} help={t('workbench.sets.emptyHelp')} />
            ),
          }}
          onRow={(set) => ({ onClick: () => setOpened(set) })}
          columns={[
            {
              title: t('workbench.sets.name'),
              ellipsis: true,
              render: (_, set) => (
                <button type="button" className="link cell-title">
                  {set.name}
                </button>
              ),
            },
            {
              title: t('workbench.sets.state'),
              width: 90,
              render: (_, set) => (
                <span className={`tag${set.frozen ? '' : ' tag-warn'}`}>
                  {t(set.frozen ? 'workbench.sets.frozen' : 'workbench.sets.open')}
                </span>
              ),
            },
            ...numbers
              .filter((name) => wide || name === 'items')
              .map((name) => ({
                title: t(`workbench.sets.${name}`),
                width: wide ? 110 : 76,
                align: 'right' as const,
                render: (_: unknown, set: EvaluationSet) => <span className="num">{set[name].toLocaleString()}</span>,
              })),
            ...(write && wide
              ? [
                  {
                    title: <span className="unseen">{t('workbench.actions')}</span>,
                    width: 180,
                    align: 'right' as const,
                    render: (_: unknown, set: EvaluationSet) => (
                      <SetActions set={set} onFill={() => setFilling(set.id)} />
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      <NewSet
        open={creating}
        onClose={() => setCreating(false)}
        onFill={(setId) => {
          setCreating(false)
          setFilling(setId)
        }}
      />
      <SetDrawer set={opened} onClose={() => setOpened(null)} />
      <ImportDrawer open={filling !== null} setId={filling} onClose={() => setFilling(null)} />
    </section>
  )
}

function SetActions({ set, onFill }: { set: EvaluationSet; onFill(): void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const remove = useMutation({
    mutationFn: () => call(routes.deleteSet, { params: { setId: set.id } }),
    onSuccess: () => {
      for (const queryKey of [
        workbenchKeys.sets,
        workbenchKeys.evaluations,
        workbenchKeys.examples,
        workbenchKeys.intents,
      ])
        void cache.invalidateQueries({ queryKey })
    },
    onError: notice.fail,
  })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps presses on the buttons from opening the row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the buttons inside take the keys
    <span onClick={(event) => event.stopPropagation()}>
      {!set.frozen && (
        <Button size="small" type="text" onClick={onFill}>
          {t('workbench.sets.import')}
        </Button>
      )}
      <Popconfirm title={t('workbench.sets.deleteConfirm', { name: set.name })} onConfirm={() => remove.mutateAsync()}>
        <Button size="small" type="text" danger>
          {t('workbench.sets.delete')}
        </Button>
      </Popconfirm>
    </span>
  )
}
