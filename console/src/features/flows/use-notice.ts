import { App } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '../../ui/problem-text.ts'

/** Says what happened, and what went wrong in words. */
export function useNotice() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  return useMemo(
    () => ({
      say: (text: string) => void message.success(text),
      fail: (error: unknown) => void message.error(problemText(error, t)),
    }),
    [message, t],
  )
}
