/** Room for the branches of a thousand searches that wait. */
export const BRANCHES = 50_000;

/** How long the app may take to end; MLflow has 48 runs to be told of. */
export const DRAIN_MS = 20_000;
