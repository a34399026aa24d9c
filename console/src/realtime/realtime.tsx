import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { applyFrame, type ConversationDetail } from './apply-frame.ts'
import { type Connection, type ConnectionState, makeConnection } from './connection.ts'
import { keys } from './query-keys.ts'
import { makeTypingBoard, type TypingBoard, type Typist } from './typing.ts'

interface Realtime {
  state: ConnectionState
  connection: Connection | null
  typing: TypingBoard
}

const RealtimeContext = createContext<Realtime | null>(null)

/** Keeps the one socket open while someone is logged in and feeds every cache from it. */
export function RealtimeProvider({ myId, children }: { myId: string | null; children: ReactNode }) {
  const cache = useQueryClient()
  const [typing] = useState(makeTypingBoard)
  const [state, setState] = useState<ConnectionState>('connecting')
  const [connection, setConnection] = useState<Connection | null>(null)

  useEffect(() => {
    const made = makeConnection({
      url: `${location.origin.replace(/^http/, 'ws')}/v1/socket`,
      onState: setState,
      seqOf: (id) => cache.getQueryData<ConversationDetail>(keys.conversation(id))?.messages.at(-1)?.seq ?? 0,
      onTrouble: () => void cache.invalidateQueries({ queryKey: keys.me }),
      onFrame: (frame) => {
        if (frame.type === 'typing') typing.hear(frame.conversationId, frame)
        if (frame.type === 'message') typing.clear(frame.message.conversationId)
        if (frame.type === 'bye' && frame.reason === 'session_ended')
          void cache.invalidateQueries({ queryKey: keys.me })
        applyFrame(cache, frame, myId)
      },
    })
    setConnection(made)
    const wake = () => {
      if (document.visibilityState === 'visible') made.retryNow()
    }
    window.addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    return () => {
      window.removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      made.close()
    }
  }, [cache, myId, typing])

  usePollingWhileDown(state, cache)
  const value = useMemo(() => ({ state, connection, typing }), [state, connection, typing])
  return <RealtimeContext value={value}>{children}</RealtimeContext>
}

/** How often, in ms, the screens are read by plain requests while no socket gets through. */
const pollEvery = 10_000

/** Networks that block sockets still get news; once the socket is back, what it cannot replay is read once more. */
function usePollingWhileDown(state: ConnectionState, cache: QueryClient) {
  const down = state === 'waiting' || state === 'connecting'
  const wasUp = useRef(false)
  useEffect(() => {
    if (!down) {
      wasUp.current = true
      return
    }
    let missed = wasUp.current
    const readAgain = () => {
      for (const queryKey of [keys.conversations, keys.counts, ['conversation']])
        void cache.invalidateQueries({ queryKey })
    }
    const timer = setInterval(() => {
      missed = true
      readAgain()
    }, pollEvery)
    return () => {
      clearInterval(timer)
      if (missed) readAgain()
    }
  }, [down, cache])
}

export function useRealtime(): Realtime {
  const realtime = use(RealtimeContext)
  if (!realtime) throw new Error('useRealtime needs RealtimeProvider')
  return realtime
}

/** Follows one conversation closely while it is on screen and loaded. */
export function useWatch(conversationId: string, loaded: boolean): void {
  const { connection } = useRealtime()
  useEffect(() => {
    if (!connection || !loaded) return
    connection.watch(conversationId)
    return () => connection.unwatch(conversationId)
  }, [connection, conversationId, loaded])
}

/** Who is typing in a conversation right now. */
export function useTypist(conversationId: string): Typist | null {
  const { typing } = useRealtime()
  return useSyncExternalStore(typing.subscribe, () => typing.read(conversationId))
}
