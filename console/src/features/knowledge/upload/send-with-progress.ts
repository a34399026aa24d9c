import type { Problem as ProblemDocument } from '@loopdesk/contracts/errors.ts'
import type { Route } from '@loopdesk/contracts/route.ts'
import { Problem, pathOf, type Reply } from '../../../api.ts'

/**
 * Sends a form and tells how much of it has gone out, 0 to 1: what `fetch` cannot tell.
 * @throws {Problem} as `call` does.
 */
export function sendWithProgress<R extends Route>(
  route: R,
  form: FormData,
  options: { params?: Record<string, string>; onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<Reply<R>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(route.method, pathOf(route.path, options.params))
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) options.onProgress?.(loaded / total)
    }
    request.onerror = () => reject(new Problem({ code: 'offline', status: 0 }))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    request.onload = () => {
      const answer: unknown = request.response
      if (request.status >= 200 && request.status < 300) return resolve(answer as Reply<R>)
      const document = answer && typeof answer === 'object' && 'code' in answer ? (answer as ProblemDocument) : null
      const code = request.status === 413 ? 'payload_too_large' : 'internal'
      reject(new Problem({ code, ...document, status: request.status }))
    }
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
