import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import type { HelpSite } from '@loopdesk/contracts/api/help.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, ColorPicker, Input, Segmented, Select, Switch } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, pathOf, routes, sendForm } from '../../api.ts'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useLanguage } from '../flows/use-language.ts'
import { knowledgeKeys } from '../knowledge/knowledge-keys.ts'
import { Labelled } from '../knowledge/labelled.tsx'
import { useCategories, useCategoryName } from '../knowledge/use-categories.ts'
import { useNotice } from '../workbench/use-notice.tsx'
import { helpKeys, type SiteDraft } from './use-help-site.ts'

interface Props {
  site: HelpSite
  draft: SiteDraft
  off: boolean
}

const languages = ['zh', 'en'] as const
type Texts = { zh?: string | undefined; en?: string | undefined }

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="conditions help-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

export function AddressFields({ draft, off }: Props) {
  const { t } = useTranslation()
  const { slug, domain } = draft.body
  return (
    <Group title={t('help.groups.address')}>
      <Labelled>
        <span>
          {t('help.fields.slug')} <small>{t('help.fields.slugHelp')}</small>
        </span>
        <Input
          prefix="/help/"
          value={slug}
          disabled={off}
          onChange={(event) => draft.change({ slug: event.target.value })}
        />
      </Labelled>
      <Labelled>
        <span>
          {t('help.fields.domain')} <small>{t('common.optional')}</small>
        </span>
        <Input
          value={domain ?? ''}
          placeholder="help.example.com"
          disabled={off}
          onChange={(event) => draft.change({ domain: event.target.value.trim() || null })}
        />
        <small>{t('help.fields.domainHelp')}</small>
      </Labelled>
    </Group>
  )
}

export function TextFields({ draft, off }: Props) {
  const { t } = useTranslation()
  const { settings } = draft.body
  const { title, intro, footer, defaultLanguage } = settings
  return (
    <Group title={t('help.groups.texts')}>
      <div className="labelled">
        <span>{t('help.fields.languages')}</span>
        <Checkbox.Group
          value={settings.languages}
          disabled={off}
          options={languages.map((value) => ({ value, label: t(`common.language.${value}`) }))}
          onChange={(chosen) => {
            const wanted = languages.filter((each) => chosen.includes(each))
            if (wanted.length > 0)
              draft.set({
                languages: wanted,
                defaultLanguage: wanted.includes(defaultLanguage) ? defaultLanguage : wanted[0]!,
              })
          }}
        />
      </div>
      {settings.languages.length > 1 && (
        <div className="labelled">
          <span>{t('help.fields.defaultLanguage')}</span>
          <Segmented
            value={defaultLanguage}
            disabled={off}
            options={settings.languages.map((value) => ({ value, label: t(`common.language.${value}`) }))}
            onChange={(value) => draft.set({ defaultLanguage: value })}
          />
        </div>
      )}
      <InLanguages
        name={t('help.fields.name')}
        value={title}
        draft={draft}
        off={off}
        onChange={(value) => draft.set({ title: value })}
      />
      <InLanguages
        name={t('help.fields.intro')}
        value={intro}
        draft={draft}
        off={off}
        onChange={(value) => draft.set({ intro: value })}
      />
      <InLanguages
        name={t('help.fields.footer')}
        value={footer}
        draft={draft}
        off={off}
        onChange={(value) => draft.set({ footer: value })}
      />
    </Group>
  )
}

/** A text in each language of the site. */
function InLanguages({
  name,
  value,
  draft,
  off,
  onChange,
}: {
  name: string
  value: Texts
  draft: SiteDraft
  off: boolean
  onChange(value: Texts): void
}) {
  const { t } = useTranslation()
  return draft.body.settings.languages.map((language) => (
    <Labelled key={language}>
      <span>{t('help.inLanguage', { name, language: t(`common.language.${language}`) })}</span>
      <Input
        value={value[language] ?? ''}
        disabled={off}
        maxLength={300}
        onChange={(event) => onChange({ ...value, [language]: event.target.value })}
      />
    </Labelled>
  ))
}

export function LookFields({ site, draft, off }: Props) {
  const { t } = useTranslation()
  const { theme } = draft.body.settings
  return (
    <Group title={t('help.groups.look')}>
      <div className="labelled">
        <span>
          {t('help.fields.accent')} <small>{t('help.fields.accentHelp')}</small>
        </span>
        <ColorPicker
          value={theme.accent}
          disabled={off}
          disabledAlpha
          showText
          onChangeComplete={(colour) => draft.set({ theme: { ...theme, accent: colour.toHexString().slice(0, 7) } })}
        />
      </div>
      <div className="labelled">
        <span>{t('help.fields.looks')}</span>
        <Segmented
          value={theme.look}
          disabled={off}
          options={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`help.look.${value}`) }))}
          onChange={(look) => draft.set({ theme: { ...theme, look } })}
        />
      </div>
      <Logo site={site} off={off} />
      <Links draft={draft} off={off} />
    </Group>
  )
}

/** Kept at once: a picture is no text that one takes back. */
function Logo({ site, off }: { site: HelpSite; off: boolean }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const file = useRef<HTMLInputElement>(null)
  const done = { onSuccess: () => cache.invalidateQueries({ queryKey: helpKeys.sites }), onError: notice.fail }
  const params = { siteId: site.id }
  const upload = useMutation({
    mutationFn: (picture: File) => {
      const form = new FormData()
      form.append('file', picture, picture.name)
      return sendForm({ ...routes.uploadHelpLogo, path: pathOf(routes.uploadHelpLogo.path, params) }, form)
    },
    ...done,
  })
  const remove = useMutation({ mutationFn: () => call(routes.deleteHelpLogo, { params }), ...done })
  return (
    <div className="labelled">
      <span>{t('help.fields.logo')}</span>
      <div className="buttons">
        {site.logo && <img className="help-logo" src={site.logo} alt="" />}
        <Button disabled={off} loading={upload.isPending} onClick={() => file.current?.click()}>
          {t('help.fields.chooseLogo')}
        </Button>
        {site.logo && (
          <Button type="text" disabled={off} onClick={() => remove.mutate()}>
            {t('help.fields.removeLogo')}
          </Button>
        )}
        <input
          ref={file}
          type="file"
          hidden
          aria-label={t('help.fields.chooseLogo')}
          accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={(event) => {
            const [picture] = event.target.files ?? []
            event.target.value = ''
            if (picture) upload.mutate(picture)
          }}
        />
      </div>
    </div>
  )
}

function Links({ draft, off }: Pick<Props, 'draft' | 'off'>) {
  const { t } = useTranslation()
  const { links, languages: spoken } = draft.body.settings
  const change = (at: number, part: Partial<(typeof links)[number]>) =>
    draft.set({ links: links.map((each, index) => (index === at ? { ...each, ...part } : each)) })
  return (
    <div className="labelled">
      <span>{t('help.fields.links')}</span>
      {links.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a link is nothing but its place in the list.
        <div className="help-link" key={at}>
          {spoken.map((language) => (
            <Input
              key={language}
              disabled={off}
              aria-label={t('help.fields.linkLabel', { language: t(`common.language.${language}`) })}
              placeholder={t('help.fields.linkLabel', { language: t(`common.language.${language}`) })}
              value={each.label[language] ?? ''}
              onChange={(event) => change(at, { label: { ...each.label, [language]: event.target.value } })}
            />
          ))}
          <Input
            disabled={off}
            aria-label={t('help.fields.linkUrl')}
            placeholder="https://"
            value={each.url}
            onChange={(event) => change(at, { url: event.target.value })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            disabled={off}
            aria-label={t('help.fields.removeLink')}
            onClick={() => draft.set({ links: links.filter((_, index) => index !== at) })}
          />
        </div>
      ))}
      {links.length < 6 && (
        <Button
          size="small"
          icon={<PlusOutlined />}
          disabled={off}
          className="help-add"
          onClick={() => draft.set({ links: [...links, { label: {}, url: '' }] })}
        >
          {t('help.fields.addLink')}
        </Button>
      )}
    </div>
  )
}

export function ContentFields({ draft, off }: Props) {
  const { t } = useTranslation()
  const { settings } = draft.body
  const { featured } = settings
  const { categories } = useCategories()
  const { path } = useCategoryName()
  return (
    <Group title={t('help.groups.content')}>
      <Labelled>
        <span>{t('help.fields.categories')}</span>
        <Select<string[]>
          mode="multiple"
          disabled={off}
          value={featured.categories}
          showSearch={{ optionFilterProp: 'label' }}
          options={categories.filter(({ parent }) => parent === null).map(({ id }) => ({ value: id, label: path(id) }))}
          onChange={(ids) => draft.set({ featured: { ...featured, categories: ids } })}
        />
      </Labelled>
      <FeaturedEntries draft={draft} off={off} />
      <OnOff name="documents" on={settings.documents} off={off} onChange={(documents) => draft.set({ documents })} />
      {settings.documents && (
        <OnOff name="downloads" on={settings.downloads} off={off} onChange={(downloads) => draft.set({ downloads })} />
      )}
    </Group>
  )
}

function FeaturedEntries({ draft, off }: Pick<Props, 'draft' | 'off'>) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [text, setText] = useState('')
  const q = useDebounced(text.trim(), 200)
  const { featured } = draft.body.settings
  const found = useQuery({
    queryKey: knowledgeKeys.entryList({ q, featured: true }),
    queryFn: ({ signal }) =>
      call(routes.listEntries, { query: { ...(q && { q }), status: 'published', limit: 20 }, signal }),
  })
  const options = (found.data?.items ?? []).map(({ id, title }) => ({
    value: id,
    label: inLanguage(title, language) || id,
  }))
  const others = featured.entries.filter((id) => !options.some(({ value }) => value === id))
  return (
    <Labelled>
      <span>{t('help.fields.entries')}</span>
      <Select<string[]>
        mode="multiple"
        disabled={off}
        value={featured.entries}
        showSearch={{ filterOption: false, onSearch: setText }}
        options={[...options, ...others.map((id) => ({ value: id, label: id }))]}
        onChange={(ids) => draft.set({ featured: { ...featured, entries: ids } })}
      />
    </Labelled>
  )
}

interface OnOffProps {
  name: 'documents' | 'downloads' | 'indexable'
  on: boolean
  off: boolean
  onChange(on: boolean): void
}

function OnOff({ name, on, off, onChange }: OnOffProps) {
  const { t } = useTranslation()
  return (
    <div className="kb-switch">
      <Switch size="small" aria-label={t(`help.fields.${name}`)} checked={on} disabled={off} onChange={onChange} />
      <span>{t(`help.fields.${name}`)}</span>
    </div>
  )
}

export function ContactFields({ draft, off }: Props) {
  const { t } = useTranslation()
  const { contact } = draft.body.settings
  return (
    <Group title={t('help.groups.contact')}>
      <Labelled>
        <span>{t('help.fields.contactUrl')}</span>
        <Input
          value={contact.url ?? ''}
          placeholder="https://"
          disabled={off}
          onChange={(event) => draft.set({ contact: { ...contact, url: event.target.value } })}
        />
      </Labelled>
      <Labelled>
        <span>{t('help.fields.siteKey')}</span>
        <Input
          value={contact.siteKey ?? ''}
          disabled={off}
          onChange={(event) => draft.set({ contact: { ...contact, siteKey: event.target.value } })}
        />
        <small>{t('help.fields.siteKeyHelp')}</small>
      </Labelled>
    </Group>
  )
}

export function EmbedFields({ site, draft, off }: Props) {
  const { t } = useTranslation()
  const { indexable, origins } = draft.body.settings
  const server = site.domain ? `https://${site.domain}` : site.url
  const snippet = `<script src="${server}/embed.js" async></script>\n<loopdesk-search></loopdesk-search>`
  return (
    <Group title={t('help.groups.search')}>
      <OnOff name="indexable" on={indexable} off={off} onChange={(wanted) => draft.set({ indexable: wanted })} />
      <Labelled>
        <span>{t('help.fields.origins')}</span>
        <Select<string[]>
          mode="tags"
          open={false}
          suffixIcon={null}
          disabled={off}
          value={origins}
          placeholder={t('help.fields.originsHint')}
          onChange={(given) => draft.set({ origins: given.map((each) => each.trim().replace(/\/+$/, '')) })}
        />
      </Labelled>
      <div className="labelled">
        <span>
          {t('help.fields.snippet')} <small>{t('help.fields.snippetHelp')}</small>
        </span>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reachable by keys. */}
        <pre className="help-snippet" tabIndex={0}>
          {snippet}
        </pre>
      </div>
    </Group>
  )
}
