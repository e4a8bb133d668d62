/** Simplified Chinese for the sheets and messages of files that are brought in, and of pieces that are cut. */
import type { Clips } from './clips';

const ask = {
  title: '如何使用这个视频？',
  carries: (name) => `${name} 中带有配方：`,
  settings: '使用其设置',
  settingsHint: '表单会填入其提示词、模型和设置，不会发送任何请求。',
  take: '导入作品库',
  takeHint: '复制一份作为作品，原文件保持不动。',
  busy: (n) => `正在导入 ${n} 个视频…`,
  done: (n) => `已导入 ${n} 个视频。`,
  show: '查看',
  others: (n) => `另有 ${n} 个文件未导入。`,
} satisfies Clips['ask'];

const loupe = {
  from: '来源',
  name: '名称',
  came: '导入于',
} satisfies Clips['loupe'];

const cut = {
  open: '剪切与导出…',
  title: '剪切与导出',
  from: '起点（秒）',
  to: '终点（秒）',
  marks: '在放大查看时用 I 和 O 设置标记。',
  wrong: (end) => `请输入 0 到 ${end} 之间的两个数，终点须大于起点。`,
  as: '格式',
  video: '视频',
  clipHint: '不重新编码，画质无损。MP4 从标记处开始；少数播放器及其他格式会从之前最近的关键帧开始。',
  movingHint: '无声动图，每秒 15 帧，循环播放。',
  width: '宽度',
  asIs: '原始宽度',
  intoLibrary: '存为新作品',
  save: '另存为…',
  busy: '正在处理…',
  saved: '已保存。',
  made: '片段已成为一条新作品。',
  missing: '本机没有 ffmpeg',
  missingDetail: '剪切和导出由 ffmpeg 完成。请安装后重新检查。',
  command: '在终端中运行：',
  again: '重新检查',
} satisfies Clips['cut'];

export const clips = { ask, loupe, cut };
