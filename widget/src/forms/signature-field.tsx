import { useEffect, useRef, useState } from 'preact/hooks'
import type { Stroke } from './drafts.ts'
import { drawSignature, padShape } from './draw-signature.ts'
import type { FieldProps } from './field-props.ts'

/** A signature by finger, pen or mouse; or the name in letters, for those who write with a keyboard. */
export function SignatureField({ draft, change, t, id, describedBy, invalid }: FieldProps) {
  const [way, setWay] = useState<'draw' | 'type'>(draft.text ? 'type' : 'draw')
  if (draft.files.length > 0) {
    return (
      <p class="located">
        <span>{t.signatureKept}</span>
        <button id={id} type="button" class="choice" onClick={() => change(() => ({ files: [] }))}>
          {t.signAgain}
        </button>
      </p>
    )
  }
  const choose = (next: 'draw' | 'type') => {
    setWay(next)
    change(() => ({ ink: [], text: '' }))
  }
  return (
    <div class="sign">
      <div class="ways">
        {(['draw', 'type'] as const).map((each) => (
          <button
            key={each}
            type="button"
            id={way === 'draw' && each === 'type' ? id : undefined}
            class="way"
            aria-pressed={way === each}
            onClick={() => way !== each && choose(each)}
          >
            {each === 'draw' ? t.draw : t.typeName}
          </button>
        ))}
      </div>
      {way === 'draw' ? (
        <>
          <Pad ink={draft.ink} label={t.signHere} onInk={(ink) => change(() => ({ ink }))} />
          <button
            type="button"
            class="quiet clear"
            disabled={draft.ink.length === 0}
            onClick={() => change(() => ({ ink: [] }))}
          >
            {t.clear}
          </button>
        </>
      ) : (
        <>
          <input
            id={id}
            class="entry"
            value={draft.text}
            maxLength={60}
            autocomplete="name"
            placeholder={t.yourName}
            aria-label={t.yourName}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onInput={({ currentTarget }) => change(() => ({ text: currentTarget.value }))}
          />
          <Pad ink={[]} name={draft.text} label={draft.text} />
        </>
      )}
    </div>
  )
}

interface PadProps {
  ink: Stroke[]
  name?: string
  label: string
  /** Without it the pad only shows. */
  onInk?: (ink: Stroke[]) => void
}

function Pad({ ink, name, label, onInk }: PadProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const stroke = useRef<Stroke | null>(null)

  useEffect(() => {
    const pad = canvas.current
    if (pad) drawSignature(pad, stroke.current ? [...ink, stroke.current] : ink, name)
  }, [ink, name])

  function follow(event: PointerEvent) {
    const pad = canvas.current
    if (!pad || !stroke.current) return
    const box = pad.getBoundingClientRect()
    const moves = event.getCoalescedEvents?.() ?? []
    for (const { clientX, clientY } of moves.length > 0 ? moves : [event])
      stroke.current.push([(clientX - box.left) / box.width, (clientY - box.top) / box.width])
    drawSignature(pad, [...ink, stroke.current])
  }
  function end() {
    if (stroke.current && stroke.current.length > 0) onInk?.([...ink, stroke.current])
    stroke.current = null
  }
  return (
    <div class={`pad${onInk ? '' : ' is-still'}`}>
      <canvas
        ref={canvas}
        width={padShape.width}
        height={padShape.height}
        role="img"
        aria-label={label}
        onPointerDown={(event) => {
          if (!onInk || !event.isPrimary || event.button !== 0) return
          event.preventDefault()
          event.currentTarget.setPointerCapture(event.pointerId)
          stroke.current = []
          follow(event)
        }}
        onPointerMove={follow}
        onPointerUp={end}
        onPointerCancel={end}
      />
      {onInk && ink.length === 0 && <span aria-hidden="true">{label}</span>}
    </div>
  )
}
