import css from '../view/widget.css?inline'

/** A shadow root in the page: no style leaks in or out, and it takes no room in the page's layout. */
export function mountPoint(): ShadowRoot {
  const host = document.createElement('div')
  host.id = 'loopdesk'
  const root = host.attachShadow({ mode: 'open' })
  // A constructed sheet passes a site's content security policy where an inline style would not.
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } else {
    const style = document.createElement('style')
    style.textContent = css
    ;(root as ShadowRoot).append(style)
  }
  const body = document.body
  if (body) body.append(host)
  else addEventListener('DOMContentLoaded', () => document.body.append(host), { once: true })
  return root
}
