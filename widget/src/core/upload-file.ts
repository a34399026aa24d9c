import type { Problem } from '@loopdesk/contracts/errors.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'

export interface Upload {
  done: Promise<{ file: FileRef } | { problem: Problem | null }>
  abort(): void
}

/** Uploads one file before it is sent; `onProgress` gets 0 to 1. A broken network answers `problem: null`. */
export function uploadFile(
  origin: string,
  visitorToken: string,
  file: File,
  onProgress: (share: number) => void,
): Upload {
  // fetch cannot tell upload progress in every browser; XMLHttpRequest can.
  const request = new XMLHttpRequest()
  const done = new Promise<{ file: FileRef } | { problem: Problem | null }>((resolve) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      const body = parse(request.responseText)
      resolve(request.status < 300 && body ? { file: body as FileRef } : { problem: body as Problem | null })
    }
    request.onerror = request.onabort = request.ontimeout = () => resolve({ problem: null })
  })
  const form = new FormData()
  form.append('file', file, file.name)
  request.open('POST', `${origin}/chat/v1/files`)
  request.setRequestHeader('X-Visitor-Token', visitorToken)
  request.send(form)
  return { done, abort: () => request.abort() }
}

function parse(text: string): object | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
