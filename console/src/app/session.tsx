import type { Right } from '@loopdesk/contracts/route.ts'
import { createContext, type ReactNode, use, useMemo } from 'react'
import type { Reply, routes } from '../api.ts'

type Me = Reply<typeof routes.readMe>
export interface Session {
  me: Me
  /** Null only for API keys, which have no console. */
  myId: string | null
  /** What this person may not do is not offered to them. */
  can(right: Right): boolean
}

const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  const session = useMemo<Session>(() => {
    const rights = new Set<Right>(me.rights)
    return { me, myId: me.staff?.id ?? null, can: (right) => rights.has(right) }
  }, [me])
  return <SessionContext value={session}>{children}</SessionContext>
}

/** Who is logged in and what they may do. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession needs a logged-in person')
  return session
}
