/** Simplified Chinese for reference pictures: how they are fitted, how they will be sent, and where they come from. */
import type { Messages } from './index';

export const pictures = {
  adjust: '调整…',
  title: (role) => `${role}：适配方式`,
  fit: '适配方式',
  part: '保留的部分。方向键移动，加号和减号放大或缩小。',
  partHow: '拖动画框或用方向键移动；滚动滚轮或按 +、− 放大缩小。',
  closer: '放大',
  times: (text) => `${text} 倍`,
  reset: '居中并保留最大部分',
  done: '完成',
  sent: '实际发送的图片',
  busy: '正在准备…',
  file: (kind, size) => `${kind}，${size}。`,
  lowQuality: (limit) => `已降低画质，以不超过服务器的上限 ${limit}。`,
  madeSmaller: (size, limit) => `已缩小到 ${size}，以不超过服务器的上限 ${limit}。`,
  frames: { first: '作品的首帧', last: '作品的尾帧', poster: '作品的封面' },
  noFrame: '无法从这条作品中取出画面。',
  notShown: '无法显示这张图片。',
  dropClip: '拖到图片位上：作首帧时接着作品的结尾，作尾帧时通向作品的开头。',
  fetch: '下载到本机',
  fetchHint: '下载后可以裁剪，并以文件发送。',
  enlarged: (kept) => `已放大：这部分只有 ${kept}。`,
} satisfies Messages['pictures'];
