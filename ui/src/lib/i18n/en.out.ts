/** English for files of clips in other programs, as the menus of clips have it. The rest is in `en.export`. */
const rules = new Intl.PluralRules('en');

export const out = {
  one: 'Export with its data…',
  copyFile: 'Copy the file',
  copied: (n: number) => `${n.toLocaleString('en')} ${rules.select(n) === 'one' ? 'file' : 'files'} copied.`,
};
