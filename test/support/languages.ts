import { languages, loadLanguage } from '../../src/messages/index.ts';

/** Tests speak every language; the page loads the one it shows. */
await Promise.all(languages.map(loadLanguage));
