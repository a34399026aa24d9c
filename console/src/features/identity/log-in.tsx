import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { call, Problem, type Reply, routes } from '../../api.ts'
import { problemText } from '../../ui/problem-text.ts'

interface Fields {
  email: string
  password: string
  workspace?: string
}

/** Email and password; says in words when attempts are throttled and for how long. */
export function LogIn({ onDone }: { onDone: (reply: Reply<typeof routes.logIn>) => void }) {
  const { t } = useTranslation()
  const logIn = useMutation({
    mutationFn: (fields: Fields) =>
      call(routes.logIn, {
        body: { ...fields, email: fields.email.trim(), workspace: fields.workspace?.trim() || undefined },
      }),
    onSuccess: onDone,
  })
  return (
    <>
      <h1 className="entry-title">{t('identity.logIn.title')}</h1>
      <p className="entry-lead">{t('identity.logIn.lead')}</p>
      {logIn.error && <Alert type="error" title={whyNot(logIn.error, t)} className="entry-alert" role="alert" />}
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        onFinish={(fields) => logIn.mutate(fields)}
        validateTrigger="onSubmit"
      >
        <Form.Item
          name="email"
          label={t('identity.logIn.email')}
          rules={[{ required: true, message: t('identity.logIn.needEmail') }]}
        >
          <Input type="email" autoComplete="username" autoFocus size="large" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('identity.logIn.password')}
          rules={[{ required: true, message: t('identity.logIn.needPassword') }]}
        >
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <details className="entry-more">
          <summary>{t('identity.logIn.workspace')}</summary>
          <Form.Item name="workspace" extra={t('identity.logIn.workspaceHelp')}>
            <Input autoComplete="organization" />
          </Form.Item>
        </details>
        <Button type="primary" htmlType="submit" size="large" block loading={logIn.isPending}>
          {t('identity.logIn.submit')}
        </Button>
      </Form>
      <p className="entry-help">{t('identity.logIn.forgot')}</p>
    </>
  )
}

function whyNot(error: unknown, t: TFunction): string {
  if (!(error instanceof Problem) || error.code !== 'rate_limited') return problemText(error, t)
  const seconds = error.retryAfter
  if (!seconds) return t('identity.logIn.throttledSoon')
  const time =
    seconds < 90
      ? t('identity.logIn.seconds', { n: Math.ceil(seconds) })
      : t('identity.logIn.minutes', { n: Math.ceil(seconds / 60) })
  return t('identity.logIn.throttled', { time })
}
