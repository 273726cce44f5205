/** Of the normal distribution, for 95%. */
const Z = 1.959_963_984_540_054;

/**
 * The 95% confidence interval of a share, by Wilson's score: it stays within 0 and 1,
 * and is sound for few observations too.
 *
 * @internal
 */
export function wilson(
  succeeded: number,
  n: number,
): { readonly low: number; readonly high: number } {
  const share = succeeded / n;
  const scale = 1 + Z ** 2 / n;
  const centre = (share + Z ** 2 / (2 * n)) / scale;
  const half =
    (Z / scale) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
