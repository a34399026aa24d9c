import type { FlowSummary } from '@loopdesk/contracts/api/flows.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { flowKeys } from '../flow-keys.ts'
import { useLanguage } from '../use-language.ts'
import { useNotice } from '../use-notice.ts'
import { idFrom } from './shown-flows.ts'

interface Values {
  from: string
  nameZh: string
  nameEn: string
  id: string
}

interface Props {
  flows: FlowSummary[]
  /** The flow to begin with, when it was chosen already. */
  copy: FlowSummary | null
  onClose: () => void
  onMade: (id: string) => void
}

/** Begins a flow: blank, or as a copy of another. */
export function NewFlow({ flows, copy, onClose, onMade }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const notice = useNotice()
  const cache = useQueryClient()
  const [form] = Form.useForm<Values>()
  const make = useMutation({
    mutationFn: ({ from, nameZh, nameEn, id }: Values) => {
      const name = { zh: nameZh, en: nameEn }
      return from === ''
        ? call(routes.createFlow, { body: { id, name } })
        : call(routes.duplicateFlow, { params: { flowId: from }, body: { id, name } })
    },
    onSuccess: (_, { id }) => {
      void cache.invalidateQueries({ queryKey: flowKeys.list })
      onClose()
      onMade(id)
    },
    onError: notice.fail,
  })
  const taken = new Set(flows.map(({ id }) => id))
  return (
    <Modal
      open
      title={copy ? t('flows.create.copyTitle', { name: copy.name[language] }) : t('flows.create.title')}
      okText={t('flows.create.create')}
      cancelText={t('common.cancel')}
      confirmLoading={make.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ from: copy?.id ?? '', nameZh: '', nameEn: '', id: '' }}
        onFinish={(values) => make.mutate(values)}
        onValuesChange={(changed: Partial<Values>) => {
          if (changed.nameEn !== undefined && !form.isFieldTouched('id'))
            form.setFieldsValue({ id: idFrom(changed.nameEn) })
        }}
      >
        {!copy && (
          <Form.Item name="from" label={t('flows.create.from')}>
            <Select
              showSearch
              optionFilterProp="label"
              options={[
                { value: '', label: t('flows.create.blank') },
                ...flows.map(({ id, name }) => ({ value: id, label: name[language] || id })),
              ]}
            />
          </Form.Item>
        )}
        <Form.Item
          name="nameZh"
          label={t('flows.create.nameZh')}
          rules={[{ required: true, whitespace: true, max: 200, message: t('flows.create.nameZh') }]}
        >
          <Input autoFocus />
        </Form.Item>
        <Form.Item
          name="nameEn"
          label={t('flows.create.nameEn')}
          rules={[{ required: true, whitespace: true, max: 200, message: t('flows.create.nameEn') }]}
        >
          <Input />
        </Form.Item>
        <Form.Item
          name="id"
          label={t('flows.create.id')}
          extra={t('flows.create.idHelp')}
          rules={[
            { required: true, pattern: /^[a-zA-Z][a-zA-Z0-9_]*$/, max: 60, message: t('flows.create.idHelp') },
            {
              validator: (_, id: string) =>
                taken.has(id) ? Promise.reject(new Error(t('flows.create.idTaken'))) : Promise.resolve(),
            },
          ]}
        >
          <Input className="mono" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
