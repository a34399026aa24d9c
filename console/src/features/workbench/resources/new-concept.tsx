import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { linesOf } from '../intents/lines-of.ts'
import { useLanguage } from '../use-intents.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

interface Values {
  id: string
  topic?: string
  zh?: string
  en?: string
}

interface Props {
  open: boolean
  topics: Reply<typeof routes.listConcepts>['topics']
  onClose(): void
}

/** A meaning of the company's own, with the ways to say it, one a line. */
export function NewConcept({ open, topics, onClose }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const cache = useQueryClient()
  const notice = useNotice()
  const save = useMutation({
    mutationFn: ({ id, topic = 'own', zh = '', en = '' }: Values) =>
      call(routes.saveConcept, {
        params: { conceptId: id.trim() },
        body: { topic, added: { zh: linesOf(zh), en: linesOf(en) } },
      }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: workbenchKeys.lexicon })
      void cache.invalidateQueries({ queryKey: workbenchKeys.versions })
      onClose()
    },
    onError: notice.fail,
  })
  return (
    <SideDrawer open={open} title={t('workbench.lexicon.create')} onClose={onClose}>
      <Form<Values> layout="vertical" requiredMark={false} onFinish={(values) => save.mutate(values)}>
        <Form.Item
          name="id"
          label={t('workbench.lexicon.id')}
          extra={t('workbench.lexicon.idHelp')}
          rules={[
            { required: true, message: t('workbench.lexicon.needId') },
            { pattern: /^[a-z0-9][a-z0-9-]{0,79}$/, message: t('workbench.lexicon.badId') },
          ]}
        >
          <Input autoFocus maxLength={80} placeholder="filter-worn-out" />
        </Form.Item>
        <Form.Item name="topic" label={t('workbench.lexicon.topic')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('workbench.lexicon.ownTopic')}
            options={topics.map((one) => ({ value: one.id, label: one.name[language] }))}
          />
        </Form.Item>
        <Form.Item name="zh" label={t('workbench.lexicon.zh')} extra={t('workbench.lexicon.gapHelp')}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} placeholder={'滤芯堵了\n出水…慢\n水流变小'} />
        </Form.Item>
        <Form.Item
          name="en"
          label={t('workbench.lexicon.en')}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_, value: string | undefined) => {
                if (!value?.trim() && !(getFieldValue('zh') as string | undefined)?.trim())
                  throw new Error(t('workbench.lexicon.needExpressions'))
              },
            }),
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} placeholder={'filter is clogged\nwater … slow'} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={save.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </SideDrawer>
  )
}
