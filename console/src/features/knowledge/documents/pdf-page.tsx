import { Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { drawPage, type Pdf } from './open-pdf.ts'

/** Where something stands on the page, in points from the top left. */
export interface PageBox {
  x: number
  y: number
  width: number
  height: number
}

interface Props {
  pdf: Pdf
  /** From 1. */
  page: number
  /** Of the page, in points; what the boxes are measured in. */
  size: { width: number; height: number }
  boxes: PageBox[]
  onFailed(): void
}

/** A page of the original file with the boxes of a passage marked on it. */
export function PdfPage({ pdf, page, size, boxes, onFailed }: Props) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [width, setWidth] = useState(0)
  const [drawn, setDrawn] = useState(0)
  useEffect(() => {
    const node = frame.current
    if (!node) return
    const observer = new ResizeObserver(() => setWidth(Math.round(node.clientWidth)))
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const node = canvas.current
    if (!node || width === 0) return
    let stopped = false
    let stop: (() => void) | undefined
    const work = async () => {
      const task = await drawPage(pdf, page, node, width)
      if (stopped) task.stop()
      stop = task.stop
      await task.done
      setDrawn(page)
    }
    work().catch(() => {
      if (!stopped) onFailed()
    })
    return () => {
      stopped = true
      stop?.()
    }
  }, [pdf, page, width, onFailed])
  const first = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (drawn === page && boxes.length > 0) first.current?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  }, [drawn, page, boxes])
  const share = (part: number, whole: number) => `${(part / whole) * 100}%`
  return (
    <div ref={frame} className="pdf-page" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
      <canvas ref={canvas} role="img" aria-label={t('knowledge.viewer.pageOf', { page })} />
      {drawn !== page && <Spin className="pdf-wait" size="small" />}
      {boxes.map((box, at) => (
        <span
          key={`${box.x}:${box.y}`}
          ref={at === 0 ? first : undefined}
          className="pdf-mark"
          style={{
            left: share(box.x, size.width),
            top: share(box.y, size.height),
            width: share(box.width, size.width),
            height: share(box.height, size.height),
          }}
        />
      ))}
    </div>
  )
}
