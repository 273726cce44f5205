/** Room for the branches of a thousand searches, waiting and kept. */
export const BRANCHES = 50_000;
