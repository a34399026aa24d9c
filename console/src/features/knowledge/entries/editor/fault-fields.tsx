import type { KnownFault } from '@loopdesk/contracts/knowledge.ts'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../../ui/section.tsx'
import { QuestionChips } from '../question-chips.tsx'
import type { EntryDraft } from './use-entry-draft.ts'

const blank: KnownFault = { codes: [], texts: [], pictures: [], products: [], steps: { zh: [], en: [] } }

interface Props {
  draft: EntryDraft
  languages: readonly ('zh' | 'en')[]
  write: boolean
}

/** How a fault shows on a display or in a picture, and what to do about it step by step. */
export function FaultFields({ draft, languages, write }: Props) {
  const { t } = useTranslation()
  const { fault } = draft.definition
  const change = (part: Partial<KnownFault>) => draft.change({ fault: { ...(fault ?? blank), ...part } })
  const lists = ['codes', 'texts', 'products', 'pictures'] as const
  return (
    <Section
      title={t('knowledge.fault.title')}
      open={fault !== undefined}
      extra={
        write &&
        fault && (
          <Button size="small" type="text" danger onClick={() => draft.change({ fault: undefined })}>
            {t('knowledge.fault.remove')}
          </Button>
        )
      }
    >
      {!fault ? (
        <div className="buttons">
          <p className="quiet">{t('knowledge.fault.help')}</p>
          {write && (
            <Button size="small" onClick={() => draft.change({ fault: blank })}>
              {t('knowledge.fault.add')}
            </Button>
          )}
        </div>
      ) : (
        <div className="kb-form">
          <div className="fault-lists">
            {lists.map((name) => (
              <div key={name} className="labelled">
                <span>
                  {t(`knowledge.fault.${name}`)} <small>{t(`knowledge.fault.${name}Help`)}</small>
                </span>
                <Select
                  mode="tags"
                  aria-label={t(`knowledge.fault.${name}`)}
                  value={fault[name]}
                  disabled={!write}
                  open={false}
                  suffixIcon={null}
                  tokenSeparators={name === 'texts' ? ['\n'] : [',', '，', '\n', ' ']}
                  onChange={(values: string[]) => change({ [name]: values.map((one) => one.trim()).filter(Boolean) })}
                />
              </div>
            ))}
          </div>
          <div className="texts" data-columns={languages.length}>
            {languages.map((language) => {
              const label = t('knowledge.fault.steps', { language: t(`common.language.${language}`) })
              return (
                <div key={language} className="labelled fault-steps">
                  <span>{label}</span>
                  <QuestionChips
                    label={label}
                    values={fault.steps[language]}
                    readOnly={!write}
                    onChange={(steps) => change({ steps: { ...fault.steps, [language]: steps } })}
                  />
                </div>
              )
            })}
          </div>
        </div>
      )}
    </Section>
  )
}
