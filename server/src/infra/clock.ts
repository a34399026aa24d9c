/** Where the time comes from; handed in so that tests and replays can choose it. */
export type Clock = () => Date

/** The clock of the machine. */
export const systemClock: Clock = () => new Date()
