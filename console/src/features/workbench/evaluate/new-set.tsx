import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Radio, Slider } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

interface Values {
  name: string
  how: 'split' | 'import'
  share: number
}

interface Props {
  open: boolean
  onClose(): void
  /** The set is made empty, to be filled from a file. */
  onFill(setId: string): void
}

/** A new set: a share of the examples taken out of training, or messages from a file. */
export function NewSet({ open, onClose, onFill }: Props) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const create = useMutation({
    mutationFn: ({ name, how, share }: Values) =>
      call(routes.createSet, {
        body: how === 'split' ? { name, split: { share: share / 100 } } : { name },
      }),
    onSuccess: (set, { how }) => {
      for (const queryKey of [
        workbenchKeys.sets,
        workbenchKeys.examples,
        workbenchKeys.intents,
        workbenchKeys.versions,
      ])
        void cache.invalidateQueries({ queryKey })
      if (how === 'import') onFill(set.id)
      else onClose()
    },
    onError: notice.fail,
  })
  return (
    <SideDrawer open={open} title={t('workbench.sets.create')} onClose={onClose}>
      <Form<Values>
        layout="vertical"
        requiredMark={false}
        initialValues={{ how: 'split', share: 20 }}
        onFinish={(values) => create.mutate(values)}
      >
        <Form.Item
          name="name"
          label={t('workbench.sets.name')}
          rules={[{ required: true, whitespace: true, message: t('workbench.sets.needName') }]}
        >
          <Input autoFocus maxLength={100} placeholder={t('workbench.sets.nameHint')} />
        </Form.Item>
        <Form.Item name="how" label={t('workbench.sets.how')}>
          <Radio.Group className="set-how">
            <Radio value="split">
              {t('workbench.sets.split')}
              <small>{t('workbench.sets.splitHelp')}</small>
            </Radio>
            <Radio value="import">
              {t('workbench.sets.fromFile')}
              <small>{t('workbench.sets.fromFileHelp')}</small>
            </Radio>
          </Radio.Group>
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.how !== after.how}>
          {({ getFieldValue }) =>
            getFieldValue('how') === 'split' && (
              <Form.Item name="share" label={t('workbench.sets.share')}>
                <Slider
                  min={5}
                  max={50}
                  step={5}
                  marks={{ 5: '5%', 20: '20%', 50: '50%' }}
                  ariaLabelForHandle={t('workbench.sets.share')}
                />
              </Form.Item>
            )
          }
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={create.isPending}>
          {t('workbench.sets.create')}
        </Button>
      </Form>
    </SideDrawer>
  )
}
