import type { Contradiction, DraftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useQuery } from '@tanstack/react-query'
import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { SourceLine } from '../../graph/source-line.tsx'
import { useOntology } from '../../graph/use-ontology.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'

/** Typing has come to rest. */
const restMs = 700

/** What the draft says otherwise than the knowledge graph knows; undefined until it is known. */
export function useContradictions(definition: DraftEntry): Contradiction[] | undefined {
  const text = useDebounced(JSON.stringify(definition), restMs)
  const found = useQuery({
    queryKey: knowledgeKeys.contradictions(text),
    queryFn: ({ signal }) =>
      call(routes.readContradictions, { body: { definition: JSON.parse(text) as DraftEntry }, signal }),
    placeholderData: (before) => before,
  })
  return found.data?.items
}

/** Sentences of an entry with the facts or the rule they go against, each in its own words. */
export const ContradictionList = ({ items }: { items: Contradiction[] }) =>
  items.length === 0 ? null : <Contradictions items={items} />

function Contradictions({ items }: { items: Contradiction[] }) {
  const { t } = useTranslation()
  const { memberName } = useOntology()
  return (
    <section className="kb-notice kb-notice-warn kb-against" aria-label={t('knowledge.against.title')}>
      <p>{t('knowledge.against.title')}</p>
      <ul>
        {items.map((each) => (
          <li key={`${each.id} ${each.path}`}>
            <q>{each.quote.trim()}</q>
            <span>
              {each.entityName} · {memberName(each.member)}：{t('knowledge.against.said', { said: each.said })} ≠{' '}
              {t('knowledge.against.known', { known: each.known })}
            </span>
            {each.rule !== null && (
              <span className="quiet">
                {each.rule ? t('knowledge.against.ruleNamed', { note: each.rule }) : t('knowledge.against.rule')}
              </span>
            )}
            {each.sources.map((source) => (
              <SourceLine key={JSON.stringify(source)} source={source} quote />
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Somebody's word that these are meant so; it does not hold for others that come up later. */
export function useConfirmed(items: Contradiction[]) {
  const [confirmed, setConfirmed] = useState('')
  const key = items.map(({ id }) => id).join()
  return {
    items,
    sure: confirmed === key,
    despite: confirmed === key ? items.map(({ id }) => id) : [],
    confirm: (yes: boolean) => setConfirmed(yes ? key : ''),
  }
}

/** Before publishing: what goes against what is known, with the word that it is meant so. */
export function ConfirmContradictions({ items, sure, confirm }: ReturnType<typeof useConfirmed>) {
  const { t } = useTranslation()
  if (items.length === 0) return null
  return (
    <>
      <ContradictionList items={items} />
      <Checkbox checked={sure} onChange={({ target }) => confirm(target.checked)}>
        {t('knowledge.against.confirm')}
      </Checkbox>
    </>
  )
}
