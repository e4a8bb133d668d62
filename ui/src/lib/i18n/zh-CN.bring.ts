/** Simplified Chinese for clips that came as files: what the wall says of them. */
import type { Messages } from './index';

export const bring = {
  file: '文件',
  pick: '导入视频…',
  noRecipe: '该文件不含配方。',
} satisfies Messages['bring'];
