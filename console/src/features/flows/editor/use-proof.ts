import type { DraftDefinition, Finding } from '@loopdesk/contracts/api/flows.ts'
import { useEffect } from 'react'
import { call, routes } from '../../../api.ts'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useDesk, useDoc } from './use-editor.ts'

/** Has the flow proven a moment after each change and hands the findings to the editor. */
export function useProof(): void {
  const { editor } = useDesk()
  const doc = useDebounced(useDoc(), 350)
  useEffect(() => {
    const gone = new AbortController()
    const tell = (findings: Finding[]) => {
      if (!gone.signal.aborted) editor.setFindings(findings)
    }
    call(routes.proveFlow, { body: { definition: doc as unknown as DraftDefinition }, signal: gone.signal })
      .then(({ findings }) => tell(findings))
      // Without the server the last findings stay; saving tells that it is out of reach.
      .catch(() => undefined)
    return () => gone.abort()
  }, [editor, doc])
}
