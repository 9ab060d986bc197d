import type { PlanForm } from './state/plan-form.ts';

/** What the address holds: enough to give the same numbers again. */
export interface Address {
  /** A bundled target's id. */
  readonly target?: string;
  /** SHA-256 of a person's own model and data file, which a link can name but not carry. */
  readonly model?: string;
  readonly data?: string;
  readonly plan?: Partial<PlanForm>;
  /** The run was started; opening the address continues it. */
  readonly run: boolean;
}

const numbers = (text: string) => text.split(',').filter(Boolean).map(Number);
const hash = /^[0-9a-f]{64}$/;

/** Written into the part after `#`, which never leaves the machine. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  const { target, model, data, plan, run } = address;
  if (target) query.set('target', target);
  if (model) query.set('model', model);
  if (data) query.set('data', data);
  if (plan) {
    if (plan.indicators) query.set('indicators', plan.indicators.join(','));
    if (plan.attacks) query.set('attacks', plan.attacks.join(','));
    if (plan.norm) query.set('norm', plan.norm);
    if (plan.epsilons) query.set('epsilons', plan.epsilons.join(','));
    for (const name of ['iterations', 'restarts', 'samples', 'seed'] as const)
      if (plan[name] !== undefined) query.set(name, plan[name] === null ? 'all' : String(plan[name]));
    if (plan.order) query.set('order', plan.order);
    if (plan.engine) query.set('engine', plan.engine);
  }
  if (run) query.set('run', '1');
  return `#${query.toString().replaceAll('%2C', ',')}`;
}

/** Reads an address; parts that do not make sense are left out, and the plan screen shows what is used instead. */
export function readAddress(text: string): Address {
  const query = new URLSearchParams(text.replace(/^#/, ''));
  const word = (name: string) => query.get(name)?.match(/^[\w.-]{1,64}$/)?.[0];
  const list = (name: string) =>
    query
      .get(name)
      ?.split(',')
      .filter((entry) => /^[\w.-]{1,64}$/.test(entry));
  const natural = (name: string) => {
    const value = Number(query.get(name) ?? NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  const sha = (name: string) => query.get(name)?.match(hash)?.[0];
  const epsilons = numbers(query.get('epsilons') ?? '');
  const samples = query.get('samples') === 'all' ? null : natural('samples');
  const norm = word('norm');
  const order = word('order');
  const engine = word('engine');
  const plan: Partial<PlanForm> = {
    ...given('indicators', list('indicators')),
    ...given('attacks', list('attacks')),
    ...given('norm', norm === 'linf' || norm === 'l2' ? norm : undefined),
    ...given('epsilons', epsilons.length && epsilons.every(Number.isFinite) ? epsilons : undefined),
    ...given('iterations', natural('iterations')),
    ...given('restarts', natural('restarts')),
    ...given('samples', samples),
    ...given('seed', natural('seed')),
    ...given('order', order === 'file' || order === 'random' ? order : undefined),
    ...given('engine', engine === 'wasm' || engine === 'auto' || engine === 'webgpu' ? engine : undefined),
  };
  return {
    ...given('target', word('target')),
    ...given('model', sha('model')),
    ...given('data', sha('data')),
    ...(Object.keys(plan).length ? { plan } : {}),
    run: query.get('run') === '1',
  };
}

function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V });
}
