/** The database the product runs for itself when no DATABASE_URL is given. */
export { supervisedUrl } from './postgres/place.ts'
export { type Postgres, type PostgresOptions, startPostgres } from './postgres/start-postgres.ts'
