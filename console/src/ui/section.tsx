import type { ReactNode } from 'react'

/** A part of a panel that folds away; `extra` stands at the right of its title. */
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
    <div className="section-frame">
      <details className="section" open={open}>
        <summary>
          <h3>{title}</h3>
        </summary>
        {children}
      </details>
      {extra && <div className="section-extra">{extra}</div>}
    </div>
  )
}
