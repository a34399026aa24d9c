import { AimOutlined, MinusOutlined, PartitionOutlined, PlusOutlined } from '@ant-design/icons'
import { useReactFlow, useStore } from '@xyflow/react'
import { Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../editor/use-editor.ts'
import { arranged } from '../model/layout.ts'

/** Zoom, the whole picture, and order at one stroke. */
export function CanvasTools() {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const flow = useReactFlow()
  const zoom = useStore((state) => Math.round(state.transform[2] * 100))
  const tidy = () => {
    editor.apply(arranged)
    requestAnimationFrame(() => void flow.fitView({ maxZoom: 1, padding: 0.12, duration: 200 }))
  }
  return (
    <div className="canvas-tools">
      <Tool name={`${t('flows.canvas.zoomOut')} (-)`} onPress={() => void flow.zoomOut({ duration: 120 })}>
        <MinusOutlined />
      </Tool>
      <button type="button" className="canvas-zoom" onClick={() => void flow.zoomTo(1, { duration: 120 })}>
        {zoom}%
      </button>
      <Tool name={`${t('flows.canvas.zoomIn')} (+)`} onPress={() => void flow.zoomIn({ duration: 120 })}>
        <PlusOutlined />
      </Tool>
      <Tool
        name={`${t('flows.canvas.fit')} (0)`}
        onPress={() => void flow.fitView({ maxZoom: 1, padding: 0.12, duration: 200 })}
      >
        <AimOutlined />
      </Tool>
      {!editor.readOnly && (
        <Tool name={`${t('flows.canvas.tidy')} (L)`} onPress={tidy}>
          <PartitionOutlined />
        </Tool>
      )}
    </div>
  )
}

function Tool({ name, onPress, children }: { name: string; onPress: () => void; children: ReactNode }) {
  return (
    <Tooltip title={name} mouseEnterDelay={0.5}>
      <button type="button" aria-label={name} onClick={onPress}>
        {children}
      </button>
    </Tooltip>
  )
}
