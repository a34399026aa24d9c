import { PlayCircleOutlined } from '@ant-design/icons'
import { App, Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { CodeEditor } from '../code/code-editor.tsx'
import { useDesk, useDoc } from '../editor/use-editor.ts'
import { sampleInput } from '../model/sample.ts'
import { readObject } from './read-object.ts'
import type { Rehearsal } from './use-rehearsal.ts'
import { VerifiedSwitch } from './verified-switch.tsx'

/** Before the test: who the customer is, what is handed over, whether systems are real. */
export function StartForm({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const { can } = useSession()
  const { editor } = useDesk()
  const { inputs, trigger } = useDoc()
  const { customer, setCustomer, tools, setTools, busy, play } = rehearsal
  const [given, setGiven] = useState(() =>
    JSON.stringify(
      Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, sampleInput(input, name)])),
      null,
      2,
    ),
  )
  const read = readObject(given)
  const needsInputs = Object.keys(inputs).length > 0 || trigger.type === 'event'
  const switchTools = (next: 'simulated' | 'real') => {
    if (next === 'simulated') return setTools(next)
    modal.confirm({
      title: t('flows.rehearse.realAsk'),
      content: t('flows.rehearse.realHelp'),
      okText: t('flows.rehearse.real'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () => setTools('real'),
    })
  }
  return (
    <div className="rehearse-start">
      <p className="quiet">{t('flows.rehearse.intro')}</p>
      <div className="field">
        <span className="field-label">{t('flows.rehearse.customer')}</span>
        <Input
          placeholder={t('flows.rehearse.customerId')}
          aria-label={t('flows.rehearse.customerId')}
          value={customer.externalId ?? ''}
          onChange={(event) => setCustomer({ ...customer, externalId: event.target.value || null })}
        />
        <Input
          placeholder={t('flows.rehearse.customerName')}
          aria-label={t('flows.rehearse.customerName')}
          value={customer.name ?? ''}
          onChange={(event) => setCustomer({ ...customer, name: event.target.value || null })}
        />
      </div>
      <div className="field">
        <span className="field-label">{t('flows.rehearse.language')}</span>
        <Segmented
          block
          value={customer.language}
          options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`common.language.${value}`) }))}
          onChange={(language) => setCustomer({ ...customer, language })}
        />
      </div>
      <VerifiedSwitch rehearsal={rehearsal} />
      {needsInputs && (
        <div className="field">
          <span className="field-label">{t('flows.rehearse.inputs')}</span>
          <CodeEditor kind="json" value={given} label={t('flows.rehearse.inputs')} onChange={setGiven} />
        </div>
      )}
      {can('flows.operate') && (
        <div className="field">
          <span className="field-label">{t('flows.rehearse.tools')}</span>
          <Segmented
            block
            value={tools}
            options={(['simulated', 'real'] as const).map((value) => ({ value, label: t(`flows.rehearse.${value}`) }))}
            onChange={switchTools}
          />
        </div>
      )}
      <Button
        block
        type="primary"
        icon={<PlayCircleOutlined />}
        loading={busy}
        disabled={(needsInputs && !read) || !editor.doc().nodes[editor.doc().start]}
        onClick={() => void play({ type: 'start', inputs: needsInputs ? (read ?? {}) : {} }, null)}
      >
        {t('flows.rehearse.start')}
      </Button>
    </div>
  )
}
