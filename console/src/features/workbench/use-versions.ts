import type { Version } from '@loopdesk/contracts/api/workbench.ts'
import { useQuery } from '@tanstack/react-query'
import { call, routes } from '../../api.ts'
import { workbenchKeys } from './workbench-keys.ts'

const none: Version[] = []

/** Training versions, newest first, and which is live; read again and again while one is being trained. */
export function useVersions() {
  const query = useQuery({
    queryKey: workbenchKeys.versions,
    queryFn: ({ signal }) => call(routes.listVersions, { signal }),
    staleTime: 10_000,
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'training') ? 700 : false),
  })
  return { query, versions: query.data?.items ?? none, release: query.data?.release }
}
