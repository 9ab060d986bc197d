// The last step of every build of the page: its version, the list of its files, and the service worker that keeps them.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { hashOfFolder, pathsUnder, sha256 } from './folder.mjs';
import { writeNotices } from './notices.mjs';
import { policy } from './policy.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Engines that most machines never use, by the names of their files: the build of onnxruntime with WebGPU, and TensorFlow.js.
 * They are kept for offline use only where they were used.
 */
const engines = [
  ['webgpu', /^assets\/(webgpu|ort-.*\.(asyncify|jsep))[-.]/],
  ['tensorflow', /^assets\/(tensorflow|tfjs)[-.]/],
];

export const engineOf = (path) => engines.find(([, pattern]) => pattern.test(path))?.[0];

/** Hash of what is fetched by a name of its own (models, data, lessons): requests carry it, so versions never mix. */
export const publicVersion = () => hashOfFolder(join(root, 'public')).slice(0, 12);

/** The built page as the service worker has to keep it. */
export function releaseOf(folder) {
  const files = pathsUnder(folder)
    .filter((path) => path !== 'sw.js')
    .map((path) => {
      const content = readFileSync(join(folder, path));
      const engine = engineOf(path);
      return { path, bytes: content.length, sha256: sha256(content), ...(engine ? { engine } : {}) };
    });
  const version = sha256(JSON.stringify(files)).slice(0, 16);
  return { version, publicVersion: publicVersion(), files };
}

const versionLine = /<meta name="touchstone-version"[^>]*>\s*/;

/** The page knows its version: it stands in its head. The version is that of the page without this line. */
function nameVersion(folder) {
  const file = join(folder, 'index.html');
  const html = readFileSync(file, 'utf8').replace(versionLine, '');
  writeFileSync(file, html);
  const { version } = releaseOf(folder);
  const named = html.replace(
    '<title>',
    `<meta name="touchstone-version" content="${version}" />\n    <title>`,
  );
  if (named === html) throw new Error('index.html has no <title> to put the version before');
  writeFileSync(file, named);
  return version;
}

async function writeServiceWorker(folder, version) {
  const release = { ...releaseOf(folder), version };
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    define: {
      __TOUCHSTONE_RELEASE__: JSON.stringify(release),
      __TOUCHSTONE_POLICY__: JSON.stringify(policy),
    },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      lib: {
        entry: join(root, 'src/app/offline/worker/sw.ts'),
        formats: ['iife'],
        name: 'touchstoneOffline',
        fileName: () => 'sw.js',
      },
    },
  });
}

/** Finishes a folder that Vite has written the page to. */
export async function finishPage(folder) {
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`${folder} holds no built page`);
  rmSync(join(folder, 'sw.js'), { force: true });
  writeNotices(join(folder, 'THIRD-PARTY-NOTICES.txt'));
  await writeServiceWorker(folder, nameVersion(folder));
}

/** As a part of the build, so that however the page is built, it is whole. */
export const finishedPage = () => ({
  name: 'finished-page',
  apply: 'build',
  writeBundle: {
    order: 'post',
    sequential: true,
    handler: ({ dir }) => finishPage(dir),
  },
});
