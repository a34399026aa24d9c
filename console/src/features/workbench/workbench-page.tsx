import { type ComponentType, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useParams } from 'react-router'
import { Problem } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { IntentsPage } from './intents/intents-page.tsx'
import './workbench.css'

const ResourcesPage = lazy(async () => ({ default: (await import('./resources/resources-page.tsx')).ResourcesPage }))
const ImprovePage = lazy(async () => ({ default: (await import('./improve/improve-page.tsx')).ImprovePage }))
const TryPage = lazy(async () => ({ default: (await import('./try/try-page.tsx')).TryPage }))
const EvaluatePage = lazy(async () => ({ default: (await import('./evaluate/evaluate-page.tsx')).EvaluatePage }))
const VersionsPage = lazy(async () => ({ default: (await import('./versions/versions-page.tsx')).VersionsPage }))

const sections = {
  intents: IntentsPage,
  resources: ResourcesPage,
  improve: ImprovePage,
  try: TryPage,
  evaluate: EvaluatePage,
  versions: VersionsPage,
} satisfies Record<string, ComponentType<{ itemId: string | undefined }>>
type Section = keyof typeof sections

/** Where the bot is taught, measured and published; each part has its own address. */
export function WorkbenchPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { section, itemId } = useParams()
  if (!can('understanding.read')) return <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
  if (!section) return <Navigate replace to="/understanding/intents" />
  const Body = section in sections ? sections[section as Section] : undefined
  return (
    <div className="workbench">
      <nav className="workbench-nav" aria-label={t('shell.understanding')}>
        <h2>{t('shell.understanding')}</h2>
        {(Object.keys(sections) as Section[]).map((name) => (
          <NavLink key={name} to={`/understanding/${name}`}>
            {t(`workbench.sections.${name}`)}
          </NavLink>
        ))}
      </nav>
      <Suspense fallback={<LoadingState />}>
        {Body ? (
          <Body key={section} itemId={itemId} />
        ) : (
          <ErrorState error={new Problem({ code: 'not_found', status: 404 })} />
        )}
      </Suspense>
    </div>
  )
}
