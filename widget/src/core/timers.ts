/** Named timers: starting a name again replaces it, so nothing is left ticking. */
export function makeTimers() {
  const running = new Map<string, ReturnType<typeof setTimeout>>()

  function stop(name: string) {
    clearTimeout(running.get(name))
    running.delete(name)
  }
  function restart(name: string, delay: number, run: () => void) {
    stop(name)
    running.set(
      name,
      setTimeout(() => {
        running.delete(name)
        run()
      }, delay),
    )
  }
  return {
    restart,
    stop,
    has: (name: string) => running.has(name),
    /** Starts it unless it already runs. */
    once(name: string, delay: number, run: () => void) {
      if (!running.has(name)) restart(name, delay, run)
    },
    stopAll() {
      for (const name of [...running.keys()]) stop(name)
    },
  }
}
