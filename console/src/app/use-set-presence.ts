import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../api.ts'
import { keys } from '../realtime/query-keys.ts'
import { problemText } from '../ui/problem-text.ts'

type Me = Reply<typeof routes.readMe>

/** Changes the own presence at once on screen, and back when the server refuses. */
export function useSetPresence() {
  const cache = useQueryClient()
  const { t } = useTranslation()
  const { message } = App.useApp()
  const show = (change: Partial<Staff>) =>
    cache.setQueryData<Me>(keys.me, (me) => (me?.staff ? { ...me, staff: { ...me.staff, ...change } } : me))
  return useMutation({
    mutationFn: (presence: Staff['presence']) => call(routes.setPresence, { body: { presence } }),
    onMutate: (presence) => {
      const before = cache.getQueryData<Me>(keys.me)?.staff?.presence
      show({ presence })
      return { before }
    },
    onSuccess: (staff) => show(staff),
    onError: (error, _, context) => {
      if (context?.before) show({ presence: context.before })
      void message.error(problemText(error, t))
    },
  })
}
