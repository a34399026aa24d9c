import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'

interface OpenBox {
  /** What it was opened with; null leaves what stands there. */
  question: string | null
  /** Goes up when it is opened anew, so that the same question can be asked again. */
  times: number
}

interface TestBoxControl {
  /** Null while it is closed. */
  state: OpenBox | null
  open(question?: string): void
  close(): void
}

const Context = createContext<TestBoxControl | null>(null)

/** Keeps the test box open from page to page; `?ask=…` opens it with a question. */
export function TestBoxProvider({ children }: { children: ReactNode }) {
  const [address] = useSearchParams()
  const [state, setState] = useState<OpenBox | null>(() => {
    const question = address.get('ask')
    return question === null ? null : { question, times: 0 }
  })
  const control = useMemo(
    () => ({
      state,
      open: (question?: string) => setState((now) => ({ question: question ?? null, times: (now?.times ?? 0) + 1 })),
      close: () => setState(null),
    }),
    [state],
  )
  return <Context value={control}>{children}</Context>
}

export function useTestBox(): TestBoxControl {
  const control = use(Context)
  if (!control) throw new Error('useTestBox needs the knowledge module around it')
  return control
}
