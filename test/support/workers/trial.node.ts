import { serveShards } from '../../../src/workers/node/serve.ts';
import { trialHost } from './trial-host.ts';

serveShards(trialHost(() => process.exit(3)));
