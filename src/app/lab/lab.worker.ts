import { expose } from 'comlink';
import { indicators } from '../../indicators/index.ts';
import { UserError } from '../../messages/index.ts';
import { PageShardCache } from '../../workers/page/cache.ts';
import { engineFiles } from '../../workers/page/engine-files.ts';
import { pageThread } from '../../workers/page/spawn.ts';
import shardWorker from '../../workers/page/shard.worker.ts?worker&url';
import { Lab } from './lab.ts';
import { publicFolder } from './public-folder.ts';
import { fetchWithProgress } from './fetch.ts';

expose(
  new Lab({
    registry: indicators,
    start: () => pageThread(shardWorker, 'touchstone shard'),
    cache: new PageShardCache(),
    async fetchBytes(path) {
      const response = await fetch(new URL(path, publicFolder)).catch(() => undefined);
      if (!response?.ok) throw new UserError('app.own-file-missing', { file: path });
      return new Uint8Array(await response.arrayBuffer());
    },
    loadEngine: (progress) => fetchWithProgress(engineFiles.wasm, progress),
    host: `${navigator.userAgent}`,
  }),
);
