/** SHA-256 of logits, losses and gradients of the tiny net's test batch on WASM; Node and Chromium must both give it. */
export const engineHash = '630c339454e29e36655adee39bc9aadceb1a549b042b3abfa24fb2a0c3b64e0c';
