import type { EntryFinding } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Labelled } from '../../labelled.tsx'
import { MarkdownEditor } from '../../text/markdown-editor.tsx'
import { QuestionChips } from '../question-chips.tsx'
import { withText } from './draft-of.ts'
import { FindingLines } from './finding-lines.tsx'
import type { EntryDraft } from './use-entry-draft.ts'
import { useUploads } from './use-uploads.ts'

interface Props {
  draft: EntryDraft
  findings: EntryFinding[]
  languages: readonly ('zh' | 'en')[]
  write: boolean
}

/** Title, ways to ask and answer, in one language or both beside each other. */
export function EntryTexts({ draft, findings, languages, write }: Props) {
  const { t } = useTranslation()
  const { definition, change } = draft
  const { picture } = useUploads()
  const name = (part: string, language: 'zh' | 'en') =>
    languages.length > 1 ? `${part} · ${t(`common.language.${language}`)}` : part
  return (
    <>
      <div className="texts" data-columns={languages.length}>
        {languages.map((language) => (
          <section key={language} className="text-column" lang={language === 'zh' ? 'zh-CN' : 'en'}>
            <Labelled>
              <span>{name(t('knowledge.editor.title'), language)}</span>
              <Input
                size="large"
                maxLength={300}
                readOnly={!write}
                value={definition.title[language] ?? ''}
                placeholder={t('knowledge.entries.titleHint')}
                onChange={(event) => change({ title: withText(definition.title, language, event.target.value) })}
              />
            </Labelled>
            <div className="labelled">
              <span>
                {name(t('knowledge.editor.questions'), language)}
                <small>{t('knowledge.editor.questionsHelp')}</small>
              </span>
              <QuestionChips
                label={name(t('knowledge.editor.questions'), language)}
                values={definition.questions[language]}
                readOnly={!write}
                onChange={(values) => change({ questions: { ...definition.questions, [language]: values } })}
              />
            </div>
            <div className="labelled">
              <span>{name(t('knowledge.editor.answer'), language)}</span>
              <MarkdownEditor
                label={name(t('knowledge.editor.answer'), language)}
                value={definition.answer[language] ?? ''}
                placeholder={t('knowledge.editor.answerHint')}
                readOnly={!write}
                onPicture={write ? picture : undefined}
                onChange={(text) => change({ answer: withText(definition.answer, language, text) })}
              />
            </div>
          </section>
        ))}
      </div>
      <FindingLines findings={findings} under={['/title', '/questions', '/answer', '']} />
    </>
  )
}
