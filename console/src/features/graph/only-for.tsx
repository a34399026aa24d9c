import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAudienceName } from '../knowledge/use-audiences.ts'

/** Whom a fact may be told; nothing where that is everybody. */
export function OnlyFor({ audiences = [] }: { audiences?: string[] | undefined }) {
  const { t } = useTranslation()
  const nameOf = useAudienceName()
  if (audiences.length === 0) return null
  return <Tag>{t('graph.entities.only', { names: audiences.map(nameOf).join(', ') })}</Tag>
}
