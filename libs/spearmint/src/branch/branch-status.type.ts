/** Where a branch stands; the last three are final. @publicApi */
export type BranchStatus = 'pending' | 'success' | 'failed' | 'skipped';

/**
 * `primary` is the foreground branch whose output the caller gets, `variant` one
 * of several equals in a fan-out, `shadow` a background branch.
 *
 * @publicApi
 */
export type BranchRole = 'primary' | 'variant' | 'shadow';

/** Whether the config came from the pool or was passed by the caller. @publicApi */
export type ConfigOrigin = 'pool' | 'caller';
