import { fromBase64, toBase64 } from '../../numeric/bits.ts';

/**
 * Pictures of kept samples as stored reports hold them: a clean picture once, an adversarial one as its difference, which is
 * all but constant and so compresses well. Nothing is lost: `written` after `shortened` gives the same report.
 */
interface Encoded {
  readonly encoding: string;
  readonly data: string;
}

interface Sample {
  readonly id: number;
  readonly clean: Encoded;
  readonly adversarial: Encoded;
}

interface Item {
  readonly details?: { readonly samples?: readonly Sample[] };
}

/** A report as far as it is looked at here; the rest is checked where reports are read. */
export interface HeldReport {
  readonly items?: readonly Item[];
}

const same = { encoding: 'same', data: '' };

/** Values of two pictures put together byte by byte, modulo 256. */
function joined(a: string, b: string, sign: 1 | -1): string {
  const other = fromBase64(b);
  return toBase64(fromBase64(a).map((value, i) => value + sign * other[i]));
}

function changed(report: HeldReport, change: (samples: readonly Sample[]) => readonly Sample[]): HeldReport {
  if (!Array.isArray(report.items)) return report;
  const items = report.items.map((item: Item) =>
    Array.isArray(item.details?.samples)
      ? { ...item, details: { ...item.details, samples: change(item.details.samples) } }
      : item,
  );
  return { ...report, items };
}

/** For storing. */
export function shortened(report: HeldReport): HeldReport {
  return changed(report, (samples) => {
    const seen = new Map<number, string>();
    return samples.map((sample) => {
      const { id, clean, adversarial } = sample;
      if (clean.encoding !== 'levels' || adversarial.encoding !== 'levels') return sample;
      const again = seen.get(id) === clean.data;
      seen.set(id, clean.data);
      const difference = { encoding: 'difference', data: joined(adversarial.data, clean.data, -1) };
      return { ...sample, clean: again ? same : clean, adversarial: difference };
    });
  });
}

/** From what was stored; a report that is not shortened stays as it is. */
export function written(report: HeldReport): HeldReport {
  return changed(report, (samples) => {
    const seen = new Map<number, string>();
    return samples.map((sample) => {
      const { id, adversarial } = sample;
      if (adversarial.encoding !== 'difference') return sample;
      const data = sample.clean.encoding === 'same' ? (seen.get(id) ?? '') : sample.clean.data;
      seen.set(id, data);
      return {
        ...sample,
        clean: { encoding: 'levels', data },
        adversarial: { encoding: 'levels', data: joined(adversarial.data, data, 1) },
      };
    });
  });
}
