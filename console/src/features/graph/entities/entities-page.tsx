import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { graphKeys } from '../graph-keys.ts'
import { useOntology } from '../use-ontology.ts'
import { AddEntity } from './add-entity.tsx'
import { EntityDrawer } from './entity-drawer.tsx'

const pageSize = 50

/** All things, found by name, each with its facts beside the list. */
export function EntitiesPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const { ontology, typeName, language } = useOntology()
  const [type, setType] = useState<string>()
  const [typed, setTyped] = useState('')
  const [offset, setOffset] = useState(0)
  const [adding, setAdding] = useState(false)
  const search = useDebounced(typed, 250)
  const list = useQuery({
    queryKey: [...graphKeys.entities, { type, search, offset }],
    queryFn: ({ signal }) =>
      call(routes.listEntities, { query: { type, search: search || undefined, offset, limit: pageSize }, signal }),
    placeholderData: keepPreviousData,
  })
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingState />
  const { items, total } = list.data
  const filtered = type !== undefined || search !== ''
  return (
    <>
      <div className="kg-head">
        <h1>{t('graph.sections.entities')}</h1>
        {can('knowledge.write') && ontology.types.length > 0 && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('graph.entities.add')}
          </Button>
        )}
      </div>
      <div className="kg-bar">
        <Input.Search
          className="grow"
          allowClear
          aria-label={t('graph.entities.search')}
          placeholder={t('graph.entities.search')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setOffset(0)
          }}
        />
        <Select
          aria-label={t('graph.entities.type')}
          value={type ?? ''}
          options={[
            { value: '', label: t('graph.entities.allTypes') },
            ...ontology.types.map(({ key, name }) => ({ value: key, label: name[language] })),
          ]}
          onChange={(value: string) => {
            setType(value || undefined)
            setOffset(0)
          }}
        />
        <span className="kg-quiet">{t('graph.entities.total', { n: total })}</span>
      </div>
      {items.length === 0 ? (
        <EmptyState
          title={t(filtered ? 'graph.entities.noMatch' : 'graph.entities.empty')}
          {...(filtered ? {} : { help: t('graph.entities.emptyHelp') })}
        />
      ) : (
        <div className="kg-scroll">
          <table className="kg-table">
            <thead>
              <tr>
                {(['name', 'type', 'aliases', 'key', 'facts', 'updated'] as const).map((each) => (
                  <th key={each}>{t(`graph.entities.${each}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((each) => (
                <tr key={each.id} className="click" onClick={() => void navigate(`/graph/entities/${each.id}`)}>
                  <td>
                    <button
                      type="button"
                      className="link-button"
                      onClick={() => void navigate(`/graph/entities/${each.id}`)}
                    >
                      {each.name}
                    </button>{' '}
                    {each.retired && <Tag>{t('graph.entities.retired')}</Tag>}
                  </td>
                  <td>
                    <Tag color={ontology.types.find(({ key }) => key === each.type)?.colour ?? 'default'}>
                      {typeName(each.type)}
                    </Tag>
                  </td>
                  <td>{each.aliases.join('、')}</td>
                  <td>{each.key}</td>
                  <td>{each.facts}</td>
                  <td>
                    <Time at={each.updatedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > pageSize && (
        <div className="kg-bar" style={{ marginTop: 12 }}>
          <Button disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - pageSize))}>
            ←
          </Button>
          <span className="kg-quiet">
            {offset + 1}–{Math.min(offset + pageSize, total)} / {total}
          </span>
          <Button disabled={offset + pageSize >= total} onClick={() => setOffset(offset + pageSize)}>
            →
          </Button>
        </div>
      )}
      {adding && <AddEntity onClose={() => setAdding(false)} />}
      {itemId && <EntityDrawer key={itemId} entityId={itemId} onClose={() => void navigate('/graph/entities')} />}
    </>
  )
}
