import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useMutation } from '@tanstack/react-query'
import { Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../../api.ts'
import { useNotice } from '../../../workbench/use-notice.tsx'
import { Labelled } from '../../labelled.tsx'
import { ConfirmContradictions, useConfirmed, useContradictions } from '../contradictions.tsx'
import { FindingLines } from './finding-lines.tsx'
import type { EntryDraft } from './use-entry-draft.ts'

export type Decision = 'publish' | 'submit' | 'approve' | 'send_back' | 'withdraw'

interface Props {
  what: Decision
  entry: EntryDetail
  draft: EntryDraft
  onClose(): void
}

/** The last word before a draft moves on: a note, a time, and what stands in the way. */
export function DecisionDialog({ what, entry, draft, onClose }: Props) {
  const { t } = useTranslation()
  const notice = useNotice()
  const [words, setWords] = useState('')
  const [planned, setPlanned] = useState(false)
  const [time, setTime] = useState('')
  const found = useContradictions(draft.definition)
  const against = useConfirmed(what === 'publish' || what === 'approve' ? (found ?? []) : [])
  const mayPlan = what === 'publish' || what === 'approve' || what === 'submit'
  const publishAt = mayPlan && planned && time ? new Date(time).toISOString() : undefined
  const errors = entry.findings.filter(({ severity }) => severity === 'error')
  const blocked = errors.length > 0 && (what === 'publish' || what === 'approve')
  const work = useMutation({
    mutationFn: async () => {
      const params = { entryId: entry.id }
      const revision = await draft.saveNow()
      const note = words.trim()
      const { despite } = against
      if (what === 'publish') return call(routes.publishEntry, { params, body: { revision, note, publishAt, despite } })
      if (what === 'submit') return call(routes.submitEntry, { params, body: { revision, comment: note, publishAt } })
      if (what === 'withdraw') return call(routes.withdrawEntry, { params, body: { revision } })
      return call(routes.decideEntry, { params, body: { revision, decision: what, comment: note, publishAt, despite } })
    },
    onSuccess: (answer) => {
      draft.take(answer)
      notice.say(t(publishAt ? 'knowledge.decide.plannedDone' : `knowledge.decide.${what}.done`))
      onClose()
    },
    onError: notice.fail,
  })
  const needsWords = what === 'send_back' && words.trim() === ''
  const needsSure = !against.sure
  const needsTime = planned && (time === '' || new Date(time).getTime() <= Date.now())
  return (
    <Modal
      open
      title={t(`knowledge.decide.${what}.title`)}
      okText={t(publishAt ? 'knowledge.decide.plan' : `knowledge.decide.${what}.ok`)}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: blocked || needsWords || needsTime || needsSure, danger: what === 'send_back' }}
      confirmLoading={work.isPending}
      onCancel={onClose}
      onOk={() => work.mutate()}
    >
      <div className="kb-form">
        <p className="quiet">{t(`knowledge.decide.${what}.help`)}</p>
        {mayPlan && <FindingLines findings={entry.findings} under={['']} />}
        {blocked && <p className="warn-line">{t('knowledge.decide.blocked')}</p>}
        <ConfirmContradictions {...against} />
        {what !== 'withdraw' && (
          <Labelled>
            <span>{t(what === 'publish' ? 'knowledge.decide.note' : 'knowledge.decide.comment')}</span>
            <Input.TextArea
              autoFocus
              autoSize={{ minRows: 2, maxRows: 8 }}
              maxLength={500}
              value={words}
              placeholder={t(`knowledge.decide.${what}.hint`)}
              onChange={(event) => setWords(event.target.value)}
            />
          </Labelled>
        )}
        {mayPlan && (
          <div className="buttons">
            <Checkbox checked={planned} onChange={(event) => setPlanned(event.target.checked)}>
              {t('knowledge.decide.later')}
            </Checkbox>
            {planned && (
              <Input
                type="datetime-local"
                className="plan-time"
                value={time}
                aria-label={t('knowledge.decide.time')}
                onChange={(event) => setTime(event.target.value)}
              />
            )}
          </div>
        )}
      </div>
    </Modal>
  )
}
