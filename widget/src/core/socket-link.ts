import type { ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { HelloFrame, Link, LinkEvents } from './link.ts'
import type { Timing } from './timing.ts'

/** Opens `/chat/v1/socket` and says hello. Silence is answered by a ping, a missing pong is a break. */
export function openSocketLink(origin: string, hello: HelloFrame, events: LinkEvents, timing: Timing): Link {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/chat/v1/socket`)
  let over = false
  let welcomed = false
  let watch = setTimeout(fail, timing.openWithin)

  socket.onopen = () => socket.send(JSON.stringify(hello))
  socket.onmessage = (event) => {
    if (over) return
    const frame = parseFrame(event.data)
    // Until the welcome the opening deadline runs on: a proxy that only accepts is no server.
    if (welcomed || frame?.type === 'welcome') listen()
    if (frame) events.frame(frame)
  }
  socket.onclose = fail
  socket.onerror = fail

  function listen() {
    welcomed = true
    clearTimeout(watch)
    watch = setTimeout(probe, timing.pingAfter)
  }
  function probe() {
    if (over || !welcomed) return
    send({ type: 'ping' })
    clearTimeout(watch)
    watch = setTimeout(fail, timing.pongWithin)
  }
  function fail() {
    if (over) return
    close()
    events.broken()
  }
  function close() {
    over = true
    clearTimeout(watch)
    // A dead network never finishes the closing handshake; nobody waits for it.
    socket.close()
  }
  function send(frame: object) {
    if (!over && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  return { kind: 'socket', send, probe, close }
}

function parseFrame(data: unknown): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(String(data))
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ServerFrame) : null
  } catch {
    return null
  }
}
