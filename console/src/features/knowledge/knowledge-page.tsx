import { ExperimentOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useParams } from 'react-router'
import { call, Problem, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { knowledgeKeys } from './knowledge-keys.ts'
import { type KnowledgeSection, sectionGroups } from './knowledge-sections.ts'
import { TestBoxProvider, useTestBox } from './test-box/test-box-context.tsx'
import './knowledge.css'

const pages = {
  entries: lazy(async () => ({ default: (await import('./entries/entries-page.tsx')).EntriesPage })),
  documents: lazy(async () => ({ default: (await import('./documents/documents-page.tsx')).DocumentsPage })),
  sources: lazy(async () => ({ default: (await import('./sources/sources-page.tsx')).SourcesPage })),
  imports: lazy(async () => ({ default: (await import('./imports/imports-page.tsx')).ImportsPage })),
  gaps: lazy(async () => ({ default: (await import('../growth/gaps/gaps-page.tsx')).GapsPage })),
  proposals: lazy(async () => ({ default: (await import('../growth/proposals/proposals-page.tsx')).ProposalsPage })),
  health: lazy(async () => ({ default: (await import('../growth/health/health-page.tsx')).HealthPage })),
  todo: lazy(async () => ({ default: (await import('./todo/todo-page.tsx')).TodoPage })),
  audiences: lazy(async () => ({ default: (await import('./audiences/audiences-page.tsx')).AudiencesPage })),
  tuning: lazy(async () => ({ default: (await import('./tuning/tuning-page.tsx')).TuningPage })),
  packs: lazy(async () => ({ default: (await import('./packs/packs-page.tsx')).PacksPage })),
  help: lazy(async () => ({ default: (await import('../help/help-page.tsx')).HelpPage })),
  settings: lazy(async () => ({ default: (await import('./settings/settings-page.tsx')).SettingsPage })),
} satisfies Record<KnowledgeSection, ComponentType<{ itemId: string | undefined }>>

const TestBox = lazy(async () => ({ default: (await import('./test-box/test-box.tsx')).TestBox }))

/** What the company knows: written, uploaded, read from web sites; who sees it and how it is found. */
export function KnowledgePage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { section, itemId } = useParams()
  if (!can('knowledge.read')) return <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
  if (!section) return <Navigate replace to="/knowledge/entries" />
  const Body = section in pages ? pages[section as KnowledgeSection] : undefined
  return (
    <TestBoxProvider>
      <Frame>
        <nav className="kb-nav" aria-label={t('shell.knowledge')}>
          <h2>{t('shell.knowledge')}</h2>
          {sectionGroups.map(({ name, sections }) => (
            <div key={name} className="kb-nav-group">
              {sections.map((each) => (
                <NavLink key={each} to={`/knowledge/${each}`}>
                  {t(`knowledge.sections.${each}`)}
                  {each === 'todo' && <TodoCount />}
                </NavLink>
              ))}
              {name === 'content' && <NavLink to="/graph">{t('knowledge.sections.graph')}</NavLink>}
            </div>
          ))}
          <AskButton />
        </nav>
        <Suspense fallback={<LoadingState />}>
          {Body ? (
            <Body key={section} itemId={itemId} />
          ) : (
            <ErrorState error={new Problem({ code: 'not_found', status: 404 })} />
          )}
        </Suspense>
      </Frame>
      <OpenTestBox />
    </TestBoxProvider>
  )
}

/** The page with its navigation, narrower while the test box stands beside it. */
function Frame({ children }: { children: ReactNode }) {
  const box = useTestBox()
  return <div className={`kb${box.state ? ' kb-docked' : ''}`}>{children}</div>
}

/** How many drafts wait for a reviewer and entries for care. */
function TodoCount() {
  const reminders = useQuery({
    queryKey: [...knowledgeKeys.reminders, 'count'],
    queryFn: ({ signal }) => call(routes.listReminders, { query: { limit: 1 }, signal }),
  })
  return reminders.data?.total ? <span className="num">{reminders.data.total}</span> : null
}

function AskButton() {
  const { t } = useTranslation()
  const box = useTestBox()
  useHotkeys({ t: () => (box.state ? box.close() : box.open()) })
  return (
    <Button className="kb-ask" icon={<ExperimentOutlined />} onClick={() => box.open()}>
      {t('knowledge.test.open')}
      <KeyHint keys="T" />
    </Button>
  )
}

function OpenTestBox() {
  const box = useTestBox()
  return <Suspense fallback={null}>{box.state && <TestBox />}</Suspense>
}
