/**
 * Leaves an element alone on the page: everything beside it and beside what holds it is not shown – on paper, or at all. Returns
 * how to bring the rest back.
 */
export function alone(element: HTMLElement, where: 'paper' | 'everywhere'): () => void {
  const marked: Element[] = [];
  for (let at: Element = element; at !== document.body && at.parentElement; at = at.parentElement) {
    for (const other of at.parentElement.children) {
      if (other === at || other.hasAttribute('data-aside') || /^(SCRIPT|STYLE|LINK)$/.test(other.tagName))
        continue;
      other.setAttribute('data-aside', where);
      marked.push(other);
    }
  }
  return () => {
    for (const one of marked) one.removeAttribute('data-aside');
  };
}
