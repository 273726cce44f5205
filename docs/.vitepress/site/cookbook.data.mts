import { resolve } from 'node:path';
import { readSections } from './pages.mjs';

/** A recipe, as the home page lists it. */
interface Recipe {
  readonly title: string;
  readonly link: string;
}

declare const data: Recipe[];
export { data };

export default {
  watch: ['../../cookbook/*.md'],
  load(): Recipe[] {
    const docs = resolve(import.meta.dirname, '../..');
    return readSections(docs)
      .filter(({ folder }) => folder === 'cookbook')
      .flatMap(({ pages }) => pages)
      .filter(({ link }) => link !== '/cookbook/')
      .map(({ title, link }) => ({ title, link }));
  },
};
