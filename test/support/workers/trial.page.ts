import { serveShards } from '../../../src/workers/page/serve.ts';
import { trialHost } from './trial-host.ts';

serveShards(
  trialHost(() => {
    // A worker of the page that dies says so by an error nobody caught.
    setTimeout(() => {
      throw new Error('trial worker died');
    });
    return new Promise(() => undefined);
  }),
);
