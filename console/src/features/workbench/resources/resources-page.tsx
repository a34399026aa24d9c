import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { Problem } from '../../../api.ts'
import { ErrorState } from '../../../ui/states.tsx'
import { WorkbenchTabs } from '../workbench-tabs.tsx'
import { EntityTypes } from './entity-types.tsx'
import { Lexicon } from './lexicon.tsx'
import { Library } from './library.tsx'
import './resources.css'

const tabs = { library: Library, lexicon: Lexicon, entities: EntityTypes }
type Tab = keyof typeof tabs

/** What is there to teach with: ready-made intents, the lexicon, entity types of the workspace. */
export function ResourcesPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  if (!itemId) return <Navigate replace to="/understanding/resources/library" />
  const Body = itemId in tabs ? tabs[itemId as Tab] : undefined
  if (!Body) return <ErrorState error={new Problem({ code: 'not_found', status: 404 })} />
  return (
    <div className="workbench-body resources">
      <h1 className="unseen">{t(`workbench.resources.${itemId as Tab}`)}</h1>
      <WorkbenchTabs
        label={t('workbench.sections.resources')}
        tabs={(Object.keys(tabs) as Tab[]).map((name) => ({
          to: `/understanding/resources/${name}`,
          label: t(`workbench.resources.${name}`),
        }))}
      />
      <Body />
    </div>
  )
}
