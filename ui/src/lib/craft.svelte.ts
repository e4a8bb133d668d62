/**
 * Presets, snippets and lists: what the engine has of them, and a preset in the form. What a model does not list is kept in the
 * form as always and said. It knows no view.
 */
import type { Backend } from './backend';
import type { Composer } from './composer.svelte';
import type { Preset, PresetSettings, ServerView, Snippet, WildcardView } from './generated/contract';

/** What a model does not list of a preset; `server`: it is not in the list of servers. */
export type Unfit = 'server' | 'size' | 'aspect' | 'tier' | 'seconds' | 'params';

export class Craft {
  presets = $state.raw<readonly Preset[]>([]);
  snippets = $state.raw<readonly Snippet[]>([]);
  wildcards = $state.raw<readonly WildcardView[]>([]);

  constructor(
    private readonly backend: Backend,
    private readonly form: Composer,
  ) {}

  async load(): Promise<void> {
    [this.presets, this.snippets, this.wildcards] = await Promise.all([this.backend.listPresets(), this.backend.listSnippets(), this.backend.listWildcards()]);
  }

  /** Files may have come since. */
  async look(): Promise<void> {
    this.wildcards = await this.backend.listWildcards();
  }

  /** The form as a preset: all of it but the pictures, the prompt if it is wanted. */
  settings(serverName: string, withPrompt: boolean): PresetSettings {
    const { form } = this;
    return {
      server: form.server,
      server_name: serverName,
      model: form.model,
      prompt: withPrompt ? form.prompt : null,
      size: form.size,
      aspect: form.aspect,
      tier: form.tier,
      seconds: form.seconds,
      takes: form.takes,
      params: Object.fromEntries(Object.entries(form.params).filter(([, text]) => text.trim() !== '')),
      extra: form.extra.filter(({ name }) => name.trim() !== '').map(({ name, value }) => ({ name, value })),
      also: Object.fromEntries(Object.entries(form.plan.also).filter(([, values]) => values.length > 0)) as Record<string, string[]>,
    };
  }

  async save(preset: { id: string | null; name: string; settings: PresetSettings }, place: number | null = null): Promise<Preset> {
    const saved = await this.backend.savePreset({ ...preset, place });
    this.presets = await this.backend.listPresets();
    return saved;
  }

  /** Takes it away; what comes back brings it back to its place. */
  async remove(preset: Preset): Promise<() => Promise<unknown>> {
    const place = this.presets.findIndex((one) => one.id === preset.id);
    await this.backend.removePreset(preset.id);
    this.presets = this.presets.filter((one) => one.id !== preset.id);
    return () => this.save(preset, place);
  }

  async saveSnippet(snippet: Snippet, old: string | null): Promise<void> {
    await this.backend.saveSnippet(snippet, old);
    this.snippets = await this.backend.listSnippets();
  }

  async removeSnippet(snippet: Snippet): Promise<() => Promise<unknown>> {
    await this.backend.removeSnippet(snippet.name);
    this.snippets = this.snippets.filter((one) => one.name !== snippet.name);
    return () => this.saveSnippet(snippet, null);
  }

  /** Puts a preset into the form and says what of it the model does not list. */
  async apply({ settings }: Preset, servers: readonly ServerView[]): Promise<Unfit[]> {
    const { form } = this;
    const named = settings.server_name.toLowerCase();
    const server = servers.find((one) => one.id === settings.server) ?? servers.find((one) => one.name.toLowerCase() === named);
    const { size, aspect, tier, seconds } = settings;
    form.params = { ...settings.params };
    form.extra = settings.extra.map(({ name, value }) => ({ name, value }));
    form.unread = {};
    form.plan.restore(settings.also);
    if (settings.takes > 0) form.takes = settings.takes;
    if (settings.prompt !== null) form.prompt = settings.prompt;
    Object.assign(form, { size, aspect, tier, seconds });
    await form.turnTo(server?.id ?? form.server, settings.model);
    const unfit: [Unfit, boolean][] = [
      ['server', server === undefined],
      ['size', form.frame === 'pixels' && !form.sizeListed],
      ['aspect', form.frame === 'words' && !form.aspectListed],
      ['tier', form.frame === 'words' && !form.tierListed],
      ['seconds', seconds !== null && !(form.secondsTaken && form.secondsListed)],
      ['params', form.strays.length > 0 || form.misread.length > 0],
    ];
    return unfit.filter(([, is]) => is).map(([what]) => what);
  }

  /** The form as it is now; what comes back brings it back. */
  remember(): () => Promise<void> {
    const { form } = this;
    const before = $state.snapshot(form.kept()) as Record<string, unknown>;
    return async () => {
      form.restore(before);
      await form.chooseServer(form.server, form.model);
    };
  }
}
