/** The injection token of the module's options. @internal */
export const SPEARMINT_OPTIONS = Symbol('SPEARMINT:OPTIONS');

/** The injection token of what is known before the options are. @internal */
export const SPEARMINT_EXTRAS = Symbol('SPEARMINT:EXTRAS');

/** The interceptor, for instances of every module. @internal */
export const LINKED_INTERCEPTOR = Symbol('SPEARMINT:INTERCEPTOR');

/** What opens contexts, for interceptors of every module. @internal */
export const LINKED_CONTEXTS = Symbol('SPEARMINT:CONTEXTS');

/** The module's options, for feature pools of every module. @internal */
export const LINKED_OPTIONS = Symbol('SPEARMINT:LINKED_OPTIONS');
