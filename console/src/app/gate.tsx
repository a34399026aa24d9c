import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { call, onSignedOut, Problem, routes } from '../api.ts'
import { keys } from '../realtime/query-keys.ts'
import { RealtimeProvider } from '../realtime/realtime.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { SessionProvider } from './session.tsx'
import { Shell } from './shell.tsx'

const EntryPage = lazy(async () => ({ default: (await import('../features/identity/entry-page.tsx')).EntryPage }))
const LogIn = lazy(async () => ({ default: (await import('../features/identity/log-in.tsx')).LogIn }))
const ChangePassword = lazy(async () => ({
  default: (await import('../features/identity/change-password.tsx')).ChangePassword,
}))

/** Lets logged-in people through to the page they asked for; everyone else logs in first, at the same address. */
export function Gate() {
  const cache = useQueryClient()
  const me = useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => call(routes.readMe, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const signedOut = me.error instanceof Problem && me.error.status === 401

  useEffect(
    () =>
      onSignedOut(() => {
        if (cache.getQueryData(keys.me)) void cache.resetQueries({ queryKey: keys.me })
      }),
    [cache],
  )

  if (signedOut) {
    return (
      <Suspense fallback={<LoadingState />}>
        <EntryPage>
          <LogIn
            onDone={(reply) => {
              // Nothing of whoever was here before; the entry on screen itself must stay, or nobody would hear of the change.
              cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.me[0] })
              cache.setQueryData(keys.me, reply)
            }}
          />
        </EntryPage>
      </Suspense>
    )
  }
  if (me.isPending) return <LoadingState />
  if (me.isLoadingError) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />
  // Until a one-time password is changed, the server grants its owner no right at all.
  if (me.data.staff && me.data.rights.length === 0) {
    return (
      <Suspense fallback={<LoadingState />}>
        <EntryPage>
          <ChangePassword must onDone={() => void me.refetch()} />
        </EntryPage>
      </Suspense>
    )
  }
  return (
    <SessionProvider me={me.data}>
      <RealtimeProvider myId={me.data.staff?.id ?? null}>
        <Shell />
      </RealtimeProvider>
    </SessionProvider>
  )
}
