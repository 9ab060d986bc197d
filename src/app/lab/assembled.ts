import { indicators } from '../../indicators/index.ts';
import { PageShardCache } from '../../workers/page/cache.ts';
import { engineFiles } from '../../workers/page/engine-files.ts';
import shardWorker from '../../workers/page/shard.worker.ts?worker&url';
import { pageThread } from '../../workers/page/spawn.ts';
import { fetchWithProgress } from './fetch.ts';
import { Lab } from './lab.ts';
import { readPublic } from './public-folder.ts';

/** The lab with all its parts, as the page uses it. */
export const lab = new Lab({
  registry: indicators,
  start: () => pageThread(shardWorker, 'touchstone shard'),
  cache: new PageShardCache(),
  fetchBytes: readPublic,
  loadEngine: (progress) => fetchWithProgress(engineFiles.wasm, progress),
  host: navigator.userAgent,
});
