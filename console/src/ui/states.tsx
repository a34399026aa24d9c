import { Button, Spin } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api.ts'
import { problemText } from './problem-text.ts'

/** Nothing here: says so, and what to do next. */
export function EmptyState({ title, help, action }: { title: string; help?: string; action?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {help && <p className="state-help">{help}</p>}
      {action}
    </div>
  )
}

export function LoadingState() {
  const { t } = useTranslation()
  return (
    <div className="state" aria-busy="true">
      <Spin size="small" />
      <p className="state-help">{t('common.loading')}</p>
    </div>
  )
}

/** A failed read in words; missing rights and missing things are told apart from breakdowns. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const code = error instanceof Problem ? error.code : 'internal'
  if (code === 'forbidden') return <EmptyState title={t('common.error.noRight')} help={t('common.error.noRightHelp')} />
  if (code === 'not_found')
    return <EmptyState title={t('common.error.notFound')} help={t('common.error.notFoundHelp')} />
  const reference = error instanceof Problem ? error.requestId : undefined
  return (
    <div className="state" role="alert">
      <p className="state-title">{t('common.error.title')}</p>
      <p className="state-help">{problemText(error, t)}</p>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
      {reference && <p className="state-reference">{t('common.error.reference', { id: reference })}</p>}
    </div>
  )
}
