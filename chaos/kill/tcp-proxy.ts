import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type TcpProxy = Awaited<ReturnType<typeof openProxy>>

/** Passes connections on to the port `target` names at the moment; none: the connection is refused. `cut` breaks all there are. */
export async function openProxy(target: () => number | undefined) {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const port = target()
    if (port === undefined) return void near.resetAndDestroy()
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.setNoDelay(true)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    cut,
    close(): void {
      server.close()
      cut()
    },
  }
}
