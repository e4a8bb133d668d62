/** Simplified Chinese for looking closely: frames, lineage, comparing, and the selection that leads there. */
import type { Messages } from './index';
import { whole } from '../intl';

export const shots = {
  use: '使用这一帧',
  save: '另存为 PNG…',
  copy: '复制这一帧',
  as: { first: '用作首帧', last: '用作尾帧', reference: '用作参考图' },
  newShot: '尾帧 → 新镜头',
  saved: '画面已保存。',
  copied: '画面已复制。',
  used: (role) => `已放入表单：${role}。`,
} satisfies Messages['shots'];

export const lineage = {
  title: '来龙去脉',
  from: '来自',
  became: '衍生',
  how: { create: '由它生成', remix: '重制', edit: '编辑', extend: '延长', import: '在服务器上找到', frame: '取其一帧的新镜头', cut: '剪自该作品' },
  away: '已不在 Rushes 中',
  sameAsParent: '提示词与原作相同。',
  against: { parent: '已标出与原作的不同', take: '已标出与上一条的不同' },
  added: '新增：',
  removed: '删去：',
} satisfies Messages['lineage'];

export const compare = {
  open: '对比',
  takes: '对比同批',
  title: (n) => `对比 ${n} 条`,
  back: '关闭对比',
  choose: (most) => `请选择 2 至 ${most} 条已完成的作品进行对比。`,
  clip: (n) => `第 ${n} 条`,
  alone: (n) => `只看第 ${n} 条`,
  together: '全部并列',
  look: '显示内容',
  blink: '闪切',
  blinkHint: (a, b) => `在同一位置轮流显示第 ${a} 条和第 ${b} 条`,
  pick: '选定',
  pickHint: (n) => `收藏第 ${n} 条，其余保持原样。`,
  picked: '已选定',
  pickedToast: '已收藏，其余保持原样。',
  removeOthers: (n) => `将其余 ${n} 条移到回收站`,
  sound: (n) => `第 ${n} 条的声音`,
  shorter: '较短的作品',
  hold: '停在尾帧',
  loop: '从头再播',
  held: '已结束 · 尾帧',
} satisfies Messages['compare'];

export const selection = {
  count: (n) => `已选 ${whole(n, 'zh-CN')} 条`,
  clear: '清除选择',
  bar: '选择',
  gathering: '正在全选…',
  most: (n) => `已选 ${whole(n, 'zh-CN')} 条，一次最多这么多。其余可用搜索或筛选找到。`,
} satisfies Messages['selection'];

export const viewerKeys = {
  lastFrame: '尾帧 → 新镜头',
  compareTakes: '对比同批作品',
  compare: '对比选中的 2 至 4 条',
  select: '选中或取消',
  extend: '扩展选择',
  selectAll: '全选',
  solo: '只看一条，或全部',
  blink: '两条闪切',
  choose: '切换当前作品',
  pick: '选定当前作品',
  leave: '移出对比',
  closeCompare: '先全部并列，再返回',
} satisfies Messages['viewerKeys'];
