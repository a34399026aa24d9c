/** An address from outside, only if it is one that cannot run anything. */
export function safeUrl(url: string | null | undefined): string | undefined {
  return url && (/^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url)) ? url : undefined
}
