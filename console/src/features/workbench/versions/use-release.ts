import type { Release } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../../api.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

type Listed = Reply<typeof routes.listVersions>

/** What changes which version customers get; every answer is the new state. */
export function useRelease() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const show = (release: Release) =>
    cache.setQueryData<Listed>(workbenchKeys.versions, (now) => now && { ...now, release })
  const told = (words: (release: Release) => string) => (release: Release) => {
    show(release)
    notice.say(words(release))
    void cache.invalidateQueries({ queryKey: workbenchKeys.versions })
    void cache.invalidateQueries({ queryKey: workbenchKeys.tries })
  }
  const publish = useMutation({
    mutationFn: ({ number, share }: { number: number; share: number }) =>
      call(routes.publishVersion, { params: { number: String(number) }, body: { share } }),
    onSuccess: told(({ live, canary }) =>
      canary
        ? t('workbench.versions.didCanary', { number: canary.version, share: canary.share })
        : t('workbench.versions.didPublish', { number: live }),
    ),
    onError: notice.fail,
  })
  const promote = useMutation({
    mutationFn: () => call(routes.promoteCanary, {}),
    onSuccess: told(({ live }) => t('workbench.versions.didPublish', { number: live })),
    onError: notice.fail,
  })
  const rollBack = useMutation({
    mutationFn: (to: number | undefined) => call(routes.rollBack, { body: { ...(to && { to }) } }),
    onSuccess: told(({ live }) => t('workbench.versions.didBack', { number: live })),
    onError: notice.fail,
  })
  return { show, publish, promote, rollBack }
}
