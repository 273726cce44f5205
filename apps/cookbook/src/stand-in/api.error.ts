/** An answer of the interface that is none. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    private readonly details: { param?: string; code?: string } = {},
  ) {
    super(message);
  }

  toJSON(): object {
    const { param = null, code = null } = this.details;
    const type = TYPES[this.status] ?? 'invalid_request_error';
    return { error: { message: this.message, type, param, code } };
  }
}

const TYPES: Readonly<Record<number, string>> = {
  429: 'rate_limit_exceeded',
  500: 'server_error',
  503: 'server_error',
};
