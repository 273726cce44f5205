/**
 * The injection token of the backend that is used where nobody says `logger`. A module
 * that is global and provides it, such as that of a store, decides by being imported.
 *
 * @publicApi
 */
export const DEFAULT_BACKEND = Symbol('SPEARMINT:DEFAULT_BACKEND');
