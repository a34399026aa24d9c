import { PlusOutlined } from '@ant-design/icons'
import type { EntityType } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useLanguage } from '../use-intents.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { EntityTypeForm } from './entity-type-form.tsx'

/** What the bot shall find in messages besides phones, dates, amounts and the like. */
export function EntityTypes() {
  const { t } = useTranslation()
  const { can } = useSession()
  const [open, setOpen] = useState<EntityType | 'new' | null>(null)
  const list = useQuery({
    queryKey: workbenchKeys.entityTypes,
    queryFn: ({ signal }) => call(routes.listEntityTypes, { signal }),
  })
  const write = can('understanding.write')
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingState />
  const add = write && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('new')}>
      {t('workbench.entities.create')}
    </Button>
  )
  return (
    <>
      <div className="entities-head">
        <p className="page-lead">{t('workbench.entities.lead')}</p>
        {list.data.items.length > 0 && add}
      </div>
      {list.data.items.length === 0 ? (
        <EmptyState title={t('workbench.entities.empty')} help={t('workbench.entities.emptyHelp')} action={add} />
      ) : (
        <ul className="entity-types">
          {list.data.items.map((each) => (
            <EntityRow key={each.type} entity={each} write={write} onOpen={() => setOpen(each)} />
          ))}
        </ul>
      )}
      <SideDrawer
        open={open !== null}
        width={600}
        title={t(open === 'new' ? 'workbench.entities.create' : 'workbench.entities.edit')}
        onClose={() => setOpen(null)}
      >
        {open !== null && (
          <EntityTypeForm
            entity={open === 'new' ? null : open}
            taken={list.data.items.map((each) => each.type)}
            write={write}
            onSaved={() => setOpen(null)}
          />
        )}
      </SideDrawer>
    </>
  )
}

function EntityRow({ entity, write, onOpen }: { entity: EntityType; write: boolean; onOpen(): void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const cache = useQueryClient()
  const notice = useNotice()
  const remove = useMutation({
    mutationFn: () => call(routes.deleteEntityType, { params: { type: entity.type } }),
    onSuccess: () => void cache.invalidateQueries({ queryKey: workbenchKeys.entityTypes }),
    onError: notice.fail,
  })
  return (
    <li>
      <button type="button" className="entity-open" onClick={onOpen}>
        <b>{entity.name[language]}</b> <code>{entity.type}</code>
        <small className="entity-about">
          {entity.kind === 'regex'
            ? entity.pattern
            : t('workbench.entities.values', {
                count: entity.values.length,
                some: entity.values
                  .slice(0, 6)
                  .map((each) => each.value)
                  .join('、'),
              })}
        </small>
      </button>
      <span className="tag">{t(`workbench.entities.kinds.${entity.kind}`)}</span>
      {write && (
        <Popconfirm
          title={t('workbench.entities.deleteConfirm', { name: entity.name[language] })}
          onConfirm={() => remove.mutateAsync()}
        >
          <Button size="small" type="text" danger>
            {t('workbench.entities.delete')}
          </Button>
        </Popconfirm>
      )}
    </li>
  )
}
