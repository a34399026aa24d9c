import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type CallInput, call, type Reply, routes } from '../../../api.ts'

export type Explained = Reply<typeof routes.explainKnowledge>
export type Candidate = Explained['candidates'][number]
type Body = NonNullable<CallInput<typeof routes.explainKnowledge>['body']>

/** Who is asking, in the box. */
export interface Asker {
  who: 'visitor' | 'staff' | 'audiences' | 'customer'
  audiences: string[]
  customerId: string | undefined
  channel: string | undefined
  language: 'zh' | 'en' | undefined
  /** As if it were this day; '' stands for now. */
  day: string
}

export const visitor: Asker = {
  who: 'visitor',
  audiences: [],
  customerId: undefined,
  channel: 'web',
  language: undefined,
  day: '',
}

export interface Turn {
  question: string
  /** What it was answered from; '' when it was not. */
  title: string
}

function bodyOf(text: string, asker: Asker, history: Turn[]): Body {
  return {
    text,
    limit: 20,
    asker: {
      staff: asker.who === 'staff',
      ...(asker.who === 'audiences' && { audiences: asker.audiences }),
      ...(asker.who === 'customer' && asker.customerId && { customerId: asker.customerId }),
    },
    ...(asker.channel && { channel: asker.channel }),
    ...(asker.language && { language: asker.language }),
    ...(asker.day && { at: new Date(`${asker.day}T12:00`).toISOString() }),
    history: history.map(({ question, title }) => ({ question, ...(title && { title: title.slice(0, 300) }) })),
  }
}

/** One question at a time to the knowledge base, with the ones before it when they belong together. */
export function useTest() {
  const [asked, setAsked] = useState<{ text: string; times: number } | null>(null)
  const [asker, setAsker] = useState<Asker>(visitor)
  const [history, setHistory] = useState<Turn[]>([])
  const body = asked && bodyOf(asked.text, asker, history)
  const result = useQuery({
    queryKey: ['knowledge', 'test', body, asked?.times],
    queryFn: ({ signal }) => call(routes.explainKnowledge, { body: body!, signal }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 30_000,
  })
  return {
    asked: asked?.text ?? null,
    asker,
    setAsker,
    history,
    result,
    ask(text: string) {
      setHistory([])
      setAsked((now) => ({ text, times: (now?.times ?? 0) + 1 }))
    },
    /** Asks what follows from what was asked before. */
    follow(text: string) {
      const before = asked && {
        question: asked.text,
        title: result.data?.answer.sources[0]?.title ?? '',
      }
      if (before) setHistory((now) => [...now, before].slice(-20))
      setAsked((now) => ({ text, times: (now?.times ?? 0) + 1 }))
    },
    /** The same question anew, after something was changed. */
    again: () => setAsked((now) => now && { text: now.text, times: now.times + 1 }),
  }
}
