/**
 * What the environment of a server's process is to hold besides its settings. Its threads share two of glibc's arenas: with one for
 * each, what one has given back is not used by the others, which comes to hundreds of megabytes where much passes through.
 */
export const processSettings = { MALLOC_ARENA_MAX: '2' }
