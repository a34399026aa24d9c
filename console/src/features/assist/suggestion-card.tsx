import { CopyOutlined, EnterOutlined, FormOutlined } from '@ant-design/icons'
import { App, Button, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SourceLink } from '../knowledge/test-box/answer-view.tsx'
import { MarkdownView } from '../knowledge/text/markdown-view.tsx'
import { Snippet } from './snippet.tsx'
import { type Suggestion, useTellUse } from './use-assist.ts'
import { VerdictButtons } from './verdict-buttons.tsx'

export interface CardActions {
  /** Puts it into the reply box; undefined while this agent cannot reply. */
  onInsert: ((item: Suggestion) => void) | undefined
  onNote: ((item: Suggestion) => void) | undefined
}

/** One thing to answer with: whether the customer may hear it, what it says, where it is from, what can be done with it. */
export function SuggestionCard({ item, open, onInsert, onNote }: CardActions & { item: Suggestion; open: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tell = useTellUse()
  const [wanted, setWanted] = useState(false)
  const whole = open || wanted
  const internal = item.reach === 'internal'
  const copy = () => {
    void navigator.clipboard.writeText(item.text).then(() => message.success(t('common.copied')))
    tell(item, 'copied')
  }
  const judge = (verdict: 'helpful' | 'wrong', note: string) => {
    tell(item, verdict, note)
    if (verdict === 'wrong') void message.success(t('assist.act.thanks'))
  }
  return (
    <article className={`offer offer-${item.reach}`}>
      <header>
        <span className={`tag ${internal ? 'tag-warn' : 'tag-good'}`} title={t(`assist.reachHint.${item.reach}`)}>
          {t(`assist.reach.${item.reach}`)}
        </span>
        {item.sources[0] && <SourceLink source={item.sources[0]} />}
      </header>
      {whole ? (
        <div className="offer-text said">
          <MarkdownView text={item.markdown} />
        </div>
      ) : (
        <button type="button" className="offer-snippet" title={t('assist.act.expand')} onClick={() => setWanted(true)}>
          {item.snippet ? <Snippet {...item.snippet} /> : item.text}
        </button>
      )}
      {item.conflict.length > 1 && (
        <p className="warn-line">{t('assist.conflict', { says: item.conflict.join(' / ') })}</p>
      )}
      {item.sources.slice(1).map((source) => (
        <small key={`${source.id}${source.passage}`}>
          <SourceLink source={source} />
        </small>
      ))}
      {whole && (
        <footer>
          {internal ? (
            onNote && (
              <Button size="small" icon={<FormOutlined />} onClick={() => onNote(item)}>
                {t('assist.act.note')}
              </Button>
            )
          ) : (
            <Tooltip title={t(onInsert ? 'assist.act.insertHint' : 'assist.act.takeFirst')}>
              <Button
                size="small"
                icon={<EnterOutlined />}
                disabled={!onInsert}
                onClick={() => onInsert?.(item)}
                aria-keyshortcuts={open ? 'y' : undefined}
              >
                {t('assist.act.insert')}
              </Button>
            </Tooltip>
          )}
          {!internal && (
            <Tooltip title={t('assist.act.copy')}>
              <Button
                size="small"
                type="text"
                icon={<CopyOutlined />}
                aria-label={t('assist.act.copy')}
                onClick={copy}
              />
            </Tooltip>
          )}
          <VerdictButtons verdict={item.verdict} onJudge={judge} />
          {item.wording === 'model' && <small>{t('assist.wording')}</small>}
        </footer>
      )}
    </article>
  )
}
