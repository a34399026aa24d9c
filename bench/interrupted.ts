/** Rejects when the person presses Ctrl-C (or the process is asked to end), so that what was started is stopped and removed. */
export function interrupted(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  const interrupt = () => reject(new Error('interrupted'))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  return promise
}
