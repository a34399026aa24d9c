import type { FactShown } from '@loopdesk/contracts/api/graph.ts'
import { showValue } from '@loopdesk/engines/graph/show.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Popconfirm, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { problemText } from '../../../ui/problem-text.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { graphKeys } from '../graph-keys.ts'
import { OnlyFor } from '../only-for.tsx'
import { SourceLine } from '../source-line.tsx'
import { useOntology } from '../use-ontology.ts'
import { AddFact } from './add-fact.tsx'

/** One thing: what is known of it and from where, what leads to it, and the rules it breaks. */
export function EntityDrawer({ entityId, onClose }: { entityId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { typeName, language } = useOntology()
  const detail = useQuery({
    queryKey: [...graphKeys.entities, entityId],
    queryFn: ({ signal }) => call(routes.readEntity, { params: { entityId }, signal }),
  })
  const { retire, remove } = useEntityActions(entityId, onClose)
  const write = can('knowledge.write')
  const entity = detail.data?.entity
  return (
    <SideDrawer open width={620} title={entity?.name ?? ''} onClose={onClose}>
      {detail.isLoadingError && <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />}
      {detail.isPending && <LoadingState />}
      {detail.data && entity && (
        <>
          <div className="kg-bar">
            <Tag>{typeName(entity.type)}</Tag>
            {entity.retired && <Tag color="orange">{t('graph.entities.retired')}</Tag>}
            {entity.aliases.length > 0 && <span className="kg-quiet">{entity.aliases.join('、')}</span>}
            {write && (
              <>
                <Button size="small" onClick={() => retire.mutate(!entity.retired)}>
                  {t(entity.retired ? 'graph.entities.unretire' : 'graph.entities.retire')}
                </Button>
                <Popconfirm
                  title={t('graph.entities.deleteAsk', { name: entity.name })}
                  onConfirm={() => remove.mutate()}
                >
                  <Button size="small" danger>
                    {t('graph.entities.delete')}
                  </Button>
                </Popconfirm>
              </>
            )}
          </div>
          {detail.data.violations.map((each) => (
            <Alert
              key={`${each.kind} ${each.member}`}
              type="warning"
              showIcon
              title={each.message[language]}
              style={{ marginBottom: 8 }}
            />
          ))}
          <h3>{t('graph.entities.stated')}</h3>
          {detail.data.facts.length === 0 && <p className="kg-quiet">{t('graph.entities.noFacts')}</p>}
          {detail.data.facts.map((each) => (
            <FactLine key={each.id} fact={each} write={write} />
          ))}
          {write && <AddFact entity={entity} />}
          {detail.data.incoming.length > 0 && <h3 style={{ marginTop: 20 }}>{t('graph.entities.neighbours')}</h3>}
          {detail.data.incoming.map((each) => (
            <FactLine key={each.id} fact={each} incoming write={false} />
          ))}
        </>
      )}
    </SideDrawer>
  )
}

function FactLine({ fact, incoming, write }: { fact: FactShown; incoming?: boolean; write: boolean }) {
  const { t } = useTranslation()
  const { ontology, memberName, language } = useOntology()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const retract = useMutation({
    mutationFn: () => call(routes.deleteFact, { params: { factId: fact.id } }),
    onSuccess: () => void cache.invalidateQueries({ queryKey: graphKeys.all }),
    onError: (error) => void message.error(problemText(error, t)),
  })
  const member = (fact.property ?? fact.relation)!
  const property = ontology.properties.find(({ key }) => key === fact.property)
  return (
    <div className="kg-fact">
      <span>
        {incoming && `${fact.subjectName} · `}
        {memberName(member)}
      </span>
      <span>
        {fact.negated && <Tag color="red">{t('graph.entities.not')}</Tag>}
        {incoming ? (
          <Link to={`/graph/entities/${fact.subject}`}>{fact.subjectName}</Link>
        ) : fact.object ? (
          <Link to={`/graph/entities/${fact.object}`}>{fact.objectName}</Link>
        ) : (
          showValue(property, fact.value, language)
        )}{' '}
        <span className="kg-quiet">
          {fact.from && t('graph.entities.from', { day: fact.from })}{' '}
          {fact.until && t('graph.entities.until', { day: fact.until })}
        </span>
        <SourceLine source={fact.source} quote />
        <OnlyFor audiences={fact.audiences} />
      </span>
      {write && (
        <Button size="small" type="text" loading={retract.isPending} onClick={() => retract.mutate()}>
          {t('graph.entities.remove')}
        </Button>
      )}
    </div>
  )
}

function useEntityActions(entityId: string, onClose: () => void) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const onError = (error: unknown) => void message.error(problemText(error, t))
  const refresh = () => void cache.invalidateQueries({ queryKey: graphKeys.all })
  const retire = useMutation({
    mutationFn: (retired: boolean) => call(routes.updateEntity, { params: { entityId }, body: { retired } }),
    onSuccess: refresh,
    onError,
  })
  const remove = useMutation({
    mutationFn: () => call(routes.deleteEntity, { params: { entityId } }),
    onSuccess: () => {
      onClose()
      refresh()
    },
    onError,
  })
  return { retire, remove }
}
