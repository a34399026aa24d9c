import type { Stroke } from './drafts.ts'

/** Pixels of the picture; the pad on screen has the same proportions. */
export const padShape = { width: 900, height: 420 }

/** Draws lines (or a name) on white, so that the picture can be read anywhere. */
export function drawSignature(canvas: HTMLCanvasElement, ink: readonly Stroke[], name = ''): void {
  const pen = canvas.getContext('2d')
  if (!pen) return
  const { width, height } = canvas
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.strokeStyle = pen.fillStyle = '#12161c'
  pen.lineWidth = 7
  pen.lineCap = pen.lineJoin = 'round'
  for (const stroke of ink) drawStroke(pen, stroke, width)
  if (name.trim() !== '') drawName(pen, name.trim(), width, height)
}

/** The signature as a picture to upload. */
export function signaturePicture(ink: readonly Stroke[], name: string): Promise<File | null> {
  const canvas = Object.assign(document.createElement('canvas'), padShape)
  drawSignature(canvas, ink, name)
  return new Promise((resolve) =>
    canvas.toBlob((blob) => resolve(blob && new File([blob], 'signature.png', { type: 'image/png' })), 'image/png'),
  )
}

/** Smooth through the middles between points. */
function drawStroke(pen: CanvasRenderingContext2D, stroke: Stroke, scale: number): void {
  const [first, ...rest] = stroke.map(([x, y]) => [x * scale, y * scale] as const)
  if (!first) return
  pen.beginPath()
  pen.moveTo(...first)
  let last = first
  for (const point of rest) {
    pen.quadraticCurveTo(...last, (last[0] + point[0]) / 2, (last[1] + point[1]) / 2)
    last = point
  }
  pen.lineTo(...last)
  pen.stroke()
}

function drawName(pen: CanvasRenderingContext2D, name: string, width: number, height: number): void {
  const font = (size: number) =>
    `italic ${size}px "Snell Roundhand", "Segoe Script", STXingkai, KaiTi, STKaiti, cursive`
  const most = Math.round(height * 0.4)
  pen.font = font(most)
  const fitting = Math.min(most, (most * width * 0.86) / pen.measureText(name).width)
  pen.font = font(fitting)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(name, width / 2, height / 2)
}
