import type { Ontology } from '@loopdesk/contracts/graph.ts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { Time } from '../../../ui/time.tsx'
import { graphKeys } from '../graph-keys.ts'

/** Earlier versions; one that is loaded becomes a draft and is in force once it is saved. */
export function Versions({ current, onLoad }: { current: number; onLoad: ((ontology: Ontology) => void) | undefined }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const list = useQuery({
    queryKey: [...graphKeys.ontology, 'versions', current],
    queryFn: ({ signal }) => call(routes.listOntologyVersions, { query: { limit: 20 }, signal }),
    enabled: current > 0,
  })
  const load = useMutation({
    mutationFn: (number: number) => call(routes.readOntologyVersion, { params: { number } }),
    onSuccess: ({ ontology }) => onLoad?.(ontology),
    onError: (error) => void message.error(problemText(error, t)),
  })
  if (!list.data || list.data.items.length === 0) return null
  return (
    <>
      <h2>{t('graph.ontology.versions')}</h2>
      <ul className="kg-list">
        {list.data.items.map(({ number, by, at, types, properties, relations, rules }) => (
          <li key={number} className="kg-bar" style={{ margin: 0 }}>
            <span>{t('graph.ontology.version', { n: number })}</span>
            <span className="kg-quiet">
              {by} · <Time at={at} /> · {types} / {properties} / {relations} / {rules}
            </span>
            {onLoad && number !== current && (
              <Button
                size="small"
                loading={load.isPending && load.variables === number}
                onClick={() => load.mutate(number)}
              >
                {t('graph.ontology.restore')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
