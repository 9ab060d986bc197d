/** A place in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Pixels that one column of the picture is wide: half of one, since screens have two. */
const column = 0.5;

/**
 * A line no screen can tell from the whole: of each column of pixels its first, lowest, highest and last place, in
 * their order. Extremes are kept exactly. Places come in the order they are drawn; lines that are short stay as they are.
 */
export function simplifyLine<P extends Place>(places: readonly P[]): readonly P[] {
  if (places.length < 300) return places;
  const kept: P[] = [];
  for (let start = 0; start < places.length;) {
    const end = endOfColumn(places, start);
    let low = start;
    let high = start;
    for (let index = start; index < end; index++) {
      if (places[index].y < places[low].y) low = index;
      if (places[index].y > places[high].y) high = index;
    }
    const wanted = [...new Set([start, low, high, end - 1])].sort((a, b) => a - b);
    for (const index of wanted) kept.push(places[index]);
    start = end;
  }
  return kept;
}

export interface Slice {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** The same for a band: of each column its widest reach, at the column's first and last place. */
export function simplifyBand(slices: readonly Slice[]): readonly Slice[] {
  if (slices.length < 300) return slices;
  const kept: Slice[] = [];
  for (let start = 0; start < slices.length;) {
    const end = endOfColumn(slices, start);
    let { low, high } = slices[start];
    for (let index = start; index < end; index++) {
      low = Math.max(low, slices[index].low);
      high = Math.min(high, slices[index].high);
    }
    kept.push({ x: slices[start].x, low, high });
    if (end - start > 1) kept.push({ x: slices[end - 1].x, low, high });
    start = end;
  }
  return kept;
}

function endOfColumn(places: readonly { readonly x: number }[], start: number): number {
  const of = (x: number) => Math.floor(x / column);
  let end = start + 1;
  while (end < places.length && of(places[end].x) === of(places[start].x)) end++;
  return end;
}

/** Markers closer than this many pixels hide the line; curves that are read as a whole need few. */
const closest = { few: 14, many: 48 };
const many = 60;

/** Fewer places, for markers and whiskers; the first and the last stay. */
export function thin<P>(places: readonly P[], width: number): P[] {
  const step = Math.max(
    1,
    Math.ceil((places.length * closest[places.length > many ? 'many' : 'few']) / Math.max(width, 1)),
  );
  return places.filter((_, index) => index % step === 0 || index === places.length - 1);
}
