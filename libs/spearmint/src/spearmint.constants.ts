/** The injection token of the module's options. @internal */
export const SPEARMINT_OPTIONS = Symbol('SPEARMINT:OPTIONS');

/** The injection token of what is known before the options are. @internal */
export const SPEARMINT_EXTRAS = Symbol('SPEARMINT:EXTRAS');
