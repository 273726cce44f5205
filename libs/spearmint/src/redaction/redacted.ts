/** What stands in place of a masked value. @internal */
export const REDACTED = '[redacted]';
