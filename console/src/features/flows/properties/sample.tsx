import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { sampleNow, useDrawnDoc, useEditor, useVariables } from '../editor/use-editor.ts'
import { sampleScope, type Variable } from '../model/variables.ts'

interface Sample {
  variables: Variable[]
  scope: Record<string, unknown>
}

const SampleContext = createContext<Sample>({ variables: [], scope: {} })

/** Sample data for every preview: what the test being played has, else what the schemas say. */
export function SampleProvider({ children }: { children: ReactNode }) {
  const variables = useVariables()
  const doc = useDebounced(useDrawnDoc(), 400)
  const live = useEditor((state) => state.live)
  const [made, setMade] = useState<Record<string, unknown>>({})
  useEffect(() => {
    let gone = false
    void sampleScope(doc, variables, sampleNow).then((scope) => {
      if (!gone) setMade(scope)
    })
    return () => {
      gone = true
    }
  }, [doc, variables])
  const sample = useMemo(() => ({ variables, scope: live ? { ...made, ...live } : made }), [variables, made, live])
  return <SampleContext value={sample}>{children}</SampleContext>
}

export const useSample = (): Sample => use(SampleContext)
