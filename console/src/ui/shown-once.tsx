import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'

/** A secret that can be copied now and never seen again. */
export function ShownOnce({ secret, help }: { secret: string; help: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    void message.success(t('common.copied'))
  }
  return (
    <>
      <p>{help}</p>
      <div className="secret">
        <code>{secret}</code>
        {navigator.clipboard && (
          <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
            {t('common.copy')}
          </Button>
        )}
      </div>
    </>
  )
}
