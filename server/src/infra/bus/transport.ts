/** Carries text to the other processes; tells of gaps. */
export interface Transport {
  send(text: string): void
  connected(): boolean
  close(): Promise<void>
}

export interface TransportEvents {
  onText(text: string): void
  onGap(): void
}
