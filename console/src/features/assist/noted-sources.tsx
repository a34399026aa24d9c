import { CloseOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { placeOf } from '../knowledge/test-box/place-of.ts'
import type { Suggestion } from './use-assist.ts'

/** Where what was inserted is from: for the agent, never sent. */
export function NotedSources({ items, onForget }: { items: Suggestion[]; onForget(id: string): void }) {
  const { t } = useTranslation()
  if (items.length === 0) return null
  return (
    <p className="noted">
      {t('assist.compose.from')}
      {items.map((item) => (
        <span key={item.id}>
          {item.sources[0] ? <Link to={placeOf(item.sources[0])}>{item.sources[0].title}</Link> : item.title}
          <button type="button" aria-label={t('common.close')} onClick={() => onForget(item.id)}>
            <CloseOutlined />
          </button>
        </span>
      ))}
    </p>
  )
}
