import type { DraftDefinition, Injection, RehearsalCustomer, RehearsalInput } from '@loopdesk/contracts/api/flows.ts'
import { useCallback, useMemo, useRef, useState } from 'react'
import { call, routes } from '../../../api.ts'
import { useDesk, useDrawnDoc } from '../editor/use-editor.ts'
import { useLanguage } from '../use-language.ts'
import { useNotice } from '../use-notice.ts'
import { type Line, marksOf, nothingPlayed, type Played, type Result, simulationsOf, withTurn } from './rehearsal.ts'

export type Rehearsal = ReturnType<typeof useRehearsal>

/** Plays the draft with the server, one input at a time; everything about the test lives in this page. */
export function useRehearsal() {
  const { editor, world } = useDesk()
  const doc = useDrawnDoc()
  const notice = useNotice()
  const reader = useLanguage()
  const [played, setPlayed] = useState<Played>(nothingPlayed)
  const [busy, setBusy] = useState(false)
  const [tools, setTools] = useState<'simulated' | 'real'>('simulated')
  const [customer, setCustomer] = useState<RehearsalCustomer>({
    externalId: 'C1001',
    name: null,
    language: reader,
    verified: true,
    profile: {},
  })
  const [results, setResults] = useState<Record<string, Result>>({})
  const [injections, setInjections] = useState<Injection[]>([])
  const round = useRef(0)

  const play = useCallback(
    async (input: RehearsalInput, said: Line | null) => {
      const begins = input.type === 'start'
      const mine = begins ? ++round.current : round.current
      const before = begins ? nothingPlayed : played
      setBusy(true)
      if (begins) setPlayed(nothingPlayed)
      try {
        const reply = await call(routes.rehearse, {
          body: {
            definition: editor.doc() as unknown as DraftDefinition,
            state: before.turns.at(-1)?.reply.state ?? null,
            input,
            tools,
            simulations: tools === 'simulated' ? simulationsOf(editor.doc(), world, results) : [],
            injections,
            customer,
          },
        })
        if (mine !== round.current) return
        setPlayed(withTurn(before, input, said, reply))
        const stands = reply.waiting[0]?.node ?? reply.path.at(-1)?.node
        if (stands && editor.doc().nodes[stands]) editor.reveal([stands])
        editor.setLive(Object.keys(reply.variables).length > 0 ? reply.variables : null)
      } catch (error) {
        if (mine === round.current) notice.fail(error)
      } finally {
        if (mine === round.current) setBusy(false)
      }
    },
    [editor, world, tools, results, injections, customer, played, notice],
  )

  const inject = useCallback((node: string, what: Pick<Injection, 'kind' | 'code'> | null) => {
    setInjections((now) => [
      ...now.filter((one) => one.node !== node),
      ...(what ? [{ node, kind: what.kind, code: what.code, times: 1 }] : []),
    ])
  }, [])
  const setResult = useCallback((tool: string, result: Result | null) => {
    setResults(({ [tool]: _, ...others }) => (result ? { ...others, [tool]: result } : others))
  }, [])
  const forget = useCallback(() => {
    round.current += 1
    setBusy(false)
    setPlayed(nothingPlayed)
    editor.setLive(null)
  }, [editor])

  const marks = useMemo(() => marksOf(doc, played, injections), [doc, played, injections])
  const simulations = useMemo(() => simulationsOf(doc, world, results), [doc, world, results])
  return {
    played,
    last: played.turns.at(-1)?.reply,
    busy,
    tools,
    setTools,
    customer,
    setCustomer,
    results,
    setResult,
    simulations,
    injections,
    inject,
    play,
    forget,
    marks,
  }
}
