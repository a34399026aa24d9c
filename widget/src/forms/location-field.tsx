import { useState } from 'preact/hooks'
import { Icon } from '../view/icons.tsx'
import type { FieldProps } from './field-props.ts'

/** Where the customer is: by the device when it may tell, else (or as well) in words. */
export function LocationField({ draft, change, t, id, describedBy, invalid }: FieldProps) {
  const [state, setState] = useState<'idle' | 'asking' | 'denied' | 'failed'>('idle')
  const { point } = draft
  const canAsk = isSecureContext && 'geolocation' in navigator

  function locate() {
    setState('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => {
        setState('idle')
        change(() => ({ point: { latitude, longitude, accuracy } }))
      },
      ({ code, PERMISSION_DENIED }) => setState(code === PERMISSION_DENIED ? 'denied' : 'failed'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  }
  return (
    <div class="where">
      {point ? (
        <p class="located">
          <Icon name="pin" />
          <span>
            {point.accuracy === null ? t.locatedPlain : t.located(Math.max(1, Math.round(point.accuracy)))}
            <small>{`${point.latitude.toFixed(5)}, ${point.longitude.toFixed(5)}`}</small>
          </span>
          <button type="button" class="quiet" aria-label={t.forget} onClick={() => change(() => ({ point: null }))}>
            <Icon name="close" size={16} />
          </button>
        </p>
      ) : (
        canAsk && (
          <button type="button" class="choice locate" disabled={state === 'asking'} onClick={locate}>
            <Icon name="pin" size={18} />
            {state === 'asking' ? t.locating : t.useLocation}
          </button>
        )
      )}
      {!point && (state === 'denied' || state === 'failed') && (
        <p class="note" role="status">
          {state === 'denied' ? t.denied : t.notFound}
        </p>
      )}
      <input
        id={id}
        class="entry"
        value={draft.text}
        maxLength={300}
        autocomplete="street-address"
        placeholder={point ? t.addDetail : t.orAddress}
        aria-label={point ? t.addDetail : t.orAddress}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onInput={({ currentTarget }) => change(() => ({ text: currentTarget.value }))}
      />
    </div>
  )
}
