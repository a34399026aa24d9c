import { emptyOntology, type Ontology } from '@loopdesk/contracts/graph.ts'
import { checkOntology } from '@loopdesk/engines/graph/check-ontology.ts'
import { starters } from '@loopdesk/engines/graph/starters.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { problemText } from '../../../ui/problem-text.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { graphKeys } from '../graph-keys.ts'
import { useOntology } from '../use-ontology.ts'
import { PropertyCard } from './property-card.tsx'
import { RelationCard } from './relation-card.tsx'
import { RuleCard } from './rule-card.tsx'
import { TypeCard } from './type-card.tsx'
import { Versions } from './versions.tsx'

const Drawing = lazy(async () => ({ default: (await import('./drawing.tsx')).Drawing }))
const parts = ['types', 'properties', 'relations', 'rules'] as const
export type OntologyPart = (typeof parts)[number]

/** What there is to know things about: edited as a whole, checked while one types, saved as the next version. */
export function OntologyPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { query, ontology } = useOntology()
  const [draft, setDraft] = useState<Ontology>()
  const [part, setPart] = useState<OntologyPart>('types')
  const save = useSave(() => setDraft(undefined))
  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <LoadingState />
  const shown = draft ?? ontology
  const write = can('knowledge.write')
  const problems = checkOntology(shown)
  const next = query.data.number + 1
  if (shown.types.length === 0 && !draft)
    return (
      <EmptyState
        title={t('graph.ontology.empty')}
        help={t('graph.ontology.emptyHelp')}
        action={
          write && (
            <div className="kg-starters">
              {(['products', 'repair'] as const).map((name) => (
                <Button key={name} type="primary" onClick={() => setDraft(structuredClone(starters[name]))}>
                  {t(`graph.ontology.starters.${name}`)}
                </Button>
              ))}
              <Button onClick={() => setDraft(withNew(emptyOntology, 'types'))}>{t('graph.ontology.add.types')}</Button>
            </div>
          )
        }
      />
    )
  return (
    <>
      <div className="kg-head">
        <h1>{t('graph.sections.ontology')}</h1>
        <span className="kg-quiet">
          {draft ? t('graph.ontology.changed') : t('graph.ontology.version', { n: query.data.number })}
        </span>
        {draft && <Button onClick={() => setDraft(undefined)}>{t('graph.ontology.discard')}</Button>}
        {write && (
          <Button
            type="primary"
            disabled={!draft || problems.length > 0}
            loading={save.isPending}
            onClick={() => save.mutate({ number: query.data.number, ontology: shown })}
          >
            {t('graph.ontology.save', { n: next })}
          </Button>
        )}
      </div>
      <p className="kg-lead">{t('graph.ontology.lead')}</p>
      <Suspense fallback={<div className="kg-drawing" />}>
        <Drawing ontology={shown} />
      </Suspense>
      <div className="kg-bar">
        <Segmented<OntologyPart>
          value={part}
          options={parts.map((value) => ({ value, label: `${t(`graph.ontology.${value}`)} ${shown[value].length}` }))}
          onChange={setPart}
        />
        {write && <Button onClick={() => setDraft(withNew(shown, part))}>{t(`graph.ontology.add.${part}`)}</Button>}
      </div>
      <Cards part={part} ontology={shown} problems={problems} write={write} onChange={setDraft} />
      <Versions current={query.data.number} onLoad={write ? setDraft : undefined} />
    </>
  )
}

interface CardsProps {
  part: OntologyPart
  ontology: Ontology
  problems: ReturnType<typeof checkOntology>
  write: boolean
  onChange: (ontology: Ontology) => void
}

function Cards({ part, ontology, problems, write, onChange }: CardsProps) {
  const Card = { types: TypeCard, properties: PropertyCard, relations: RelationCard, rules: RuleCard }[
    part
  ] as typeof TypeCard
  const items = ontology[part] as Ontology['types']
  const put = (changed: unknown[]) => onChange({ ...ontology, [part]: changed })
  return (
    <fieldset disabled={!write} style={{ border: 0, padding: 0, margin: 0 }}>
      {items.map((item, at) => (
        <Card
          // biome-ignore lint/suspicious/noArrayIndexKey: keys are edited, positions are not.
          key={at}
          item={item}
          ontology={ontology}
          problems={problems
            .filter(({ path }) => path.startsWith(`/${part}/${at}/`) || path === `/${part}/${at}`)
            .map(({ message }) => message)}
          onChange={(changed) => put(items.map((each, index) => (index === at ? changed : each)))}
          onRemove={() => put(items.filter((_, index) => index !== at))}
        />
      ))}
    </fieldset>
  )
}

function useSave(onSaved: () => void) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { number: number; ontology: Ontology }) => call(routes.saveOntology, { body }),
    onSuccess: (saved) => {
      cache.setQueryData(graphKeys.ontology, saved)
      void cache.invalidateQueries({ queryKey: graphKeys.all })
      void message.success(t('graph.ontology.saved', { n: saved.number }))
      onSaved()
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
}

/** With one more of a part, named so that it can be saved as it stands. */
function withNew(ontology: Ontology, part: OntologyPart): Ontology {
  const taken = new Set([...ontology.types, ...ontology.properties, ...ontology.relations].map(({ key }) => key))
  const free = (base: string) => {
    let number = 1
    while (taken.has(`${base}_${number}`)) number++
    return `${base}_${number}`
  }
  const type = ontology.types[0]?.key ?? 'type_1'
  const name = (zh: string, en: string) => ({ name: { zh, en }, synonyms: [] })
  if (part === 'types')
    return { ...ontology, types: [...ontology.types, { key: free('type'), ...name('新类型', 'new type') }] }
  if (part === 'properties')
    return {
      ...ontology,
      properties: [
        ...ontology.properties,
        { key: free('property'), ...name('新属性', 'new property'), of: [type], kind: 'text', choices: [] },
      ],
    }
  if (part === 'relations')
    return {
      ...ontology,
      relations: [
        ...ontology.relations,
        {
          key: free('relation'),
          ...name('新关系', 'new relation'),
          from: [type],
          to: [type],
          cardinality: 'many_many',
          inverseSynonyms: [],
          closed: false,
        },
      ],
    }
  const ids = new Set(ontology.rules.map(({ id }) => id))
  let number = 1
  while (ids.has(`rule_${number}`)) number++
  const member = ontology.properties[0]?.key ?? ontology.relations[0]?.key ?? 'property_1'
  return { ...ontology, rules: [...ontology.rules, { id: `rule_${number}`, kind: 'required', type, member }] }
}
