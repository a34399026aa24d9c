/** A rule of the shop said no: becomes `{error:{code,message,messageZh,...details}}` with this HTTP status. */
export class ShopError extends Error {
  readonly status: number
  readonly code: string
  readonly messageZh: string
  readonly details: Record<string, unknown>

  constructor(status: number, code: string, message: string, messageZh: string, details: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.messageZh = messageZh
    this.details = details
  }
}

export function notFound(what: string, whatZh: string, id: string): ShopError {
  return new ShopError(404, 'not_found', `There is no ${what} ${id}.`, `没有找到${whatZh} ${id}。`, { id })
}

export function conflict(code: string, message: string, messageZh: string, details: Record<string, unknown> = {}) {
  return new ShopError(409, code, message, messageZh, details)
}

export function invalid(code: string, message: string, messageZh: string, details: Record<string, unknown> = {}) {
  return new ShopError(422, code, message, messageZh, details)
}

/** The body every service answers a failure with. */
export function errorBody(error: ShopError) {
  return { error: { code: error.code, message: error.message, messageZh: error.messageZh, ...error.details } }
}
