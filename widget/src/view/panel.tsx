import { useEffect, useRef, useState } from 'preact/hooks'
import { Banners } from './banners.tsx'
import { Composer } from './composer.tsx'
import { phone, useChat, useMedia } from './context.ts'
import { Header } from './header.tsx'
import { Home } from './home.tsx'
import { PinnedProgress } from './pinned-progress.tsx'
import { Talk } from './talk.tsx'

interface PanelProps {
  view: 'home' | 'talk'
  /** A page of its own: nothing to close, always the whole window. */
  alone: boolean
  onBack(): void
  onClose(): void
}

/** The chat window: a card beside the page, or the whole screen of a phone. */
export function Panel({ view, alone, onBack, onClose }: PanelProps) {
  const { attachments, t, showTalk } = useChat()
  const [dropping, setDropping] = useState(false)
  const narrow = useMedia(phone)
  const touch = useMedia('(pointer: coarse)')
  const box = useRef<HTMLDivElement>(null)
  const whole = narrow || alone
  useVisibleHeight(box, whole)
  useHeldPage(narrow && !alone)
  useEffect(() => {
    // On touch screens the keyboard would cover half of what was just opened.
    if (touch && !alone) box.current?.focus({ preventScroll: true })
  }, [touch, alone])

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && !event.isComposing && !alone) onClose()
    if (event.key === 'Tab' && narrow && !alone) keepFocus(event, box.current)
  }
  function onDrop(event: DragEvent) {
    event.preventDefault()
    setDropping(false)
    attachments.add(event.dataTransfer?.files ?? [])
    showTalk()
  }
  return (
    <div
      class={`panel${whole ? ' whole' : ''}`}
      ref={box}
      role="dialog"
      aria-modal={narrow && !alone}
      aria-labelledby="ld-title"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        event.preventDefault()
        setDropping(true)
      }}
      onDragLeave={(event) => !box.current?.contains(event.relatedTarget as Node | null) && setDropping(false)}
      onDrop={onDrop}
    >
      <Header onBack={view === 'talk' ? onBack : undefined} onClose={alone ? undefined : onClose} />
      <Banners />
      {view === 'home' ? <Home /> : <Talk />}
      {view === 'talk' && <PinnedProgress />}
      <Composer focus={!touch} />
      {dropping && <div class="dropping">{t.dropHere}</div>}
    </div>
  )
}

/** Fits a whole-screen panel to what the on-screen keyboard leaves visible. */
function useVisibleHeight(box: { current: HTMLElement | null }, whole: boolean) {
  useEffect(() => {
    const view = window.visualViewport
    const style = box.current?.style
    if (!view || !style || !whole) return
    const fit = () => {
      style.height = `${view.height}px`
      style.top = `${view.offsetTop}px`
    }
    fit()
    view.addEventListener('resize', fit)
    view.addEventListener('scroll', fit)
    return () => {
      view.removeEventListener('resize', fit)
      view.removeEventListener('scroll', fit)
      style.height = style.top = ''
    }
  }, [box, whole])
}

/** Keeps the page behind a full-screen chat from scrolling; gives it back exactly as it was. */
function useHeldPage(held: boolean) {
  useEffect(() => {
    if (!held) return
    const style = document.documentElement.style
    const before = style.overflow
    style.overflow = 'hidden'
    return () => {
      style.overflow = before
    }
  }, [held])
}

function keepFocus(event: KeyboardEvent, box: HTMLElement | null) {
  const stops = [
    ...(box?.querySelectorAll<HTMLElement>(
      'button:not(:disabled), a[href], input:not(:disabled):not([tabindex="-1"]), select, textarea, summary, [tabindex="0"]',
    ) ?? []),
  ]
  const focused = (box?.getRootNode() as ShadowRoot | undefined)?.activeElement
  const edge = event.shiftKey ? stops[0] : stops.at(-1)
  if (focused !== edge && focused !== box) return
  event.preventDefault()
  const other = event.shiftKey ? stops.at(-1) : stops[0]
  other?.focus()
}
