import type { Runtime, Session } from '../../../src/graph/runtime.ts';
import { UserError } from '../../../src/messages/index.ts';
import type { ShardHost } from '../../../src/workers/protocol.ts';

/** What a trial shard does, step by step, in place of a model. */
export interface TrialSettings {
  /** Steps of about `ms` milliseconds of unbroken computing each, with a run of the "graph" between them. */
  readonly steps?: number;
  readonly ms?: number;
  /** Trouble at the first step. */
  readonly trouble?: 'throw' | 'user' | 'exit' | 'spin' | 'memory';
  /** Address to fetch, to see what the content policy says. */
  readonly fetch?: string;
}

const session: Session = {
  engine: 'wasm',
  run: async () => ({}),
  release: async () => {
    sessions--;
  },
};
let sessions = 0;
const runtime: Runtime = {
  engine: 'wasm',
  get openSessions() {
    return sessions;
  },
  open: async () => {
    sessions++;
    return session;
  },
};

const spin = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end;);
};

/** A shard host without a model, for tests of the threads around it. `leave` ends the thread at once. */
export const trialHost =
  (leave: () => unknown) =>
  (wrap: (runtime: Runtime) => Runtime): ShardHost => {
    const wrapped = wrap(runtime);
    let opened: Session | undefined;
    return {
      async open() {
        opened = await wrapped.open(new Uint8Array());
        return { engine: 'wasm', agreement: null };
      },
      async run({ shard, seed }, _signal, progress) {
        const { steps = 1, ms = 0, trouble, fetch: address } = shard.settings as TrialSettings;
        if (trouble === 'throw') throw new Error('trial trouble');
        if (trouble === 'user') throw new UserError('workers.crashed', { tries: 7 });
        if (trouble === 'memory') throw new RangeError('Array buffer allocation failed');
        if (trouble === 'exit') await leave();
        if (trouble === 'spin') spin(3_600_000);
        let said = '';
        if (address) said = await fetch(address).then(() => 'reached', () => 'refused'); // prettier-ignore
        for (let step = 0; step < steps; step++) {
          spin(ms);
          await opened!.run({});
          progress((step + 1) / steps);
        }
        return { values: Float64Array.from(shard.indices, (index) => index * 2 + seed), said };
      },
      async close() {
        await opened?.release();
      },
    };
  };
