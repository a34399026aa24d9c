import { Icon } from '../view/icons.tsx'
import type { DraftFile } from './drafts.ts'
import { nextKey } from './drafts.ts'
import type { FieldProps } from './field-props.ts'
import type { FormStrings } from './form-strings.ts'

const most = 9

/** Photos and files: they upload as soon as they are chosen, so that sending is instant. */
export function FilesField({ field, draft, change, t, chat, id, describedBy, invalid }: FieldProps) {
  const limit = Math.min(field.max ?? most, most)
  const { files } = draft
  const photos = field.accept?.startsWith('image/') ?? false
  const edit = (key: number, part: Partial<DraftFile>) =>
    change((now) => ({ files: now.files.map((item) => (item.key === key ? { ...item, ...part } : item)) }))

  async function upload(key: number, file: File) {
    edit(key, { state: 'uploading', progress: 0, error: null })
    const running = chat.upload(file, (progress) => edit(key, { progress }))
    const result = await running?.done
    if (result && 'file' in result) return edit(key, { state: 'there', ref: result.file, progress: 1 })
    edit(key, { state: 'failed', error: whyNot(result?.problem?.code, t) })
  }
  function add(chosen: FileList | null) {
    const added = [...(chosen ?? [])].slice(0, limit - files.length).map((file): DraftFile => {
      const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null
      return {
        key: nextKey(),
        name: file.name,
        file,
        preview,
        progress: 0,
        ref: { fileId: '' },
        state: 'uploading',
        error: null,
      }
    })
    change((now) => ({ files: [...now.files, ...added] }))
    for (const { key, file } of added) if (file) void upload(key, file)
  }
  function remove(item: DraftFile) {
    if (item.preview) URL.revokeObjectURL(item.preview)
    change((now) => ({ files: now.files.filter(({ key }) => key !== item.key) }))
  }
  return (
    <div class="files">
      {files.map((item, at) => (
        <FileTile
          key={item.key}
          item={item}
          name={item.name || t.keptFile(at + 1)}
          t={t}
          onRetry={() => item.file && upload(item.key, item.file)}
          onRemove={() => remove(item)}
        />
      ))}
      {files.length < limit && (
        <label class="add">
          <input
            id={id}
            type="file"
            accept={field.accept}
            multiple={limit > 1}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={({ currentTarget }) => {
              add(currentTarget.files)
              currentTarget.value = ''
            }}
          />
          <Icon name={photos ? 'camera' : 'attach'} />
          <span>{photos ? t.addPhotos : t.addFiles}</span>
          <small>{t.upTo(limit)}</small>
        </label>
      )}
    </div>
  )
}

interface TileProps {
  item: DraftFile
  name: string
  t: FormStrings
  onRetry(): void
  onRemove(): void
}

function FileTile({ item, name, t, onRetry, onRemove }: TileProps) {
  const { preview, state, progress, error } = item
  return (
    <div class={`tile${state === 'failed' ? ' is-failed' : ''}`} title={name}>
      {preview ? (
        <img src={preview} alt={name} />
      ) : (
        <span class="tile-name">
          <Icon name="file" />
          <span>{name}</span>
        </span>
      )}
      {state === 'uploading' && <progress max={1} value={progress} aria-label={`${t.uploading} ${name}`} />}
      {state === 'failed' && (
        <button type="button" class="tile-retry" onClick={onRetry}>
          {error}
        </button>
      )}
      <button type="button" class="tile-remove" aria-label={t.remove(name)} onClick={onRemove}>
        <span>
          <Icon name="close" size={14} />
        </span>
      </button>
    </div>
  )
}

function whyNot(code: string | undefined, t: FormStrings): string {
  if (code === 'payload_too_large') return t.tooLarge
  return code === 'unsupported_media_type' ? t.wrongType : t.uploadFailed
}
