import type * as pdfjs from 'unpdf/pdfjs'

export type Pdf = pdfjs.PDFDocumentProxy

/** Opens a PDF for drawing. The library comes only when the first one is looked at. */
export async function openPdf(url: string, signal: AbortSignal): Promise<Pdf> {
  const [{ getDocument }, bytes] = await Promise.all([
    import('unpdf/pdfjs'),
    fetch(url, { credentials: 'same-origin', signal }).then((answer) => {
      if (!answer.ok) throw new Error(`answered ${answer.status}`)
      return answer.arrayBuffer()
    }),
  ])
  return getDocument({ data: new Uint8Array(bytes), isEvalSupported: false, useSystemFonts: true }).promise
}

/**
 * Draws a page `width` CSS pixels wide into a canvas.
 * @param page counted from 1
 * @returns a way to stop, and the end of the work (rejected when stopped)
 */
export async function drawPage(pdf: Pdf, page: number, canvas: HTMLCanvasElement, width: number) {
  const proxy = await pdf.getPage(page)
  const sharpness = Math.min(2, window.devicePixelRatio || 1)
  const viewport = proxy.getViewport({ scale: (width * sharpness) / proxy.getViewport({ scale: 1 }).width })
  canvas.width = Math.round(viewport.width)
  canvas.height = Math.round(viewport.height)
  const task = proxy.render({ canvas, viewport })
  return { stop: () => task.cancel(), done: task.promise }
}
