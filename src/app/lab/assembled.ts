import { proxy, wrap } from 'comlink';
import { indicators } from '../../indicators/index.ts';
import { UserError } from '../../messages/index.ts';
import { PageShardCache } from '../../workers/page/cache.ts';
import { engineFiles } from '../../workers/page/engine-files.ts';
import shardWorker from '../../workers/page/shard.worker.ts?worker&url';
import { pageThread, startBlobWorker } from '../../workers/page/spawn.ts';
import { ExploreDesk } from './explore/desk.ts';
import exploreWorker from './explore/explore.worker.ts?worker&url';
import { fetchWithProgress } from './fetch.ts';
import { PageCardShelf } from './import/cards.ts';
import { ImportDesk, type ImportThread } from './import/desk.ts';
import importWorker from './import/import.worker.ts?worker&url';
import { Lab } from './lab.ts';
import { PlanDesk, type PaceThread } from './plan/desk.ts';
import paceWorker from './plan/pace.worker.ts?worker&url';
import { readPublic } from './public-folder.ts';
import { RunDesk } from './runs/desk.ts';
import { RunShelf } from './runs/shelf.ts';
import { StartDesk } from './start-desk.ts';
import { Subjects } from './subjects.ts';
import { TrainDesk } from './train/desk.ts';
import { PageTrainedShelf } from './train/shelf.ts';
import trainWorker from './train/train.worker.ts?worker&url';
import type { LabEvent } from './types.ts';
import { WalkDesk, type WalkThread } from './walk/desk.ts';
import walkWorker from './walk/walk.worker.ts?worker&url';

const subjects = new Subjects();

const cards = new PageCardShelf();

const core = new Lab(
  {
    cards,
    registry: indicators,
    fetchBytes: readPublic,
  },
  subjects,
);

const explore = new ExploreDesk(
  { start: () => pageThread(exploreWorker, 'touchstone explore'), fetchBytes: readPublic },
  subjects,
);

const walk = new WalkDesk(subjects, walkThread);

/** An engine takes 100 MB and more: those of screens that are not asked anything end before others start. */
function makeRoom(): void {
  explore.rest();
  walk.rest();
  importing.rest();
}

function walkThread(): WalkThread {
  const { worker, end } = startBlobWorker(walkWorker, 'touchstone walk');
  const thread = wrap<Omit<WalkThread, 'end'>>(worker);
  return {
    open: (source) => thread.open(source),
    predict: (values) => thread.predict(values),
    walk: (input, request) => thread.walk(input, request),
    slice: (input, request) => thread.slice(input, request),
    end,
  };
}

const importing: ImportDesk = new ImportDesk(
  {
    start: importThread,
    held: () => core.heldModel,
    cards,
    say: (progress) => core.say({ event: 'import', progress }),
  },
  subjects,
);

function importThread(): ImportThread {
  const { worker, end } = startBlobWorker(importWorker, 'touchstone import');
  const thread = wrap<Omit<ImportThread, 'dead' | 'end'>>(worker);
  const dead = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(new UserError('import.worker-died', {}, { cause: event.error }));
    });
  });
  dead.catch(() => undefined);
  return {
    inspect: (model, options) => thread.inspect(model, options),
    diagnose: (request, say) => thread.diagnose(request, proxy(say)),
    preflight: (source) => thread.preflight(source),
    see: (request) => thread.see(request),
    write: (source, part) => thread.write(source, part),
    dead,
    end,
  };
}

const runs = new RunDesk(
  {
    registry: indicators,
    start: () => pageThread(shardWorker, 'touchstone shard'),
    cache: new PageShardCache(),
    shelf: new RunShelf(),
    loadEngine: (progress) => fetchWithProgress(engineFiles.wasm, progress),
    memory: machineMemory(),
    host: navigator.userAgent,
    say: (event) => core.say(event),
    makeRoom,
  },
  subjects,
);

/** The memory of this machine in bytes, where the browser tells (in steps, 8 GiB at most). */
function machineMemory(): number | undefined {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return deviceMemory === undefined ? undefined : deviceMemory * 1024 * 1024 * 1024;
}

function paceThread(): PaceThread {
  makeRoom();
  const { worker, end } = startBlobWorker(paceWorker, 'touchstone pace');
  const { time } = wrap<PaceThread>(worker);
  return { time, end };
}

/** Each part answers its own calls; a further part is one line. */
const parts: readonly object[] = [
  core,
  runs,
  new StartDesk(readPublic, () => fetchWithProgress(engineFiles.wasm, () => undefined)),
  new PlanDesk(subjects, indicators, paceThread),
  explore,
  new TrainDesk(
    {
      start: () => pageThread(trainWorker, 'touchstone training'),
      fetchBytes: readPublic,
      take: (subject) => core.take(subject),
      shelf: new PageTrainedShelf(),
    },
    subjects,
  ),
  walk,
  importing,
];

/** The lab with all its parts, as the page uses it: a call goes to the part that has it. */
export function partOf(name: string): object | undefined {
  return parts.find((part) => name in part);
}

export const listen = (listener: (event: LabEvent) => void): Promise<void> => core.listen(listener);
