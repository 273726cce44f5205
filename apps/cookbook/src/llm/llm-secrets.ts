/** Secrets from the environment; the stand-in takes any API key. */
export function llmSecrets(name: string): string {
  return process.env[name] || 'sk-stand-in';
}
