/** 简体中文：命令面板，以及关于程序本身的文字。 */
export const desk = {
  palette: {
    title: '命令',
    search: '想做什么？',
    none: '没有这样的命令。',
    found: (n: number) => `${n} 条命令`,
    groups: { clip: '此作品', selection: '所选作品', go: '前往', make: '创建', show: '显示', look: '外观' },
    showFilter: (name: string) => `显示：${name}`,
    theme: (name: string) => `主题：${name}`,
    language: (name: string) => `语言：${name}`,
    server: (name: string) => `使用服务器 ${name}`,
    editServer: (name: string) => `${name} 的设置`,
    preset: (name: string) => `使用预设 ${name}`,
    savedSearch: (name: string) => `搜索：${name}`,
    rate: (stars: string) => `评分：${stars}`,
    verb: (verb: string) => `任务：${verb}`,
    clearSearch: '清除搜索',
  },
} as const;
