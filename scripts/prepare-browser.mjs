// Finds a Chrome or Chromium and a font with Chinese characters; installs Debian's where it may. Whether the characters
// are drawn is `check-fonts.mjs`'s to see.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';

const mayInstall = () => existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;

function hasChineseFont() {
  if (process.platform !== 'linux') return true;
  const { status, stdout } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '';
}

function install(packages) {
  console.log(`Installing Debian's ${packages.join(', ')} …`);
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  return apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** Undefined when a browser is there, else one line that says how to get one. */
export function prepareBrowser() {
  const missing = [
    ...(findChromium() ? [] : ['chromium']),
    ...(hasChineseFont() ? [] : ['fonts-noto-cjk', 'fontconfig']),
  ];
  if (missing.length && mayInstall()) install(missing);
  if (!findChromium())
    return 'No Chrome or Chromium found: install one (Debian: sudo apt-get install chromium fonts-noto-cjk), or name its path in the variable CHROMIUM.';
  return undefined;
}
