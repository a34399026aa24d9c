import { render } from 'preact'
import css from './form.css?inline'
import { Form } from './form.tsx'
import type { FormProps, FormsScript } from './form-props.ts'

const dressed = new WeakSet<Node>()

/** Draws a form into a place of the chat's window. A script of its own: most conversations never need it. */
export const mount: FormsScript['mount'] = (place, props) => {
  dress(place.getRootNode())
  const draw = (given: FormProps) => render(<Form key={given.messageId} {...given} />, place)
  draw(props)
  return { update: draw, unmount: () => render(null, place) }
}

/** Adds the forms' looks to the window they are in, once. */
function dress(root: Node): void {
  if (dressed.has(root) || !(root instanceof ShadowRoot)) return
  dressed.add(root)
  // A constructed sheet passes a site's content security policy where an inline style would not.
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
    return
  }
  ;(root as ShadowRoot).append(Object.assign(document.createElement('style'), { textContent: css }))
}
