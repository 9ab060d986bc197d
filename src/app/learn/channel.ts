/** Where a lesson stands; spoken between windows of this page on this machine alone. */
export interface Standing {
  readonly lesson: string;
  readonly step: number;
}

const name = 'touchstone-lesson';

const isStanding = (value: unknown): value is Standing =>
  typeof value === 'object' &&
  value !== null &&
  'lesson' in value &&
  typeof value.lesson === 'string' &&
  'step' in value &&
  typeof value.step === 'number' &&
  Number.isInteger(value.step);

let last: Standing | undefined;
let speaking: BroadcastChannel | undefined;

/** Tells other windows of the page which step is on show, now and to those that ask later. */
export function announce(standing: Standing): void {
  last = standing;
  if (!speaking) {
    speaking = new BroadcastChannel(name);
    speaking.addEventListener('message', ({ data }) => {
      if (data === 'where?' && last) speaking?.postMessage(last);
    });
  }
  speaking.postMessage(standing);
}

/** Hears where the lesson in another window stands; asks at once. Returns how to stop. */
export function follow(heard: (standing: Standing) => void): () => void {
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', ({ data }) => {
    if (isStanding(data)) heard(data);
  });
  channel.postMessage('where?');
  return () => channel.close();
}
