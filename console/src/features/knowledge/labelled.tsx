import type { ReactNode } from 'react'

/** A name (first child) above the one control it is for; pressing the name goes to the control. */
export function Labelled({ children }: { children: ReactNode }) {
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is handed in
  return <label className="labelled">{children}</label>
}
