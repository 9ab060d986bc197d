import { canonical } from '../document/text.ts';
import type { Shard } from '../indicators/types.ts';
import { sha256Hex } from '../numeric/hash.ts';
import type { ImportSetting } from './import-setting.ts';

/** Everything besides the shard that decides its result. */
export interface ShardContext {
  readonly versions: Readonly<Record<string, string>>;
  /** Hash of the program itself, so that results of another build are never taken for this one's. */
  readonly build: string;
  readonly engine: string;
  readonly model: string;
  /** How the model is read, without names. */
  readonly setting?: ImportSetting;
  readonly data: string;
  /** The data are recorded predictions and stay in their own units. */
  readonly recorded?: true;
  readonly seed: number;
}

/** The name under which a finished shard is kept: equal keys mean equal results. */
export function shardKey(
  context: ShardContext,
  parameters: Readonly<Record<string, unknown>>,
  shard: Shard,
): string {
  const { indicator, key, indices, settings, depends } = shard;
  const deciding = depends ? Object.fromEntries(depends.map((name) => [name, parameters[name]])) : parameters;
  return sha256Hex(
    canonical({ ...context, parameters: deciding, shard: { indicator, key, indices, settings } }),
  );
}
