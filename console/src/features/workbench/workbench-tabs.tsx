import { NavLink } from 'react-router'

interface Tab {
  to: string
  label: string
  count?: number | undefined
}

/** The parts of a section, each with its own address. */
export function WorkbenchTabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className="workbench-tabs" aria-label={label}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to}>
          {tab.label}
          {tab.count !== undefined && <span className="num">{tab.count.toLocaleString()}</span>}
        </NavLink>
      ))}
    </nav>
  )
}
