/** Simplified Chinese for takes that stand in one tile of the wall, and for the strip that leads along it. */
import type { Messages } from './index';

export const stacks = {
  open: (n) => `展开这一叠，共 ${n} 条`,
  close: '收起这一叠',
  live: (n) => `${n} 条进行中`,
  closed: (name, n) => `一叠，共 ${n} 条。${name}`,
  take: (name, n, of) => `已展开的一叠，第 ${n} 条，共 ${of} 条。${name}`,
  keep: '选定这条，其余移到回收站',
  scrubber: { label: '日期' },
  keys: { stack: '展开或收起一叠', keep: '选定这条，同叠其余移到回收站' },
} satisfies Messages['stacks'];
