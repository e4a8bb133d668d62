/** English for files of clips in other programs, as the menus of clips have it. The rest is in `en.export`. */
import { whole } from '../intl';

export const out = {
  one: 'Export with its data…',
  copyFile: 'Copy the file',
  copied: (n: number) => `${whole(n, 'en')} ${n === 1 ? 'file' : 'files'} copied.`,
};
