import { useTranslation } from 'react-i18next'
import { IndexState } from './index-state.tsx'
import { SynonymList } from './synonym-list.tsx'
import { TuningList } from './tuning-list.tsx'
import './tuning.css'

/** Words that mean the same, and what is pinned or buried for which question. */
export function TuningPage(_: { itemId: string | undefined }) {
  const { t } = useTranslation()
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.tuning')}</h1>
      </header>
      <IndexState />
      <SynonymList />
      <TuningList />
    </div>
  )
}
