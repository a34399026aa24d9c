import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { useMemo } from 'react'
import { useIntents, useLanguage } from '../use-intents.ts'

/** Intents whose name or label holds the words; names that begin with them first, at most twelve. */
export function useFoundIntents(text: string): { id: string; name: string; kind: Intent['kind'] }[] {
  const language = useLanguage()
  const { intents } = useIntents()
  return useMemo(() => {
    const words = text.trim().toLowerCase()
    if (words === '') return []
    return intents
      .map((intent) => ({
        intent,
        place: `${intent.name.zh} ${intent.name.en} ${intent.id}`.toLowerCase().indexOf(words),
      }))
      .filter(({ place }) => place >= 0)
      .sort((a, b) => Math.min(a.place, 1) - Math.min(b.place, 1) || b.intent.examples.on - a.intent.examples.on)
      .slice(0, 12)
      .map(({ intent }) => ({ id: intent.id, name: intent.name[language], kind: intent.kind }))
  }, [text, intents, language])
}
