/** 简体中文：作品文件与其他程序。 */
import type { Messages } from '.';
import { whole } from '../intl';

export const out = {
  one: '连同数据导出…',
  copyFile: '复制文件',
  copied: (n) => `已复制 ${whole(n, 'zh-CN')} 个文件。`,
} satisfies Messages['out'];
