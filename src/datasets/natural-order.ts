/** Runs of digits, and what is between them. */
const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];

const less = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Natural order of names: numbers in them count as numbers, so that `2` comes before `10`; all else by code units, the same on
 * every host (a locale's collation is not).
 */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const numbers = /^\d/.test(left[i]) && /^\d/.test(right[i]);
    const [x, y] = [left[i], right[i]].map((part) => (numbers ? part.replace(/^0+(?=\d)/, '') : part));
    const order = numbers ? x.length - y.length || less(x, y) : less(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length || less(a, b);
}
