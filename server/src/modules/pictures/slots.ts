/** A given number of places; who finds none waits in line. */
export function makeSlots(count: number) {
  let free = count
  const waiting: (() => void)[] = []

  function release(): void {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return {
    /** Takes a place, waiting at most `patienceMs` for it; call what it answers to give it back. Undefined when none came free. */
    async take(patienceMs: number): Promise<(() => void) | undefined> {
      if (free > 0) {
        free--
        return once(release)
      }
      return new Promise((resolve) => {
        const mine = () => {
          clearTimeout(timer)
          resolve(once(release))
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(mine), 1)
          resolve(undefined)
        }, patienceMs)
        waiting.push(mine)
      })
    },
  }
}

function once(fn: () => void): () => void {
  let done = false
  return () => {
    if (!done) fn()
    done = true
  }
}
