/** The tag that tells what a run is of, by which it is found again. @internal */
export const RUN_KEY = 'spearmint.run_key';
