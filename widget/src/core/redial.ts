import type { ClientFrame, ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { HelloFrame, Link, LinkEvents, Position } from './link.ts'
import { openPollingLink } from './polling-link.ts'
import { openSocketLink } from './socket-link.ts'
import { makeTimers } from './timers.ts'
import { backoffDelay, type Timing } from './timing.ts'

interface RedialDeps {
  origin: string
  timing: Timing
  hello: () => HelloFrame
  position: () => Position
  onFrame: (frame: ServerFrame) => void
  onLink: (link: 'connecting' | 'waiting', by: Link['kind']) => void
}

/** Keeps one link alive: jittered back-off after every break, long polling where WebSockets do not get through. */
export function makeRedial({ origin, timing, hello, position, onFrame, onLink }: RedialDeps) {
  const timers = makeTimers()
  let link: Link | null = null
  let said: HelloFrame | null = null
  let attempt = 0
  /** Tries in a row in which a WebSocket never came to a welcome. */
  let socketFailures = 0

  function dial() {
    timers.stopAll()
    link?.close()
    const kind = socketFailures >= 2 ? 'polling' : 'socket'
    said = hello()
    onLink('connecting', kind)
    let welcomed = false
    const events: LinkEvents = {
      frame(frame) {
        if (frame.type === 'welcome') {
          welcomed = true
          onWelcome(kind)
        }
        onFrame(frame)
      },
      broken() {
        if (kind === 'polling') socketFailures = 1
        else socketFailures = welcomed ? 0 : socketFailures + 1
        again()
      },
    }
    link =
      kind === 'socket'
        ? openSocketLink(origin, said, events, timing)
        : openPollingLink(origin, said, events, position, timing)
  }

  function onWelcome(kind: Link['kind']) {
    timers.restart('stable', timing.stableAfter, () => {
      attempt = 0
    })
    if (kind === 'socket') socketFailures = 0
    else {
      timers.restart('upgrade', timing.socketRetry, () => {
        socketFailures = 0
        dial()
      })
    }
  }

  function again() {
    link?.close()
    link = null
    timers.stopAll()
    onLink('waiting', socketFailures >= 2 ? 'polling' : 'socket')
    timers.restart('dial', delay(), dial)
  }
  function delay() {
    const wait = backoffDelay(attempt, timing)
    attempt += 1
    return wait
  }

  return {
    /** Drops what there is and dials at once. */
    now: dial,
    /** Drops what there is and dials after the back-off. */
    again,
    /** As `again`, unless that is already planned. */
    soon: () => link && again(),
    /** Stops waiting, or makes sure that the present link still lives. */
    hurry() {
      if (link) link.probe()
      else if (timers.has('dial')) dial()
    },
    stop() {
      link?.close()
      link = null
      timers.stopAll()
    },
    /** Answers whether there is a link to take it. */
    send(frame: ClientFrame): boolean {
      link?.send(frame)
      return link !== null
    },
    delay,
    /** The hello of the present or last link. */
    saidHelloWith: () => said,
  }
}
