/** User and password of the section `[mlflow]` of an INI text. @internal */
export function readCredentials(text: string): {
  username?: string;
  password?: string;
} {
  const entries = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^\]]*)\]/.exec(line);
    if (header) section = header[1] ?? '';
    const entry = /^\s*([^\s=:#;]+)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (section === 'mlflow' && entry)
      entries.set((entry[1] ?? '').toLowerCase(), entry[2] ?? '');
  }
  return {
    username: entries.get('mlflow_tracking_username'),
    password: entries.get('mlflow_tracking_password'),
  };
}
