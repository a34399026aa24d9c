import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { writeJson } from './json-text.ts'

/** A value as people read it: text plain, the rest as JSON, with a way to copy it. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const text = typeof value === 'string' ? value : writeJson(value)
  const empty = value === null || value === undefined || text === '{}' || text === ''
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    void message.success(t('common.copied'))
  }
  return (
    <div className="json-view">
      <div className="json-head">
        <span>{label}</span>
        {!empty && navigator.clipboard && (
          <Button
            type="text"
            size="small"
            icon={<CopyOutlined />}
            aria-label={t('runs.detail.copy')}
            title={t('runs.detail.copy')}
            onClick={() => void copy()}
          />
        )}
      </div>
      {empty ? <p className="quiet">{t('runs.detail.nothing')}</p> : <pre>{text}</pre>}
    </div>
  )
}
