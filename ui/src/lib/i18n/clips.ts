/** The words of the sheets for files and pieces, apart from the catalogue: they are fetched with the sheets. */
import { clips as en } from './en.clips';
import type { Tag, Widen } from './index';
import { clips as zhCN } from './zh-CN.clips';

export type Clips = Widen<typeof en>;

export const clips: Readonly<Record<Tag, Clips>> = { en, 'zh-CN': zhCN };
