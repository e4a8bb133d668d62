/**
 * Words of what is fetched after the first frame: they come with it, in both languages, so that the first script does not
 * grow with every sheet. A word that is missing in one of them does not compile, as everywhere.
 */
import type { Tag, Widen } from '.';
import { exporting as en } from './en.export';
import { exporting as zhCN } from './zh-CN.export';

export type ExportWords = Widen<typeof en>;

export const exportWords: Readonly<Record<Tag, ExportWords>> = { en, 'zh-CN': zhCN };
