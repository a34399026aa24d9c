import { PlusOutlined } from '@ant-design/icons'
import type { ListedAudience } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useLanguage } from '../../flows/use-language.ts'
import { useAudiences } from '../use-audiences.ts'
import { AudienceForm } from './audience-form.tsx'
import { conditionWords } from './condition-words.ts'
import { TryAudience } from './try-audience.tsx'
import './audiences.css'

/** Who may see what: each audience as sentences, and what somebody sees. */
export function AudiencesPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const { query, audiences } = useAudiences()
  const [trying, setTrying] = useState(false)
  const write = can('knowledge.publish')
  const begin = () => void navigate('/knowledge/audiences/new')
  useHotkeys({ n: write ? begin : undefined })
  const edited = audiences.find(({ id }) => id === itemId)
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.audiences')}</h1>
        <Button onClick={() => setTrying(true)}>{t('knowledge.audiences.try')}</Button>
        {write && (
          <Button type="primary" icon={<PlusOutlined />} onClick={begin}>
            {t('knowledge.audiences.create')}
          </Button>
        )}
      </header>
      <p className="page-lead">{t('knowledge.audiences.lead')}</p>
      {query.isPending && <LoadingState />}
      {query.isLoadingError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      <ul className="audiences">
        {audiences.map((one) => (
          <AudienceLine key={one.id} audience={one} write={write} />
        ))}
      </ul>
      <AudienceForm
        key={itemId}
        open={itemId === 'new' || (edited !== undefined && !edited.builtIn)}
        audience={edited}
        onClose={() => void navigate('/knowledge/audiences')}
      />
      <TryAudience open={trying} onClose={() => setTrying(false)} />
    </div>
  )
}

function AudienceLine({ audience, write }: { audience: ListedAudience; write: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const name = audience.builtIn ? t('knowledge.audiences.staff') : inLanguage(audience.name, language)
  return (
    <li>
      <header>
        {write && !audience.builtIn ? (
          <Link to={`/knowledge/audiences/${audience.id}`}>
            <b>{name}</b>
          </Link>
        ) : (
          <b>{name}</b>
        )}
        <small>{audience.id}</small>
        {audience.builtIn && <span className="tag">{t('knowledge.audiences.builtIn')}</span>}
      </header>
      {audience.builtIn ? (
        <p className="quiet">{t('knowledge.audiences.staffHelp')}</p>
      ) : (
        <p>{audience.conditions.map((one) => conditionWords(one, t)).join(t('knowledge.audiences.and'))}</p>
      )}
      <small className="audience-use">
        <Link to={`/knowledge/entries?audience=${audience.id}`}>
          {t('knowledge.audiences.entries', { count: audience.entries })}
        </Link>
        <Link to={`/knowledge/documents?audience=${audience.id}`}>
          {t('knowledge.audiences.documents', { count: audience.documents })}
        </Link>
      </small>
    </li>
  )
}
