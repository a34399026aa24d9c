import type { ReactNode } from 'react'

/** A part of a panel that folds away. */
export function Section({
  title,
  open,
  extra,
  children,
}: {
  title: string
  open?: boolean
  extra?: ReactNode
  children: ReactNode
}) {
  return (
    <details className="section" open={open}>
      <summary>
        <h3>{title}</h3>
        {extra}
      </summary>
      {children}
    </details>
  )
}
