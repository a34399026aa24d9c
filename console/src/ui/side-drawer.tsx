import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useWiderThan } from './use-width.ts'

/** The one place for details: from the right, full width on a phone. */
export function SideDrawer(props: {
  open: boolean
  title: ReactNode
  onClose: () => void
  width?: number
  extra?: ReactNode
  footer?: ReactNode
  /** It stands open: what is in it can take the focus. */
  onOpened?: () => void
  children: ReactNode
}) {
  const wide = useWiderThan(640)
  return (
    <Drawer
      open={props.open}
      title={props.title}
      extra={props.extra}
      footer={props.footer}
      onClose={props.onClose}
      size={wide ? (props.width ?? 480) : '100%'}
      // What it belongs to stays visible and usable beside it.
      mask={!wide}
      destroyOnHidden
      afterOpenChange={(open) => open && props.onOpened?.()}
      styles={{ header: { padding: '12px 20px' } }}
    >
      {props.children}
    </Drawer>
  )
}
