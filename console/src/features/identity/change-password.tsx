import { useMutation } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, Problem, routes } from '../../api.ts'
import { problemText } from '../../ui/problem-text.ts'

interface Fields {
  current: string
  next: string
  again: string
}

/** Change of the own password; `must` when it was a one-time password. */
export function ChangePassword({ must, onDone }: { must?: boolean; onDone?: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const change = useMutation({
    mutationFn: ({ current, next }: Fields) => call(routes.changePassword, { body: { current, next } }),
    onSuccess: () => {
      form.resetFields()
      void message.success(t('identity.change.done'))
      onDone?.()
    },
  })
  const wrong = change.error instanceof Problem && change.error.code === 'invalid_credentials'
  return (
    <>
      {must && <h1 className="entry-title">{t('identity.change.title')}</h1>}
      {must && <p className="entry-lead">{t('identity.change.must')}</p>}
      {change.error && (
        <Alert
          type="error"
          role="alert"
          className="entry-alert"
          title={wrong ? t('identity.change.wrong') : problemText(change.error, t)}
        />
      )}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(fields) => change.mutate(fields)}
        validateTrigger="onSubmit"
      >
        <Form.Item
          name="current"
          label={t('identity.change.current')}
          rules={[{ required: true, message: t('identity.logIn.needPassword') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="next"
          label={t('identity.change.next')}
          extra={t('identity.change.rule')}
          rules={[{ required: true, min: 10, max: 200, message: t('identity.change.rule') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('identity.change.again')}
          dependencies={['next']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue('next')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('identity.change.differs'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={change.isPending} block={must}>
          {t('identity.change.submit')}
        </Button>
      </Form>
    </>
  )
}
