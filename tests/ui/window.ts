/** Opens the window over the fake engine and names its parts, so that tests read as what a person does. */
import { expect, test as base, type Page } from '@playwright/test';

/** What the address tells the fake engine. */
export type Start = Partial<Record<'wall' | 'keychain' | 'theme' | 'language' | 'server' | 'video' | 'undo' | 'remote' | 'rebuilt' | 'plan' | 'pages' | 'prices' | 'backup' | 'restore' | 'recipe' | 'craft' | 'presets' | 'export' | 'cutter' | 'move' | 'cut' | 'settings' | 'desktop' | 'updates' | 'row' | 'models' | 'picture', string>>;

interface Fixtures {
  /** Opens the window; every message on the console that is an error fails the test. */
  open: (start?: Start) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  open: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    // Among them every violation of the content policy. A clip that is missing on purpose is none.
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text());
    });
    await use(async (start = {}) => {
      await page.goto(`/?${new URLSearchParams(start).toString()}`);
      await expect(page.getByTestId('composer')).toBeVisible();
      await expect(page.getByTestId('wall')).toBeVisible();
      await expect(page.getByTestId('tile').or(page.getByTestId('empty-card')).first()).toBeVisible();
    });
    expect(complaints).toEqual([]);
  },
});

/** The names of the commands that the window has called, with what it handed over. */
export function calls(page: Page, name: string): Promise<unknown[][]> {
  return page.evaluate((wanted) => (window.fakeEngine?.calls ?? []).filter((call) => call.name === wanted).map((call) => JSON.parse(JSON.stringify(call.args)) as unknown[]), name);
}

/** Chooses a model of the fake engine by its name. */
export async function choose(page: Page, model: string): Promise<void> {
  await page.getByTestId('model-select').click();
  await page.getByRole('option', { name: model, exact: true }).click();
}

/** Makes it light, at once: half way between two themes no text can be read. */
export async function toLight(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light';
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();
  });
}

/** Opens the stack that a take stands for, so that all its takes are on the wall. */
export async function openStack(page: Page, job: string): Promise<void> {
  const toggle = page.locator(`[data-job=${job}]`).getByTestId('stack-toggle');
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  await expect(toggle).toHaveAttribute('aria-expanded', 'true');
}

/** So many takes wait to be sent, whether each has a tile or a stack stands for them. */
export async function expectDrafts(page: Page, count: number): Promise<void> {
  const takes = (tiles: Element[]) => tiles.reduce((sum, tile) => sum + Number(tile.querySelector('[data-testid=stack-toggle][aria-expanded=false]')?.textContent ?? 1), 0);
  await expect.poll(() => page.locator('[data-state=draft]').evaluateAll(takes)).toBe(count);
}

/** The requests that Create has sent, oldest first. */
export async function sent(page: Page): Promise<Record<string, unknown>[]> {
  return (await calls(page, 'createJobs')).map(([request]) => request as Record<string, unknown>);
}

/** A command as a provider's page shows it, with a key. */
export const KEY = 'sk-proj-0123456789abcdef4f2a';
export const CURL = `curl https://gateway.example/v1/videos \\
  -H "Authorization: Bearer ${KEY}" \\
  -F "model=sora-2" -F "prompt=A calico cat playing a piano on stage" \\
  -F "seconds=8" -F "size=1280x720" -F "style=anime"`;

/** Opens the sheet to connect a server, out of the list of servers. */
export async function openConnect(page: Page): Promise<void> {
  await page.getByTestId('server-select').click();
  await page.getByRole('option').nth(3).click();
  await expect(page.getByTestId('paste')).toBeFocused();
}

/** Pastes a text where the caret is, as the clipboard would. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** From now on every text that stands there is noted, also one that is gone before a test can look. */
export async function noted(page: Page, testId: string): Promise<() => Promise<string[]>> {
  await page.evaluate((id) => {
    const texts: string[] = [];
    const look = () => {
      for (const found of document.querySelectorAll(`[data-testid="${id}"]`)) {
        const text = found.textContent.trim();
        if (texts.at(-1) !== text) texts.push(text);
      }
    };
    Object.assign(window, { [`noted ${id}`]: texts });
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }, testId);
  return () => page.evaluate((id) => (window as unknown as Record<string, string[]>)[`noted ${id}`] ?? [], testId);
}

export { expect };

declare global {
  interface Window {
    fakeModels?: Record<string, unknown>;
    fakePages?: Record<string, unknown>;
    fakeEngine?: {
      emit(event: unknown): void;
      change(id: string, change: Record<string, unknown>): void;
      changeServer(id: string, change: Record<string, unknown>): void;
      readonly calls: readonly { name: string; args: unknown[] }[];
    };
  }
}
