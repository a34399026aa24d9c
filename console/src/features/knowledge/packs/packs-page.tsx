import type { ListedPack } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useLanguage } from '../../flows/use-language.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { PackView } from './pack-view.tsx'
import './packs.css'

/** Ready knowledge of a trade: what is in it, installing it, its checklist, taking it out. */
export function PacksPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const language = useLanguage()
  const packs = useQuery({
    queryKey: knowledgeKeys.packs,
    queryFn: ({ signal }) => call(routes.listPacks, { signal }),
  })
  const open = packs.data?.items.find(({ id }) => id === itemId)
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.packs')}</h1>
      </header>
      <p className="page-lead">{t('knowledge.packs.lead')}</p>
      {packs.isPending && <LoadingState />}
      {packs.isLoadingError && <ErrorState error={packs.error} onRetry={() => void packs.refetch()} />}
      {packs.data?.items.length === 0 && <EmptyState title={t('knowledge.packs.none')} />}
      <ul className="packs">
        {packs.data?.items.map((one) => (
          <PackLine key={one.id} pack={one} />
        ))}
      </ul>
      <SideDrawer
        open={itemId !== undefined}
        width={680}
        title={open ? inLanguage(open.name, language) : (itemId ?? '')}
        onClose={() => void navigate('/knowledge/packs')}
      >
        {itemId !== undefined && <PackView packId={itemId} />}
      </SideDrawer>
    </div>
  )
}

function PackLine({ pack }: { pack: ListedPack }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { installed } = pack
  return (
    <li>
      <header>
        <Link to={`/knowledge/packs/${pack.id}`}>
          <b>{inLanguage(pack.name, language)}</b>
        </Link>
        <small>
          {inLanguage(pack.industry, language)} · v{pack.version} ·{' '}
          {pack.languages.map((each) => t(`common.language.${each}`)).join(' / ')}
        </small>
        {installed && (
          <span className="tag tag-good">{t('knowledge.packs.installed', { version: installed.version })}</span>
        )}
        {pack.upgradable && <span className="tag status-open">{t('knowledge.packs.upgradable')}</span>}
      </header>
      <p>{inLanguage(pack.description, language)}</p>
      <p className="quiet">
        {t('knowledge.packs.counts', pack.counts)}
        {installed && ` · ${t('knowledge.packs.checklistDone', installed.checklist)}`}
      </p>
    </li>
  )
}
