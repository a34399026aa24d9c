import type { ChecklistItem, PackItem, PackResult } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox } from 'antd'
import type { TFunction } from 'i18next'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, type Reply, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useLanguage } from '../../flows/use-language.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { MarkdownView } from '../text/markdown-view.tsx'
import { PackSettings, valuesOf } from './pack-settings.tsx'

type Pack = Reply<typeof routes.readPack>

/** One pack: what it asks for, what installing would do, its checklist, and the way out. */
export function PackView({ packId }: { packId: string }) {
  const pack = useQuery({
    queryKey: [...knowledgeKeys.packs, packId],
    queryFn: ({ signal }) => call(routes.readPack, { params: { packId }, signal }),
  })
  if (pack.isPending) return <LoadingState />
  if (pack.isError) return <ErrorState error={pack.error} onRetry={() => void pack.refetch()} />
  return <Body key={`${packId}${pack.data.installed?.version}`} pack={pack.data} />
}

function Body({ pack }: { pack: Pack }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const language = useLanguage()
  const { installed } = pack
  const manages = can('knowledge.publish')
  return (
    <div className="kb-form">
      <p>{inLanguage(pack.description, language)}</p>
      <p className="quiet">{t('knowledge.packs.counts', pack.counts)}</p>
      {installed && (
        <p className="quiet">
          {t('knowledge.packs.installedBy', { name: installed.by })} <Time at={installed.at} />
          {installed.changed > 0 && ` · ${t('knowledge.packs.changed', { count: installed.changed })}`}
        </p>
      )}
      {installed && <Checklist pack={pack} />}
      {manages && <Install pack={pack} />}
      {manages && installed && <Remove pack={pack} />}
    </div>
  )
}

/** What it asks for, then what would happen thing by thing, then doing it. */
function Install({ pack }: { pack: Pack }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const [values, setValues] = useState(() => valuesOf(pack))
  const [done, setDone] = useState<PackResult | null>(null)
  const params = { packId: pack.id }
  const preview = useMutation({
    mutationFn: () => call(routes.previewPack, { params, body: { values } }),
    onError: notice.fail,
  })
  const install = useMutation({
    mutationFn: () => call(routes.installPack, { params, body: { values } }),
    onSuccess: (result) => {
      setDone(result)
      notice.say(t('knowledge.packs.done'))
      void cache.invalidateQueries({ queryKey: knowledgeKeys.all })
    },
    onError: notice.fail,
  })
  const missing = pack.settings.some(({ name }) => !values[name]?.trim())
  const result = done ?? preview.data
  return (
    <section className="kb-form">
      <h2>{t(pack.installed ? 'knowledge.packs.again' : 'knowledge.packs.install')}</h2>
      <PackSettings
        settings={pack.settings}
        values={values}
        onChange={(next) => {
          setValues(next)
          preview.reset()
        }}
      />
      <div className="buttons">
        <Button disabled={missing} loading={preview.isPending} onClick={() => preview.mutate()}>
          {t('knowledge.packs.preview')}
        </Button>
        <Button
          type="primary"
          disabled={missing || (!preview.data && !pack.installed)}
          loading={install.isPending}
          onClick={() => install.mutate()}
        >
          {t(
            pack.upgradable
              ? 'knowledge.packs.upgrade'
              : pack.installed
                ? 'knowledge.packs.apply'
                : 'knowledge.packs.install',
          )}
        </Button>
      </div>
      {!preview.data && !pack.installed && !missing && <p className="quiet">{t('knowledge.packs.previewFirst')}</p>}
      {result && <Result result={result} done={done !== null} />}
    </section>
  )
}

const outcomes = ['new', 'update', 'conflict', 'kept', 'same', 'gone'] as const

function Result({ result, done }: { result: PackResult; done: boolean }) {
  const { t } = useTranslation()
  const byOutcome = Map.groupBy(result.items, ({ outcome }) => outcome)
  return (
    <div aria-live="polite">
      <h3>{t(done ? 'knowledge.packs.did' : 'knowledge.packs.would')}</h3>
      {result.problems.map((one) => (
        <p key={`${one.kind}${one.id}`} className="warn-line">
          {t(`knowledge.packs.kinds.${one.kind}`)} {one.id}: {one.reason}
        </p>
      ))}
      {outcomes.map((outcome) => {
        const items = byOutcome.get(outcome)
        return items && <Outcome key={outcome} outcome={outcome} items={items} />
      })}
    </div>
  )
}

function Outcome({ outcome, items }: { outcome: PackItem['outcome']; items: PackItem[] }) {
  const { t } = useTranslation()
  return (
    <details className="pack-outcome" open={outcome === 'conflict'}>
      <summary>
        {t(`knowledge.packs.outcomes.${outcome}`)} <span className="num">{items.length}</span>
      </summary>
      <ul className="kb-reasons">
        {items.slice(0, 300).map((one) => (
          <li key={`${one.kind}${one.id}`}>
            <small>{t(`knowledge.packs.kinds.${one.kind}`)}</small> {one.title}{' '}
            {one.origin && <small>{t('knowledge.packs.takenBy', { origin: one.origin })}</small>}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Checklist({ pack }: { pack: Pack }) {
  const { t } = useTranslation()
  const byTime = Map.groupBy(pack.checklist, ({ when }) => when)
  const done = pack.checklist.filter((one) => one.done).length
  return (
    <section>
      <h2>
        {t('knowledge.packs.checklist')}{' '}
        <small className="num-left">
          {done} / {pack.checklist.length}
        </small>
      </h2>
      {[...byTime].map(([when, items]) => (
        <div key={when} className="checklist">
          {when && <h3>{whenWords(when, t)}</h3>}
          <ul>
            {items.map((one) => (
              <Step key={one.id} packId={pack.id} step={one} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

function whenWords(when: string, t: TFunction): string {
  const before = when.match(/^T([+-]\d+)$/)?.[1]
  if (before !== undefined) {
    const days = Number(before)
    if (days === 0) return t('knowledge.packs.theDay')
    return t(days < 0 ? 'knowledge.packs.daysBefore' : 'knowledge.packs.daysAfter', { count: Math.abs(days) })
  }
  if (when === 'install') return t('knowledge.packs.atInstall')
  if (when === 'monthly') return t('knowledge.packs.monthly')
  return when
}

function Step({ packId, step }: { packId: string; step: ChecklistItem }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const language = useLanguage()
  const cache = useQueryClient()
  const notice = useNotice()
  const key = [...knowledgeKeys.packs, packId]
  const put = (changed: ChecklistItem) =>
    cache.setQueryData<Pack>(
      key,
      (now) => now && { ...now, checklist: now.checklist.map((one) => (one.id === changed.id ? changed : one)) },
    )
  const tick = useMutation({
    mutationFn: (done: boolean) => call(routes.tickPackStep, { params: { packId, stepId: step.id }, body: { done } }),
    onMutate: (done) => put({ ...step, done }),
    onSuccess: put,
    onError: (error) => {
      put(step)
      notice.fail(error)
    },
    onSettled: () => cache.invalidateQueries({ queryKey: knowledgeKeys.packs, exact: true }),
  })
  return (
    <li>
      <Checkbox
        checked={step.done}
        disabled={!can('knowledge.write')}
        onChange={(event) => tick.mutate(event.target.checked)}
      >
        {inLanguage(step.title, language)}
      </Checkbox>
      {step.done && step.doneBy && step.doneAt && (
        <small>
          {step.doneBy} <Time at={step.doneAt} />
        </small>
      )}
      {step.details && <MarkdownView text={inLanguage(step.details, language)} />}
      {step.entries.length > 0 && (
        <small className="step-entries">
          {t('knowledge.packs.about')}
          {step.entries.map((id) => (
            <Link key={id} to={`/knowledge/entries/${encodeURIComponent(id)}`}>
              {id}
            </Link>
          ))}
        </small>
      )}
    </li>
  )
}

function Remove({ pack }: { pack: Pack }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const cache = useQueryClient()
  const notice = useNotice()
  const everything = useRef(false)
  const [kept, setKept] = useState<PackItem[]>([])
  const ask = () =>
    void modal.confirm({
      title: t('knowledge.packs.removeTitle'),
      content: (
        <Checkbox
          onChange={(event) => {
            everything.current = event.target.checked
          }}
        >
          {t('knowledge.packs.everything', { count: pack.installed?.changed ?? 0 })}
        </Checkbox>
      ),
      okText: t('knowledge.packs.remove'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () =>
        call(routes.removePack, { params: { packId: pack.id }, body: { everything: everything.current } })
          .then((result) => {
            notice.say(t('knowledge.packs.removed', { count: result.removed }))
            setKept(result.kept)
            void cache.invalidateQueries({ queryKey: knowledgeKeys.all })
          })
          .catch(notice.fail),
    })
  return (
    <section>
      <Button danger onClick={ask}>
        {t('knowledge.packs.remove')}
      </Button>
      {kept.length > 0 && <p className="quiet">{t('knowledge.packs.keptBack', { count: kept.length })}</p>}
    </section>
  )
}
