/**
 * No content policy has a word for WebRTC that browsers know, and it reaches other machines past every other rule. The lab
 * has no use for it: the page starts by taking it away. Imported before everything else.
 */
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection'])
  if (name in globalThis)
    Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });

export {};
