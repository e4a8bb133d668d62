/** Simplified Chinese for recipes: what comes back into the form, and what goes out with a video. */
import type { Messages } from './index';

export const recall = {
  use: '使用…',
  parts: { prompt: '使用提示词', seed: '使用种子', size: '使用尺寸', pictures: '使用图片' },
  done: {
    size: '表单已填入该尺寸。',
    pictures: '表单已放入这些图片。',
  },
  recipe: '表单已填入该配方。',
  others: '表单已填入其余设置。',
  othersVaried: '表单已填入其余设置，种子将重新随机。',
  noServer: (server, kept) => `${server} 已不在列表中，保留 ${kept}。`,
  noModel: (kept) => `其中未指明模型，保留 ${kept}。`,
  otherModel: (server, model, kept) => `${server} 未列出 ${model}，保留 ${kept}。`,
  noPictures: (n) => `有 ${n} 张图片不在此作品库中。`,
  leftOut: (names) => `分享时未包含：${names}。`,
  comma: '、',
  open: '打开配方…',
  save: '保存配方…',
  saved: '配方已保存。',
  saveBare: '另存不含配方的副本…',
  privacy: '隐私',
  inFiles: '将配方写入每个视频',
  inFilesHint: '将文件拖回此处即可恢复提示词和设置，任何持有该文件的人也都可以。其中不含服务器、密钥或文件名。对之后下载的视频生效。',
} satisfies Messages['recall'];
