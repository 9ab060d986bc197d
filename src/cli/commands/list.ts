import { evasionAttacks } from '../../attacks/index.ts';
import { bundledDatasets, loadDatasetCard } from '../../datasets/bundled.ts';
import { indicators } from '../../indicators/index.ts';
import { text, UserError } from '../../messages/index.ts';
import { indicatorEntry } from '../../standard/indicators.ts';
import { listTargets } from '../../training/bundled.ts';
import { readPublic } from '../files.ts';
import { exit, type Host } from '../host.ts';
import type { Options } from '../options.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** What can be listed: rows as data, and how one is shown to a person. */
interface Listing {
  readonly rows: (host: Host) => Promise<readonly Row[]>;
  readonly show: (row: Row, host: Host) => string;
}

const titleOf = (row: Row, { language }: Host) => (row.title as Readonly<Record<string, string>>)[language];
const both = (id: Parameters<typeof text>[0]) => ({ en: text(id, 'en'), zh: text(id, 'zh') });

const listings: Readonly<Record<string, Listing>> = {
  targets: {
    rows: async (host) => (await listTargets(readPublic(host))) as unknown as Row[],
    show: (row, host) =>
      `${titleOf(row, host)} · ${row.dataset} · ${Number((100 * (row.testAccuracy as number)).toFixed(1))} %`,
  },
  datasets: {
    rows: (host) =>
      Promise.all(
        bundledDatasets.map(async (id) => (await loadDatasetCard(id, readPublic(host))) as unknown as Row),
      ),
    show: (row, host) =>
      `${titleOf(row, host)} · ${(row.shape as number[]).join('×')} · ${row.licence ?? ''}`,
  },
  attacks: {
    rows: async () => evasionAttacks.map(({ id, title, norms }) => ({ id, title: both(title), norms })),
    show: (row, host) => `${titleOf(row, host)} · ${(row.norms as string[]).join(', ')}`,
  },
  indicators: {
    rows: async () =>
      indicators.map(({ id, needs }) => {
        const entry = indicatorEntry(id);
        return { id, title: entry?.title, attribute: entry?.attribute, needs, direction: entry?.direction };
      }),
    show: (row, host) => `${titleOf(row, host)} · ${row.needs}`,
  },
};

export async function runList(host: Host, options: Options): Promise<number> {
  const [what = '', ...others] = options.positionals;
  if (others.length > 0 || !Object.hasOwn(listings, what)) {
    throw new UserError('cli.list-what', { known: Object.keys(listings).join(', ') });
  }
  const rows = await listings[what].rows(host);
  if (options.has('json')) host.print(`${JSON.stringify(rows, null, 1)}\n`);
  else {
    const width = Math.max(...rows.map(({ id }) => id.length));
    for (const row of rows) host.print(`${row.id.padEnd(width)}  ${listings[what].show(row, host)}\n`);
  }
  return exit.done;
}
