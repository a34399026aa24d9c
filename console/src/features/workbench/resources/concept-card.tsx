import { CloseOutlined, UndoOutlined } from '@ant-design/icons'
import type { Concept } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Popconfirm, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inWords } from '../../../ui/in-words.ts'
import { useLanguage } from '../use-intents.ts'
import { useConceptChanges } from './use-concept-changes.ts'

const languages = ['zh', 'en'] as const

/** A meaning with its expressions: each built-in one can be left out, own ones are added at the end. */
export function ConceptCard({ concept, topicName, write }: { concept: Concept; topicName: string; write: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const name = language === 'zh' ? (concept.zh[0] ?? concept.added.zh[0] ?? inWords(concept.id)) : inWords(concept.id)
  const { save, reset } = useConceptChanges(concept)
  const { added, removed } = concept
  const touched = added.zh.length + added.en.length + removed.length > 0 || !concept.enabled
  return (
    <li className={`concept${concept.enabled ? '' : ' concept-off'}`}>
      <header>
        <b>{name}</b>
        <small>
          {topicName} · {concept.id}
        </small>
        {!concept.builtIn && <span className="tag status-open">{t('workbench.lexicon.own')}</span>}
        {write && (
          <span className="concept-tools">
            {(touched || !concept.builtIn) && (
              <Popconfirm
                title={t(concept.builtIn ? 'workbench.lexicon.resetConfirm' : 'workbench.lexicon.deleteConfirm')}
                onConfirm={() => reset.mutateAsync()}
              >
                <Button size="small" type="text">
                  {t(concept.builtIn ? 'workbench.lexicon.reset' : 'workbench.lexicon.delete')}
                </Button>
              </Popconfirm>
            )}
            <Switch
              size="small"
              checked={concept.enabled}
              aria-label={t('workbench.lexicon.enabled', { name })}
              onChange={(enabled) => save.mutate({ enabled })}
            />
          </span>
        )}
      </header>
      {languages.map((each) => (
        <div key={each} className="expressions" lang={each === 'zh' ? 'zh-CN' : 'en'}>
          {concept[each].map((expression) => (
            <Expression
              key={expression}
              text={expression}
              off={removed.includes(expression)}
              onToggle={
                write
                  ? () =>
                      save.mutate({
                        removed: removed.includes(expression)
                          ? removed.filter((one) => one !== expression)
                          : [...removed, expression],
                      })
                  : undefined
              }
            />
          ))}
          {added[each].map((expression) => (
            <Expression
              key={`+${expression}`}
              text={expression}
              own
              onToggle={
                write
                  ? () =>
                      save.mutate({
                        added: { ...added, [each]: added[each].filter((one) => one !== expression) },
                      })
                  : undefined
              }
            />
          ))}
          {write && (
            <AddExpression
              label={t('workbench.lexicon.add', { language: t(`workbench.languages.${each}`) })}
              onAdd={(words) => {
                const known = new Set([...concept[each], ...added[each]])
                const fresh = words.filter((word) => !known.has(word))
                if (fresh.length > 0) save.mutate({ added: { ...added, [each]: [...added[each], ...fresh] } })
              }}
            />
          )}
        </div>
      ))}
    </li>
  )
}

interface ExpressionProps {
  text: string
  own?: boolean
  off?: boolean
  onToggle: (() => void) | undefined
}

function Expression({ text, own, off, onToggle }: ExpressionProps) {
  const { t } = useTranslation()
  return (
    <span className={`expression${own ? ' expression-own' : ''}${off ? ' expression-off' : ''}`}>
      <span>{text}</span>
      {onToggle && (
        <button
          type="button"
          onClick={onToggle}
          aria-label={t(off ? 'workbench.lexicon.bringBack' : 'workbench.lexicon.leaveOut', { text })}
        >
          {off ? <UndoOutlined /> : <CloseOutlined />}
        </button>
      )}
    </span>
  )
}

/** Enter adds; several at once are separated by | or a comma. */
function AddExpression({ label, onAdd }: { label: string; onAdd(words: string[]): void }) {
  const [text, setText] = useState('')
  const submit = () => {
    const words = text
      .split(/[|,，、\n]/)
      .map((word) => word.trim())
      .filter((word) => word !== '')
    if (words.length > 0) onAdd([...new Set(words)])
    setText('')
  }
  return (
    <input
      className="expression-add"
      value={text}
      maxLength={300}
      placeholder={label}
      aria-label={label}
      onChange={(event) => setText(event.target.value)}
      onBlur={submit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) submit()
      }}
    />
  )
}
