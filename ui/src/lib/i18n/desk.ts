/** The words of the palette and of the sheets about the program itself: fetched with the sheets. */
import { desk as en } from './en.desk';
import type { Tag, Widen } from './index';
import { desk as zhCN } from './zh-CN.desk';

export type DeskWords = Widen<typeof en>;

export const deskWords: Readonly<Record<Tag, DeskWords>> = { en, 'zh-CN': zhCN };
