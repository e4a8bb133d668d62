/** The program, its library and its servers by name: what stands in the settings and can be done without looking for it there. */
import type { App } from './app.svelte';
import { tellBalance } from './balance';
import type { Command } from './command';
import type { DeskWords } from './i18n/desk';
import { readDescriptions } from './servers';
import { copyProgramReport, loadSettingsFile, saveSettingsFile } from './settingsFile';

export function programCommands(app: App, words: DeskWords): Command[] {
  const { about, descriptions, keys } = words;
  const one = (id: string, label: string, group: Command['group'], icon: Command['icon'], run: () => void): Command => ({ id, label, group, run, ...(icon ? { icon } : {}) });
  return [
    one('changeKeys', keys.change, 'go', 'key', () => (app.sheet = { kind: 'changeKeys' })),
    one('log', about.log, 'go', 'clock', () => (app.sheet = { kind: 'log' })),
    one('licences', about.licences, 'go', 'bookmark', () => (app.sheet = { kind: 'licences' })),
    one('report', about.report, 'program', 'copy', () => void copyProgramReport(app)),
    one('saveSettings', about.save, 'program', 'download', () => void saveSettingsFile(app)),
    one('loadSettings', about.load, 'program', 'folder', () => void loadSettingsFile(app)),
    // The question whether that is meant stands there.
    one('resetSettings', about.reset, 'program', 'undo', () => (app.sheet = { kind: 'settings', at: 'reset' })),
    one('models', `${descriptions.title}: ${descriptions.folder}`, 'go', 'folder', () => void app.attempt(() => app.backend.openDescriptions())),
    one('readModels', `${descriptions.title}: ${descriptions.again}`, 'program', 'undo', () => void app.attempt(() => readAgain(app, words))),
    ...libraryCommands(app, words),
    ...serverCommands(app, words),
  ];
}

/** What is wrong with a file the settings say. */
async function readAgain(app: App, words: DeskWords): Promise<void> {
  const files = await readDescriptions(app);
  app.say(words.descriptions.read(files.length));
  if (files.some(({ error }) => error !== null)) app.sheet = { kind: 'settings' };
}

/** The settings show how far it is and what is to be decided. While one is at work there is no other. */
function libraryCommands(app: App, words: DeskWords): Command[] {
  const { archive } = app;
  const { library: t } = app.t;
  const one = (id: string, label: string, icon: Command['icon'], run: () => void): Command => ({ id, label: words.palette.library(label), group: 'library', run, ...(icon ? { icon } : {}) });
  if (archive.progress !== null) return archive.stopping ? [] : [one('stopWork', `${t.working[archive.progress.work]} · ${t.stop}`, 'close', () => void archive.stop())];
  const there = (run: () => Promise<void>) => () => {
    app.sheet = { kind: 'settings', at: 'library' };
    void run();
  };
  return [
    one('backUp', t.backUp, 'download', there(() => archive.backUp(true))),
    one('restore', t.restore, 'undo', there(() => archive.pick())),
    one('moveLibrary', t.move, 'external', there(() => archive.aim())),
    one('otherLibrary', t.another, 'folder', () => void app.attempt(() => app.backend.chooseLibrary())),
  ];
}

function serverCommands(app: App, words: DeskWords): Command[] {
  return app.servers.flatMap((server): Command[] => {
    const name = app.serverName(server.id);
    // What the demo made is all here.
    const lists = !server.is_demo && server.can.includes('list') && app.imports.of(server.id)?.kind !== 'busy';
    return [
      ...(lists ? [{ id: `import.${server.id}`, label: app.t.imports.startAt(name), group: 'library', icon: 'download', run: () => void app.imports.run(server.id, false) } as const] : []),
      ...(server.tells_balance ? [{ id: `balance.${server.id}`, label: words.palette.balance(name), group: 'go', icon: 'receipt', run: () => void tellBalance(app, server.id) } as const] : []),
    ];
  });
}
