import type { Example } from '@loopdesk/contracts/api/workbench.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type CallInput, call, routes } from '../../../api.ts'
import { useIntentName } from '../use-intents.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { afterTeaching, editExamples, shiftCount, showAdded } from './use-examples.ts'

/** Which examples are meant: those chosen one by one, or all that a search finds. */
export type Chosen = NonNullable<CallInput<typeof routes.moveExamples>['body']>['examples']

/** Examples of a definition (flow, knowledge, talk) are switched off, never deleted or rewritten. */
export function isOwn(example: Example): boolean {
  return ['hand', 'import', 'library', 'message'].includes(example.source)
}

/** Everything that can be done to examples: it shows at once, can be undone, and a refusal puts things back. */
export function useExampleChanges() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const nameOf = useIntentName()

  const settled = () => afterTeaching(cache)
  const refused = (error: unknown) => {
    notice.fail(error)
    void cache.invalidateQueries({ queryKey: workbenchKeys.examples })
  }
  const reread = () => void cache.invalidateQueries({ queryKey: workbenchKeys.examples })
  const guarded = (work: Promise<void>) => work.catch(refused).finally(settled)

  const change = (example: Example, body: { text?: string; enabled?: boolean }) => {
    editExamples(cache, (each) => (each.id === example.id ? { ...each, ...body } : each))
    return guarded(
      call(routes.updateExample, { params: { exampleId: example.id }, body }).then((saved) =>
        editExamples(cache, (each) => (each.id === saved.id ? saved : each)),
      ),
    )
  }

  /** Adds texts to an intent; answers how it went. */
  const add = async (intent: string, texts: string[]) => {
    const reply = await call(routes.addExamples, { params: { intentId: intent }, body: { texts } })
    showAdded(cache, intent, reply.items)
    shiftCount(cache, intent, reply.added)
    settled()
    return reply
  }

  const move = (examples: Chosen, to: string, from?: string) => {
    const ids = 'ids' in examples ? new Set(examples.ids) : null
    editExamples(cache, (each, shown) => {
      const meant = ids ? ids.has(each.id) : shown.intent === from
      if (!meant) return each
      return shown.intent && shown.intent !== to ? null : { ...each, intent: to }
    })
    if (ids && from) {
      shiftCount(cache, from, -ids.size)
      shiftCount(cache, to, ids.size)
    }
    return guarded(
      call(routes.moveExamples, { body: { examples, to } }).then(({ changed }) => {
        const undo =
          ids && from && from !== to
            ? () =>
                void guarded(
                  call(routes.moveExamples, { body: { examples, to: from } }).then(() => {
                    reread()
                  }),
                )
            : undefined
        notice.say(t('workbench.examples.moved', { count: changed, name: nameOf(to) }), undo)
        void cache.invalidateQueries({ queryKey: workbenchKeys.examples, refetchType: ids ? 'none' : 'active' })
      }),
    )
  }

  const toggle = (examples: Chosen, enabled: boolean) => {
    const ids = 'ids' in examples ? new Set(examples.ids) : null
    const intent = 'intent' in examples ? examples.intent : undefined
    editExamples(cache, (each) => ((ids ? ids.has(each.id) : each.intent === intent) ? { ...each, enabled } : each))
    return guarded(
      call(routes.switchExamples, { body: { examples, enabled } }).then(({ changed }) => {
        notice.say(t(enabled ? 'workbench.examples.switchedOn' : 'workbench.examples.switchedOff', { count: changed }))
        if (!ids) reread()
      }),
    )
  }

  /** `shown` are the rows behind the ids, so that what is deleted can be brought back. */
  const remove = (examples: Chosen, shown: Example[]) => {
    const own = shown.filter(isOwn)
    const gone = new Set(own.map((example) => example.id))
    const off = new Set(shown.filter((example) => !isOwn(example)).map((example) => example.id))
    editExamples(cache, (each) => (gone.has(each.id) ? null : off.has(each.id) ? { ...each, enabled: false } : each))
    const bringBack = () => {
      const byIntent = Map.groupBy(own, (example) => example.intent)
      void Promise.all(
        [...byIntent].map(([intent, list]) =>
          add(
            intent,
            list.map((example) => example.text),
          ),
        ),
      )
        .then(() =>
          off.size ? call(routes.switchExamples, { body: { examples: { ids: [...off] }, enabled: true } }) : null,
        )
        .then(reread)
        .catch(refused)
    }
    return guarded(
      call(routes.deleteExamples, { body: { examples } }).then(({ deleted, switchedOff }) => {
        const words = [
          ...(deleted || !switchedOff ? [t('workbench.examples.deleted', { count: deleted })] : []),
          ...(switchedOff ? [t('workbench.examples.switchedOff', { count: switchedOff })] : []),
        ]
        notice.say(
          words.join(t('workbench.examples.and')),
          'ids' in examples && shown.length > 0 ? bringBack : undefined,
        )
        if (!('ids' in examples) || shown.length === 0) reread()
      }),
    )
  }

  return { add, change, move, toggle, remove }
}
