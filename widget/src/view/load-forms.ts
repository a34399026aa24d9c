import type { FormsScript } from '../forms/form-props.ts'

declare global {
  interface Window {
    loopdeskForms?: FormsScript
  }
}

let loading: Promise<FormsScript | null> | undefined

/** Loads the script of the forms from where the widget came from, once; null when it cannot be had now. */
export function loadForms(origin: string): Promise<FormsScript | null> {
  loading ??= new Promise((resolve) => {
    if (window.loopdeskForms) return resolve(window.loopdeskForms)
    const script = document.createElement('script')
    script.src = `${origin}/widget-forms.js`
    script.onload = () => done(window.loopdeskForms ?? null)
    script.onerror = () => done(null)
    function done(forms: FormsScript | null) {
      if (!forms) loading = undefined
      script.remove()
      resolve(forms)
    }
    document.head.append(script)
  })
  return loading
}
