/**
 * `OR 0.2 prefix title` for `combination=OR, fuzzy=0.2, prefix=true, boosts=title`:
 * what tells configs apart, short enough for a table.
 */
export function shortLabel(label: string): string {
  return label
    .split(', ')
    .map((part) => {
      const [key, value] = part.split('=');
      if (value === 'true') return key;
      return value === 'false' ? '' : (value ?? key);
    })
    .filter((word) => word !== '')
    .join(' ');
}
