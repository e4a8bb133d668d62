/**
 * The settings as a whole: into a file, out of one, and back to what they were at first; and the report about the program. What came of
 * it is said here, so that the settings and the palette only name it. Fetched with the sheets; knows no element.
 */
import type { App } from './app.svelte';
import { asError } from './backend';
import type { Settings } from './generated/contract';
import { deskWords } from './i18n/desk';

/** Its words come from here each time: settings may bring another language. */
const wordsOf = (app: App) => deskWords[app.tag].about;

export async function saveSettingsFile(app: App): Promise<void> {
  await app.attempt(async () => (await app.backend.exportSettings()) && app.say(wordsOf(app).saved));
}

/** A closed dialog and a file of something else change nothing. */
export async function loadSettingsFile(app: App): Promise<void> {
  try {
    const loaded = await app.backend.importSettings();
    if (loaded === null) return;
    await take(app, loaded);
    app.say(wordsOf(app).loaded);
  } catch (thrown) {
    const error = asError(thrown);
    if (error.code === 'invalid_value') app.say(wordsOf(app).notSettings);
    else app.fail(error);
  }
}

/** Who asks for it was asked. */
export async function resetSettings(app: App): Promise<void> {
  await app.attempt(async () => {
    await take(app, await app.backend.resetSettings());
    app.say(wordsOf(app).resetDone);
  });
}

export async function copyProgramReport(app: App): Promise<void> {
  await app.attempt(async () => app.copy(await app.backend.programReport(), wordsOf(app).reportCopied));
}

async function take(app: App, settings: Settings): Promise<void> {
  const pictures = app.settings.thumbnails;
  await app.takeSettings(settings);
  // The wall has other pictures from now on.
  if (pictures !== settings.thumbnails) await app.attempt(() => app.jobs.reload());
}
