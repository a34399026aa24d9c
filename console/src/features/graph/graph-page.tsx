import { useQuery } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useParams } from 'react-router'
import { call, Problem, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { graphKeys } from './graph-keys.ts'
import './graph.css'

const pages = {
  ask: lazy(async () => ({ default: (await import('./ask/ask-page.tsx')).AskPage })),
  entities: lazy(async () => ({ default: (await import('./entities/entities-page.tsx')).EntitiesPage })),
  ontology: lazy(async () => ({ default: (await import('./ontology/ontology-page.tsx')).OntologyPage })),
  import: lazy(async () => ({ default: (await import('./import/import-page.tsx')).ImportPage })),
  review: lazy(async () => ({ default: (await import('./review/review-page.tsx')).ReviewPage })),
  findings: lazy(async () => ({ default: (await import('./findings/findings-page.tsx')).FindingsPage })),
} satisfies Record<string, ComponentType<{ itemId: string | undefined }>>
type Section = keyof typeof pages

/** What things are, what is known of them, and where texts disagree; each part has its own address. */
export function GraphPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { section, itemId } = useParams()
  const allowed = can('knowledge.read')
  const summary = useQuery({
    queryKey: graphKeys.summary,
    queryFn: ({ signal }) => call(routes.graphSummary, { signal }),
    enabled: allowed,
  })
  if (!allowed) return <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
  if (!section) return <Navigate replace to="/graph/ask" />
  const Body = section in pages ? pages[section as Section] : undefined
  const counts: Partial<Record<Section, number>> = {
    review: summary.data?.proposals ?? 0,
    findings: Object.values(summary.data?.findings ?? {}).reduce((sum, each) => sum + each, 0),
  }
  return (
    <div className="kg">
      <nav className="kg-nav" aria-label={t('graph.title')}>
        <h2>{t('graph.title')}</h2>
        {(Object.keys(pages) as Section[]).map((name) => (
          <NavLink key={name} to={`/graph/${name}`}>
            {t(`graph.sections.${name}`)}
            {counts[name] ? <span className="num">{counts[name]}</span> : null}
          </NavLink>
        ))}
        <NavLink className="kg-back" to="/knowledge/entries">
          ← {t('graph.back')}
        </NavLink>
      </nav>
      <div className="kg-body">
        <Suspense fallback={<LoadingState />}>
          {Body ? (
            <Body key={section} itemId={itemId} />
          ) : (
            <ErrorState error={new Problem({ code: 'not_found', status: 404 })} />
          )}
        </Suspense>
      </div>
    </div>
  )
}
