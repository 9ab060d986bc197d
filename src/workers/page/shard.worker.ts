import { ShardRunner } from '../../assessment/shard-runner.ts';
import { indicators } from '../../indicators/index.ts';
import { pageEngine } from './engine.ts';
import { serveShards } from './serve.ts';

serveShards((wrap) => new ShardRunner(indicators, pageEngine(wrap)));
