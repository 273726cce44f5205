/** The model's server has refused, or failed. */
export class ChatError extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(`the model's server answered ${status}: ${detail}`);
  }

  static async of(response: Response): Promise<ChatError> {
    const body = (await response.json().catch(() => ({}))) as {
      error?: { message?: string };
    };
    return new ChatError(
      response.status,
      body.error?.message ?? response.statusText,
    );
  }
}
