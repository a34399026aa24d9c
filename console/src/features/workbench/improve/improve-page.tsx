import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { call, Problem, routes } from '../../../api.ts'
import { ErrorState } from '../../../ui/states.tsx'
import { useIntents } from '../use-intents.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { WorkbenchTabs } from '../workbench-tabs.tsx'
import { Conflicts } from './conflicts.tsx'
import { Suggestions } from './suggestions.tsx'
import { WeakIntents } from './weak-intents.tsx'
import { weakOnes } from './weak-ones.ts'
import './improve.css'

const tabs = { suggestions: Suggestions, conflicts: Conflicts, weak: WeakIntents }
type Tab = keyof typeof tabs

/** What would help most now: messages worth labelling, examples that contradict each other, intents that are weak. */
export function ImprovePage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const counts = useCounts()
  if (!itemId) return <Navigate replace to="/understanding/improve/suggestions" />
  const Body = itemId in tabs ? tabs[itemId as Tab] : undefined
  if (!Body) return <ErrorState error={new Problem({ code: 'not_found', status: 404 })} />
  return (
    <div className="workbench-body">
      <h1 className="unseen">{t(`workbench.improve.${itemId as Tab}`)}</h1>
      <WorkbenchTabs
        label={t('workbench.sections.improve')}
        tabs={(Object.keys(tabs) as Tab[]).map((name) => ({
          to: `/understanding/improve/${name}`,
          label: t(`workbench.improve.${name}`),
          count: counts[name],
        }))}
      />
      <Body />
    </div>
  )
}

function useCounts(): Record<Tab, number | undefined> {
  const { query, intents } = useIntents()
  const suggestions = useQuery({
    queryKey: [...workbenchKeys.suggestions, 'count'],
    queryFn: ({ signal }) => call(routes.listSuggestions, { query: { limit: 1 }, signal }),
  })
  const conflicts = useQuery({
    queryKey: [...workbenchKeys.conflicts, 'count'],
    queryFn: ({ signal }) => call(routes.listConflicts, { query: { limit: 1 }, signal }),
  })
  return {
    suggestions: suggestions.data?.total,
    conflicts: conflicts.data?.total,
    weak: query.isSuccess ? weakOnes(intents).length : undefined,
  }
}
