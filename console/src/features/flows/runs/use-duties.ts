import { useQuery } from '@tanstack/react-query'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { runKeys } from './run-keys.ts'

/** Ms between two looks; what people must do does not come by the second. */
const often = 20_000
/** More approvals than this are told as "99+" anyway. */
const most = 100

/** How much of flows waits for people: open incidents, and approvals that this person may decide. */
export function useDuties() {
  const { can } = useSession()
  const incidents = useQuery({
    queryKey: runKeys.openIncidents,
    queryFn: ({ signal }) => call(routes.listIncidents, { query: { state: 'open', limit: 1 }, signal }),
    select: (page) => page.open,
    enabled: can('flows.read'),
    refetchInterval: often,
  })
  const approvals = useQuery({
    queryKey: runKeys.myApprovals,
    queryFn: ({ signal }) =>
      call(routes.listApprovals, { query: { state: 'open', whose: 'mine', limit: most }, signal }),
    select: (page) => page.items.length,
    refetchInterval: often,
  })
  return { incidents: incidents.data ?? 0, approvals: approvals.data ?? 0 }
}
