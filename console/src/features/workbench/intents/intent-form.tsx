import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { IntentSelect } from '../intent-select.tsx'
import { useIntents, useLanguage } from '../use-intents.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

interface Props {
  mode: 'new' | 'edit' | null
  intent: Intent | undefined
  onClose(): void
  onSaved(label: string): void
}

/** Making an intent, or changing its name, its place and what it leads to. */
export function IntentForm({ mode, intent, onClose, onSaved }: Props) {
  const { t } = useTranslation()
  const title = mode === 'new' ? t('workbench.intents.create') : t('workbench.intents.edit')
  return (
    <SideDrawer open={mode !== null} title={title} onClose={onClose}>
      {mode && <Fields intent={mode === 'edit' ? intent : undefined} onSaved={onSaved} />}
    </SideDrawer>
  )
}

interface Values {
  id: string
  zh: string
  en: string
  parent?: string
  flow?: string
}

function Fields({ intent, onSaved }: { intent: Intent | undefined; onSaved(label: string): void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const language = useLanguage()
  const { intents } = useIntents()
  const own = !intent || intent.kind === 'custom'
  const save = useMutation({
    mutationFn: ({ id = '', zh = '', en = '', parent, flow }: Partial<Values>) => {
      const name = { zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() }
      const place = { parent: parent ?? null }
      if (!intent) return call(routes.createIntent, { body: { id: id.trim(), name, ...place, leadsTo: leadsTo(flow) } })
      const body = own ? { name, ...place, leadsTo: leadsTo(flow) } : place
      return call(routes.updateIntent, { params: { intentId: intent.id }, body })
    },
    onSuccess: async (saved) => {
      await cache.invalidateQueries({ queryKey: workbenchKeys.intents })
      onSaved(saved.id)
    },
    onError: notice.fail,
  })
  const targets = intents
    .filter((one) => one.kind === 'flow' || one.kind === 'knowledge')
    .map((one) => ({ value: one.id, label: `${t(`workbench.kinds.${one.kind}`)} · ${one.name[language]}` }))
  return (
    <Form<Values>
      layout="vertical"
      requiredMark={false}
      initialValues={
        intent
          ? { zh: intent.name.zh, en: intent.name.en, parent: intent.parent ?? undefined, flow: target(intent) }
          : {}
      }
      onFinish={(values) => save.mutate(values)}
    >
      {own && (
        <>
          <Form.Item
            name="zh"
            label={t('workbench.intents.nameZh')}
            rules={[
              ({ getFieldValue }) => ({
                validator: async (_, value: string | undefined) => {
                  if (!value?.trim() && !(getFieldValue('en') as string | undefined)?.trim())
                    throw new Error(t('workbench.intents.needName'))
                },
              }),
            ]}
          >
            <Input autoFocus maxLength={100} placeholder={t('workbench.intents.nameZhHint')} />
          </Form.Item>
          <Form.Item name="en" label={t('workbench.intents.nameEn')}>
            <Input maxLength={100} placeholder={t('workbench.intents.nameEnHint')} />
          </Form.Item>
        </>
      )}
      {!intent && (
        <Form.Item
          name="id"
          label={t('workbench.intents.id')}
          extra={t('workbench.intents.idHelp')}
          rules={[
            { required: true, message: t('workbench.intents.needId') },
            { pattern: /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+){0,4}$/u, message: t('workbench.intents.badId') },
          ]}
        >
          <Input prefix="custom:" maxLength={120} placeholder="billing.refund" />
        </Form.Item>
      )}
      <Form.Item name="parent" label={t('workbench.intents.parent')}>
        <IntentSelect
          label={t('workbench.intents.parent')}
          allowClear
          except={intent ? [intent.id, 'oos'] : ['oos']}
          placeholder={t('workbench.intents.noParent')}
        />
      </Form.Item>
      {own && (
        <Form.Item name="flow" label={t('workbench.intents.leadsTo')} extra={t('workbench.intents.leadsToHelp')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={targets}
            aria-label={t('workbench.intents.leadsTo')}
            placeholder={t('workbench.intents.leadsNowhere')}
          />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {t('common.save')}
      </Button>
    </Form>
  )
}

/** The label of a flow or an entry of knowledge says what to lead to: `kb:…` is knowledge, anything else a flow. */
function leadsTo(label: string | undefined): Intent['leadsTo'] {
  if (!label) return null
  return label.startsWith('kb:') ? { kind: 'knowledge', id: label.slice(3) } : { kind: 'flow', id: label }
}

function target({ leadsTo: to }: Intent): string | undefined {
  if (!to) return undefined
  return to.kind === 'knowledge' ? `kb:${to.id}` : to.id
}
