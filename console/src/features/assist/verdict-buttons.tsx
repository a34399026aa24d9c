import { DislikeFilled, DislikeOutlined, LikeFilled, LikeOutlined } from '@ant-design/icons'
import { Button, Input, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  verdict: 'helpful' | 'wrong' | null
  onJudge(verdict: 'helpful' | 'wrong', note: string): void
}

/** Whether an answer helped; what is wrong with it can be said and reaches those who look after the knowledge. */
export function VerdictButtons({ verdict, onJudge }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [note, setNote] = useState('')
  const report = () => {
    setOpen(false)
    onJudge('wrong', note.trim())
  }
  return (
    <span className="verdict">
      <Tooltip title={t('assist.act.helpful')}>
        <Button
          size="small"
          type="text"
          aria-label={t('assist.act.helpful')}
          aria-pressed={verdict === 'helpful'}
          icon={verdict === 'helpful' ? <LikeFilled /> : <LikeOutlined />}
          onClick={() => onJudge('helpful', '')}
        />
      </Tooltip>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomRight"
        content={
          <div className="verdict-note">
            <Input.TextArea
              autoFocus
              autoSize={{ minRows: 2, maxRows: 5 }}
              maxLength={500}
              value={note}
              placeholder={t('assist.act.wrongNote')}
              aria-label={t('assist.act.wrongNote')}
              onChange={(event) => setNote(event.target.value)}
            />
            <Button size="small" type="primary" onClick={report}>
              {t('assist.act.wrongSend')}
            </Button>
          </div>
        }
      >
        <Button
          size="small"
          type="text"
          title={t('assist.act.wrong')}
          aria-label={t('assist.act.wrong')}
          aria-pressed={verdict === 'wrong'}
          icon={verdict === 'wrong' ? <DislikeFilled /> : <DislikeOutlined />}
        />
      </Popover>
    </span>
  )
}
