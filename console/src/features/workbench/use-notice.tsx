import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemText } from '../../ui/problem-text.ts'

/** Says what happened, with a way back where there is one; and what went wrong, in words. */
export function useNotice() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  return {
    say(text: string, undo?: () => void) {
      // The newest replaces the one before, so that undoing is never ambiguous.
      const key = 'workbench'
      const back = () => {
        message.destroy(key)
        undo?.()
      }
      void message.open({
        key,
        type: 'success',
        duration: undo ? 7 : 3,
        content: (
          <span className="notice">
            {text}
            {undo && (
              <Button type="link" size="small" onClick={back}>
                {t('common.undo')}
              </Button>
            )}
          </span>
        ),
      })
    },
    fail: (error: unknown) => void message.error(problemText(error, t)),
  }
}
