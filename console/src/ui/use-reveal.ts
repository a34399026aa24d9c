import { App } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from './problem-text.ts'

/** Seconds that personal data stays on screen. */
const shownFor = 30

/** Shows personal data for 30 seconds after it was asked for; the server writes down who asked. */
export function useReveal<T>(ask: () => Promise<T>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [value, setValue] = useState<T | null>(null)
  const [secondsLeft, setSecondsLeft] = useState(0)
  const [busy, setBusy] = useState(false)
  const shown = value !== null

  useEffect(() => {
    if (!shown) return
    const timer = setInterval(() => setSecondsLeft((left) => left - 1), 1000)
    return () => clearInterval(timer)
  }, [shown])
  useEffect(() => {
    if (shown && secondsLeft <= 0) setValue(null)
  }, [shown, secondsLeft])

  const show = async () => {
    setBusy(true)
    try {
      setValue(await ask())
      setSecondsLeft(shownFor)
    } catch (error) {
      void message.error(problemText(error, t))
    } finally {
      setBusy(false)
    }
  }
  return { value, secondsLeft, busy, show: () => void show() }
}
