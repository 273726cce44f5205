/** A time: a date, or milliseconds since the epoch. @publicApi */
export type Moment = Date | number;

/** @internal */
export function epochMs(moment: Moment | undefined): number | undefined {
  return moment === undefined ? undefined : Number(moment);
}
