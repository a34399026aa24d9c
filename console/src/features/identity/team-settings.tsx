import { PlusOutlined } from '@ant-design/icons'
import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { keys } from '../../realtime/query-keys.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx'
import { useWiderThan } from '../../ui/use-width.ts'
import { AddStaff, EditStaff } from './staff-form.tsx'

/** The team: who is there, what they can serve, how busy they are. `staffId` opens one, `new` the form. */
export function TeamSettings({ staffId }: { staffId: string | undefined }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const wide = useWiderThan(900)
  const mayChange = can('staff.write')
  const team = useQuery({ queryKey: keys.staff, queryFn: ({ signal }) => call(routes.listStaff, { signal }) })
  const chosen = team.data?.items.find((person) => person.id === staffId)
  const close = () => void navigate('/settings/team')
  const open = (id: string) => mayChange && void navigate(`/settings/team/${id}`)
  return (
    <>
      <header className="page-head">
        <h1>{t('identity.settings.team')}</h1>
        {mayChange && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => open('new')}>
            {t('identity.team.add')}
          </Button>
        )}
      </header>
      <p className="page-lead">{t('identity.team.lead')}</p>
      {team.isLoadingError ? (
        <ErrorState error={team.error} onRetry={() => void team.refetch()} />
      ) : (
        <Table<Staff>
          size="small"
          rowKey="id"
          rowClassName={mayChange ? '' : 'row-plain'}
          pagination={false}
          loading={team.isPending}
          dataSource={team.data?.items ?? []}
          locale={{
            emptyText: team.isPending ? (
              ' '
            ) : (
              <EmptyState title={t('identity.team.empty')} help={t('identity.team.emptyHelp')} />
            ),
          }}
          onRow={(person) => ({
            onClick: () => open(person.id),
            onKeyDown: (event) => event.key === 'Enter' && open(person.id),
            tabIndex: mayChange ? 0 : undefined,
          })}
          columns={[
            { title: t('identity.team.name'), render: (_, person) => <PersonCell person={person} /> },
            {
              title: t('identity.team.role'),
              width: 100,
              render: (_, person) => t(`identity.team.roles.${person.role}`),
            },
            ...(wide
              ? [
                  {
                    title: t('identity.team.skills'),
                    render: (_: unknown, person: Staff) => <Skills skills={person.skills} />,
                  },
                ]
              : []),
            {
              title: t('identity.team.status'),
              width: 100,
              render: (_, person) =>
                person.disabled ? (
                  <span className="tag">{t('identity.team.disabled')}</span>
                ) : (
                  <span className="person">
                    <i className={`dot dot-${person.presence}`} /> {t(`shell.presence.${person.presence}`)}
                  </span>
                ),
            },
            {
              title: t('identity.team.load'),
              width: 80,
              align: 'right',
              render: (_, person) => `${person.load} / ${person.capacity}`,
            },
          ]}
        />
      )}
      <SideDrawer open={staffId === 'new' && mayChange} title={t('identity.team.add')} onClose={close}>
        <AddStaff onClose={close} />
      </SideDrawer>
      <SideDrawer
        open={staffId !== undefined && staffId !== 'new' && mayChange}
        title={chosen ? t('identity.team.edit', { name: chosen.name }) : t('identity.settings.team')}
        onClose={close}
      >
        {team.isPending ? (
          <LoadingState />
        ) : chosen ? (
          <EditStaff person={chosen} onClose={close} />
        ) : (
          <EmptyState title={t('common.error.notFound')} help={t('common.error.notFoundHelp')} />
        )}
      </SideDrawer>
    </>
  )
}

function PersonCell({ person }: { person: Staff }) {
  return (
    <div className="person-cell">
      <Avatar name={person.name} seed={person.id} />
      <div>
        <b className="cell-title">{person.name}</b>
        <small>{person.email}</small>
      </div>
    </div>
  )
}

function Skills({ skills }: { skills: Staff['skills'] }) {
  const { t } = useTranslation()
  const entries = Object.entries(skills)
  if (entries.length === 0) return <span className="quiet">{t('identity.team.noSkills')}</span>
  return (
    <div className="skills">
      {entries.map(([skill, level]) => (
        <span key={skill} className="tag" title={t('identity.team.level', { n: level })}>
          {skill} {level}
        </span>
      ))}
    </div>
  )
}
