import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input, Modal, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { flowKeys } from '../flow-keys.ts'
import { useNotice } from '../use-notice.ts'
import { scenarioOf } from './rehearsal.ts'
import type { Rehearsal } from './use-rehearsal.ts'

/** Keeps the test that was just played, to be played again before every publication. */
export function SaveScenario({
  rehearsal,
  flowId,
  onClose,
}: {
  rehearsal: Rehearsal
  flowId: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const notice = useNotice()
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [required, setRequired] = useState(true)
  const { played, customer, simulations, injections } = rehearsal
  const save = useMutation({
    mutationFn: () =>
      call(routes.createScenario, {
        params: { flowId },
        body: scenarioOf(name.trim(), required, played, { customer, simulations, injections }),
      }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: flowKeys.scenarios(flowId) })
      notice.say(t('flows.rehearse.scenarioSaved'))
      onClose()
    },
    onError: notice.fail,
  })
  return (
    <Modal
      open
      title={t('flows.rehearse.saveScenario')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: name.trim() === '' }}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={() => save.mutate()}
    >
      <div className="labelled">
        <span>{t('flows.rehearse.scenarioName')}</span>
        <Input
          autoFocus
          value={name}
          maxLength={200}
          aria-label={t('flows.rehearse.scenarioName')}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => name.trim() && save.mutate()}
        />
      </div>
      <p className="switch-line">
        <Switch size="small" checked={required} aria-label={t('flows.rehearse.required')} onChange={setRequired} />{' '}
        {t('flows.rehearse.required')}
      </p>
      <p className="quiet">{t('flows.rehearse.expectHelp')}</p>
    </Modal>
  )
}
