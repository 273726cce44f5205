/** The injection token of the address of the model's server. */
export const OPENAI_BASE_URL = Symbol('OPENAI_BASE_URL');
