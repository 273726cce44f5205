interface Chunk {
  choices: { delta: { content?: string } }[];
}

/** The pieces of text in a stream of server-sent events. */
export async function* deltasOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let waiting = '';
  for await (const bytes of body) {
    waiting += decoder.decode(bytes, { stream: true });
    const lines = waiting.split('\n');
    waiting = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
      const { choices } = JSON.parse(line.slice('data: '.length)) as Chunk;
      const content = choices[0]?.delta.content;
      if (content) yield content;
    }
  }
}
