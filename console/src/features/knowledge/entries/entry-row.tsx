// biome-ignore-all lint/a11y/useSemanticElements: a table cannot draw only the rows in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid takes the keys for all of its rows
import type { EntrySummary } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { Checkbox } from 'antd'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Time } from '../../../ui/time.tsx'
import { useLanguage } from '../../flows/use-language.ts'
import { StatusTag, ValidityTag } from './entry-marks.tsx'

export interface RowProps {
  entry: EntrySummary
  index: number
  height: number
  wide: boolean
  focused: boolean
  chosen: boolean
  /** Null where nothing may be chosen. */
  onChoose: ((entry: EntrySummary, stretch: boolean) => void) | null
  onFocus(index: number): void
  to: string
  category: string
  audiences: string
}

/** One entry in the list: what it is called, who it is for, how it stands. */
export const EntryRow = memo(function EntryRow(props: RowProps) {
  const { entry, index, height, wide, focused, chosen, onChoose, onFocus, to, category, audiences } = props
  const { t } = useTranslation()
  const language = useLanguage()
  const title = inLanguage(entry.title, language) || t('knowledge.entries.untitled')
  const classes = ['entry-row']
  if (focused) classes.push('entry-focused')
  if (chosen) classes.push('entry-chosen')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys for all of its rows
    <div
      id={`entry-${entry.id}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={chosen}
      className={classes.join(' ')}
      style={{ top: index * height, height }}
      onClick={() => onFocus(index)}
    >
      {onChoose && (
        <span role="gridcell" className="entry-check">
          <Checkbox
            checked={chosen}
            tabIndex={-1}
            aria-label={t('knowledge.entries.choose', { title })}
            onClick={(event) => {
              event.stopPropagation()
              onChoose(entry, event.shiftKey)
            }}
          />
        </span>
      )}
      <span role="gridcell" className="entry-main">
        <Link to={to} tabIndex={-1} className="entry-title" title={title}>
          {title}
        </Link>
        <small className="entry-sub">
          <span>{category || t('knowledge.entries.noCategory')}</span>
          {entry.labels.map((label) => (
            <span key={label} className="entry-label">
              {label}
            </span>
          ))}
        </small>
      </span>
      {wide && (
        <>
          <span role="gridcell" className="entry-audience" title={audiences}>
            {audiences}
          </span>
          <span role="gridcell" className="entry-languages">
            {(['zh', 'en'] as const).map((each) => (
              <span
                key={each}
                className={entry.languages.includes(each) ? '' : 'entry-missing'}
                title={t(entry.languages.includes(each) ? 'knowledge.entries.has' : 'knowledge.entries.lacks', {
                  language: t(`common.language.${each}`),
                })}
              >
                {each === 'zh' ? '中' : 'EN'}
              </span>
            ))}
          </span>
          <span
            role="gridcell"
            className="num quiet"
            title={t('knowledge.entries.questionCount', { count: entry.questions })}
          >
            {entry.questions}
          </span>
        </>
      )}
      <span role="gridcell" className="entry-state">
        <StatusTag entry={entry} />
        <ValidityTag entry={entry} />
      </span>
      {wide && (
        <>
          <span role="gridcell" className="entry-owner">
            {entry.owner?.name}
          </span>
          <span role="gridcell" className="entry-time quiet" title={entry.updatedBy}>
            <Time at={entry.updatedAt} />
          </span>
        </>
      )}
    </div>
  )
})
