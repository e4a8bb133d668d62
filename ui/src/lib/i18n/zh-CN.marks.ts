/** Simplified Chinese for stars, tags, collections and the trash, and for taking their changes back. */
import type { Mark } from '../generated/contract';
import type { Messages } from './index';

const takes = (n: number) => `${n.toLocaleString('zh-CN')} 条作品`;

export const marks: Messages['marks'] = {
  title: '评分与标签',
  rating: '评分',
  stars: (n) => `${n} 星`,
  noStars: '未评分',
  onlyClips: '只有已完成的视频可以评分。',
  labels: { tag: '标签', collection: '合集' },
  one: { tag: '标签', collection: '合集' },
  add: { tag: '添加标签', collection: '加入合集' },
  field: { tag: '标签名称', collection: '合集名称' },
  create: { tag: (name) => `新建标签“${name}”`, collection: (name) => `新建合集“${name}”` },
  none: { tag: '还没有标签，请输入名称。', collection: '还没有合集，请输入名称。' },
  show: (name) => `查看合集 ${name}`,
  showTag: (name) => `查看带有标签 ${name} 的作品`,
  takeAway: (name) => `移除 ${name}`,
  kinds: { favourite: '收藏', rating: '评分', tag: '标签', collection: '合集', trash: '移到回收站', restore: '恢复' },
  marked: (mark: Mark, n) => {
    switch (mark.kind) {
      case 'favourite':
        return mark.on ? `已收藏 ${takes(n)}。` : `已取消收藏 ${takes(n)}。`;
      case 'rating':
        return mark.stars === 0 ? `已清除 ${takes(n)}的评分。` : `已将 ${takes(n)}评为 ${mark.stars} 星。`;
      case 'tag':
        return mark.on ? `已为 ${takes(n)}添加标签“${mark.name}”。` : `已从 ${takes(n)}移除标签“${mark.name}”。`;
      case 'collection':
        return mark.on ? `已将 ${takes(n)}加入“${mark.name}”。` : `已将 ${takes(n)}移出“${mark.name}”。`;
    }
  },
  undone: (what) => `已撤销：${what}。`,
  nothingToUndo: '没有可撤销的操作。',
  undoKey: '撤销收藏、评分、标签、合集或回收站操作',
  rateKey: '评分；0 清除',
  toTrash: '移到回收站',
  trash: '回收站',
  openTrash: '打开回收站',
  trashed: (n) => `已将 ${takes(n)}移到回收站。`,
  stays: (n) => `${takes(n)}尚未结束，保留在原处。`,
  restore: '恢复',
  restored: (n) => `已恢复 ${takes(n)}。`,
  forGood: '彻底删除',
  askForGood: '彻底删除它和文件？收据会保留，服务器上的内容不受影响。',
  askForGoodNoFile: '彻底删除它？收据会保留，服务器上的内容不受影响。',
  askThese: (n) => `彻底删除 ${takes(n)}及其文件？收据会保留，服务器上的内容不受影响。`,
  askAll: '彻底删除回收站中的全部内容？收据会保留，服务器上的内容不受影响。',
  removed: (n) => `已彻底删除 ${takes(n)}。`,
  daysLeft: (days) => (days < 1 ? '今天彻底删除' : `${days} 天后彻底删除`),
  staysThere: '保留在回收站，直到你删除它',
  trashNote: '回收站中的内容将在 30 天后彻底删除；服务器上的内容不受影响。',
  empty: '清空回收站',
  nothingThere: '回收站是空的。',
  leaveTrash: '离开回收站',
  collections: '合集',
  searches: '搜索',
  noCollections: '选中作品后点击“合集”即可新建。',
  rename: (name) => `重命名 ${name}`,
  delete: (name) => `删除合集 ${name}`,
  collectionDeleted: (name) => `已删除合集“${name}”，其中的作品仍保留。`,
  save: '重命名',
  taken: (name) => `已有名为“${name}”的合集，请换一个名称。`,
};
