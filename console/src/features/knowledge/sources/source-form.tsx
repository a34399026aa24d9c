import type { DocumentSource, SourceSetup } from '@loopdesk/contracts/api/knowledge/sources.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CallInput, call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { Labelled } from '../labelled.tsx'
import { AudiencePicker, CategoryPicker, LabelPicker } from '../pickers.tsx'
import { weekdays } from './schedule-words.ts'

type Body = NonNullable<CallInput<typeof routes.createDocumentSource>['body']>
type Kind = SourceSetup['kind']
type Web = Extract<SourceSetup, { kind: 'web' }>

interface Props {
  editing: DocumentSource | 'new' | null
  onClose(): void
  onSaved(id: string): void
}

/** What is read, how far, how often, and where it goes. */
export function SourceForm({ editing, onClose, onSaved }: Props) {
  const { t } = useTranslation()
  return (
    <SideDrawer
      open={editing !== null}
      width={560}
      title={t(editing === 'new' ? 'knowledge.sources.create' : 'knowledge.sources.edit')}
      onClose={onClose}
    >
      {editing && <Form source={editing === 'new' ? null : editing} onSaved={onSaved} />}
    </SideDrawer>
  )
}

const fresh: Record<Kind, SourceSetup> = {
  web: { kind: 'web', url: '', depth: 3, pages: 500, include: [], exclude: [], files: true, delayMs: 500 },
  zendesk: { kind: 'zendesk', url: '', user: '', language: '' },
  intercom: { kind: 'intercom', url: 'https://api.intercom.io' },
  chatwoot: { kind: 'chatwoot', url: '', account: '', portal: '', languages: [] },
}

function Form({ source, onSaved }: { source: DocumentSource | null; onSaved(id: string): void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const [name, setName] = useState(source?.name ?? '')
  const [setup, setSetup] = useState<SourceSetup>(source?.setup ?? fresh.web)
  const [secret, setSecret] = useState('')
  const [schedule, setSchedule] = useState(source?.schedule ?? { every: 'day' as const, hour: 3, weekday: 1 })
  const [settings, setSettings] = useState<DocumentSource['settings']>(source?.settings ?? {})
  const [enabled, setEnabled] = useState(source?.enabled ?? true)
  const change = (part: Partial<SourceSetup>) => setSetup((now) => ({ ...now, ...part }) as SourceSetup)
  const save = useMutation({
    mutationFn: () => {
      const url = /^https?:\/\//i.test(setup.url) ? setup.url.trim() : `https://${setup.url.trim()}`
      const body: Body = {
        name: name.trim() || hostOf(url),
        setup: { ...setup, url },
        schedule,
        settings,
        enabled,
        ...(secret !== '' && { secret }),
      }
      return source
        ? call(routes.updateDocumentSource, { params: { sourceId: source.id }, body })
        : call(routes.createDocumentSource, { body })
    },
    onSuccess: ({ id }) => {
      void cache.invalidateQueries({ queryKey: knowledgeKeys.sources })
      notice.say(t(source ? 'common.saved' : 'knowledge.sources.started'))
      onSaved(id)
    },
    onError: notice.fail,
  })
  return (
    <form
      className="kb-form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {!source && (
        <Segmented<Kind>
          block
          value={setup.kind}
          options={(['web', 'zendesk', 'intercom', 'chatwoot'] as const).map((value) => ({
            value,
            label: t(`knowledge.sources.kinds.${value}`),
          }))}
          onChange={(kind) => setSetup(fresh[kind])}
        />
      )}
      <Field name={t('knowledge.sources.url')} help={t(`knowledge.sources.urlHelp.${setup.kind}`)}>
        <Input autoFocus required value={setup.url} onChange={(event) => change({ url: event.target.value })} />
      </Field>
      <Field name={t('knowledge.sources.name')}>
        <Input
          value={name}
          maxLength={120}
          placeholder={hostOf(setup.url)}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      {setup.kind === 'web' ? (
        <WebFields setup={setup} onChange={change} />
      ) : (
        <DeskFields
          setup={setup}
          hasSecret={source?.hasSecret ?? false}
          secret={secret}
          onSecret={setSecret}
          onChange={change}
        />
      )}
      <ScheduleFields schedule={schedule} onChange={setSchedule} />
      <div className="labelled">
        <span>{t('knowledge.sources.category')}</span>
        <CategoryPicker
          label={t('knowledge.sources.category')}
          value={settings.category}
          onChange={(category) => setSettings({ ...settings, category: category ?? '' })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.audiences')}</span>
        <AudiencePicker
          label={t('knowledge.editor.audiences')}
          value={settings.audiences ?? []}
          onChange={(audiences) => setSettings({ ...settings, audiences })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.labels')}</span>
        <LabelPicker
          label={t('knowledge.editor.labels')}
          value={settings.labels ?? []}
          onChange={(labels) => setSettings({ ...settings, labels })}
        />
      </div>
      <Checkbox checked={enabled} onChange={(event) => setEnabled(event.target.checked)}>
        {t('knowledge.sources.enabled')}
      </Checkbox>
      <Button type="primary" block htmlType="submit" disabled={setup.url.trim() === ''} loading={save.isPending}>
        {t(source ? 'common.save' : 'knowledge.sources.start')}
      </Button>
    </form>
  )
}

function hostOf(url: string): string {
  return URL.parse(/^https?:\/\//i.test(url) ? url : `https://${url}`)?.host ?? ''
}

function Field({ name, help, children }: { name: string; help?: string; children: ReactNode }) {
  return (
    <Labelled>
      <span>
        {name}
        {help && <small>{help}</small>}
      </span>
      {children}
    </Labelled>
  )
}

function WebFields({ setup, onChange }: { setup: Web; onChange(part: Partial<Web>): void }) {
  const { t } = useTranslation()
  const paths = (name: 'include' | 'exclude') => (
    <div className="labelled">
      <span>
        {t(`knowledge.sources.${name}`)} <small>{t('knowledge.sources.pathsHelp')}</small>
      </span>
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        value={setup[name]}
        aria-label={t(`knowledge.sources.${name}`)}
        tokenSeparators={[',', '，', ' ', '\n']}
        onChange={(values: string[]) => onChange({ [name]: values })}
      />
    </div>
  )
  return (
    <>
      <div className="source-numbers">
        <Field name={t('knowledge.sources.depth')}>
          <InputNumber min={0} max={10} value={setup.depth} onChange={(depth) => onChange({ depth: depth ?? 3 })} />
        </Field>
        <Field name={t('knowledge.sources.pages')}>
          <InputNumber
            min={1}
            max={50_000}
            value={setup.pages}
            onChange={(pages) => onChange({ pages: pages ?? 500 })}
          />
        </Field>
        <Field name={t('knowledge.sources.delay')}>
          <InputNumber
            min={0}
            max={60_000}
            step={100}
            value={setup.delayMs}
            onChange={(delayMs) => onChange({ delayMs: delayMs ?? 500 })}
          />
        </Field>
      </div>
      <Checkbox checked={setup.files} onChange={(event) => onChange({ files: event.target.checked })}>
        {t('knowledge.sources.files')}
      </Checkbox>
      {paths('include')}
      {paths('exclude')}
    </>
  )
}

interface DeskProps {
  setup: Exclude<SourceSetup, Web>
  hasSecret: boolean
  secret: string
  onSecret(secret: string): void
  onChange(part: Partial<SourceSetup>): void
}

function DeskFields({ setup, hasSecret, secret, onSecret, onChange }: DeskProps) {
  const { t } = useTranslation()
  return (
    <>
      {setup.kind === 'zendesk' && (
        <Field name={t('knowledge.sources.user')} help={t('knowledge.sources.userHelp')}>
          <Input required value={setup.user} onChange={(event) => onChange({ user: event.target.value })} />
        </Field>
      )}
      {setup.kind === 'chatwoot' && (
        <div className="source-numbers">
          <Field name={t('knowledge.sources.portal')}>
            <Input required value={setup.portal} onChange={(event) => onChange({ portal: event.target.value })} />
          </Field>
          <Field name={t('knowledge.sources.account')}>
            <Input required value={setup.account} onChange={(event) => onChange({ account: event.target.value })} />
          </Field>
        </div>
      )}
      <Field
        name={t('knowledge.sources.secret')}
        help={t(hasSecret ? 'knowledge.sources.secretKept' : 'knowledge.sources.secretHelp')}
      >
        <Input.Password
          value={secret}
          autoComplete="off"
          visibilityToggle={false}
          onChange={(event) => onSecret(event.target.value)}
        />
      </Field>
      {setup.kind === 'zendesk' && (
        <Field name={t('knowledge.sources.language')} help={t('knowledge.sources.languagesHelp')}>
          <Input
            value={setup.language}
            maxLength={20}
            placeholder="zh-cn"
            onChange={(event) => onChange({ language: event.target.value.trim() })}
          />
        </Field>
      )}
      {'languages' in setup && (
        <div className="labelled">
          <span>
            {t('knowledge.sources.languages')} <small>{t('knowledge.sources.languagesHelp')}</small>
          </span>
          <Select
            mode="tags"
            value={setup.languages}
            aria-label={t('knowledge.sources.languages')}
            options={['zh-cn', 'zh-tw', 'en-us', 'en-gb'].map((value) => ({ value, label: value }))}
            onChange={(languages: string[]) => onChange({ languages })}
          />
        </div>
      )}
    </>
  )
}

interface ScheduleProps {
  schedule: DocumentSource['schedule']
  onChange(schedule: DocumentSource['schedule']): void
}

function ScheduleFields({ schedule, onChange }: ScheduleProps) {
  const { t } = useTranslation()
  return (
    <div className="labelled">
      <span>{t('knowledge.sources.schedule')}</span>
      <span className="buttons">
        <Select
          value={schedule.every}
          aria-label={t('knowledge.sources.schedule')}
          popupMatchSelectWidth={false}
          options={(['never', 'hour', 'day', 'week'] as const).map((value) => ({
            value,
            label: t(`knowledge.sources.every.${value}`),
          }))}
          onChange={(every) => onChange({ ...schedule, every })}
        />
        {schedule.every === 'week' && (
          <Select
            value={schedule.weekday}
            aria-label={t('knowledge.sources.weekday')}
            options={weekdays.map((day) => ({ value: day as number, label: t(`knowledge.sources.weekdays.d${day}`) }))}
            onChange={(weekday) => onChange({ ...schedule, weekday })}
          />
        )}
        {(schedule.every === 'day' || schedule.every === 'week') && (
          <Select
            value={schedule.hour}
            aria-label={t('knowledge.sources.hour')}
            options={Array.from({ length: 24 }, (_, hour) => ({
              value: hour,
              label: `${String(hour).padStart(2, '0')}:00`,
            }))}
            onChange={(hour) => onChange({ ...schedule, hour })}
          />
        )}
      </span>
    </div>
  )
}
