/**
 * Content-Security-Policy of each kind of answer. Data is never a page; pages run only scripts of this server. Inline styles
 * are allowed where the component library writes them; `upgrade-insecure-requests` is left out because intranets use http.
 */
export const policies = {
  data: "default-src 'none'; frame-ancestors 'none'",
  console: page("frame-src 'self'; frame-ancestors 'none'; form-action 'self'"),
  /** Sites may frame the chat page. */
  chat: page("frame-ancestors *; form-action 'none'"),
  docs: page("frame-ancestors 'none'; form-action 'none'"),
}

function page(frames: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: http: https:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    frames,
  ].join('; ')
}
